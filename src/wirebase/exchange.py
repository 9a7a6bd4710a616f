"""One recorded request and its answer: what capture writes and inference reads."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import SplitResult, parse_qsl, urlsplit

import msgspec

type Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""A decoded JSON value."""

type Headers = tuple[tuple[str, str], ...]
"""Names in lower case and values, in the order of the wire."""

_decode = msgspec.json.Decoder().decode


def parse_json(content: bytes | str | None) -> Json:
    """The decoded document; raises ValueError where it is not JSON."""
    try:
        value: Json = _decode(content or b"")
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return value


class Message(msgspec.Struct, frozen=True):
    """Headers and body of a request or an answer, the body without any encoding."""

    headers: Headers = ()
    content: bytes | None = None
    """None where there was no body or it was not kept."""
    dropped: int = 0
    """Bytes of the body beyond the recorder's cap, which are not in `content`."""

    def header(self, name: str) -> str | None:
        """The first value of a header, by its lower-case name."""
        for key, value in self.headers:
            if key == name:
                return value
        return None

    def all(self, name: str) -> list[str]:
        """All values of a header, by its lower-case name."""
        return [value for key, value in self.headers if key == name]

    @property
    def mime(self) -> str:
        """The media type without parameters, in lower case; "" where none was said."""
        return (self.header("content-type") or "").split(";")[0].strip().lower()

    @property
    def is_json(self) -> bool:
        """Whether the body is a JSON document, whatever its media type says."""
        if not self.content or self.dropped:
            return False
        if "json" not in self.mime and self.content[:1] not in b"{[":
            return False
        try:
            parse_json(self.content)
        except ValueError:
            return False
        return True

    def json(self) -> Json:
        """The body as a JSON document, decoded anew at each call; ValueError if it is none."""
        return parse_json(self.content)

    @property
    def text(self) -> str:
        """The body as text; what is no UTF-8 is replaced."""
        return (self.content or b"").decode("utf-8", "replace")


class Exchange(msgspec.Struct, frozen=True):
    """A request and its answer as on the wire, secrets replaced by placeholders."""

    index: int
    """The position in the capture, from 0: the number by which evidence names it."""
    started: float
    """Unix time of the request, seconds."""
    method: str
    """In upper case."""
    url: str
    request: Message
    status: int
    """0 where no answer came."""
    answer: Message
    elapsed: float = 0.0
    """Milliseconds until the answer was complete."""
    failure: str = ""
    """Why no answer came."""
    resource_type: str = ""
    """What the browser asked for: document, script, xhr, fetch, ...; "" where not known."""
    page: str = ""
    """The URL of the page that asked."""

    @property
    def parts(self) -> SplitResult:
        """The URL, split."""
        return urlsplit(self.url)

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        parts = self.parts
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def path(self) -> str:
        """The path as sent, percent-encoded."""
        return self.parts.path or "/"

    @property
    def query(self) -> list[tuple[str, str]]:
        """The query parameters, decoded, in order, empty ones kept."""
        return parse_qsl(self.parts.query, keep_blank_values=True)

    @property
    def succeeded(self) -> bool:
        """Whether the answer is a success, or not modified."""
        return 200 <= self.status < 300 or self.status == 304


def renumbered(exchanges: Iterable[Exchange]) -> list[Exchange]:
    """The exchanges in time order with indices from 0: how several captures become one."""
    ordered = sorted(exchanges, key=lambda x: x.started)
    return [msgspec.structs.replace(x, index=i) for i, x in enumerate(ordered)]
