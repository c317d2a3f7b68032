"""A customer card with everything on it, in a fixed number of queries (R3.4, R4.1, R2.3)."""

from dataclasses import dataclass
from functools import cached_property

from accounts.templatetags.ui import day
from followups.models import Activity, ActivityState
from leads.models import OpportunityChange
from leads.queries import completeness

from .advice import advice_on
from .worklist import warnings_for

SHOWN = [
    "contact_person",
    "company_nature",
    "trade",
    "position",
    "wechat",
    "email",
    "address",
    "postcode",
    "id_number",
    "family",
    "hobbies",
    "clubs",
    "channel",
    "information_source",
    "introducer_name",
    "introducer_phone",
    "introducer_relation",
    "first_visit_on",
]


@dataclass
class OpportunityOnCard:
    opportunity: object
    plans: list
    warnings: list
    changes: list
    advice: str | None = None


@dataclass(frozen=True)
class Section:
    """What an app above shows on the card: ``template`` finds ``content`` as ``section.content``."""

    template: str
    content: object


_sources = []


def show_also(source):
    """Let an app above add to the card: ``source(customer, opportunities)`` gives a ``Section`` or ``None``."""
    _sources.append(source)


@dataclass
class Card:
    customer: object
    opportunities: list
    timeline: list
    completeness: object

    @cached_property
    def sections(self):
        """What the apps above add (``show_also``); asked for by the card's own page only."""
        opportunities = [item.opportunity for item in self.opportunities]
        found = (source(self.customer, opportunities) for source in _sources)
        return [section for section in found if section]

    @property
    def known_facts(self):
        """``(label, value)`` of the optional fields that are filled in (R2.3)."""
        for name in SHOWN:
            value = getattr(self.customer, name)
            if value:
                field = self.customer._meta.get_field(name)
                if field.choices:
                    value = getattr(self.customer, f"get_{name}_display")()
                elif name == "first_visit_on":
                    value = day(value)
                yield field.verbose_name, value


def load_card(customer, *, on):
    """The card: open opportunities first, the timeline from the latest entry back."""
    opportunities = list(
        customer.opportunities.select_related("grade", "consultant").order_by("-pk")
    )
    opportunities.sort(key=lambda o: not o.is_executing)
    ids = [opportunity.pk for opportunity in opportunities]
    activities = list(
        Activity.objects.filter(opportunity__in=ids)
        .select_related("consultant", "opportunity", "planned_by")
        .prefetch_related("moves__by", "annotations__author", "recordings__added_by")
        .order_by("planned_on", "pk")
    )
    warnings = warnings_for(ids, on=on)
    changes = _changes(ids)
    leading = opportunities[0] if opportunities else None
    return Card(
        customer=customer,
        opportunities=[
            OpportunityOnCard(
                opportunity,
                [a for a in activities if a.is_planned and a.opportunity_id == opportunity.pk],
                warnings[opportunity.pk],
                changes[opportunity.pk],
                advice_on(opportunity, activities, changes[opportunity.pk]),
            )
            for opportunity in opportunities
        ],
        timeline=_timeline(activities, changes),
        completeness=completeness(customer, leading),
    )


def _changes(ids):
    found = {pk: [] for pk in ids}
    rows = OpportunityChange.objects.filter(opportunity__in=ids).select_related(
        "by", "grade", "consultant"
    )
    for row in rows.order_by("-changed_on", "-pk"):
        found[row.opportunity_id].append(row)
    return found


def _timeline(activities, changes):
    """Activities that ended, each with the change of intent that happened in it, latest first."""
    by_activity = {
        row.activity_id: row for rows in changes.values() for row in rows if row.activity_id
    }
    ended = [a for a in activities if a.state != ActivityState.PLANNED]
    for activity in ended:
        activity.change = by_activity.get(activity.pk)
        activity.shown_on = activity.executed_on or activity.ended_on
    return sorted(ended, key=lambda a: (a.shown_on, a.pk), reverse=True)
