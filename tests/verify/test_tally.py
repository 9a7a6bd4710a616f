from tests.verify.samples import BLUEPRINT, outcome
from wirebase.verify.compare import Kind
from wirebase.verify.endpoints import Endpoints
from wirebase.verify.fidelity import Fidelity
from wirebase.verify.replay import Outcome
from wirebase.verify.tally import Tally


def folded(*outcomes: Outcome) -> Fidelity:
    tally = Tally(Endpoints(BLUEPRINT).place)
    for one in outcomes:
        tally.add(one)
    return tally.fidelity(captures=["a.har"], state="start", left_out={"page": 1})


def test_scores_are_means_over_exchanges() -> None:
    fidelity = folded(
        outcome("/tasks/1", {"id": 1}, {"id": 1}),
        outcome("/tasks/2", {"id": 2}, {"id": 3}),
        outcome("/tasks", [], []),
    )
    assert fidelity.total.exchanges == 3
    assert fidelity.total.exact == 0.6667
    assert [(e.operation, e.scores.exact) for e in fidelity.endpoints] == [
        ("get_tasks", 1),
        ("get_task", 0.5),
    ]
    assert [e.operation for e in fidelity.worst] == ["get_task"]


def test_a_difference_counts_once_for_an_exchange_and_keeps_its_first_sample() -> None:
    fidelity = folded(
        outcome(
            "/tasks/1", [{"id": 1, "n": 1}, {"id": 2, "n": 2}], [{"id": 1}, {"id": 2}], index=4
        ),
        outcome("/tasks/1", [{"id": 1, "n": 5}], [{"id": 1}], index=9),
    )
    (deviation,) = fidelity.endpoints[0].deviations
    assert (deviation.pointer, deviation.kind) == ("/*/n", Kind.MISSING)
    assert (deviation.count, deviation.exchange, deviation.recorded) == (2, 4, "1")


def test_another_status_comes_first_and_another_order_last() -> None:
    rows = [{"id": 1, "n": 1}, {"id": 2, "n": 2}]
    turned = [{"id": 2, "n": 2}, {"id": 1, "n": 0}]
    fidelity = folded(
        *(outcome("/tasks/1", rows, turned) for _ in range(3)),
        outcome("/tasks/1", {"id": 1}, {"error": "no"}, statuses=(200, 404)),
    )
    kinds = [d.kind for d in fidelity.endpoints[0].deviations]
    assert kinds == [Kind.STATUS, Kind.VALUE, Kind.ORDER]


def test_no_sample_holds_a_secret() -> None:
    placeholder = f"wb_token_{'0a' * 16}"
    fidelity = folded(
        outcome("/tasks/1", {"token": placeholder}, {"token": 17}),
        outcome("/tasks/1", {"extra": None}, {"extra": None, "session": {"csrf": "hush-hush"}}),
        outcome("/tasks/1", {"sent": placeholder}, {"sent": ["hush-hush"]}),
        outcome("/tasks/1", {"user": {"password": "hush-hush"}}, {"user": None}),
    )
    written = fidelity.model_dump_json()
    assert "hush" not in written
    assert placeholder not in written


def test_long_samples_are_shortened() -> None:
    fidelity = folded(outcome("/tasks/1", {"text": "x" * 999}, {"text": "y"}))
    assert len(fidelity.endpoints[0].deviations[0].recorded) == 160


def test_why_nothing_came_back_is_told() -> None:
    fidelity = folded(
        outcome("/tasks/1", {"id": 1}, None, statuses=(200, 0), failure="ConnectionError: gone")
    )
    assert fidelity.endpoints[0].deviations[0].actual == "ConnectionError: gone"


def test_running_totals_say_how_many_are_exact() -> None:
    tally = Tally(Endpoints(BLUEPRINT).place)
    tally.add(outcome("/tasks/1", {"id": 1}, {"id": 1}))
    tally.add(outcome("/tasks/2", {"id": 2}, {"id": 3}))
    assert tally.counts() == {"exact": 1}
