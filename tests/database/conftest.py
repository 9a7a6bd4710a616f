import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder(memory: Path | None) -> Iterator[Path]:
    """A folder for a server that any user can walk to, as pytest's own is not."""
    home = Path(tempfile.mkdtemp(prefix="wirebase-test-", dir=memory))
    home.chmod(0o711)
    yield home / "postgres"
    # A server that was killed may be taking leave of its files still.
    shutil.rmtree(home, ignore_errors=True)
