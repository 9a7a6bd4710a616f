"""Lists: which rows an operation shows, in what order, and which page of them.

Readings of each parameter are tried on the captured rows. A reading that would hide a row that was
shown is out; of the rest the one wins that explains most of the rows that were not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from wirebase.blueprint.expressions import (
    AllOf,
    Caller,
    Compare,
    Comparison,
    Condition,
    Constant,
    Field,
    Given,
    IsGiven,
    Negation,
    Order,
    Page,
)
from wirebase.exchange import Json
from wirebase.infer.calls import Call
from wirebase.infer.history import Record, variable_entity
from wirebase.infer.naming import snake
from wirebase.infer.readings import Reading, readings, same, text
from wirebase.infer.scope import Knowledge

LIMITS = frozenset(
    "limit per_page page_size pagesize perpage size first take count max_results top results".split()
)
OFFSETS = frozenset("offset skip start from_index after".split())
PAGES = frozenset("page p page_number pageno page_index pagenumber".split())
SORTS = frozenset(
    "sort order ordering sort_by order_by orderby sortby sort_order direction dir order_direction sort_direction desc".split()
)

MOST = 40
"""Calls of a route that are looked at: more tell no more."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One recorded list: the keys in order, and the call that showed it."""

    call: Call
    keys: list[str]
    arguments: dict[str, str]
    """Parameter name -> value as text, of everything that the request gave."""
    index: int

    @property
    def at(self) -> int:
        """The exchange whose state the list shows."""
        return self.index


@dataclass(slots=True)
class Listing:
    """How a list is made."""

    where: list[Condition] = field(default_factory=list)
    order: list[Order] = field(default_factory=list)
    page: Page | None = None
    meanings: dict[str, str] = field(default_factory=dict)
    """Parameter name -> what it does."""
    matching: list[list[str]] = field(default_factory=list)
    """For each shown list: the keys that match its conditions, on all pages."""
    explained: float = 0.0
    """The share of lists whose rows are exactly those that match, or a page of them."""


def listing(
    known: Knowledge, entity: str, alias: str, shown: list[Shown], names: dict[str, str]
) -> Listing:
    """The conditions, order and page that reproduce the recorded lists best.

    `names` maps the operation's parameters to their own names in the request."""
    shown = shown[:MOST]
    found = Listing(matching=[list(known.state(entity, s.at)) for s in shown])
    paging = {p for p, own in names.items() if _paging_word(own)}
    found.page = _page(shown, names, paging)
    free = [p for p in names if p not in paging and not _is_sort(names[p])]
    _bind_path(known, entity, alias, shown, found)
    for _ in range(len(free) + 1):
        best = _best(known, entity, alias, shown, found, free, names)
        if best is None:
            break
        parameter, reading = best
        free.remove(parameter)
        found.meanings[parameter] = reading.meaning
        found.where.append(reading.condition)
        _narrow(
            known,
            entity,
            shown,
            found,
            lambda s, k, r, p=parameter, t=reading: (
                p not in s.arguments or t.test(k, r, s.arguments[p], s.at)
            ),
        )
    _bind_caller(known, entity, alias, shown, found)
    _bind_constant(known, entity, alias, shown, found)
    found.order = _orders(known, entity, alias, shown, names)
    found.page = _with_default(found.page, shown, found)
    found.explained = _explained(shown, found)
    return found


def _paging_word(name: str) -> str:
    """limit, offset or page, where the parameter's name says so."""
    words = snake(name.replace("[", "_").replace("]", "")).strip("_")
    for suffix, what in (("", ""), ("page_", "")):
        bare = words.removeprefix(suffix) if suffix else words
        del what
        if bare in LIMITS:
            return "limit"
        if bare in OFFSETS:
            return "offset"
        if bare in PAGES or words == "page_number":
            return "page"
    return ""


def _is_sort(name: str) -> bool:
    words = snake(name)
    return words in SORTS or words.startswith(("sort", "order"))


def _page(shown: list[Shown], names: dict[str, str], paging: set[str]) -> Page | None:
    roles: dict[str, str] = {}
    for parameter in sorted(paging):
        roles.setdefault(_paging_word(names[parameter]), parameter)
    if not roles:
        return None
    first = 1
    if "page" in roles:
        values = {s.arguments.get(roles["page"]) for s in shown}
        first = 0 if "0" in values else 1
    return Page(
        limit=roles.get("limit", ""),
        offset=roles.get("offset", ""),
        number=roles.get("page", ""),
        first=first,
    )


def _with_default(page: Page | None, shown: list[Shown], found: Listing) -> Page | None:
    """The page size where no parameter gives it: the length at which longer lists were cut."""
    bare = [
        (len(s.keys), len(m))
        for s, m in zip(shown, found.matching, strict=True)
        if page is None or page.limit not in s.arguments
    ]
    cut = {shown_n for shown_n, matching_n in bare if shown_n < matching_n}
    if len(cut) == 1 and (size := cut.pop()) >= 5 and all(n <= size for n, _ in bare):
        if (
            page is not None
            or sum(1 for n, _ in bare if n == size) >= 2
            or size in (10, 20, 25, 30, 50, 100)
        ):
            return (page or Page()).model_copy(update={"default_limit": size})
    return page


def _bind_path(
    known: Knowledge, entity: str, alias: str, shown: list[Shown], found: Listing
) -> None:
    """Variables of the path that narrow the list: the parent's key, or the value of a column."""
    for variable in shown[0].call.route.variables:
        other = variable_entity(known.past, shown[0].call.route, variable)
        given = Given(parameter=variable.name)
        chosen: tuple[str, Condition, Callable[[str, Record, str, int], bool]] | None = None
        for column in known.schema.columns(entity):
            reference = known.found.references.get((entity, column))
            refers = other is not None and reference is not None and reference.other == other.name
            fits = all(
                same(rows[k].get(column), s.arguments[variable.name])
                for s in shown
                if (rows := known.state(entity, s.at))
                for k in s.keys
                if k in rows
            )
            seen = any(s.keys for s in shown)
            if fits and (refers or (seen and snake(variable.name) == column)):
                condition = Compare(left=Field(row=alias, column=column), right=given)
                chosen = (
                    f"equals {column}",
                    condition,
                    lambda _k, r, v, _t, c=column: same(r.get(c), v),
                )
                break
        if chosen is None and other is not None:
            chosen = _path_through(known, entity, alias, other.name, given, shown)
        if chosen is not None:
            meaning, condition, test = chosen
            found.where.append(condition)
            found.meanings[variable.name] = meaning
            _narrow(
                known,
                entity,
                shown,
                found,
                lambda s, k, r, v=variable.name, t=test: t(k, r, s.arguments[v], s.at),
            )


def _path_through(
    known: Knowledge, entity: str, alias: str, other: str, given: Given, shown: list[Shown]
) -> tuple[str, Condition, Callable[[str, Record, str, int], bool]] | None:
    """The rows linked with the row that the path names."""
    for reading in readings(known, entity, alias, given.parameter, known.key(other), []):
        if reading.meaning != f"linked with a {other} whose {known.key(other)} it is":
            continue
        ok = all(
            reading.test(k, {}, s.arguments[given.parameter], s.at) for s in shown for k in s.keys
        )
        if ok:
            return reading.meaning, reading.condition, reading.test
    return None


def _narrow(
    known: Knowledge,
    entity: str,
    shown: list[Shown],
    found: Listing,
    keep: Callable[[Shown, str, Record], bool],
) -> None:
    for i, s in enumerate(shown):
        rows = known.state(entity, s.at)
        found.matching[i] = [k for k in found.matching[i] if keep(s, k, rows[k])]


def _best(
    known: Knowledge,
    entity: str,
    alias: str,
    shown: list[Shown],
    found: Listing,
    free: list[str],
    names: dict[str, str],
) -> tuple[str, Reading] | None:
    """The parameter and reading that explain most; None where no reading explains anything."""
    scored: list[tuple[float, str, Reading]] = []
    for parameter in free:
        uses = [(i, s) for i, s in enumerate(shown) if parameter in s.arguments]
        if not uses:
            continue
        values = [s.arguments[parameter] for _, s in uses]
        for reading in readings(known, entity, alias, parameter, names[parameter], values):
            worth = _worth(known, entity, parameter, reading, uses, found)
            if worth is not None:
                scored.append(
                    (worth + 0.3 * reading.named + 0.05 * reading.simple, parameter, reading)
                )
    if not scored:
        return None
    _, parameter, reading = max(scored, key=lambda s: (s[0], s[1]))
    return parameter, reading


def _worth(
    known: Knowledge,
    entity: str,
    parameter: str,
    reading: Reading,
    uses: list[tuple[int, Shown]],
    found: Listing,
) -> float | None:
    """The share of unshown rows that the reading explains; None where it hides a shown row or says nothing."""
    hidden = unshown = kept = 0
    for i, s in uses:
        rows = known.state(entity, s.at)
        value = s.arguments[parameter]
        listed = set(s.keys)
        for k in listed:
            if k in rows and not reading.test(k, rows[k], value, s.at):
                return None
            kept += 1
        for k in found.matching[i]:
            if k not in listed:
                unshown += 1
                hidden += not reading.test(k, rows[k], value, s.at)
    gain = hidden / unshown if unshown else 0.0
    if hidden and gain >= (0.2 if reading.named >= 0.9 else 0.5):
        return gain
    if reading.named >= 0.8 and kept and not unshown:
        return 0.1
    return None


def _bind_caller(
    known: Knowledge, entity: str, alias: str, shown: list[Shown], found: Listing
) -> None:
    """Lists that show each caller only what is theirs."""
    account = known.who.entity
    if not account:
        return
    for reference in known.found.of(entity):
        if reference.other != account:
            continue
        column = reference.field
        hides = unshown = 0
        for i, s in enumerate(shown):
            caller = known.caller(s.call)
            rows = known.state(entity, s.at)
            if caller is None or any(
                text(rows[k].get(column)) != caller for k in s.keys if k in rows
            ):
                break
            left = [k for k in found.matching[i] if k not in s.keys]
            unshown += len(left)
            hides += sum(text(rows[k].get(column)) != caller for k in left)
        else:
            if hides and hides >= 0.5 * unshown:
                key = Caller(column=known.key(account))
                found.where.append(Compare(left=Field(row=alias, column=column), right=key))
                _narrow(
                    known,
                    entity,
                    shown,
                    found,
                    lambda s, _k, r, c=column: text(r.get(c)) == known.caller(s.call),
                )
                return


def _bind_constant(
    known: Knowledge, entity: str, alias: str, shown: list[Shown], found: Listing
) -> None:
    """Rows that no list shows, such as archived ones: the column whose one value tells them apart."""
    cut = found.page is not None and (found.page.limit or found.page.number)
    left = {
        (i, k)
        for i, s in enumerate(shown)
        for k in found.matching[i]
        if k not in s.keys and not (cut and len(s.keys) >= 5)
    }
    if not left:
        return
    for column in known.schema.columns(entity):
        values = [
            known.state(entity, s.at)[k].get(column)
            for s in shown
            for k in s.keys
            if k in known.state(entity, s.at)
        ]
        for candidate in _constants(values):
            gone = sum(
                not _equals(known.state(entity, shown[i].at)[k].get(column), candidate)
                for i, k in left
            )
            if gone >= 0.9 * len(left):
                column_field = Field(row=alias, column=column)
                found.where.append(
                    Compare(left=column_field, op=Comparison.IS_NULL, right=Constant(value=True))
                    if candidate is None
                    else Compare(left=column_field, right=Constant(value=candidate))
                )
                _narrow(
                    known,
                    entity,
                    shown,
                    found,
                    lambda _s, _k, r, c=column, v=candidate: _equals(r.get(c), v),
                )
                return


def _constants(values: list[Json]) -> Iterator[Json]:
    """The one value that a column has in all shown rows, where it is a flag or nothing."""
    if len(values) < 2:
        return
    first = values[0]
    if (first is None or isinstance(first, bool)) and all(_equals(v, first) for v in values):
        yield first


def _equals(a: Json, b: Json) -> bool:
    return type(a) is type(b) and a == b


def _orders(
    known: Knowledge, entity: str, alias: str, shown: list[Shown], names: dict[str, str]
) -> list[Order]:
    """The order of the lists: for each value of a sort parameter, and without one."""
    sorts = [p for p in names if _is_sort(names[p])]
    groups: dict[tuple[tuple[str, str | None], ...], list[Shown]] = {}
    for s in shown:
        groups.setdefault(tuple((p, s.arguments.get(p)) for p in sorts), []).append(s)
    out: list[Order] = []
    for group in sorted(groups, key=lambda g: (all(v is None for _, v in g), str(g))):
        terms = order_of(known, entity, alias, groups[group])
        conditions = tuple(
            Compare(left=Given(parameter=p), right=Constant(value=v))
            if v is not None
            else Negation(condition=IsGiven(parameter=p))
            for p, v in group
        )
        when = AllOf(conditions=conditions) if conditions and len(groups) > 1 else None
        out.extend(term.model_copy(update={"when": when}) for term in terms)
    return out


def order_of(known: Knowledge, entity: str, alias: str, shown: list[Shown]) -> list[Order]:
    """The columns that the lists are sorted by, at most two; nothing where none explains them."""
    lists = [
        [rows[k] for k in s.keys if k in rows] for s in shown if (rows := known.state(entity, s.at))
    ]
    lists = [rows for rows in lists if len(rows) > 1]
    terms: list[Order] = []
    pending = [list(pair) for rows in lists for pair in zip(rows, rows[1:], strict=False)]
    for _ in range(2):
        best = _best_term(known, entity, pending)
        if best is None:
            break
        column, descending, nulls_first = best
        terms.append(
            Order(
                by=Field(row=alias, column=column), descending=descending, nulls_first=nulls_first
            )
        )
        pending = [p for p in pending if p[0].get(column) == p[1].get(column)]
        if not pending:
            break
    return terms


def _best_term(
    known: Knowledge, entity: str, pairs: list[list[Record]]
) -> tuple[str, bool, bool | None] | None:
    best: tuple[float, str, bool, bool | None] | None = None
    for column in known.schema.columns(entity):
        values = [(a.get(column), b.get(column)) for a, b in pairs]
        if any(isinstance(v, (dict, list)) for p in values for v in p):
            continue
        kind_ok = len({type(v) for p in values for v in p if v is not None}) <= 1
        if not kind_ok:
            continue
        for descending in (False, True):
            for nulls_first in (False, True):
                strict = _strictly(values, descending, nulls_first)
                if strict is None or strict == 0:
                    continue
                has_null = any(v is None for p in values for v in p)
                score = strict + (
                    0.5 if column in ("created_at", "position", "sort", "order") else 0
                )
                nulls = nulls_first if has_null else None
                if best is None or score > best[0]:
                    best = (score, column, descending, nulls)
    return best[1:] if best else None


def _strictly(values: list[tuple[Json, Json]], descending: bool, nulls_first: bool) -> float | None:
    """How many neighbours are strictly in order; None where some are out of order."""
    strict = 0
    for a, b in values:
        if a == b:
            continue
        if a is None or b is None:
            if (a is None) != nulls_first:
                return None
        else:
            before = a < b  # type: ignore[operator] # one type, checked by the caller
            if before == descending:
                return None
        strict += 1
    return strict


def _explained(shown: list[Shown], found: Listing) -> float:
    ok = 0
    for s, matching in zip(shown, found.matching, strict=True):
        paged = found.page is not None
        ok += set(s.keys) == set(matching) or (paged and set(s.keys) <= set(matching))
    return ok / len(shown) if shown else 1.0
