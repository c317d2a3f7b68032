from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowupsConfig(AppConfig):
    name = "followups"
    verbose_name = _("Activities and deadlines")

    def ready(self):
        from accounts.notices.models import register as register_notices
        from accounts.uploads.models import ImportKind
        from foundation import decisions
        from foundation.importing.registry import register

        from .absences import decision as absences
        from .absences import notices as absence_notices
        from .absences.imports import AbsencesImporter
        from .annotations import notices as annotation_notices
        from .cards.queries import undoable
        from .contacts.imports.activities import ActivitiesImporter
        from .evening.queries import OUT_OF_STEP, columns
        from .new_customers.imports import CustomersImporter
        from .retirement import decision as requests
        from .support import notices as support_notices
        from .take_overs import notices as take_over_notices
        from .withdrawals.services import last_undoable

        for told in (absence_notices, annotation_notices, support_notices, take_over_notices):
            register_notices(*told.KINDS)
        undoable.register(last_undoable)
        columns.register(OUT_OF_STEP)
        decisions.register(absences.KIND)
        decisions.register(requests.KIND)
        register(ImportKind.CUSTOMERS, CustomersImporter)
        register(ImportKind.ACTIVITIES, ActivitiesImporter)
        register(ImportKind.ABSENCES, AbsencesImporter)
