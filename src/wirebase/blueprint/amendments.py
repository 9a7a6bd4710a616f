"""Amendments: what a request says to do with a value, in place of the value that is to be there.

`{"likes": {"__op": "Increment", "amount": 1}}` and `{"likes": {"$inc": 1}}` mean the same. The words are
those that stores of documents share; marks and case are no part of them. The database reads them
likewise (runtime.sql).
"""

from __future__ import annotations

import re

from wirebase.blueprint.words import bare
from wirebase.exchange import Json

ADDING = frozenset({"increment", "inc", "incr", "plus"})
TAKING = frozenset({"decrement", "dec", "decr", "minus"})
JOINING = frozenset({"add", "append", "push", "pushall"})
UNITING = frozenset({"addunique", "addtoset", "union", "arrayunion"})
REMOVING = frozenset({"remove", "pull", "pullall", "arrayremove"})
CLEARING = frozenset({"delete", "unset"})
WORDS = ADDING | TAKING | JOINING | UNITING | REMOVING | CLEARING

_MARKED = re.compile(r"(__|[$@_]).+")
_OPERATION = frozenset({"op", "operation"})


def amends(value: Json) -> bool:
    """Whether a value says what to do with the one that is there.

    >>> amends({"__op": "AddUnique", "objects": ["a"]}), amends({"$inc": 2}), amends({"op": "add"})
    (True, True, False)
    """
    if not isinstance(value, dict) or len(value) > 2:
        return False
    said = [(n, v) for n, v in value.items() if _MARKED.fullmatch(n) and bare(n) in _OPERATION]
    if said:
        return isinstance(said[0][1], str) and bare(said[0][1]) in WORDS
    return len(value) == 1 and all(_MARKED.fullmatch(n) and bare(n) in WORDS for n in value)
