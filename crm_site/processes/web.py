"""How gunicorn answers: `gunicorn -c python:crm_site.processes.web crm_site.wsgi:application`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_site.settings")

from django.conf import settings

worker_class = "gthread"
workers = settings.WEB_CONCURRENCY
threads = settings.WEB_THREADS
graceful_timeout = 10
loglevel = "warning"
