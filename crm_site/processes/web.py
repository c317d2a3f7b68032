"""How gunicorn answers: `gunicorn -c python:crm_site.processes.web crm_site.wsgi:application`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_site.settings")

from django.conf import settings

worker_class = "gthread"
workers = settings.WEB_CONCURRENCY
threads = settings.WEB_THREADS
# The site is read once, and before the port answers: its processes share what was read.
preload_app = True
graceful_timeout = 10
loglevel = "warning"


def on_starting(server):
    """Once the site is loaded, and before any process takes requests."""
    from crm_site.processes.warming import warm

    warm()
