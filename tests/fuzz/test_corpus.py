"""Backends generated from recordings of real web apps, under requests that no client means well with."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.fuzz.fuzzing import WIREBASE, fuzz, serving

APPS = ("fastapi-template", "jira_clone", "label-studio")


@pytest.mark.timeout(300)
@pytest.mark.parametrize("app", APPS)
def test_no_request_makes_the_backend_of_a_real_app_fail(
    app: str, root: Path, tmp_path: Path
) -> None:
    capture = root.parent / "shared" / "corpus" / app / "a.har"
    if not capture.exists():
        pytest.skip(f"the corpus of recorded apps does not stand at {capture.parents[1]}")
    folder = tmp_path / app
    subprocess.run([*WIREBASE, "generate", str(capture), "-o", str(folder)], check=True)
    with serving(folder) as address:
        told = fuzz(folder, address, examples=5)
    assert int((re.search(r"(\d+) generated", told) or [0, 0])[1]) > 100
