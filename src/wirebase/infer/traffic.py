"""Traffic: which exchanges of a capture are calls of the app's API."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from wirebase.exchange import Exchange
from wirebase.infer.calls import EVENTS, LINES

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
CODE_TYPES = re.compile(r"(application|text)/(x-)?(javascript|ecmascript|css)")
ASSET_TYPES = re.compile(
    r"(image|font|audio|video)/.*|application/(wasm|font.*|manifest\+json|octet-stream|vnd\.apple\.mpegurl)"
    r"|text/(x-component|vtt|cache-manifest)"
)
ASSET_NAMES = re.compile(
    r"(?i).*\.(m?js|cjs|jsx|tsx?|css|s[ac]ss|less|map|html?|png|jpe?g|gif|svg|webp|avif|ico|bmp|woff2?|ttf|otf|eot"
    r"|mp[34]|webm|ogg|wav|m3u8|wasm|webmanifest)"
)
ASSET_ASKED = frozenset({"script", "stylesheet", "image", "font", "media", "manifest", "texttrack"})
BEACONS = frozenset({"ping", "beacon", "csp_report", "cspviolationreport"})
TELEMETRY_HOSTS = re.compile(
    r"(^|\.)(google-analytics|googletagmanager|analytics\.google|doubleclick|googlesyndication|sentry|"
    r"bugsnag|rollbar|logrocket|fullstory|hotjar|clarity|mixpanel|amplitude|segment|heap(analytics)?|"
    r"posthog|plausible|matomo|umami|datadoghq|browser-intake-\w+|newrelic|nr-data|cloudflareinsights|"
    r"intercom|facebook|connect\.facebook|launchdarkly|statsig\w*|featuregates|optimizely|honeybadger|"
    r"raygun|appcues|pendo|stats\.g)\.\w+(\.\w+)?$"
)


@dataclass(frozen=True, slots=True)
class Traffic:
    """What a capture holds, sorted out."""

    exchanges: tuple[Exchange, ...]
    """The calls of the app's API, in time order."""
    origin: str
    """Scheme, host and port of the API; "" where there is none."""
    dropped: dict[str, int] = field(default_factory=dict)
    """Reason to number of exchanges that are no such calls."""
    pages: tuple[Exchange, ...] = ()
    """The documents that a browser showed."""
    assets: tuple[Exchange, ...] = ()
    """Static files, which a backend may have to serve all the same."""


def select(exchanges: Iterable[Exchange], origin: str = "") -> Traffic:
    """The API calls among the exchanges; `origin` is the API's where the user names it."""
    ordered = sorted(exchanges, key=lambda x: (x.started, x.index))
    facts = _Facts.of(ordered)
    reasons = [(x, _reason(x, facts)) for x in ordered]
    candidates = [x for x, reason in reasons if not reason]
    chosen = origin or _main_origin(candidates, facts.sites)
    dropped = Counter(reason for _, reason in reasons if reason)
    if elsewhere := sum(x.origin != chosen for x in candidates):
        dropped["another origin"] = elsewhere
    return Traffic(
        exchanges=tuple(x for x in candidates if x.origin == chosen),
        origin=chosen,
        dropped=dict(sorted(dropped.items())),
        pages=tuple(x for x, reason in reasons if reason == PAGE),
        assets=tuple(x for x, reason in reasons if reason == ASSET and x.origin == chosen),
    )


NO_ANSWER = "no answer"
PREFLIGHT = "preflight"
SOCKET = "websocket"
TELEMETRY = "telemetry"
PAGE = "page"
ASSET = "asset"
OTHER = "not JSON"


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the capture as a whole tells about one exchange."""

    api_urls: frozenset[str]
    """URLs without query that were answered by JSON or written to."""
    file_style: bool
    """Whether the API's own paths end in .json."""
    sites: Counter[str]
    """The sites of the pages."""

    @classmethod
    def of(cls, exchanges: list[Exchange]) -> _Facts:
        spoken = [x for x in exchanges if x.answer.is_json and x.answer.mime not in PAGE_TYPES]
        named = {_bare(x) for x in spoken if not _is_file(x)}
        filed = {_bare(x) for x in spoken if _is_file(x)}
        written = {_bare(x) for x in exchanges if x.method in WRITES}
        pages = Counter(_site(x.origin) for x in exchanges if _is_page(x))
        pages.update(_site(x.page) for x in exchanges if x.page)
        return cls(
            api_urls=frozenset(named | written),
            file_style=len(filed & written) > 0 or len(filed) > len(named),
            sites=pages,
        )


def _reason(x: Exchange, facts: _Facts) -> str:
    """Why the exchange is no call of an API; "" where it is one."""
    if x.status == 101 or x.url.startswith("ws") or x.resource_type == "websocket":
        return SOCKET
    if x.method in ("OPTIONS", "HEAD"):
        return PREFLIGHT
    if _is_telemetry(x):
        return TELEMETRY
    if x.status <= 0:
        return NO_ANSWER
    if _is_page(x):
        return PAGE
    if _is_asset(x, facts):
        return ASSET
    return "" if _is_call(x, facts) else OTHER


def _is_call(x: Exchange, facts: _Facts) -> bool:
    """Whether an exchange that is neither page nor asset speaks of data."""
    if x.method != "GET" or x.answer.is_json or x.answer.mime in LINES | {EVENTS}:
        return True
    if x.status == 304 or not x.answer.content:
        return _bare(x) in facts.api_urls or x.resource_type in ("xhr", "fetch")
    return x.resource_type in ("xhr", "fetch") and _bare(x) in facts.api_urls


def _is_page(x: Exchange) -> bool:
    """Whether a person was shown this: HTML that is no error or redirect of a call."""
    if x.answer.mime not in PAGE_TYPES:
        return x.resource_type == "document" and x.method == "GET" and not x.answer.is_json
    if x.method == "GET":
        return not x.answer.is_json
    return bool(x.answer.content) and 200 <= x.status < 300


def _is_asset(x: Exchange, facts: _Facts) -> bool:
    """Whether the exchange fetched a static file."""
    if x.method != "GET":
        return bool(CODE_TYPES.fullmatch(x.answer.mime))
    if x.resource_type in ASSET_ASKED or CODE_TYPES.fullmatch(x.answer.mime):
        return True
    if ASSET_TYPES.fullmatch(x.answer.mime) and not x.answer.is_json:
        return True
    if x.answer.mime == "application/manifest+json":
        return True
    if ASSET_NAMES.fullmatch(x.path) and not x.answer.is_json:
        return True
    return _is_file(x) and not facts.file_style


def _is_file(x: Exchange) -> bool:
    """Whether the path names a JSON file and nothing is asked of it."""
    return (
        x.method == "GET"
        and x.path.lower().endswith(".json")
        and not x.request.header("authorization")
    )


def _is_telemetry(x: Exchange) -> bool:
    return x.resource_type in BEACONS or bool(TELEMETRY_HOSTS.search(x.parts.hostname or ""))


def _main_origin(candidates: list[Exchange], sites: Counter[str]) -> str:
    """The origin with most calls, those of the pages' own site counting thrice."""
    weights: Counter[str] = Counter()
    for x in candidates:
        weights[x.origin] += 3 if not sites or _site(x.origin) in sites else 1
    return min(weights, key=lambda origin: (-weights[origin], origin), default="")


def _bare(x: Exchange) -> str:
    """The URL without query and slash at the end."""
    return x.origin + x.path.rstrip("/")


SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "ac", "edu"})


def _site(url: str) -> str:
    """The registrable domain of a URL, as far as it can be told without a list of suffixes.

    >>> _site("https://api.shop.example.com/x"), _site("http://127.0.0.1:80"), _site("https://a.b.co.uk")
    ('example.com', '127.0.0.1', 'b.co.uk')
    """
    host = urlsplit(url).hostname or ""
    labels = host.split(".")
    if labels[-1].isdigit() or ":" in host or len(labels) < 3:
        return host
    count = 3 if labels[-2] in SECOND_LEVEL and len(labels[-1]) == 2 else 2
    return ".".join(labels[-count:])
