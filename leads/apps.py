from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    name = "leads"
    verbose_name = _("Customers and intent")

    def ready(self):
        from accounts.notices.models import register as register_notices
        from accounts.staff.queries import register_owned

        from .change_requests import notices

        register_notices(*notices.KINDS)
        register_owned(lambda person: person.customers.count())
