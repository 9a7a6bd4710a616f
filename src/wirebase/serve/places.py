"""Places: where what stood on the captured origins stands on this server.

What stood on the API's origin or the pages' stands at its own path; what came from another host
stands below `/_wirebase/at/HOST`. Addresses in what is sent are rewritten to that, and those in
what is received back to the captured ones, so that the database holds one spelling only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

ELSEWHERE = "/_wirebase/at/"

_ADDRESS = (
    rb"(?:(?P<scheme>https?|wss?)(?P<colon>:|%%3[Aa])|(?<=[\"'`(=\s]))"
    rb"(?P<slashes>//|\\/\\/|%%2[Ff]%%2[Ff])(?P<host>%s)(?![\w-]|[.:]\w|%%3[Aa]\d)"
)
"""An address in a text, also as JSON and as query strings escape it; without a scheme only where a
value begins."""
_INTEGRITY = re.compile(rb"""\s(?:integrity|nonce)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.I)
_TAG = re.compile(rb"<(?:script|link|meta|style)\b[^>]{0,8192}>", re.I)
_POLICY = re.compile(rb"http-equiv\s*=\s*[\"']?content-security-policy", re.I)


class Places:
    """Where on this server each captured origin stands."""

    def __init__(self, own: Iterable[str], others: Iterable[str] = ()) -> None:
        own, others = [url for url in own if url], [*others]
        self._home = own[0].encode("latin-1", "replace") if own else b""
        self._own = {urlsplit(url).netloc for url in own}
        self._others = {urlsplit(url).netloc: url for url in others}
        hosts = sorted(self._own | self._others.keys(), key=len, reverse=True)
        self._names = [host.partition(":")[0].encode("latin-1", "replace") for host in hosts]
        known = b"|".join(map(_spelled, hosts))
        self._address = re.compile(_ADDRESS % known)

    def path(self, url: str) -> str:
        """The path and query at which a captured URL is asked for here."""
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        path = f"{parts.path or '/'}{query}"
        return path if parts.netloc in self._own else f"{ELSEWHERE}{parts.netloc}{path}"

    def is_here(self, url: str) -> bool:
        """Whether a URL, absolute or not, leads to a place of this server."""
        return urlsplit(url).netloc in self._own | self._others.keys() | {""}

    def outward(self, content: bytes, base: str) -> bytes:
        """The text with captured addresses made ours; `base` is scheme and host of this server.

        >>> Places(["https://api.example.com"]).outward(b"https://api.example.com/a", "http://b:1")
        b'http://b:1/a'
        """
        scheme, _, host = base.encode("latin-1", "replace").partition(b"://")
        if scheme == b"http" and b"https://" + host in content:
            content = content.replace(b"https://" + host, b"http://" + host)
        if not any(name in content for name in self._names):
            return content

        def ours(found: re.Match[bytes]) -> bytes:
            return self._ours(found, scheme, host)

        return self._address.sub(ours, content)

    def inward(self, content: bytes, base: str) -> bytes:
        """The text with addresses of this server made the captured ones again."""
        told = base.encode("latin-1", "replace")
        if told not in content:
            return content
        for host, url in self._others.items():
            content = content.replace(f"{base}{ELSEWHERE}{host}".encode(), url.encode())
        return re.sub(re.escape(told) + rb"(?![\w-]|[.:]\w)", lambda _: self._home, content)

    def _ours(self, found: re.Match[bytes], scheme: bytes, host: bytes) -> bytes:
        asked, colon, slashes = found["scheme"], found["colon"], found["slashes"]
        told = b""
        if asked is not None:
            secure = scheme == b"https"
            kind = (b"wss" if secure else b"ws") if asked.startswith(b"ws") else scheme
            told = kind + colon
        named = found["host"].decode("latin-1").replace("%3A", ":").replace("%3a", ":")
        address = told + slashes + (host if colon != b"%3A" else host.replace(b":", b"%3A"))
        if named in self._own:
            return address
        slash = slashes[: len(slashes) // 2]
        return address + slash.join(
            [b"", *ELSEWHERE.strip("/").encode().split(b"/"), found["host"]]
        )


def _spelled(host: str) -> bytes:
    return re.escape(host.encode("latin-1", "replace")).replace(b":", b"(?::|%3[Aa])")


def has_addresses(content: bytes) -> bool:
    """Whether an address may stand in the text, however it is escaped."""
    return b"//" in content or b"\\/\\/" in content or b"%2F" in content or b"%2f" in content


def unbound(page: bytes) -> bytes:
    """The page without what ties it to its first host and bytes: policies and checksums."""
    return _TAG.sub(lambda tag: _unbound(tag[0]), page)


def _unbound(tag: bytes) -> bytes:
    return b"" if _POLICY.search(tag) else _INTEGRITY.sub(b"", tag)
