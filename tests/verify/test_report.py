import pytest

from tests.verify.samples import BLUEPRINT, outcome
from wirebase.verify.compare import Kind
from wirebase.verify.endpoints import Endpoints
from wirebase.verify.fidelity import Deviation
from wirebase.verify.report import percent, report, sentence
from wirebase.verify.tally import Tally


@pytest.fixture(scope="module")
def text() -> str:
    tally = Tally(Endpoints(BLUEPRINT).place)
    for one in (
        outcome("/tasks", [{"id": 1}], [{"id": 1}]),
        outcome("/tasks/1", {"id": 1}, {"error": "no"}, statuses=(200, 404), index=5),
        outcome("/boards/9", {"id": 9}, None, statuses=(200, 404)),
        outcome("/rpc", {"n": 1}, {"n": 1}, method="POST"),
    ):
        tally.add(one)
    fidelity = tally.fidelity(captures=["a.har"], state="start", left_out={"page": 2})
    return report(BLUEPRINT, fidelity)


@pytest.mark.parametrize(
    "line",
    [
        "# app.example",
        "| 4 | 50 % | 58 % | 50 % | 50 % | – |",
        "- 2 × page",
        "- 9 × get_books",
        "### `tasks`",
        "GET /tasks shows it at /* (3 of 3).",
        "| `id` | bigint | primary key |  |",
        "| `state` | text | not null, one of open, done | 2 values of type text (9 of 10) |",
        "| `tags` | text[] |  |  |",
        "| `owner` | bigint | unique |  |",
        (
            "- `owner` → `users.id` (not declared: nothing says that each value is a row):"
            " owner holds keys of users (4 of 4)"
        ),
        "One row.",
        "| `a\\|b` | jsonb |  |  |",
        "| `GET /tasks` | list tasks | 1 | 100 % | 100 % | 100 % | 100 % |",
        "| `POST /tasks` | create | – | – | – | – | – |",
        "| `GET /boards/{}` | unknown | 1 | 0 % | 0 % | 0 % | 0 % |",
        "### `GET /tasks/{task_id}` (1 of 1 not exact)",
        "- status `200` recorded, `404` answered (1 ×, first in 5)",
        "- `GET /tasks` (1 ×): `/*/score`",
        "- `tasks.owner`: Whose key is it? *Open /users.*",
    ],
)
def test_the_report_says(text: str, line: str) -> None:
    assert line in text.splitlines()


def test_a_report_without_a_replay_says_why() -> None:
    text = report(BLUEPRINT, None, "Postgres did not start")
    assert "Not measured: Postgres did not start" in text
    assert "| `GET /tasks` | list tasks | – | – | – | – | – |" in text
    assert "- 2 × page" in text


def test_a_share_is_whole_only_where_nothing_is_missing() -> None:
    assert percent(0.99999) == "99.9 %"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.STATUS, "status 1 recorded, 2 answered"),
        (Kind.MISSING, "/a is missing: 1 recorded"),
        (Kind.EXTRA, "/a was not recorded: 2 answered"),
        (Kind.ORDER, "/a is in another order"),
        (Kind.TYPE, "/a has another type: 1 recorded, 2 answered"),
        (Kind.VALUE, "/a differs: 1 recorded, 2 answered"),
    ],
)
def test_each_kind_of_difference_has_its_words(kind: Kind, said: str) -> None:
    deviation = Deviation(pointer="/a", kind=kind, count=1, exchange=0, recorded="1", actual="2")
    assert sentence(deviation) == said
