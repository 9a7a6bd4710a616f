"""Traffic as lines of text: `METHOD target status [answer] [<- request]`, both JSON."""

from __future__ import annotations

from pathlib import Path

from wirebase.exchange import Exchange, Message

FIXTURES = Path(__file__).parents[1] / "fixtures" / "routes"
CASES = sorted(path.name for path in FIXTURES.iterdir())
JSON = (("content-type", "application/json"),)


def exchange(line: str, index: int = 0, origin: str = "http://app.example") -> Exchange:
    said, _, sent = line.partition(" <- ")
    method, target, status, *answer = said.split(" ", 3)
    return Exchange(
        index=index,
        started=1_700_000_000.0 + index,
        method=method,
        url=target if "://" in target else origin + target,
        request=Message(JSON, sent.encode()) if sent else Message(),
        status=int(status),
        answer=Message(JSON, answer[0].encode()) if answer else Message(),
        resource_type="fetch",
    )


def traffic(text: str) -> list[Exchange]:
    lines = [line for line in text.splitlines() if line.strip()]
    return [exchange(line.strip(), index) for index, line in enumerate(lines)]


def captured(case: str) -> list[Exchange]:
    return traffic((FIXTURES / case / "traffic.txt").read_text("utf-8"))


def expected(case: str) -> list[str]:
    return sorted((FIXTURES / case / "templates.txt").read_text("utf-8").split("\n")[:-1])
