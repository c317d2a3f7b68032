"""Findings as the user may see them, the verdicts on them, and signs of sham entries beside them (R1.3, R6.5)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from followups.activities.models import Activity
from followups.evening.queries import red_flags_between
from foundation.history import Change

from .models import Finding

DAYS = 7


@dataclass(frozen=True)
class WeekOfSigns:
    """How many entries of the week carry a sign, and the latest day with one."""

    number: int
    day: date


def _of_week(user, people, today):
    visible = Activity.objects.visible_to(user)
    return red_flags_between(visible, people, start=today - timedelta(days=DAYS - 1), end=today)


def add_signs(user, findings, *, today):
    """Give each finding of a page its ``signs``; a fixed number of queries."""
    found = {}
    people = {finding.responsible_id for finding in findings}
    for (person, day), signs in sorted(_of_week(user, people, today).items()):
        before = found.get(person)
        number = len(signs) + (before.number if before else 0)
        found[person] = WeekOfSigns(number, day)
    for finding in findings:
        finding.signs = found.get(finding.responsible_id)


def signs_of_week(user, person_id, *, today):
    """``[(day, number, signs)]``, the latest day first."""
    days = _of_week(user, [person_id], today)
    return [
        (day, len(signs), sorted(set().union(*signs.values())))
        for (_person, day), signs in sorted(days.items(), reverse=True)
    ]


def findings_for(user):
    """The findings the user may see, with all that a row shows."""
    return Finding.objects.visible_to(user).select_related(
        "store",
        "opportunity__customer__consultant",
        "responsible",
        "supervisor",
        "assessor",
        "verdict_by",
    )


def verdicts_of(findings):
    """The verdicts on suspicions that were judged at a known hour (R6.5)."""
    verdict = Finding._meta.get_field("verdict").verbose_name
    for finding in findings.exclude(verdict_at=None).select_related("verdict_by"):
        fields = [(verdict, "", finding.get_verdict_display())]
        reason = finding.verdict_reason
        yield Change(finding.verdict_at, finding.verdict_by, _("Suspected evasion"), fields, reason)
