"""Findings as the user may see them, the verdicts on them, and red flags beside them (R1.3, R6.5)."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access.queries import stores_of
from followups.activities.models import Activity
from followups.evening.queries import Column, red_flags_between
from foundation.display import short_day
from foundation.history import Change

from .models import Finding

DAYS = 7


@dataclass(frozen=True)
class WeekOfRedFlags:
    """How many entries of the week carry a red flag, and the latest day with one."""

    number: int
    day: date


def _of_week(user, people, today):
    visible = Activity.objects.visible_to(user)
    return red_flags_between(visible, people, start=today - timedelta(days=DAYS - 1), end=today)


def add_red_flags(user, findings, *, today):
    """Give each finding of a page its ``red_flags``; a fixed number of queries."""
    found = {}
    people = {finding.responsible_id for finding in findings}
    for (person, day), flags in sorted(_of_week(user, people, today).items()):
        before = found.get(person)
        number = len(flags) + (before.number if before else 0)
        found[person] = WeekOfRedFlags(number, day)
    for finding in findings:
        finding.red_flags = found.get(finding.responsible_id)


def red_flags_of_week(user, person_id, *, today):
    """``[(day, number, flags)]``, the latest day first."""
    days = _of_week(user, [person_id], today)
    return [
        (day, len(flags), sorted(set().union(*flags.values())))
        for (_person, day), flags in sorted(days.items(), reverse=True)
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


def _night_of(on, today):
    """The date whose findings the board shows: of a day not yet audited, those of the night before."""
    return on - timedelta(days=1) if on >= today else on


def _opened_on(user, people, on):
    found = Finding.objects.filter(responsible__in=people, opened_on=on, store__in=stores_of(user))
    return found.order_by().values_list("responsible").annotate(Count("pk"))


def _list_of(person, on):
    values = {"responsible": person} if person else {}
    values |= {"state": "all", "since": on.isoformat(), "until": on.isoformat()}
    return f"{reverse('compliance:finding_list')}?{urlencode(values)}"


BOARD_COLUMN = Column(
    code="findings",
    label=gettext_lazy("Findings"),
    tile=gettext_lazy("findings opened"),
    hint=lambda on: _("by the audit of %(day)s") % {"day": short_day(on)},
    day=_night_of,
    count=_opened_on,
    address=_list_of,
)
