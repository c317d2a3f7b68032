"""What the device asks: until when it may keep today's list, what was saved, what the app consists of."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse

from accounts.people.models import User
from foundation.once import SubmittedForm

# What the worker is made of, in this order, and what the pages need when there is no network.
WORKER = [
    *(
        f"vendor/workbox/workbox-{name}.prod.js"
        for name in ("core", "routing", "strategies", "precaching")
    ),
    "vendor/idb/umd.js",
    "js/device/store.js",
    "js/device/queue.js",
    "js/device/worker.js",
]
SHELL = [
    "vendor/bootstrap/bootstrap.min.css",
    "vendor/bootstrap/bootstrap.bundle.min.js",
    "vendor/bootstrap-icons/bootstrap-icons.min.css",
    "vendor/bootstrap-icons/fonts/bootstrap-icons.woff2",
    "vendor/idb/umd.js",
    "django_htmx/htmx-2.min.js",
    "css/app.css",
    "css/device.css",
    "css/sales.css",
    "css/evening.css",
    "css/reception.css",
    "icons/mark.svg",
    *(f"js/{name}.js" for name in ("theme", "app", "contact", "sheet")),
    *(
        f"js/device/{name}.js"
        for name in ("store", "queue", "pages", "drafts", "waiting", "offline")
    ),
]
# Of tokens in one question.
MOST_TOKENS = 200


def session_ends_at(session: Any) -> datetime:
    """When the log-in ends by itself."""
    ends = [session.get_expiry_date()]
    model = getattr(session, "model", None)
    if model is not None:
        rows = model.objects.filter(pk=session.session_key)
        ends += rows.values_list("expire_date", flat=True)
    return min(ends)


def saved_among(tokens: Iterable[str], *, by: User) -> list[str]:
    """Those of the forms' tokens that took effect; nonsense is none."""
    asked = [token for text in list(tokens)[:MOST_TOKENS] if (token := _as_token(text))]
    if not asked:
        return []
    rows = SubmittedForm.objects.filter(pk__in=asked, user=by)
    return sorted(str(pk) for pk in rows.values_list("pk", flat=True))


def _as_token(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def shell() -> list[dict[str, str | None]]:
    """What the worker keeps: ``url`` and ``revision``, which differs whenever the content does."""
    files: list[dict[str, str | None]] = [
        {"url": staticfiles_storage.url(name), "revision": _revision(name)} for name in SHELL
    ]
    worker = [(staticfiles_storage.url(name), _revision(name)) for name in WORKER]
    version = sha256(repr((files, worker)).encode()).hexdigest()[:16]
    return files + [{"url": url, "revision": version} for url in offline_pages().values()]


def worker_files() -> list[str]:
    """The addresses of the scripts that the worker is made of; those without a hash carry one."""
    return [
        staticfiles_storage.url(name) + (f"?{revision}" if (revision := _revision(name)) else "")
        for name in WORKER
    ]


def offline_pages() -> dict[str, str]:
    """``{language: address}`` of the page for what cannot be read without the network."""
    return {code: f"{reverse('offline')}?in={code}" for code, _name in settings.LANGUAGES}


def _revision(name: str) -> str | None:
    """Of a file whose address has no hash of its content; with one it needs none."""
    if hasattr(staticfiles_storage, "hashed_files"):
        return None
    path = finders.find(name)
    if not isinstance(path, str):
        return "missing"
    with open(path, "rb") as file:
        return sha256(file.read()).hexdigest()[:16]
