"""How a digest is said: a label and a link for each number, lines of text for mail and robot (R10.1)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from followups.queries import BREAKING, OVERDUE, TODAY

from . import digest_queries as codes
from . import inbox_queries as inbox

LABELS = {
    OVERDUE: _("Overdue plans"),
    TODAY: _("Plans due today"),
    BREAKING: _("Breaks by tomorrow"),
    codes.ANNOTATIONS: _("Unread annotations"),
    codes.REPORTS: _("Rectification reports to write"),
    codes.PROPOSALS: _("Penalty proposals to decide"),
    codes.DAYS: _("Suspensions without days"),
    codes.CLAIMS: _("Claims to decide"),
    codes.DEPARTURES: _("Departures to settle"),
    codes.SUSPICIONS: _("Suspicions to judge"),
    codes.REQUESTS: _("Change requests to decide"),
    codes.ABSENCES: _("Absences to decide"),
    codes.SUBMITTED: _("Rectification reports to review"),
    codes.VISITORS: _("Visitors announced to you"),
    codes.INSIDE: _("Visitors not signed out"),
}
TONES = {OVERDUE: "bad", BREAKING: "warn", codes.VISITORS: "warn", codes.INSIDE: "warn"}

# What waits for a decision lies in the inbox, each kind under a name of its own there.
INBOX = {
    codes.PROPOSALS: inbox.PROPOSAL,
    codes.DAYS: inbox.DAYS,
    codes.CLAIMS: inbox.CLAIM,
    codes.DEPARTURES: inbox.DEPARTURE,
    codes.REQUESTS: inbox.REQUEST,
    codes.ABSENCES: inbox.ABSENCE,
    codes.SUBMITTED: inbox.REPORT,
    codes.SUSPICIONS: inbox.SUSPICION,
}
# What other apps remind of: functions that give the address of the list behind the number.
ADDRESSES = {}


def say_also(code, label, address):
    """Let another app, when it starts, say what it reminds of and where that is."""
    LABELS[code], ADDRESSES[code] = label, address


@dataclass(frozen=True)
class Item:
    code: str
    label: str
    number: int
    url: str
    tone: str


def items_of(digest):
    """The numbers of a digest as ``Item``s, in the present language."""
    return [
        Item(code, str(LABELS[code]), number, url_of(code, digest.person), TONES.get(code, ""))
        for code, number in digest.counts.items()
    ]


def url_of(code, person):
    """The address of the list behind a number, without the site.

    A consultant's annotations and reports stand above their worklist.
    """
    if code in codes.DEADLINES:
        if person.role == Role.CONSULTANT:
            return f"{reverse('home')}?show={code}"
        return f"{reverse('compliance:reminder_list')}?what={code}"
    if code in ADDRESSES:
        return ADDRESSES[code]()
    if code in INBOX:
        return f"{reverse('compliance:inbox')}?kind={INBOX[code]}"
    if code == codes.INSIDE:
        return f"{reverse('reception:register')}?open=1"
    if person.role == Role.CONSULTANT:
        return reverse("home")
    return reverse("compliance:report_list") if code == codes.REPORTS else ""


def summary(digest):
    """``Person: Overdue plans 2, Plans due today 5``: no names of customers, no numbers of phones (R1.3)."""
    numbers = "; ".join(f"{item.label} {item.number}" for item in items_of(digest))
    return f"{digest.person}: {numbers}"
