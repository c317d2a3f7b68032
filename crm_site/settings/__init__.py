"""`crm_site.settings`: what runs a dealership. Tests use `crm_site.settings.test`."""

from .base import *
