import subprocess
import sys
from pathlib import Path


def test_the_sources_of_the_page_are_clean_and_pass_their_own_tests(root: Path):
    command = [sys.executable, "scripts/page.py", "--check"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_lock_of_the_page_names_no_registry(root: Path):
    lock = (root / "web/package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock
