"""Light enough for a phone with one bar: everything the widget loads, compressed."""

import gzip

from wegwijzer import settings


def test_scripts_and_styles_together_are_under_20_kb() -> None:
    files = [*(settings.ROOT / "widget").glob("*.js"), *(settings.ROOT / "widget").glob("*.css")]
    assert len(files) >= 6
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 20_000
