"""`make score`: scores every app of a corpus, and keeps the table in docs/RESULTS.md."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path("docs/RESULTS.md")
REPORT = Path("score-out/report.json")
COLUMNS = (
    *((f"schema {key}", "schema", key) for key in ("overall", "tables", "columns", "keys", "fks")),
    *((f"replay {key}", "replay", key) for key in ("exact", "value", "shape", "status")),
)

type Row = Mapping[str, Mapping[str, float] | str | float]


def main() -> int:
    """Prints the judge's table; that of all apps is kept as well."""
    chosen, passed_on = arguments()
    judge, corpus = chosen.score_dir / "judge.py", chosen.corpus
    if not judge.is_file() or not corpus.is_dir():
        print(
            f"score: needs {judge} and {corpus}: set SCORE_DIR and CORPUS to where they are",
            file=sys.stderr,
        )
        return 1
    REPORT.parent.mkdir(exist_ok=True)
    command = [sys.executable, str(judge), str(corpus), "--out", str(REPORT), *passed_on]
    status = subprocess.run(command, check=False).returncode
    if status == 0 and not any(option.startswith("--only") for option in passed_on):
        report = json.loads(REPORT.read_text(encoding="utf-8"))
        keep("score", section(report["rows"], datetime.now(UTC)))
    return status


def arguments() -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--score-dir", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    return parser.parse_known_args()


def section(rows: Sequence[Row], now: datetime) -> str:
    """The rows and their means as a table."""
    body = [[str(row["app"]), *cells(row)] for row in rows]
    table = [
        ["app", *(title for title, _, _ in COLUMNS), "generate s"],
        ["---"] * (len(COLUMNS) + 2),
        *body,
        ["**mean**", *means(rows), ""],
    ]
    lines = "\n".join(f"| {' | '.join(cells)} |" for cells in table)
    return f"`make score`, {now:%Y-%m-%d %H:%M} UTC\n\n{lines}"


def cells(row: Row) -> list[str]:
    scores = [shown(score(row, part, key)) for _, part, key in COLUMNS]
    return [*scores, str(row.get("error") or row.get("generate_s", ""))]


def means(rows: Sequence[Row]) -> Iterable[str]:
    """An app that was not scored counts as 0, one that has nothing to score does not count."""
    for _, part, key in COLUMNS:
        told = [value for row in rows if (value := score(row, part, key)) is not None]
        yield shown(sum(told) / len(told)) if told else ""


def score(row: Row, part: str, key: str) -> float | None:
    scores = row.get(part)
    if not isinstance(scores, Mapping) or "error" in scores:
        return 0.0
    return scores.get(key)


def shown(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def keep(name: str, text: str) -> None:
    """Puts the text between the markers of a section in the results."""
    old = RESULTS.read_text(encoding="utf-8")
    marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    new = marked.sub(lambda found: f"{found[1]}{text}\n{found[2]}", old)
    RESULTS.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
