"""Says in one clear line why an app could not be opened, and what to do."""

from __future__ import annotations

import re

from wirebase.errors import CaptureError, Unreachable

_REASONS = (
    (
        r"private address",
        "The app is, or leads to, where only programs of its own network may go",
        "Capture it from that network; an app of the public web, with --private-hosts.",
    ),
    (
        r"does not speak TLS|wrong version number|ERR_SSL_PROTOCOL",
        "The host does not speak HTTPS at this port",
        "Try the address with http:// in front.",
    ),
    (
        r"certificate|tls|ssl|ERR_CERT",
        "Its certificate is not trusted or its encryption failed",
        "If you trust the host, accept it with --insecure.",
    ),
    (
        r"name or service|nodename|getaddrinfo|name resolution|ERR_NAME|no address|idna|gaierror",
        "There is no host of this name",
        "Check the spelling of the address and your network.",
    ),
    (
        r"refused|connect call failed|ERR_CONNECTION_REFUSED",
        "Nothing listens at this address",
        "Start the app, or check host and port.",
    ),
    (
        r"timed? ?out|ERR_TIMED_OUT",
        "The host did not answer in time",
        "Check the address and your network, and try again.",
    ),
    (
        r"unreachable|no route",
        "The host cannot be reached from here",
        "Check your network.",
    ),
)


def unreachable(url: str, reason: str) -> Unreachable:
    """The error for an address that gives no answer, by what the connection said."""
    short = (
        reason.splitlines()[0].removeprefix("Page.goto: ")[:200] if reason else "no reason given"
    )
    for pattern, what, then in _REASONS:
        if re.search(pattern, reason, re.I):
            return Unreachable(f"{what}: {short}", where=url, next=then)
    return Unreachable(
        f"The app does not answer: {short}",
        where=url,
        next="Check the address, and that the app runs.",
    )


def not_an_app(url: str, what: str) -> CaptureError:
    """The error for an address that answers with something else than a page."""
    return CaptureError(
        f"This is no web app: it answers with {what} instead of an HTML page",
        where=url,
        next="Give the address of the app's page. For an API without pages, record its clients "
        "with wirebase proxy -o FILE, or give a HAR file to wirebase generate.",
    )
