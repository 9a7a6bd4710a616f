import re

from hypothesis import given
from hypothesis import strategies as st

from tests.build.blog import blog
from wirebase.build.functions import function
from wirebase.build.layout import WIDTH, laid_out

WORDS = st.sampled_from(
    [
        "select",
        "from",
        "a",
        '"b c"',
        "'x, (y'",
        ",",
        "when",
        "then",
        "and",
        "||",
        "::text",
        "delete",
    ]
)
PHRASES = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=6).flatmap(
        lambda parts: st.sampled_from(
            [f"({' '.join(parts)})", f"array[{' '.join(parts)}]", f"case {' '.join(parts)} end"]
        )
    ),
    max_leaves=30,
)


def squeezed(sql: str) -> str:
    """The statement without the blanks between its words."""
    return "".join(re.findall(r"'[^']*'|\"[^\"]*\"|[^\s'\"]+", sql))


@given(st.lists(PHRASES, min_size=1, max_size=30), st.integers(0, 4))
def test_only_blanks_between_words_change(phrases: list[str], depth: int):
    statement = " ".join(phrases)
    assert squeezed("\n".join(laid_out(statement, depth))) == squeezed(statement)


def test_short_statements_stay_on_one_line():
    assert laid_out("select 1;", 2) == ["    select 1;"]


def test_clauses_and_items_stand_on_lines_of_their_own():
    names = ", ".join(f'"t"."a_long_column_{n}"' for n in range(5))
    assert laid_out(f'select {names} from public."t" as "t" where "t"."id" = 1 order by 1', 1) == [
        '  select "t"."a_long_column_0",',
        '    "t"."a_long_column_1",',
        '    "t"."a_long_column_2",',
        '    "t"."a_long_column_3",',
        '    "t"."a_long_column_4"',
        '  from public."t" as "t"',
        '  where "t"."id" = 1',
        "  order by 1",
    ]


def test_members_stand_beside_their_names():
    members = ", ".join(f'\'member_{n}\', "row"."column_{n}"' for n in range(4))
    assert laid_out(f"return wirebase.answer(200, null, json_build_object({members}));") == [
        "return wirebase.answer(",
        "  200,",
        "  null,",
        "  json_build_object(",
        '    \'member_0\', "row"."column_0",',
        '    \'member_1\', "row"."column_1",',
        '    \'member_2\', "row"."column_2",',
        '    \'member_3\', "row"."column_3"',
        "  )",
        ");",
    ]


def test_generated_functions_are_not_wider_than_a_page():
    made = blog()
    lines = [line for o in made.operations for line in function(o, made).splitlines()]
    wide = [line for line in lines if len(line) > WIDTH + 10 and "comment on" not in line]
    assert wide == []
