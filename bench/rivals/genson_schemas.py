"""genson: a JSON schema for each form of path, of all bodies of answers."""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

from genson import SchemaBuilder

builders: dict[str, SchemaBuilder] = defaultdict(SchemaBuilder)
with Path(sys.argv[1]).open("rb") as lines:
    for line in lines:
        entry = json.loads(line)
        form = re.sub(r"/\d+", "/{}", entry["request"]["url"].partition("?")[0])
        builders[form].add_object(json.loads(entry["response"]["content"]["text"]))
size = sum(len(builder.to_json()) for builder in builders.values())
print(json.dumps({"tables": 0, "keys": 0, "foreign_keys": 0, "what": f"{len(builders)} schemas"}))
