"""From a file to a blueprint: what the comparison runs for Wirebase."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bench.stages import of
from wirebase.capture.archive import read_all
from wirebase.infer.sampling import working_set


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
