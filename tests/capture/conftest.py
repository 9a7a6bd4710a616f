from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.capture.origin import Origin, encrypted, running


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the proxy keeps its certificate authority: making one takes a second."""
    return tmp_path_factory.mktemp("authority")


@pytest.fixture
def origin() -> Iterator[Origin]:
    with running(Origin()) as server:
        yield server


@pytest.fixture
def secure_origin(tmp_path: Path) -> Iterator[Origin]:
    with running(encrypted(Origin(), tmp_path)) as server:
        yield server
