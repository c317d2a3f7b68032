"""Findings as the user may see them, the verdicts on them, and red flags beside them (R1.3, R6.5)."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access.queries import stores_of
from followups.activities.models import Activity, ActivityState
from followups.activities.queries import last_contacts, plain_contacts
from followups.deadlines.rules.kinds import Kind as Rule
from followups.evening.queries import Column, red_flags_between
from foundation.display import day, short_day
from foundation.history import Change
from leads.opportunities.models import OpportunityChange

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
    for (person, on), flags in sorted(_of_week(user, people, today).items()):
        before = found.get(person)
        number = len(flags) + (before.number if before else 0)
        found[person] = WeekOfRedFlags(number, on)
    for finding in findings:
        finding.red_flags = found.get(finding.responsible_id)


def red_flags_of_week(user, person_id, *, today):
    """``[(day, number, flags)]``, the latest day first."""
    days = _of_week(user, [person_id], today)
    return [
        (on, len(flags), sorted(set().union(*flags.values())))
        for (_person, on), flags in sorted(days.items(), reverse=True)
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


PROMISED = {
    Rule.OVERDUE_ACTIVITY: gettext_lazy("a contact on %(day)s"),
    Rule.EXPIRED_OPPORTUNITY: gettext_lazy("the purchase by %(day)s"),
    Rule.MISSING_NEXT_PLAN: gettext_lazy("a next plan on %(day)s"),
    Rule.CADENCE_BREACH: gettext_lazy("grade %(grade)s: a contact by %(day)s"),
    Rule.NO_EFFECTIVE_CONTACT: gettext_lazy("an effective contact by %(day)s"),
    Rule.MISSED_CALLBACK: gettext_lazy("a call back by %(day)s"),
    Rule.MISSED_FIRST_CONTACT: gettext_lazy("a first contact by %(day)s"),
}


def add_cases(findings):
    """Give each finding what it is judged by: ``promised``, ``happened``, ``contacts``, ``moves``, ``dates``.

    ``contacts`` are the last three of its opportunity; of a suspicion ``moves`` are those of the plan and
    ``dates`` the expected purchase dates. A fixed number of queries.
    """
    contacts = last_contacts({finding.opportunity_id for finding in findings})
    suspected = [f for f in findings if f.rule == Rule.SUSPECTED_EVASION]
    dates = _expected_dates({f.opportunity_id for f in suspected})
    plans = Activity.objects.filter(pk__in={f.activity_id for f in findings if f.activity_id})
    plans = plans.prefetch_related("moves__by").in_bulk()
    for finding in findings:
        plan = plans.get(finding.activity_id)
        said = PROMISED.get(finding.rule, "")
        finding.promised = (
            said % {"day": day(finding.due_on), "grade": finding.grade} if said else ""
        )
        finding.happened = _happened(finding, plan)
        finding.plan = plan
        finding.contacts = contacts[finding.opportunity_id]
        finding.moves = plan.moves.all() if plan else []
        finding.dates = dates.get(finding.opportunity_id, []) if finding in suspected else []


def plain_cases(findings):
    """``{finding: values}``: what ``add_cases`` shows of each, in as many queries.

    Without the moves of an absence: they are nobody's word about the customer, and follow from what is
    decided in the same press.
    """
    add_cases(findings)
    found = {}
    for finding in findings:
        plan = finding.plan
        found[finding.pk] = (
            (finding.closed_on, finding.verdict),
            plan
            and (
                (plan.state, plan.executed_on, plan.result, plan.cancel_reason),
                (plan.expected_content, plan.stretch_reason),
            ),
            [(m.from_on, m.to_on, m.reason) for m in finding.moves if m.absence_id is None],
            [(row.pk, row.expected_on, row.reason) for row in finding.dates],
            plain_contacts(finding.contacts),
        )
    return found


def _expected_dates(opportunities):
    if not opportunities:
        return {}
    found = {}
    rows = OpportunityChange.objects.filter(
        opportunity__in=opportunities, expected_on__isnull=False
    )
    for row in rows.select_related("by", "grade").order_by("changed_on", "pk"):
        found.setdefault(row.opportunity_id, []).append(row)
    return found


def _happened(finding, plan):
    if finding.rule == Rule.SUSPECTED_EVASION:
        return ""
    late = ngettext("%(days)d day late", "%(days)d days late", finding.days_late)
    found = late % {"days": finding.days_late}
    if plan is not None and plan.state == ActivityState.EXECUTED:
        return _("%(late)s when found; carried out on %(day)s: %(result)s") % {
            "late": found,
            "day": day(plan.executed_on),
            "result": plan.get_result_display(),
        }
    if plan is not None and plan.state == ActivityState.CANCELLED:
        values = {"late": found, "day": day(plan.ended_on), "reason": plan.cancel_reason}
        return _("%(late)s when found; cancelled on %(day)s: %(reason)s") % values
    if finding.closed_on:
        values = {"late": found, "day": day(finding.closed_on)}
        return _("%(late)s when found; settled on %(day)s") % values
    return _("%(late)s when found; still open") % {"late": found}


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
    tile=gettext_lazy("Findings opened"),
    hint=lambda on: _("by the audit of %(day)s") % {"day": short_day(on)},
    day=_night_of,
    count=_opened_on,
    address=_list_of,
)
