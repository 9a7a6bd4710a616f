"""Effects on who may come in: logins, credentials, sessions."""

from __future__ import annotations

from dataclasses import replace

from wirebase.blueprint.document import Authentication
from wirebase.blueprint.operations import CloseSession, Login, OpenSession, SetCredentials
from wirebase.blueprint.operations import FailureKind as Kind
from wirebase.build.casts import as_text, from_text
from wirebase.build.effects import perform, row_variable
from wirebase.build.expressions import stored
from wirebase.build.literals import quoted
from wirebase.build.names import identifier
from wirebase.build.scope import Scope
from wirebase.build.steps import Steps

OPEN_SESSION = "select wirebase.open_session($1)"
CLOSE_SESSION = "delete from wirebase.sessions where token = wirebase.placeholder($1)"
"""What opens a session for an account from outside of any operation, and what ends it."""


def authentication(scope: Scope) -> Authentication:
    """How the app knows who asks; BlueprintError where the blueprint does not say."""
    known = scope.blueprint.authentication
    if known is None:
        raise scope.error("The blueprint does not say which table holds the accounts")
    return known


def account_query(account: str, variable: str, scope: Scope) -> str:
    """The statement that puts the account of that key (text) into a variable."""
    known = authentication(scope)
    table = scope.table(known.table)
    key = from_text(account, table.column(known.key).type)
    return (
        f"select * into {variable} from public.{identifier(table.name)}"
        f" where {identifier(known.key)} = {key};"
    )


@perform.register
def _login(effect: Login, scope: Scope, steps: Steps) -> Scope:
    table = scope.table(authentication(scope).table)
    variable = row_variable(effect.alias, table, scope)
    steps.add(account_query(_account(effect, scope), variable.sql, scope))
    with steps.when("not found"):
        steps.fail(Kind.UNAUTHORIZED, scope)
    inside = scope.holding(effect.alias, variable)
    return _open(effect.alias, inside, steps)


def _account(effect: Login, scope: Scope) -> str:
    if effect.login is None:
        guest = effect.account or authentication(scope).default_account
        return f"{quoted(guest)}::text"
    login = as_text(stored(effect.login, scope))
    password = as_text(stored(effect.password, scope)) if effect.password else "null"
    return f"wirebase.login({login}, {password})"


@perform.register
def _open_session(effect: OpenSession, scope: Scope, steps: Steps) -> Scope:
    return _open(effect.alias, scope, steps)


def _open(alias: str, scope: Scope, steps: Steps) -> Scope:
    session = scope.session or f"{scope.frame.label}.{scope.frame.variable('session', 'text')}"
    steps.add(f"{session} := wirebase.open_session({_key(alias, scope)});")
    steps.changed = True
    return replace(scope, session=session)


def _key(alias: str, scope: Scope) -> str:
    return as_text(scope.column(alias, authentication(scope).key))


@perform.register
def _set_credentials(effect: SetCredentials, scope: Scope, steps: Steps) -> Scope:
    logins = [as_text(stored(login, scope)) for login in effect.logins]
    password = as_text(stored(effect.password, scope))
    listed = f"array[{', '.join(logins)}]::text[]"
    steps.add(
        f"perform wirebase.set_credentials({_key(effect.alias, scope)}, {listed}, {password});"
    )
    steps.changed = True
    return scope


@perform.register
def _close_session(effect: CloseSession, scope: Scope, steps: Steps) -> Scope:
    steps.add("perform wirebase.close_session();")
    steps.changed = True
    return scope
