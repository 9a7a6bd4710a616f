"""dlt: extract and normalize all bodies of answers, a resource for each form of path."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["RUNTIME__LOG_LEVEL"] = "CRITICAL"

import dlt


def answers() -> Iterator[Any]:
    with Path(sys.argv[1]).open("rb") as lines:
        for line in lines:
            entry = json.loads(line)
            url = entry["request"]["url"].partition("?")[0]
            name = re.sub(r"/\d+", "_one", url.partition("/api/")[2]).replace("/", "_")
            body = json.loads(entry["response"]["content"]["text"])
            for one in body if isinstance(body, list) else [body]:
                yield dlt.mark.with_hints(one, dlt.mark.make_hints(table_name=name))


pipeline = dlt.pipeline("bench", pipelines_dir=sys.argv[2], destination="filesystem")
pipeline.extract(dlt.resource(answers, name="answers")())
pipeline.normalize()
tables = [t for name, t in pipeline.default_schema.tables.items() if not name.startswith("_dlt")]
found = {
    "tables": len(tables),
    "keys": 0,
    "foreign_keys": sum("parent" in table for table in tables),
    "what": "keys and references of its own making",
}
print(json.dumps(found))
