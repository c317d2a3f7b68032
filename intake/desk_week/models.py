"""Why a plan of the desk lies where it does (R12.4)."""

from django.utils.translation import gettext_lazy as _

from foundation.reason_codes import declare

ARRANGED = declare("plan.week_arranged", _("The week was arranged"))
