"""What people are told of the agreement (R13.4, R10.3)."""

from django.utils.translation import gettext_lazy as _

from ..notices.models import notice

PUBLISHED = notice(
    "confidentiality.published",
    _("Sign the confidentiality agreement before %(on)s: customers' numbers are masked without it"),
    icon="file-earmark-lock",
    page="accounts:confidentiality",
    act=_("Read and sign"),
)
KINDS = (PUBLISHED,)
