"""What all tests share."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ["tests.plugins.postgres"]

# Machines that are busy make single examples slow; in CI a failure must be the same at each run.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return Path(__file__).resolve().parent.parent
