"""What is a secret: told by the name that a value stands under, or by the value itself."""

from __future__ import annotations

import enum
import re
from functools import lru_cache


class Kind(enum.Enum):
    """What a name says about the value under it."""

    PLAIN = "plain"
    PASSWORD = "password"
    """A secret that a person chose: short, guessable, worth a slow hash."""
    TOKEN = "token"
    """A secret that a machine made."""
    DIGITS = "digits"
    """A secret where the value is a short row of digits, such as a `pin`; otherwise plain."""
    DOUBTFUL = "doubtful"
    """A secret where the value looks random, such as a `key`; otherwise plain."""


_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PASSWORD = re.compile(
    r"(password|passwd|passphrase|passcode|passwort|kennwort|contrasen?a|senha|motdepasse|pwd|"
    r"(old|new|current|confirm|repeat|verify)pass)"
    r"(confirm(ation|ed)?|repeat(ed)?|again|retyped?|verif(y|ication)|check|plain|value|input|"
    r"hash(ed)?|digest|new|old|current|salt)?\d?$"
)
_PASSWORD_NAMES = frozenset(
    {"pass", "userpass", "dbpass", "loginpass", "authpass", "adminpass", "smtppass"}
)
_DIGIT_WORDS = frozenset({"otp", "totp", "pin", "mfacode", "otpcode", "cvv", "cvc"})
_TOKEN = re.compile(
    r"(token|secret|apikey|accesskey|privatekey|privkey|secretkey|signingkey|encryptionkey|"
    r"jwt|csrf|xsrf|authorization|codeverifier|clientassertion|samlresponse|macaroon|"
    r"(recovery|backup|scratch)codes?|securityanswer|mnemonic|xamzsignature|xamzcredential)$"
)
_POSITIONS = frozenset(
    {
        "page",
        "next",
        "prev",
        "previous",
        "continuation",
        "cursor",
        "sync",
        "paging",
        "pagination",
        "resume",
    }
)
_DOUBTFUL = re.compile(
    r"(key|tokens|secrets|apikeys|sessionid|sessid|session|auth|sig|signature|credentials?)$"
)
_DOUBTFUL_NAMES = frozenset({"sid", "connectsid"})
_OPEN_KEYS = re.compile(
    r"(public|pub|primary|foreign|sort|partition|cache|idempotency|object|row)key$"
)
_HEADER_WORDS = frozenset({"token", "csrf", "xsrf", "secret", "auth", "authentication", "jwt"})
_ABOUT = frozenset(
    {
        "type",
        "name",
        "method",
        "methods",
        "scheme",
        "user",
        "username",
        "email",
        "id",
        "provider",
        "status",
    }
    | {
        "expires",
        "expiry",
        "expiration",
        "ttl",
        "limit",
        "remaining",
        "reset",
        "policy",
        "level",
        "key",
    }
)
_HARMLESS_HEADERS = frozenset({"www-authenticate", "proxy-authenticate", ":authority"})


@lru_cache(maxsize=16384)
def kind_of_name(name: str) -> Kind:
    """What the name of a field or parameter says about its value.

    >>> kind_of_name("passwordConfirmation"), kind_of_name("refresh_token")
    (<Kind.PASSWORD: 'password'>, <Kind.TOKEN: 'token'>)
    >>> kind_of_name("tokenName"), kind_of_name("next_page_token"), kind_of_name("adminkey")
    (<Kind.PLAIN: 'plain'>, <Kind.PLAIN: 'plain'>, <Kind.DOUBTFUL: 'doubtful'>)
    """
    words = [word.lower() for word in _WORDS.findall(name)]
    joined = "".join(words)
    if _PASSWORD.search(joined) or joined in _PASSWORD_NAMES:
        return Kind.PASSWORD
    if _TOKEN.search(joined):
        return Kind.PLAIN if _POSITIONS.intersection(words[:-1]) else Kind.TOKEN
    if words and words[-1] in _DIGIT_WORDS:
        return Kind.DIGITS
    if joined in _DOUBTFUL_NAMES or (_DOUBTFUL.search(joined) and not _OPEN_KEYS.search(joined)):
        return Kind.DOUBTFUL
    return Kind.PLAIN


_WHICH = frozenset(
    {
        *("old", "new", "current", "previous", "prev", "existing", "original", "now", "plain"),
        *("confirm", "confirmed", "confirmation", "repeat", "repeated", "again", "retype"),
        *("retyped", "verify", "verification", "check", "pw", "value"),
    }
)


@lru_cache(maxsize=4096)
def names_which(name: str) -> bool:
    """Whether a name only tells which one of several is meant, as `old` and `new` do.

    >>> names_which("new"), names_which("confirm_new"), names_which("newsletter")
    (True, True, False)
    """
    words = [word.lower() for word in _WORDS.findall(name) if not word.isdigit()]
    return bool(words) and _WHICH.issuperset(words)


_IDENTITY = re.compile(
    r"(^|.[_-])(u?u?id|slug|hash|etag|checksum|digest|fingerprint|url|href|uri|by)s?$"
)


@lru_cache(maxsize=4096)
def is_identity(name: str) -> bool:
    """Whether a name says that its value tells one thing from another, and opens nothing.

    >>> is_identity("id"), is_identity("userId"), is_identity("refresh")
    (True, True, False)
    """
    words = [word.lower() for word in _WORDS.findall(name)]
    return bool(_IDENTITY.search("_".join(words)))


_PASSWORDS = re.compile(
    r"pass[_-]?(?:word|wd|phrase|code|wort)|(?<![a-z])pwd(?![a-z])|changepass(?![a-z])", re.I
)
_LINKS = frozenset(
    {
        *("verify", "verification", "confirm", "confirmation", "activate", "activation"),
        *("invite", "invitation", "magic", "unsubscribe"),
    }
)


def kind_of_place(path: str) -> Kind:
    """What a path (or an operation's text) says of the fields below it.

    >>> kind_of_place("/api/me/change-password"), kind_of_place("/users/7/api-keys")
    (<Kind.PASSWORD: 'password'>, <Kind.DOUBTFUL: 'doubtful'>)
    """
    if _PASSWORDS.search(path):
        return Kind.PASSWORD
    named = [s for s in path.split("/")[1:] if s.replace("-", "").replace("_", "").isalpha()]
    last = kind_of_name(named[-1]) if named and len(path) < 512 else Kind.PLAIN
    plural = kind_of_name(named[-1].removesuffix("s")) if named and len(path) < 512 else Kind.PLAIN
    keys = bool(named) and named[-1].lower() in ("key", "keys")
    return Kind.DOUBTFUL if keys or Kind.TOKEN in (last, plural) else Kind.PLAIN


@lru_cache(maxsize=4096)
def opens(segment: str) -> bool:
    """Whether a random segment after this one opens something, as in `/reset-password/x9f…`."""
    words = [word.lower() for word in _WORDS.findall(segment)]
    if not _LINKS.isdisjoint(words):
        return True
    return kind_of_name(segment) not in (Kind.PLAIN, Kind.DIGITS)


@lru_cache(maxsize=16384)
def kind_of_header(name: str) -> Kind:
    """What the lower-case name of a header says about its value; cookies are another matter.

    >>> kind_of_header("x-api-key"), kind_of_header("access-control-allow-headers")
    (<Kind.TOKEN: 'token'>, <Kind.PLAIN: 'plain'>)
    """
    if name in _HARMLESS_HEADERS or name.startswith(("access-control-", "sec-")):
        return Kind.PLAIN
    kind = kind_of_name(name)
    words = name.split("-")
    if kind in (Kind.PLAIN, Kind.DOUBTFUL) and words[-1] not in _ABOUT:
        return kind if _HEADER_WORDS.isdisjoint(words) else Kind.TOKEN
    return kind


_RUN = re.compile(r"[A-Za-z0-9_-]{16,}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")


@lru_cache(maxsize=16384)
def looks_random(value: str) -> bool:
    """Whether some part of the value has at least 16 characters in an order that chance made.

    >>> looks_random("9c7bf4844d2849f7939ac3a8163028f9")
    True
    >>> looks_random("how-to-build-webapps-that-scale-2024"), looks_random("2026-11-22T10:34:56Z")
    (False, False)
    """
    return any(_is_random(run) for run in _RUN.findall(_UUID.sub("", value)))


def _is_random(run: str) -> bool:
    parts = re.split(r"[-_]", run)
    letters = "".join(parts)
    if len(letters) < 16 or len(set(letters)) < 8 or max(map(len, parts)) < 10:
        return False
    pieces = _PIECE.findall(letters)
    # Words of a language run on for 3.5 letters and more before case or class changes, chance for
    # 1.6 to 2.6.
    return len(pieces) >= 5 and len(letters) / len(pieces) < 3.1


_NOTHING = frozenset(
    {"", "undefined", "null", "none", "nil", "nan", "true", "false", "[object object]"}
)
_FEW_DIGITS = re.compile(r"\d{4,8}")
_MASK = re.compile(r"[*•●·.…xX]+")
PLACEHOLDER = re.compile(r"wb_(?:password|token)_[0-9a-f]{32}")


def is_empty(value: str) -> bool:
    """Whether nothing is there to hide: no value, a word for nothing, a mask, or a placeholder.

    >>> is_empty("**********"), is_empty("undefined"), is_empty("hunter2")
    (True, True, False)
    """
    stripped = value.strip()
    return (
        stripped.lower() in _NOTHING
        or bool(_MASK.fullmatch(stripped))
        or bool(PLACEHOLDER.fullmatch(stripped))
    )


_TYPED_ID = re.compile(r"[a-z]{2,24}(_[a-z]{2,24}){0,2}_[0-7][0-9A-HJKMNP-TV-Z]{25}")
"""A ULID after what it is the key of, as in user_01M8DT8BR0B8TMDVSCE724S3M3."""


def is_secret(kind: Kind, value: str) -> bool:
    """Whether a value is a secret under a name of that kind."""
    if kind is Kind.PLAIN or is_empty(value):
        return False
    if kind is Kind.PASSWORD:
        return True
    if kind is Kind.DIGITS:
        return bool(_FEW_DIGITS.fullmatch(value))
    if kind is Kind.DOUBTFUL and _TYPED_ID.fullmatch(value):
        return False
    if kind is Kind.TOKEN and not any(c.isspace() for c in value.strip()):
        return True
    return looks_random(value)


STARTS = (
    *(
        "eyJ",
        "sk_live_",
        "sk_test_",
        "rk_live_",
        "rk_test_",
        "whsec_",
        "ghp_",
        "gho_",
        "ghu_",
        "ghs_",
        "ghr_",
    ),
    *(
        "github_pat_",
        "glpat-",
        "xoxb-",
        "xoxp-",
        "xoxa-",
        "xoxr-",
        "xoxs-",
        "AKIA",
        "ASIA",
        "AIza",
        "ya29.",
    ),
    *("SG.", "npm_", "pypi-", "shpat_", "shpss_", "sk-", "hf_", "dop_v1_", "sbp_", "-----BEGIN "),
)
"""How values that are secrets wherever they stand begin: a quick look before `TELLTALE`."""

TELLTALE = re.compile(
    rb"eyJ[\w-]{8,}\.eyJ[\w-]{4,}\.[\w-]*"
    rb"|\b(?:[sr]k_(?:live|test)_|whsec_|gh[pousr]_|github_pat_|glpat-|npm_|pypi-|"
    rb"shpat_|shpss_|hf_|dop_v1_|sbp_)(?=[a-zA-Z_-]*\d)[A-Za-z0-9_-]{16,}"
    rb"|\bxox[abprs]-[A-Za-z0-9-]{10,}"
    rb"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
    rb"|\bAIza[\w-]{35}"
    rb"|\bya29\.[\w-]{20,}"
    rb"|\bSG\.[\w-]{16,}\.[\w-]{16,}"
    rb"|\bsk-(?:[a-z]+-){0,2}(?=[a-zA-Z_-]*\d)[A-Za-z0-9_-]{20,}"
    rb"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----"
)
"""Values that are secrets wherever they stand: JSON web tokens, keys of well-known services,
private keys.
"""

_SESSION_COOKIE = re.compile(
    r"(sess|sid$|auth|token|csrf|xsrf|jwt|secret|remember|login|identity|sso)", re.I
)


def is_secret_cookie(name: str, value: str, *, http_only: bool = False) -> bool:
    """Whether a cookie tells who somebody is: by its name, by HttpOnly, or by a long random value.

    >>> is_secret_cookie("theme", "dark"), is_secret_cookie("connect.sid", "s%3Aabc")
    (False, True)
    """
    if is_empty(value.strip('"')) or (value.strip('"').isdigit() and len(value) < 4):
        return False
    return http_only or bool(_SESSION_COOKIE.search(name)) or looks_random(value)
