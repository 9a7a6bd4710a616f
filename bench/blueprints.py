"""From a file to a blueprint: what the comparison runs for Wirebase."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from wirebase.blueprint.dataset import Dataset
from wirebase.blueprint.document import Blueprint
from wirebase.capture.archive import Capture, read_all
from wirebase.infer.pipeline import infer as inferred
from wirebase.infer.sampling import working_set


def of(recorded: Capture) -> tuple[Blueprint, Dataset]:
    """What is inferred from a capture, as `generate` does it."""
    rest, repeats = recorded.rest or (), recorded.rest.repeats if recorded.rest else 0
    return inferred(recorded.exchanges, salt=recorded.salt, rest=rest, repeats=repeats)


def main() -> None:
    """Prints what was found in the capture named on the command line."""
    blueprint, dataset = of(read_all([Path(sys.argv[1])], working_set))
    keys = sum(bool(table.primary_key) for table in blueprint.tables)
    references = sum(len(table.foreign_keys) for table in blueprint.tables)
    rows = sum(map(len, dataset.rows.values()))
    found = {
        "tables": len(blueprint.tables),
        "keys": keys,
        "foreign_keys": references,
        "what": f"{len(blueprint.operations)} endpoints, {rows} rows",
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
