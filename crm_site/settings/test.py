"""Settings of the test run: the same site over plain http, with cheap passwords and no broker."""

import os
import tempfile
from pathlib import Path

from .base import *
from .security import transport

DEBUG = False
SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["*"]
globals().update(transport(https_only=False))

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise")]

# Tests log in by a session; those of the second factor set the policy themselves.
SECOND_FACTOR_ROLES = []

# A file, not memory: the live server and second processes get connections of their own.
# The process id keeps runs side by side apart.
_test_name = f"test_crm_{os.getpid()}"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    _test_name = f"{tempfile.gettempdir()}/{_test_name}.sqlite3"
DATABASES["default"]["TEST"] = {"NAME": _test_name}

MEDIA_ROOT = Path(tempfile.gettempdir()) / f"crm_media_{os.getpid()}"

# `delay()` goes nowhere; tests of real delivery ask for the `broker` fixture.
CELERY_BROKER_URL = "memory://"

# Tests that run side by side leave each other their places.
HEAVY_AT_ONCE = env.int("HEAVY_AT_ONCE", default=0)

# Under CLOCK=… (see the Makefile) this process believes in another day than the server.
ASK_DATABASE_CLOCK = "CLOCK_AHEAD" not in os.environ
