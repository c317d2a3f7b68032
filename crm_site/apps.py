"""The site itself is an app, so that its commands are found."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Holds no models."""

    name = "crm_site"
