"""Traffic: which exchanges of a capture are calls of the app's API."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from wirebase.errors import UsageError
from wirebase.exchange import Exchange, Message
from wirebase.infer.calls import EVENTS, LINES
from wirebase.infer.graphql import is_batch

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
SOCKETS = re.compile(
    r"/(socket\.io|engine\.io|sockjs(-node)?|signalr|__webpack_hmr|@vite|_next/webpack-hmr)(/|$)"
)
"""Paths of transports that stand in for a websocket, and of development servers."""
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
    """Static files of any origin, which a backend may have to serve all the same."""
    redirects: tuple[Exchange, ...] = ()
    """Addresses of pages that lead to others."""
    sockets: tuple[Exchange, ...] = ()
    """Connections that became WebSockets, or stand in for one."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """An exchange, and whether its answer is JSON, which takes time to find out."""

    exchange: Exchange
    is_json: bool


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the capture as a whole tells about one exchange."""

    api_urls: frozenset[str]
    """URLs without query that were answered by JSON or written to."""
    file_style: bool
    """Whether the API's own paths end in .json."""
    sites: frozenset[str]
    """The sites of the pages."""

    @classmethod
    def of(cls, seen: list[_Seen]) -> _Facts:
        spoken = [s.exchange for s in seen if s.is_json]
        named = {_bare(x) for x in spoken if not _is_file(x)}
        filed = {_bare(x) for x in spoken if _is_file(x)}
        written = {_bare(s.exchange) for s in seen if s.exchange.method in WRITES}
        pages = {_site(s.exchange.origin) for s in seen if _is_page(s)}
        return cls(
            api_urls=frozenset(named | written),
            file_style=not filed.isdisjoint(written) or len(filed) > len(named),
            sites=frozenset(pages | {_site(s.exchange.page) for s in seen} - {""}),
        )


def select(exchanges: Iterable[Exchange], origin: str = "", prefix: str = "") -> Traffic:
    """The API calls among the exchanges; `origin` and `prefix` are as the user says, if so."""
    ordered = sorted(exchanges, key=lambda x: (x.started, x.index))
    seen = [_Seen(x, _speaks_json(x.answer)) for x in ordered]
    facts = _Facts.of(seen)
    reasons = [(s.exchange, _reason(s, facts)) for s in seen]
    candidates = [x for x, reason in reasons if not reason]
    chosen = origin or _main_origin(candidates, facts.sites)
    reasons = [(x, "" if _is_read_file(x, reason, chosen) else reason) for x, reason in reasons]
    candidates = [x for x, reason in reasons if not reason]
    kept = [x for x in candidates if x.origin == chosen]
    dropped = Counter(reason for _, reason in reasons if reason)
    dropped["another origin"] = len(candidates) - len(kept)
    calls = tuple(x for x in kept if x.path.startswith(prefix))
    dropped["outside the prefix"] = len(kept) - len(calls)
    return Traffic(
        exchanges=calls,
        origin=chosen,
        dropped={reason: count for reason, count in sorted(dropped.items()) if count},
        pages=tuple(x for x, reason in reasons if reason == PAGE),
        assets=tuple(x for x, reason in reasons if reason == ASSET),
        redirects=tuple(x for x, reason in reasons if reason == REDIRECT),
        sockets=tuple(x for x, reason in reasons if reason == SOCKET),
    )


def origin_of(host: str, exchanges: Iterable[Exchange]) -> str:
    """The origin that a host or URL names among those of the exchanges; "" for "", else UsageError."""
    if not host:
        return ""
    counted = Counter(x.origin for x in exchanges)
    wanted = host.rstrip("/")
    for origin, _ in counted.most_common():
        parts = urlsplit(origin)
        if wanted in (origin, parts.netloc, parts.hostname):
            return origin
    raise UsageError(
        "No exchange of the capture is with this host",
        where=host,
        next=f"It holds {', '.join(origin for origin, _ in counted.most_common(5))}.",
    )


NO_ANSWER = "no answer"
PREFLIGHT = "preflight"
REDIRECT = "redirect"
SOCKET = "websocket"
TELEMETRY = "telemetry"
PAGE = "page"
ASSET = "asset"
OTHER = "not JSON"
BATCH = "several operations at once"


def _speaks_json(answer: Message) -> bool:
    """Whether the answer is JSON, also where the recorder did not keep the whole of it."""
    mime = answer.mime
    if mime in PAGE_TYPES or not answer.content:
        return False
    return "json" in mime or answer.is_json


def _reason(seen: _Seen, facts: _Facts) -> str:
    """Why the exchange is no call of an API; "" where it is one."""
    x = seen.exchange
    if x.status == 101 or x.resource_type == "websocket" or SOCKETS.search(x.path):
        return SOCKET
    if x.method in ("OPTIONS", "HEAD"):
        return PREFLIGHT
    if _is_telemetry(x, facts):
        return TELEMETRY
    if x.status <= 0:
        return NO_ANSWER
    if x.status in (307, 308) or (x.method == "GET" and x.status in (301, 302, 303)):
        return REDIRECT
    if x.request.content and x.request.content.startswith(b"[") and is_batch(x):
        return BATCH
    if _is_page(seen):
        return PAGE
    if _is_asset(seen, facts):
        return ASSET
    return "" if _is_call(seen, facts) else OTHER


def _is_call(seen: _Seen, facts: _Facts) -> bool:
    """Whether an exchange that is neither page nor asset speaks of data."""
    x = seen.exchange
    if x.method != "GET" or seen.is_json or x.answer.mime in LINES | {EVENTS}:
        return True
    known = _bare(x) in facts.api_urls
    asked = x.resource_type in ("xhr", "fetch")
    if x.status == 304 or not x.answer.content:
        return known or asked
    return known and asked


def _is_page(seen: _Seen) -> bool:
    """Whether a person was shown this: HTML that is no error or redirect of a call."""
    x = seen.exchange
    if x.answer.mime not in PAGE_TYPES:
        return x.resource_type == "document" and x.method == "GET" and not seen.is_json
    return x.method == "GET" or (bool(x.answer.content) and 200 <= x.status < 300)


def _is_asset(seen: _Seen, facts: _Facts) -> bool:
    """Whether the exchange fetched a static file."""
    x = seen.exchange
    if CODE_TYPES.fullmatch(x.answer.mime):
        return True
    if x.method != "GET":
        return False
    if x.resource_type in ASSET_ASKED or x.answer.mime == "application/manifest+json":
        return True
    if seen.is_json:
        return _is_file(x) and not facts.file_style
    return bool(ASSET_TYPES.fullmatch(x.answer.mime) or ASSET_NAMES.fullmatch(x.path))


def _is_file(x: Exchange) -> bool:
    """Whether the path names a JSON file, asked for by nobody in particular."""
    named = x.method == "GET" and x.path.lower().endswith(".json")
    return named and not x.request.header("authorization")


def _is_read_file(x: Exchange, reason: str, origin: str) -> bool:
    """Whether a page's program read a JSON file of the API's own origin, such as its texts or settings."""
    asked = x.resource_type in ("xhr", "fetch", "")
    return reason == ASSET and x.origin == origin and asked and _is_file(x) and x.answer.is_json


def _is_telemetry(x: Exchange, facts: _Facts) -> bool:
    """Whether the exchange only reports what the user does, to the app or to someone else."""
    if x.resource_type in BEACONS:
        return True
    foreign = _site(x.origin) not in facts.sites
    return foreign and bool(TELEMETRY_HOSTS.search(x.parts.hostname or ""))


def _main_origin(candidates: list[Exchange], sites: frozenset[str]) -> str:
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

    >>> [_site(u) for u in ("https://api.x.example.com/y", "http://127.0.0.1:80", "https://a.b.co.uk")]
    ['example.com', '127.0.0.1', 'b.co.uk']
    """
    host = urlsplit(url).hostname or ""
    labels = host.split(".")
    if labels[-1].isdigit() or ":" in host or len(labels) < 3:
        return host
    count = 3 if labels[-2] in SECOND_LEVEL and len(labels[-1]) == 2 else 2
    return ".".join(labels[-count:])
