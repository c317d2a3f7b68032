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


def test_each_template_that_is_named_is_there():
    """By Python and by templates, but for names made at run time and those of libraries."""
    folder, named = (
        settings.BASE_DIR / "templates",
        re.compile(r"[\"']((?:[\w-]+/)+[\w-]+\.html)[\"'#]"),
    )
    sources = [
        path
        for app in settings.BASE_DIR.iterdir()
        if (app / "__init__.py").exists() and app.name != "tests"
        for path in app.rglob("*.py")
    ]
    missing = {
        name
        for path in [*sources, *folder.rglob("*.html")]
        for name in named.findall(path.read_text(encoding="utf-8"))
        if not name.startswith("django/") and not (folder / name).exists()
    }
    assert missing == set()
