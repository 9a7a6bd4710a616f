from hypothesis import given

from tests.verify.strategies import documents
from wirebase.exchange import Json
from wirebase.verify.leaves import ITEM, last_name, leaves, places, pointer


@given(documents)
def test_every_leaf_is_a_place(document: Json) -> None:
    where = {path for path, _ in places(document)}
    assert {path for path, _ in leaves(document)} <= where


def test_a_pointer_escapes_what_it_must() -> None:
    assert pointer(("a/b", "~", ITEM)) == "/a~1b/~0/*"
    assert pointer(()) == ""


def test_items_have_the_name_of_their_list() -> None:
    assert last_name(("tags", ITEM)) == "tags"
    assert last_name((ITEM,)) == ""
