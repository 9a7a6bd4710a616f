"""mitmproxy2swagger: both passes, all that the first proposes accepted."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path

from mitmproxy2swagger.mitmproxy2swagger import main
from ruamel.yaml import YAML

spec = Path(sys.argv[2]) / "spec.yaml"
asked = ["-i", sys.argv[1], "-f", "har", "-o", str(spec), "-p", sys.argv[3], "-s"]
with contextlib.redirect_stdout(io.StringIO()):
    main(asked)
    text = spec.read_text("utf-8").replace("- ignore:/", "- /")
    spec.write_text(text, "utf-8")
    main(asked)
paths = YAML(typ="safe").load(spec.read_text("utf-8"))["paths"]
found = {"tables": 0, "keys": 0, "foreign_keys": 0, "what": f"{len(paths)} paths"}
print(json.dumps(found))
