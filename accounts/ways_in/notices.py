"""What people are told of accounts elsewhere that let them in (R10.3)."""

from django.utils.translation import gettext_lazy as _

from ..notices.models import notice

LINKED = notice(
    "ways_in.linked",
    _(
        "An account of %(way)s lets you in from now on. Ask at once if it was not you who linked it."
    ),
    icon="shield-check",
    page="mfa_index",
    act=_("Log-in and security"),
    stands=True,
)
UNLINKED = notice(
    "ways_in.unlinked",
    _("Your account of %(way)s no longer lets you in. Ask at once if it was not you."),
    icon="shield-check",
    page="mfa_index",
    act=_("Log-in and security"),
    stands=True,
)
KINDS = (LINKED, UNLINKED)
