"""The entry of web servers."""

import os

from django.core.wsgi import get_wsgi_application

from foundation.spelling import load_readings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_site.settings")

application = get_wsgi_application()
load_readings()
