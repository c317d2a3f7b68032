"""What a first request would wait for is done before any is taken: addresses, texts and templates."""

import gc
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.template import engines
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils import formats, translation
from django.utils.module_loading import import_string

from foundation.spelling import load_readings


def warm() -> None:
    """Import every view, read the catalogues, compile every template; asks no database.

    In the process whose children answer, so that they share what it has read.
    """
    load_readings()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("")
            formats.get_format("DATE_FORMAT")
            _walk(get_resolver())
    engine = engines["django"].engine
    assert engine.template_context_processors and import_string(settings.MESSAGE_STORAGE)
    fields = [
        Path(apps.get_app_config(name).path, "templates") for name in ("forms", "crispy_bootstrap5")
    ]
    for folder in [*map(Path, settings.TEMPLATES[0]["DIRS"]), *fields]:
        for file in folder.rglob("*.html"):
            get_template(str(file.relative_to(folder)))
    # What stays for good is looked at by no collection, which would copy the pages that children share.
    gc.collect()
    gc.freeze()


def _walk(resolver) -> None:
    """Compile the pattern of each address, and the list that links are made by."""
    for pattern in resolver.url_patterns:
        pattern.pattern.match("")
        if hasattr(pattern, "url_patterns"):
            _walk(pattern)
    resolver.reverse_dict  # noqa: B018
