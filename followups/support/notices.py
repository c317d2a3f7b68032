"""What people are told of the support they wanted (R9.4, R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

ANSWERED = notice(
    "support.answered",
    _("%(name)s answered what you asked for on %(on)s"),
    icon="life-preserver",
    page="followups:support_list",
    act=_("Read it"),
)
KINDS = (ANSWERED,)
