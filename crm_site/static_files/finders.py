"""Serve a named few files of node_modules as `vendor/…`, and nothing else of it."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

# Address below `static/` -> file in node_modules. The maps stay: the style sheets and
# scripts name them, and hashing file names fails on a reference to nothing.
FILES = {
    "vendor/bootstrap/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "vendor/bootstrap/bootstrap.min.css.map": "bootstrap/dist/css/bootstrap.min.css.map",
    "vendor/bootstrap/bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "vendor/bootstrap/bootstrap.bundle.min.js.map": "bootstrap/dist/js/bootstrap.bundle.min.js.map",
    "vendor/bootstrap-icons/bootstrap-icons.min.css": (
        "bootstrap-icons/font/bootstrap-icons.min.css"
    ),
    "vendor/bootstrap-icons/fonts/bootstrap-icons.woff2": (
        "bootstrap-icons/font/fonts/bootstrap-icons.woff2"
    ),
    "vendor/bootstrap-icons/fonts/bootstrap-icons.woff": (
        "bootstrap-icons/font/fonts/bootstrap-icons.woff"
    ),
    "vendor/idb/umd.js": "idb/build/umd.js",
} | {
    f"vendor/workbox/workbox-{name}.prod.js{end}": f"workbox-{name}/build/workbox-{name}.prod.js{end}"
    for name in ("core", "routing", "strategies", "precaching")
    for end in ("", ".map")
}


class _Storage(FileSystemStorage):
    """node_modules under its addresses: opens `vendor/…` where the file really lies."""

    def path(self, name):
        return str(Path(self.location) / FILES[Path(name).as_posix()])


class NodeModulesFinder(BaseFinder):
    """Finds the files of FILES; a file that is not installed is not found."""

    def __init__(self, app_names=None, *args, **kwargs):
        self.storage = _Storage(location=settings.BASE_DIR / "node_modules")

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        found = path in FILES and self.storage.exists(path)
        if find_all:
            return [self.storage.path(path)] if found else []
        return self.storage.path(path) if found else []

    def list(self, ignore_patterns):
        for path in FILES:
            if self.storage.exists(path):
                yield path, self.storage
