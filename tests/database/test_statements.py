import itertools
import re

from hypothesis import given
from hypothesis import strategies as st

from wirebase.database import EmbeddedPostgres, connected, statements

HOSTILE = st.text("a;'\"$\\-/*()\n e", max_size=12)
TAGS = st.sampled_from(["", "a", "body_1", "é"])


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def escaped(text: str) -> str:
    return "E'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def named(text: str) -> str:
    return '1 AS "x' + text.replace('"', '""') + '"'


def commented(text: str) -> str:
    return "1 /* /* " + text.replace("*", "").replace("/", "") + " */ ; */"


def dashed(text: str) -> str:
    return "1 -- " + text.replace("\n", " ") + "\n"


@st.composite
def dollared(draw: st.DrawFn) -> str:
    mark = f"${draw(TAGS)}$"
    return f"{mark}{draw(HOSTILE).replace('$', '')}{mark}"


expressions = st.one_of(
    *(HOSTILE.map(form) for form in (quoted, escaped, named, commented, dashed)), dollared()
)
queries = expressions.map(lambda expression: f"SELECT {expression}")


def split(sql: str) -> list[str]:
    return [sql[found.head : found.end] for found in statements(sql)]


@given(st.lists(queries))
def test_semicolons_within_quotes_and_comments_end_no_statement(parts: list[str]) -> None:
    assert split("".join(f" {part};" for part in parts)) == [f"{part};" for part in parts]


@given(st.text("a;'\"$\\-/*()\n eE", max_size=40))
def test_statements_follow_one_another_and_leave_out_only_semicolons(sql: str) -> None:
    found = list(statements(sql))
    assert all(one.start <= one.head < one.end <= len(sql) for one in found)
    edges = [0, *(edge for one in found for edge in (one.start, one.end)), len(sql)]
    for left, right in itertools.batched(edges, 2, strict=True):
        assert set(re.sub(r"/\*.*|--.*", "", sql[left:right], flags=re.DOTALL)) <= set("; \n")


async def test_postgres_reads_the_quotings_as_the_splitter_does(postgres: EmbeddedPostgres) -> None:
    hard = [
        "SELECT E'it\\'s; one', 'two\\', 3",
        "SELECT E'a;'\n  'b\\';', 1",
        "SELECT $é$;$a$;$é$",
        'SELECT 1 AS "a"";b"',
        "SELECT (1) /* ; /* ; */ ; */ -- ;\n",
    ]
    async with connected(postgres.url()) as connection:
        for part in split(";".join(hard)):
            assert await connection.fetchrow(part)


def test_the_body_of_a_standard_function_is_one_statement_with_it() -> None:
    function = (
        "CREATE FUNCTION f(a int) RETURNS int BEGIN ATOMIC\n"
        "  SELECT CASE WHEN a > 1 THEN 2 ELSE 3 END;\n  SELECT a;\nEND;"
    )
    assert split(f"{function}\nSELECT 1;") == [function, "SELECT 1;"]


def test_the_actions_of_a_rule_stay_together() -> None:
    rule = "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);"
    assert split(f"{rule} SELECT 3") == [rule, "SELECT 3"]


def test_words_that_only_contain_a_keyword_are_no_keyword() -> None:
    assert split("SELECT showcase, end_at FROM t; SELECT begin_atomic$1$; SELECT 2") == [
        "SELECT showcase, end_at FROM t;",
        "SELECT begin_atomic$1$;",
        "SELECT 2",
    ]
