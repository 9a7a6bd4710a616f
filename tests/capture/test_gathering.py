"""Long captures: read as a working set and a rest, in bounded memory, without a secret."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from bench.community import HOST, Community
from wirebase.capture import gathering
from wirebase.capture.archive import read_all
from wirebase.capture.entries import from_entry, loads, to_entry, to_line
from wirebase.capture.index import Index
from wirebase.capture.spool import Spool
from wirebase.capture.typed import TypedReader
from wirebase.exchange import Exchange, Message

FEW = 50
JSON = (("content-type", "application/json"),)


@pytest.fixture
def visits() -> list[Exchange]:
    return list(Community(200).visits(200))


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "FEW", FEW)


def odd(index: Index) -> set[int]:
    """Every second exchange, in the order of time."""
    return set(sorted(range(len(index)), key=index.started.__getitem__)[::2])


def written(path: Path, exchanges: list[Exchange]) -> Path:
    path.write_bytes(b"".join(to_line(exchange, HOST) for exchange in exchanges))
    return path


def test_a_short_capture_is_at_hand_as_a_whole(tmp_path: Path, visits: list[Exchange]):
    capture = read_all([written(tmp_path / "short", visits[:FEW])], odd)
    assert (len(capture.exchanges), capture.rest) == (FEW, None)
    assert capture.exchanges == read_all([tmp_path / "short"]).exchanges


def test_working_set_and_rest_are_the_capture(tmp_path: Path, visits: list[Exchange]):
    path = written(tmp_path / "long", visits)
    whole, split = read_all([path]), read_all([path], odd)
    assert split.rest is not None
    assert split.read == whole.read == len(visits)
    both = sorted([*split.exchanges, *split.rest], key=lambda x: x.started)
    assert len(both) + split.rest.repeats == len(visits)
    assert {_what(x) for x in both} == {_what(x) for x in whole.exchanges}
    assert [x.index for x in both] == list(range(len(both)))


def _what(exchange: Exchange) -> tuple[str, str, bytes | None]:
    return exchange.method, exchange.url, exchange.answer.content


def test_a_shuffled_file_is_split_the_same_way(tmp_path: Path, visits: list[Exchange]):
    shuffled = [*visits]
    random.Random(3).shuffle(shuffled)
    one = read_all([written(tmp_path / "one", visits)], odd)
    other = read_all([written(tmp_path / "other", shuffled)], odd)
    assert one.rest is not None
    assert other.rest is not None
    assert list(map(_what, one.exchanges)) == list(map(_what, other.exchanges))
    assert [x.index for x in one.exchanges] == [x.index for x in other.exchanges]
    assert {(x.index, *_what(x)) for x in one.rest} == {(x.index, *_what(x)) for x in other.rest}


def test_a_capture_in_two_files_is_split_as_in_one(tmp_path: Path, visits: list[Exchange]):
    one = read_all([written(tmp_path / "one", visits)], odd)
    parts = [written(tmp_path / "a", visits[:90]), written(tmp_path / "b", visits[70:])]
    for order in (parts, parts[::-1]):
        split = read_all(order, odd)
        assert list(map(_what, split.exchanges)) == list(map(_what, one.exchanges))


def test_what_two_captures_hold_is_there_once(tmp_path: Path, visits: list[Exchange]):
    one = written(tmp_path / "one", visits[:30])
    two = written(tmp_path / "two", visits[20:40])
    assert (
        read_all([one, two]).exchanges
        == read_all([written(tmp_path / "all", visits[:40])]).exchanges
    )
    assert read_all([one, one]).exchanges == read_all([one]).exchanges


def test_a_poll_that_repeats_itself_within_one_capture_stays(
    tmp_path: Path, visits: list[Exchange]
):
    polled = written(tmp_path / "polled", [visits[3]] * 3)
    assert len(read_all([polled]).exchanges) == 3


def test_a_secret_told_late_is_hidden_everywhere(tmp_path: Path, visits: list[Exchange]):
    secret = "x9Kq27LmPz84RtVw55Bn"
    early = _showing(visits[5], b'{"id":1,"note":"%s"}' % secret.encode())
    told = _showing(visits[150], b'{"id":2,"api_token":"%s"}' % secret.encode())
    session = replace(visits[151], request=Message((("cookie", f"sid={secret}b"),)))
    shown = _showing(visits[20], b'{"id":3,"note":"%sb"}' % secret.encode())
    exchanges = [*visits[:5], early, *visits[6:20], shown, *visits[21:150], told, session]
    path = written(tmp_path / "secrets", exchanges)
    for choose in (odd, lambda index: set(range(len(index))) - odd(index)):
        capture = read_all([path], choose)
        assert capture.rest is not None
        everything = msgspec.json.encode([*capture.exchanges, *capture.rest])
        assert secret.encode() not in everything


def _showing(exchange: Exchange, content: bytes) -> Exchange:
    return replace(exchange, url=f"{exchange.url}&n={len(content)}", answer=Message(JSON, content))


def test_repeats_are_counted_and_put_away_nowhere(visits: list[Exchange]):
    index = Index()
    page = replace(visits[1], method="GET")
    assert [index.add(page), index.add(replace(page, started=page.started + 9))] == [True, False]
    write = replace(page, method="POST")
    assert [index.add(write), index.add(replace(write, started=write.started + 9))] == [True, True]
    assert (len(index), index.repeats) == (3, 1)


def test_a_spool_gives_back_what_was_put_into_it(visits: list[Exchange]):
    spool = Spool()
    for exchange in visits * 20:
        spool.append(exchange)
    assert len(spool) == 4000
    assert list(spool) == visits * 20
    assert list(spool.pick({0, 3999})) == [(0, visits[0]), (3999, visits[199])]


def test_typed_entries_read_as_any_others(visits: list[Exchange]):
    reader = TypedReader({})
    for exchange in visits:
        line = to_line(exchange, HOST)
        assert reader.exchange(line, 0.0) == from_entry(loads(line), {})
    assert reader.salt == HOST


@pytest.mark.parametrize(
    "change",
    [
        {"response": {"status": "200", "headers": [], "content": {}}},
        {"response": {"status": 0, "headers": [], "content": {}}},
        {"request": {"method": "GET", "url": "https://a.test/", "headers": None}},
        {"startedDateTime": None},
        {"_error": "net::ERR_ABORTED"},
    ],
)
def test_what_is_not_typed_is_left_to_the_forgiving_reader(
    visits: list[Exchange], change: dict[str, object]
):
    entry = msgspec.json.encode(to_entry(visits[0]) | change)
    assert TypedReader({}).exchange(entry, 0.0) is None


def _loads(number: int, mime: str) -> list[Exchange]:
    """As many loads of one front end, between which nothing is asked of the API."""
    answer = Message((("content-type", mime),), b"let x = 1;" * 100)
    url = f"https://{HOST}/assets/app.js"
    return [Exchange(i, float(i), "GET", url, Message(), 200, answer) for i in range(number)]


def test_files_of_a_front_end_do_not_make_a_capture_long(tmp_path: Path, visits: list[Exchange]):
    files = _loads(3 * FEW, "text/javascript")
    capture = read_all([written(tmp_path / "pages", [*visits[:FEW], *files])], odd)
    assert (len(capture.exchanges), capture.rest) == (4 * FEW, None)
    assert len({id(x.answer.content) for x in capture.exchanges if x.url.endswith(".js")}) == 1


def test_as_many_documents_do(tmp_path: Path, visits: list[Exchange]):
    documents = _loads(3 * FEW, "application/json")
    capture = read_all([written(tmp_path / "data", [*visits[:FEW], *documents])], odd)
    assert capture.rest is not None


def test_more_different_files_than_there_is_room_for_do(
    tmp_path: Path, visits: list[Exchange], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(gathering, "FILES", 900)
    files = _loads(1, "text/javascript")
    capture = read_all([written(tmp_path / "files", [*visits[:FEW], *files])], odd)
    assert capture.rest is not None
