"""What administrators are told of copies (R13.4, R10.3)."""

from django.utils.translation import gettext_lazy as _

from ..notices.models import notice

LOOK = _("Health of the site")
NOT_MADE = notice(
    "backup.not_made",
    _("The backup of %(on)s was not made"),
    icon="hdd",
    page="health_details",
    act=LOOK,
    stands=True,
)
NOT_RESTORED = notice(
    "backup.not_restored",
    _("The backup of %(on)s could not be restored in a trial"),
    icon="hdd",
    page="health_details",
    act=LOOK,
    stands=True,
)
TOO_OLD = notice(
    "backup.too_old",
    _("The last backup is older than a day and a half"),
    icon="hdd",
    page="health_details",
    act=LOOK,
    stands=True,
)
KINDS = (NOT_MADE, NOT_RESTORED, TOO_OLD)
