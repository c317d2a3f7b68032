"""What people are told of changes of rights (R1.4, R10.3)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.reason_codes import Reason, declare

from ..notices.models import NoticeKind, notice
from ..people.models import Role
from .models import STATES, What

THE_SYSTEM = declare("rights.system", _("The system"))
WHAT = {what: declare(f"rights.what.{what}", what.label) for what in What}
SAID = {code: declare(f"rights.{code}", word) for code, word in [*Role.choices, *STATES.items()]}


def _told(code: str, sentence: Any, *, stands: bool = False) -> NoticeKind:
    return notice(
        code,
        sentence,
        icon="shield-check",
        page="accounts:rights",
        act=_("To the list"),
        stands=stands,
    )


YOURS = _told(
    "rights.yours",
    _(
        "%(by)s changed for you: %(what)s, %(before)s → %(after)s. Ask at once if you know nothing of it."
    ),
    stands=True,
)
YOUR_PASSWORD = _told(
    "rights.your_password",
    _("%(by)s gave you a new password. Ask at once if you know nothing of it."),
    stands=True,
)
THEIRS = _told("rights.theirs", _("%(by)s changed for %(name)s: %(what)s, %(before)s → %(after)s"))
THEIR_PASSWORD = _told("rights.their_password", _("%(by)s gave %(name)s a new password"))
ENTERED = _told("rights.entered", _("%(by)s entered %(name)s: %(after)s"))
APPOINTMENT = _told("rights.appointment", _("%(name)s as %(before)s: %(after)s. By %(by)s"))
KINDS = (YOURS, YOUR_PASSWORD, THEIRS, THEIR_PASSWORD, ENTERED, APPOINTMENT)


def kind_for(what: str, *, is_own: bool) -> NoticeKind | None:
    """How a change is told to whom it was made for, or to who heads their region."""
    if what == What.ENTERED:
        # Whoever was just entered has nothing to compare it with.
        return None if is_own else ENTERED
    if what == What.APPOINTMENT:
        return APPOINTMENT
    if what == What.PASSWORD:
        return YOUR_PASSWORD if is_own else THEIR_PASSWORD
    return YOURS if is_own else THEIRS


def word(text: str) -> str | Reason:
    """A role or a state as a word of the house; a name as it is."""
    return SAID.get(text, text) or "–"
