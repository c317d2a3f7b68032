"""What people are told of annotations (R4.9, R10.3)."""

from django.utils.translation import gettext_lazy as _

from accounts.notices.models import notice

ANNOTATED = notice(
    "annotation.written",
    _("%(name)s wrote to you about customer %(customer)s"),
    icon="chat-left-text",
    page="followups:annotation_list",
    act=_("Read it"),
)
KINDS = (ANNOTATED,)
