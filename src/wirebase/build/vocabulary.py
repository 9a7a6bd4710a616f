"""Vocabularies as functions: whether a row fulfils a tree of conditions.

What a request names is looked up among the names that the blueprint knows: no identifier in the SQL
comes from a request.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from itertools import batched

from wirebase.blueprint.document import Blueprint
from wirebase.blueprint.expressions import Field, Rows, Selected
from wirebase.blueprint.operations import Operation, Verb
from wirebase.blueprint.tables import Type
from wirebase.blueprint.vocabulary import EVERYTHING, ROW, Term, Vocabulary
from wirebase.blueprint.words import ALL, ANY, EVERY, NO, NONE, SOME, every_comparison
from wirebase.build.casts import JSON, NULL, Value, as_json
from wirebase.build.expressions import shown, stored
from wirebase.build.literals import document, dollar_quoted, quoted, text_array
from wirebase.build.names import Names, identifier
from wirebase.build.parameters import Arguments
from wirebase.build.scope import Frame, RowInScope, Scope
from wirebase.build.sources import query
from wirebase.build.structures import MOST_MEMBERS

RESERVED = ("tree", "depth", "said", "found")


def vocabularies(blueprint: Blueprint) -> str:
    """The statements that create the functions; none where no operation needs them."""
    if not blueprint.vocabularies:
        return ""
    shared = files("wirebase.build").joinpath("language.sql").read_text("utf-8")
    return "\n".join([_words(), shared, *_functions(blueprint)])


def _functions(blueprint: Blueprint) -> list[str]:
    return [make(v, blueprint) for v in blueprint.vocabularies for make in (_matches, _shows)]


def renewed(before: Blueprint, after: Blueprint) -> tuple[str, str]:
    """What drops the functions before tables change, and what makes them anew afterwards."""
    old, new = vocabularies(before), vocabularies(after)
    if old == new:
        return "", ""
    dropped = [
        f"drop function {function}(public.{identifier(v.table)}, {rest});\n"
        for v in before.vocabularies
        for function, rest in ((matches(v.table), "jsonb, integer"), (shows(v.table), "jsonb"))
    ]
    made = new if not old else "\n".join(_functions(after))
    return "".join(dropped), made


def matches(table: str) -> str:
    """The name of the function that says whether a row of the table fulfils conditions."""
    return f"wirebase.{identifier(f'matches_{table}')}"


def shows(table: str) -> str:
    """The name of the function that shows the selected fields of a row of the table."""
    return f"wirebase.{identifier(f'shows_{table}')}"


def _words() -> str:
    """The statements that create the functions which read words."""
    known = {w: ("!" if contrary else "") + op for w, (op, contrary) in every_comparison().items()}
    counts = {w: n for n, words in (("none", NO), ("every", EVERY), ("some", SOME)) for w in words}
    return "\n".join(
        [
            _BARE,
            _lookup(
                "comparison", known, "The comparison that a word stands for, ! for its contrary"
            ),
            _lookup("quantifier", counts, "How many rows a word asks for: none, every or some"),
        ]
    )


_BARE = """\
create function wirebase.bare(word text) returns text
  language sql immutable parallel safe set search_path = ''
as $$ select regexp_replace(lower(word), '[^a-z]', '', 'g') $$;
comment on function wirebase.bare is 'A word without marks and case';
"""


def _lookup(name: str, known: dict[str, str], told: str) -> str:
    held = quoted(document(dict(sorted(known.items()))))
    return (
        f"create function wirebase.{name}(word text) returns text\n"
        "  language sql immutable parallel safe set search_path = ''\n"
        f"as $$ select {held}::jsonb ->> wirebase.bare(word) $$;\n"
        f"comment on function wirebase.{name} is {quoted(told)};\n"
    )


def _scope(table: str, blueprint: Blueprint) -> Scope:
    """The scope in which a row of the table stands as the function's argument."""
    operation = Operation(name=table, method="GET", path="", verb=Verb.DOCUMENT)
    names = Names((ROW, *RESERVED))
    arguments = Arguments(operation, table, "given", names)
    frame = Frame(blueprint, operation, arguments, names, names, "given")
    row = RowInScope(identifier(ROW), blueprint.table(table))
    return Scope(frame, {ROW: row}, names)


def _matches(vocabulary: Vocabulary, blueprint: Blueprint) -> str:
    scope = _scope(vocabulary.table, blueprint)
    cases = [
        f"      when said.key in ({_listed(term.names)}) then {condition}"
        for term in vocabulary.terms
        if (condition := _condition(term, scope, differ=vocabulary.nulls_differ))
    ]
    name = matches(vocabulary.table)
    inner = f"{name}({identifier(ROW)}, part, depth + 1)"
    known = _listed(n for term in vocabulary.terms for n in term.names)
    apart = "jsonb_build_object(split[1], jsonb_build_object(split[2], said.value))"
    split = f"{name}({identifier(ROW)}, {apart}, depth + 1)"
    body = f"""
#variable_conflict use_column
declare
  said record;
  split text[];
begin
  if depth > 64 then
    return false;
  end if;
  if jsonb_typeof(tree) = 'array' then
    return not exists (
      select from jsonb_array_elements(tree) as part where {inner} is not true);
  end if;
  if jsonb_typeof(tree) is distinct from 'object' then
    return true;
  end if;
  for said in select key, value, wirebase.bare(key) as word from jsonb_each(tree) loop
    split := case when said.key in ({known}) then null else wirebase.suffixed(said.key) end;
    if not coalesce(case
{"\n".join(cases)}
      when split[1] in ({known}) then {split}
      when said.word in ({_listed(ALL)}) then not exists (
        select from wirebase.parts(said.value) as part where {inner} is not true)
      when said.word in ({_listed(ANY)}) then not exists (select from wirebase.parts(said.value))
        or exists (select from wirebase.parts(said.value) as part where {inner})
      when said.word in ({_listed(NONE)}) then exists (
        select from wirebase.parts(said.value) as part where {inner} is not true)
      else true end, false)
    then
      return false;
    end if;
  end loop;
  return true;
end """
    table = f"public.{identifier(vocabulary.table)}"
    head = f"{name}({identifier(ROW)} {table}, tree jsonb, depth integer default 0)"
    told = "Whether a row fulfils the conditions that a request tells by the names of its language"
    return (
        f"create function {head}\n"
        "  returns boolean language plpgsql stable set search_path = ''\n"
        f"as {dollar_quoted(body)};\n"
        f"comment on function {name} is {quoted(told)};\n"
    )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(quoted(word) for word in sorted(words))


def _condition(term: Term, scope: Scope, *, differ: bool) -> str:
    """The SQL of what is said under a name."""
    compared = _compared(term.value, scope) if isinstance(term.value, Field) else "true"
    if differ and isinstance(term.value, Field):
        held = stored(term.value, scope).sql
        compared = f"({held} is null and wirebase.is_differing(said.value) or {compared})"
    if term.leads is None:
        return compared
    rows = query(term.leads, scope)
    other = term.leads.table
    there = rows.scope.row(term.leads.alias).sql
    held = f"{matches(other)}({there}.*, {{}}, depth + 1)"
    if not term.many:
        found = f"exists (select{rows.tables} and {held.format('said.value')})"
        return f"case when {_is_comparing(other, scope)} then {compared} else {found} end"
    some = f"exists (select{rows.tables} and {held.format('wirebase.counted(said.value)')})"
    other_than = f"{held.format('wirebase.counted(said.value)')} is not true"
    every = f"not exists (select{rows.tables} and {other_than})"
    told = (
        "case wirebase.how_many(said.value)"
        f" when 'none' then not {some} when 'every' then {every} else {some} end"
    )
    if not isinstance(term.value, Rows) or not isinstance(term.value.item, Field):
        return told
    key = stored(term.value.item, rows.scope).sql
    among = f"wirebase.has_among(array(select {key}::text{rows.tables}), said.value)"
    is_object = "jsonb_typeof(said.value) = 'object'"
    return f"case when {is_object} and {_is_comparing(other, scope)} then {among} else {told} end"


def _is_comparing(table: str, scope: Scope) -> str:
    """The condition that the key is compared rather than the row that it leads to."""
    names = [n for term in scope.blueprint.vocabulary(table).terms for n in term.names]
    return f"wirebase.is_comparing(said.value) and not said.value ?| {text_array(names)}"


def _compared(field: Field, scope: Scope) -> str:
    """The SQL of what is said of a value: of a list its items are compared, of a document its text."""
    value = stored(field, scope)
    if value.array:
        return f"wirebase.list_compares(to_jsonb({value.sql}), said.value)"
    if value.type == Type.JSONB:
        return f"wirebase.list_compares({value.sql}, said.value)"
    return f"wirebase.compares({value.sql}, said.value)"


def _shows(vocabulary: Vocabulary, blueprint: Blueprint) -> str:
    scope = _scope(vocabulary.table, blueprint)
    terms = [(term, value) for term in vocabulary.terms if (value := _plain(term, scope))]
    every = [(term.names[0], value) for term, value in terms if term.shown]
    runs = [
        ", ".join(f"{quoted(name)}, {value}" for name, value in run)
        for run in batched(every, MOST_MEMBERS, strict=False)
    ]
    whole = "".join(f"\n    made := made || jsonb_build_object({run});" for run in runs)
    cases = [
        f"      when said.key in ({_listed(term.names)}) then {_selected(term, value, scope)}"
        for term, value in terms
    ]
    name = shows(vocabulary.table)
    body = f"""
#variable_conflict use_column
declare
  made jsonb := '{{}}';
  said record;
  found jsonb;
begin
  if wanted ? {quoted(EVERYTHING)} then{whole or " null;"}
  end if;
  for said in select key, value from jsonb_each(wanted) where key <> {quoted(EVERYTHING)} loop
    found := case
{"\n".join(cases)}
    end;
    if found is not null then
      made := made || jsonb_build_object(said.key, found);
    end if;
  end loop;
  return made;
end """
    table = f"public.{identifier(vocabulary.table)}"
    told = "The fields of a row that a request selects by the names of its language"
    return (
        f"create function {name}({identifier(ROW)} {table}, wanted jsonb)\n"
        "  returns jsonb language plpgsql stable set search_path = ''\n"
        f"as {dollar_quoted(body)};\n"
        f"comment on function {name} is {quoted(told)};\n"
    )


def _plain(term: Term, scope: Scope) -> str:
    """The SQL of what a term shows where nothing is selected of the rows that it leads to."""
    if term.value is None:
        return ""
    value = shown(term.value, scope)
    return "'null'::jsonb" if value.type == NULL else f"coalesce(to_jsonb({value.sql}), 'null')"


def _selected(term: Term, plain: str, scope: Scope) -> str:
    """The SQL of what a term shows, with what is selected of the rows that it leads to."""
    if term.leads is None:
        return f"wirebase.picked({plain}, said.value)"
    rows = query(term.leads, scope)
    row = f"{shows(term.leads.table)}({rows.scope.row(term.leads.alias).sql}.*, said.value)"
    one = f"coalesce((select {row}{rows.tables} limit 1), 'null')"
    listed = f"select {row} as item{rows.tail}"
    many = f"coalesce((select jsonb_agg(listed.item) from ({listed}) as listed), '[]')"
    return f"case when said.value = '{{}}' then {plain} else {many if term.many else one} end"


@shown.register
def _shown_selected(node: Selected, scope: Scope) -> Value:
    row, given = scope.row(node.row), scope.arguments.value(node.parameter)
    wanted = scope.once("wanted", "jsonb", f"wirebase.selection({given.sql})")
    if node.otherwise is None:
        wanted = f"coalesce({wanted}, {quoted(document({EVERYTHING: {}}))})"
    told = f"({shows(row.table.name)}({row.sql}.*, {wanted}){_whole(node, wanted, scope)})::json"
    if node.otherwise is None:
        return Value(told, JSON)
    otherwise = as_json(shown(node.otherwise, scope))
    return Value(f"case when {wanted} is null then {otherwise} else {told} end", JSON)


def _whole(node: Selected, wanted: str, scope: Scope) -> str:
    """What is put over the terms' values where nothing further is selected of them."""
    values = [(m.name, as_json(shown(m.value, scope))) for m in node.whole]
    if not values:
        return ""
    rows = ", ".join(f"({quoted(name)}, {value}::jsonb)" for name, value in values)
    every = f"{wanted} ? {quoted(EVERYTHING)} and not {wanted} ? whole.name"
    return (
        f" || (select coalesce(jsonb_object_agg(whole.name, whole.value), '{{}}')"
        f" from (values {rows}) as whole(name, value)"
        f" where {wanted} -> whole.name = '{{}}' or {every})"
    )
