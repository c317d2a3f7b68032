from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadsConfig(AppConfig):
    name = "leads"
    verbose_name = _("Customers and intent")

    def ready(self):
        from accounts.notices.models import register as register_notices
        from accounts.saved_filters.queries import register as register_filter
        from accounts.staff.queries import register_held, register_owned
        from accounts.uploads.models import ImportKind
        from foundation.importing.registry import register

        from .change_requests import notices
        from .companies.imports import TargetsImporter
        from .opportunities.forms import KEPT

        register_notices(*notices.KINDS)
        register(ImportKind.TARGETS, TargetsImporter)
        register_filter("leads:customer_list", KEPT)
        register_owned(lambda person: person.customers.count())
        register_held(lambda person: person.target_customers.filter(customer=None).count())
