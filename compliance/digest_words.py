"""How a digest is said: a label and a link for each number, lines of text for mail and robot (R10.1)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from followups.queries import BREAKING, OVERDUE, TODAY
from foundation.decisions import kind_of

from . import digest_queries as codes

LABELS = {
    OVERDUE: _("Overdue plans"),
    TODAY: _("Plans due today"),
    BREAKING: _("Finding by tomorrow"),
    codes.ANNOTATIONS: _("Unread annotations"),
    codes.REPORTS: _("Rectification reports to write"),
    codes.VISITORS: _("Visitors to know of"),
    codes.INSIDE: _("Visitors not signed out"),
}
TONES = {OVERDUE: "bad", BREAKING: "warn", codes.VISITORS: "warn", codes.INSIDE: "warn"}


def label_of(code):
    """How the number is called."""
    kind = kind_of(code)
    return kind.announced if kind else LABELS[code]


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
        Item(code, str(label_of(code)), number, url_of(code, digest.person), TONES.get(code, ""))
        for code, number in digest.counts.items()
    ]


def url_of(code, person):
    """The address of the list behind a number, without the site.

    A consultant's annotations and reports stand above his worklist.
    """
    if code in codes.DEADLINES:
        if person.role == Role.CONSULTANT:
            return f"{reverse('home')}?show={code}"
        return f"{reverse('compliance:reminder_list')}?what={code}"
    if kind_of(code):
        return f"{reverse('compliance:inbox')}?kind={code}"
    if code == codes.INSIDE:
        return f"{reverse('reception:register')}?open=1"
    if person.role == Role.CONSULTANT:
        return reverse("home")
    return reverse("compliance:report_list") if code == codes.REPORTS else ""


def summary(digest):
    """``Person: Overdue plans 2, Plans due today 5``: no names of customers, no numbers of phones (R1.3)."""
    numbers = "; ".join(f"{item.label} {item.number}" for item in items_of(digest))
    return f"{digest.person}: {numbers}"
