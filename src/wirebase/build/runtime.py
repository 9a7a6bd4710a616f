"""The schema `wirebase`: what all operations share, and who asks."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from wirebase.blueprint.document import Authentication, Blueprint
from wirebase.blueprint.tables import Role, Table, Type
from wirebase.build.casts import atom
from wirebase.build.literals import dollar_quoted, quoted
from wirebase.build.names import identifier

GRANTS = """\
revoke execute on all functions in schema wirebase from public;
grant execute on function wirebase.caller() to anon, authenticated, service_role;
grant usage on schema api to anon, authenticated, service_role;
"""


def runtime(blueprint: Blueprint) -> str:
    """The statements that create the schemas `wirebase` and `api`, empty of the app's own."""
    shared = files("wirebase.build").joinpath("runtime.sql").read_text("utf-8")
    return "\n".join([shared, *own_functions(blueprint), GRANTS])


def own_functions(blueprint: Blueprint) -> list[str]:
    """The functions of the schema `wirebase` that differ from app to app."""
    return [
        _placeholder(blueprint.origin.salt),
        _caller(blueprint),
        _named_account(blueprint),
        _account_of(blueprint),
        _claim(blueprint),
    ]


def _function(head: str, settings: str, body: str, told: str) -> str:
    """The statements that create a function of the schema `wirebase`."""
    name = head.partition("(")[0]
    return (
        f"create function wirebase.{head}\n  language {settings} set search_path = ''\n"
        f"as {dollar_quoted(f'\n{body}\n')};\n"
        f"comment on function wirebase.{name} is {quoted(told)};\n"
    )


def _placeholder(salt: str) -> str:
    message = " || ".join(
        [
            f"convert_to({quoted('wirebase')}, 'UTF8')",
            "'\\x00'",
            f"convert_to({quoted(salt)}, 'UTF8')",
            "'\\x00'",
            "convert_to(token, 'UTF8')",
        ]
    )
    return _function(
        "placeholder(token text) returns text",
        "sql immutable",
        "  select case when token ~ '^wb_(password|token)_[0-9a-f]{32}$' then token\n"
        "    else 'wb_token_' || left(encode(sha256(\n"
        f"      {message}\n"
        "    ), 'hex'), 32) end",
        "What stands for a random token wherever tokens are kept, the same as in captures",
    )


def _caller(blueprint: Blueprint) -> str:
    known = blueprint.authentication
    lookups = "" if known is None else _key_lookups(known, blueprint)
    if known is not None and any(c.scheme.lower() == "basic" for c in known.carriers):
        lookups += NAMED
    default = quoted(known.default_account) if known and known.default_account else "null"
    return _function(
        "caller() returns text",
        "plpgsql stable security definer",
        f"""\
<<asked>>
declare
  hidden text := wirebase.placeholder(wirebase.token());
  account text;
begin
  if hidden is not null then
    select s.account into account from wirebase.sessions as s where s.token = hidden;
{lookups}\
  end if;
  return coalesce(
    account,
    nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub',
    {default});
end;""",
        "The key of the account that asks, null where nobody known does",
    )


def _named_account(blueprint: Blueprint) -> str:
    known = blueprint.authentication
    found = "null" if known is None else _by_login(known, blueprint, "named_account.login")
    return _function(
        "named_account(login text) returns text",
        "plpgsql stable",
        f"begin\n  return {found};\nend;",
        "The key of the account that goes by this name",
    )


def _account_of(blueprint: Blueprint) -> str:
    """An e-mail address that was never seen is taken for that of the account named before its @."""
    known = blueprint.authentication
    nick = "split_part(account_of.login, '@', 1)"
    guess = "null" if known is None else _by_login(known, blueprint, nick)
    return _function(
        "account_of(login text) returns text",
        "plpgsql stable",
        f"begin\n  return coalesce(wirebase.named_account(account_of.login), {guess});\nend;",
        "The key of the account that goes by this name, or seems to",
    )


def _claim(blueprint: Blueprint) -> str:
    known = blueprint.authentication
    lines = [] if known is None else list(_noted_logins(known, blueprint))
    return _function(
        "claim(account text, login text) returns void",
        "plpgsql",
        "\n".join(["begin", *(f"  {line}" for line in lines), "end;"]),
        "Notes what an account goes by that was never seen",
    )


def _noted_logins(known: Authentication, blueprint: Blueprint) -> Iterator[str]:
    table = blueprint.table(known.table)
    for name in known.logins:
        if table.has(name) and table.column(name).type == Type.TEXT and name != known.key:
            column = f"a.{identifier(name)}"
            yield (
                f"update public.{identifier(table.name)} as a set {identifier(name)} = claim.login"
                f" where a.{identifier(known.key)}::text = claim.account and {column} is null;"
            )


NAMED = """\
    if account is null and wirebase.token() ~ ':wb_password_[0-9a-f]{32}$' then
      account := wirebase.known_login(left(wirebase.token(), -45), right(wirebase.token(), 44));
    end if;
"""
"""Looks for the account whose name and password stand in the request, a colon between them."""


def _key_lookups(known: Authentication, blueprint: Blueprint) -> str:
    """Looks for the token in the columns that hold keys of the API."""
    held = [carrier.account_column for carrier in known.carriers if carrier.account_column]
    lines = [_key_lookup(place, known, blueprint) for place in dict.fromkeys(held)]
    return "".join(
        f"    if account is null then\n      {line}\n    end if;\n" for line in lines if line
    )


def _key_lookup(place: str, known: Authentication, blueprint: Blueprint) -> str:
    name, _, column = place.partition(".")
    table = blueprint.table(name)
    owner = _account_column(table, known)
    if not owner or not table.has(column):
        return ""
    return (
        f"select k.{identifier(owner)}::text into account from public.{identifier(name)} as k\n"
        f"      where wirebase.placeholder(k.{identifier(column)}::text) = asked.hidden limit 1;"
    )


def _account_column(table: Table, known: Authentication) -> str:
    """The column of the table that holds the key of an account; "" where none does."""
    if table.name == known.table:
        return known.key
    keys = [key for key in table.foreign_keys if key.table == known.table]
    return next((key.columns[0] for key in keys if key.references == (known.key,)), table.owner)


def _by_login(known: Authentication, blueprint: Blueprint, login: str) -> str:
    table = blueprint.table(known.table)
    names = [
        column.name
        for column in table.columns
        if (column.unique or column.name in (*known.logins, *table.primary_key))
        and column.type == Type.TEXT
        and column.role != Role.SECRET
    ]
    if not names:
        return "null"
    fits = ", ".join(f"a.{identifier(name)}" for name in names)
    found = (
        f"select a.{identifier(known.key)}::text from public.{identifier(table.name)} as a"
        f" where {login} in ({fits}) limit 1"
    )
    return atom(found)
