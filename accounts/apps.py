from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and stores")

    def ready(self):
        from django.contrib.auth.signals import user_logged_in

        from foundation.decisions import register as register_decision
        from foundation.importing.registry import register

        from .backups import notices as backups
        from .confidentiality import notices as confidentiality
        from .log_in.views.arriving import note_log_in
        from .notices.models import register as register_notices
        from .staff import notices
        from .staff.decision import KIND
        from .staff.imports import StaffImporter
        from .uploads.models import ImportKind
        from .ways_in import notices as ways_in
        from .ways_in.services import providers

        register(ImportKind.STAFF, StaffImporter)
        register_decision(KIND)
        register_notices(*notices.KINDS, *ways_in.KINDS, *confidentiality.KINDS, *backups.KINDS)
        providers.register()
        user_logged_in.connect(note_log_in, dispatch_uid="log_in.note")
