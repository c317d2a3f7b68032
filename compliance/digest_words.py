"""How a digest is said: a label and a link for each number, lines of text for mail and robot (R10.1)."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from followups.queries import BREAKING, OVERDUE, TODAY

from . import digest_queries as codes

LABELS = {
    OVERDUE: _("Overdue plans"),
    TODAY: _("Plans due today"),
    BREAKING: _("Finding by tomorrow"),
    codes.ANNOTATIONS: _("Unread annotations"),
    codes.REPORTS: _("Rectification reports to write"),
    codes.CLAIMS: _("Claims to decide"),
    codes.PROPOSALS: _("Penalty proposals to decide"),
    codes.SUSPICIONS: _("Suspicions to judge"),
    codes.REQUESTS: _("Change requests to decide"),
    codes.ABSENCES: _("Absences to decide"),
    codes.SUBMITTED: _("Rectification reports to review"),
}
TONES = {OVERDUE: "bad", BREAKING: "warn"}

# The page that lists what the number counts, annotations beside those read before: name and query.
PAGES = {
    codes.ANNOTATIONS: ("followups:annotation_list", ""),
    codes.ABSENCES: ("followups:absence_list", "?show=decide"),
    codes.CLAIMS: ("compliance:claim_list", ""),
    codes.SUSPICIONS: ("compliance:finding_list", "?state=undecided"),
    codes.PROPOSALS: ("compliance:proposal_list", ""),
}


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
    """The address of the list behind a number, without the site; empty where there is none."""
    if code in codes.DEADLINES:
        if person.role == Role.CONSULTANT:
            return f"{reverse('home')}?show={code}"
        return f"{reverse('compliance:reminder_list')}?what={code}"
    name, rest = PAGES.get(code, ("", ""))
    try:
        return reverse(name) + rest
    except NoReverseMatch:
        return ""


def summary(digest):
    """``Person: Overdue plans 2, Plans due today 5``: no names of customers, no numbers of phones (R1.3)."""
    numbers = "; ".join(f"{item.label} {item.number}" for item in items_of(digest))
    return f"{digest.person}: {numbers}"
