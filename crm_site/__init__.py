"""The site around the apps: settings, addresses, background work, the commands that start it."""

from .celery import app as celery_app

__all__ = ["celery_app"]
