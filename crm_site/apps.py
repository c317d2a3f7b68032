"""The site itself is an app, so that its commands and checks are found."""

from django.apps import AppConfig
from django.core.checks import register


class SiteConfig(AppConfig):
    """Holds no models."""

    name = "crm_site"

    def ready(self):
        from foundation.client_address import check_proxies

        register(check_proxies, "security")
