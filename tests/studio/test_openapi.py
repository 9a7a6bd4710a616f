from pathlib import Path

from wirebase.studio.api import description


def test_the_page_is_made_for_this_very_api(root: Path):
    assert (root / "web/openapi.json").read_text("utf-8") == description(), "run make types"
