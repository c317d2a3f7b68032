"""What templates may not do."""

import re

from django.conf import settings

KEY = re.compile(r"\{\{ *[\w.]+\.(pk|id) *\}\}")


def test_keys_are_written_without_separators():
    """From 1,000 on a key is localized as any number is, and leads nowhere."""
    found = [
        f"{path.relative_to(settings.BASE_DIR)}: {match.group()}"
        for path in (settings.BASE_DIR / "templates").rglob("*.html")
        for match in KEY.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []
