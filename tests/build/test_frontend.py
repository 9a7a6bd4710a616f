"""The captured front end as files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from wirebase.blueprint.frontend import FOLDER, File, Frontend
from wirebase.build.frontend import frontend_of, outline, write_frontend
from wirebase.errors import BlueprintError
from wirebase.exchange import Exchange, Headers, Message

ORIGIN = "https://app.example"


def answered(
    target: str,
    content: bytes | None,
    mime: str = "text/html",
    *,
    status: int = 200,
    index: int = 0,
    headers: Headers = (),
    dropped: int = 0,
) -> Exchange:
    kind = "document" if mime == "text/html" else "script"
    answer = Message((("content-type", mime), *headers), content, dropped)
    url = target if "://" in target else ORIGIN + target
    return Exchange(index, float(index), "GET", url, Message(), status, answer, resource_type=kind)


def by_url(frontend: Frontend) -> dict[str, File]:
    return {file.url.removeprefix(ORIGIN): file for file in frontend.files}


def test_each_content_is_kept_once_under_its_hash(tmp_path: Path):
    script = b"\x00\xff not text"
    seen = [answered("/", b"<html>"), answered("/a.js", script), answered("/b.js", script)]
    write_frontend(frontend_of(seen), tmp_path)
    name = hashlib.sha256(script).hexdigest()
    assert (tmp_path / FOLDER / name).read_bytes() == script
    frontend = Frontend.load(tmp_path)
    assert {u: f.content == name for u, f in by_url(frontend).items()} == {
        "/": False,
        "/a.js": True,
        "/b.js": True,
    }
    assert frontend.home == f"{ORIGIN}/"
    assert len(list((tmp_path / FOLDER).iterdir())) == 3


def test_an_address_keeps_what_it_first_answered_well():
    seen = [
        answered("/", b"wait", status=503, index=0),
        answered("/", b"first", index=1),
        answered("/", b"second", index=2),
    ]
    kept = frontend_of(seen)
    assert [kept.contents[f.content] for f in kept.frontend.files] == [b"first"]


def test_what_was_not_kept_whole_is_named():
    kept = frontend_of([answered("/", b"<html>"), answered("/big.js", None, dropped=9)])
    assert (by_url(kept.frontend).keys(), kept.missing) == ({"/"}, (f"{ORIGIN}/big.js",))


def test_headers_that_speak_of_the_first_server_are_left_out():
    headers = (
        ("set-cookie", "csrf=1"),
        ("set-cookie", "session=2; HttpOnly"),
        ("content-security-policy", "default-src 'none'"),
        ("content-encoding", "gzip"),
    )
    (file,) = frontend_of([answered("/", b"<html>", headers=headers)]).frontend.files
    assert file.headers == (("content-type", "text/html"), ("set-cookie", "csrf=1"))


def test_pages_of_one_program_have_one_outline():
    page = b'<meta name="csrf" content="%s"><script src="/app.js"></script><div id="root"></div>'
    assert outline(page % b"one") == outline(page % b"two")
    assert outline(page % b"one") != outline(page % b"one" + b"<p>An article</p>")


def test_a_folder_without_a_front_end_is_told_apart(tmp_path: Path):
    with pytest.raises(BlueprintError, match="no front end"):
        Frontend.load(tmp_path)


def test_a_later_front_end_takes_the_place_of_an_earlier_one(tmp_path: Path):
    for content in (b"old", b"new"):
        write_frontend(frontend_of([answered("/", content)]), tmp_path)
    names = {path.name for path in (tmp_path / FOLDER).iterdir()}
    assert names == {"index.json", hashlib.sha256(b"new").hexdigest()}
