"""A customer card with everything on it (R2.3, R3.4, R4.1), advice (R4.12) and its history of changes (R1.4)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.people.models import User
from foundation.display import day, money_text
from foundation.history import Change, latest_first, recorded_changes, shown_value
from foundation.registry import Registry
from leads.change_requests.models import ChangeRequest, RequestState
from leads.companies.queries import company_of
from leads.customers.models import UNKNOWN_BIRTHDAY, Customer, CustomerType
from leads.customers.queries import as_shown_to, completeness
from leads.opportunities.models import Opportunity, OpportunityChange
from leads.opportunities.queries import Windows

from ..activities.models import Activity, ActivityState
from ..annotations.models import Annotation
from ..errands.queries import errands_of
from ..note_parts.queries import last_parts
from ..worklist.queries import warnings_for
from .rules import Attempt, advice_for

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
    "circumstances",
    "channel",
    "information_source",
    "introducer_name",
    "introducer_phone",
    "introducer_relation",
    "first_visit_on",
]

SHOWN_OF_INTENT = [
    "version",
    "colour",
    "budget",
    "payment_method",
    "trade_in",
    "models_looked_at",
    "objection",
    "decision_maker",
    "decision_maker_role",
    "talks_to_decision_maker",
    "event",
]


@dataclass
class OpportunityOnCard:
    opportunity: object
    plans: list
    warnings: list
    changes: list
    advice: str | None = None
    is_out_of_step: bool = False
    parts: list = field(default_factory=list)
    sections: list = field(default_factory=list)

    @property
    def known_facts(self):
        """``(label, value)`` of what is known of the intent beside its note (R2.2)."""
        opportunity = self.opportunity
        for name in SHOWN_OF_INTENT:
            value = getattr(opportunity, name)
            if value in ("", None):
                continue
            if name == "payment_method":
                value = opportunity.get_payment_method_display()
            elif name == "budget":
                value = money_text(value)
            elif isinstance(value, bool):
                value = _("yes") if value else _("no")
            yield opportunity._meta.get_field(name).verbose_name, value
        for part in self.parts:
            yield part.get_part_display(), part.text


@dataclass(frozen=True)
class Section:
    """What an app above shows on the card: ``template`` finds ``content`` as ``section.content``."""

    template: str
    content: object


# ``source(customer, opportunities)`` gives a ``Section`` or ``None``.
sections: Registry[Callable[[Customer, list[Opportunity]], Section | None]] = Registry()


# ``source(opportunities)`` gives what an app above shows with each of them: ``{its key: Section}``.
beside_intents: Registry[Callable[[list[Opportunity]], dict[int, Section]]] = Registry()


@dataclass(frozen=True)
class Story:
    """What an app above tells in the timeline of a card; ``template`` finds ``content`` as ``entry.content``."""

    template: str
    shown_on: date
    content: object


# ``source(customer)`` gives the stories of a customer.
stories: Registry[Callable[[Customer], Iterable[Story]]] = Registry()

# ``find(customer, by=…, now=…)``: the activity beside which the card offers to undo, or ``None``.
undoable: Registry[Callable[..., int | None]] = Registry()


@dataclass
class Card:
    customer: object
    opportunities: list
    timeline: list
    completeness: object
    viewer: User

    @cached_property
    def story(self):
        """The timeline with what the apps above tell, latest first; for the card's own page only."""
        told = [each for source in stories for each in source(self.customer)]
        told += _errands_told(self.customer)
        return sorted([*self.timeline, *told], key=lambda entry: entry.shown_on, reverse=True)

    @property
    def plans(self):
        return [plan for item in self.opportunities for plan in item.plans]

    @cached_property
    def intents(self):
        """The opportunities with what the apps above show beside each; for the card's own page only."""
        asked = [item.opportunity for item in self.opportunities]
        found = [source(asked) for source in beside_intents]
        for item in self.opportunities:
            key = item.opportunity.pk
            item.sections = [sections[key] for sections in found if key in sections]
        return self.opportunities

    @cached_property
    def sections(self):
        """What the apps above add; asked for by the card's own page only."""
        opportunities = [item.opportunity for item in self.opportunities]
        found = (source(self.customer, opportunities) for source in sections)
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
                yield field.verbose_name, as_shown_to(self.viewer, self.customer, name, value)


def company_on_card(customer, opportunities):
    """People, fleet and contracts of a company, or of anybody who has any (R14.2)."""
    company = company_of(customer)
    if not company and customer.customer_type != CustomerType.COMPANY:
        return None
    return Section("leads/companies/_on_card.html", company)


def _errands_told(customer):
    """The tasks of the customer, also from when they were on the list (R14.2, R14.3)."""
    date_of = customer.store.business_date
    return [
        Story("followups/errands/_story.html", date_of(each.done_at or each.due_at), each)
        for each in errands_of(customer)
    ]


def load_card(customer, *, viewer, on):
    """The card as ``viewer`` may read it: open opportunities first, the timeline from the latest entry back."""
    opportunities = list(
        customer.opportunities.select_related("grade", "consultant", "event").order_by("-pk")
    )
    opportunities.sort(key=lambda o: not o.is_executing)
    ids = [opportunity.pk for opportunity in opportunities]
    activities = list(Activity.everything.filter(opportunity__in=ids).order_by("planned_on", "pk"))
    _name_people(activities, opportunities)
    warnings = warnings_for(ids, on=on)
    changes = _intent_changes(ids)
    windows, parts = Windows(on=on), last_parts(ids)
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
                windows.is_out_of_step(opportunity),
                parts.get(opportunity.pk, []),
            )
            for opportunity in opportunities
        ],
        timeline=_timeline(activities, changes),
        completeness=completeness(customer, leading if leading and leading.is_executing else None),
        viewer=viewer,
    )


def _name_people(activities, opportunities):
    """Whom and what they are about, in one query: a card holds hundreds of contacts of few people."""
    names = ("consultant", "companion", "planned_by")
    keys = {getattr(activity, f"{name}_id") for activity in activities for name in names}
    people = User.objects.in_bulk(keys - {None})
    about = {opportunity.pk: opportunity for opportunity in opportunities}
    for activity in activities:
        activity.opportunity = about[activity.opportunity_id]
        for name in names:
            setattr(activity, name, people.get(getattr(activity, f"{name}_id")))


def as_told(entries):
    """What hangs on those of a timeline that are shown: moves, remarks and recordings, in six queries."""
    shown = [entry for entry in entries if isinstance(entry, Activity)]
    prefetch_related_objects(shown, "moves__by", "annotations__author", "recordings__added_by")
    return entries


def _intent_changes(ids):
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
    # Of what was undone the contacts are told, the plans that were made with them are not.
    ended = [a for a in ended if a.executed_on or a.state != ActivityState.WITHDRAWN]
    for activity in ended:
        activity.change = by_activity.get(activity.pk)
        activity.shown_on = activity.executed_on or activity.ended_on
    return sorted(ended, key=lambda a: (a.shown_on, a.pk), reverse=True)


def advice_on(opportunity, activities, changes):
    """``Advice`` or ``None``; ``changes`` are the opportunity's, the latest first. No query."""
    if not opportunity.is_executing:
        return None
    raised = _raised(changes)
    done = [
        a
        for a in activities
        if a.state == ActivityState.EXECUTED and a.opportunity_id == opportunity.pk
    ]
    done.sort(key=lambda a: (a.executed_on, a.pk), reverse=True)
    return advice_for([Attempt(a.result, a.pk in raised, a.with_decision_maker) for a in done])


def _raised(changes):
    """The activities in which the grade rose."""
    found, before = set(), None
    for change in reversed(changes):
        if change.grade is None:
            continue
        if before is not None and rank(change.grade) < rank(before):
            found.add(change.activity_id)
        before = change.grade
    return found


def rank(grade):
    """The lower, the closer to the sale."""
    return (not grade.is_ordered, grade.sort_order)


LATEST = 100
BOOKKEEPING = {"id", "history_id", "history_date", "history_change_reason", "history_type"}
BOOKKEEPING |= {"history_user", "customer", "opportunity", "store", "executed_at", "ended_on"}
# Which card it became part of is told by the merge, to whom it may be.
BOOKKEEPING |= {"planned_for", "is_effective", "merged_into"}


# What a hand-over, which is told in one line, writes to the card, its opportunities and plans.
GIVEN = {"consultant", "assigned_on"}
# ``source(customer, user)`` yields the ``Change`` rows that an app above knows of.
histories: Registry[Callable[[Customer, User], Iterable[Change]]] = Registry()


def history_of(customer, *, user):
    """The latest ``Change`` rows of the card and all that belongs to it, as ``user`` may know them."""
    names = _Names(user, customer)
    found = [change for source in histories for change in source(customer, user)]
    told = _told_by(change for change in found if change.is_reassignment)
    for model, condition in (
        (Customer, {"id": customer.pk}),
        (Opportunity, {"customer_id": customer.pk}),
        (Activity, {"opportunity__customer_id": customer.pk}),
    ):
        fields = (field.name for field in model.history.model._meta.fields)
        found += recorded_changes(
            model,
            model.history.filter(**condition),
            [name for name in fields if name not in BOOKKEEPING],
            shown=names.show,
            counts=lambda field, row: not (field.name in GIVEN and _is_told(row, told)),
            with_first=False,
        )
    found += _requests(customer, user)
    found += _annotations(customer)
    return latest_first(found)[:LATEST]


def _told_by(changes):
    """What marks the rows that a hand-over wrote: its moment, or, of a large one, who and why."""
    told = set()
    for change in changes:
        told |= {change.at, (change.by and change.by.pk, change.reason)}
    return told


def _is_told(row, told):
    return row.history_date in told or (row.history_user_id, row.history_change_reason) in told


def _annotations(customer):
    """What was written to the consultant, and when it was read (R4.9)."""
    rows = Annotation.objects.filter(activity__opportunity__customer=customer)
    subject = Annotation._meta.verbose_name
    for row in rows.select_related("author", "addressee").order_by("-written_at")[:LATEST]:
        to = [(_("addressee"), "", str(row.addressee))]
        yield Change(row.written_at, row.author, subject, to, row.text)
        if row.read_at:
            read = [(_("state"), _("unread"), _("read"))]
            yield Change(row.read_at, row.addressee, subject, read, row.text)


def _requests(customer, user):
    """What was asked for and what was answered (R1.4); the change itself stands beside it."""
    kind, state = (ChangeRequest._meta.get_field(n).verbose_name for n in ("kind", "state"))
    subject = ChangeRequest._meta.verbose_name
    for asked in customer.requests.select_related("requested_by", "decided_by"):
        fields = [(kind, "", asked.get_kind_display())]
        for name, label, *values in asked.changes:
            fields.append((label, *(as_shown_to(user, customer, name, each) for each in values)))
        yield Change(asked.requested_at, asked.requested_by, subject, fields, asked.reason)
        if asked.decided_at:
            answer = [(state, RequestState.WAITING.label, asked.get_state_display())]
            yield Change(asked.decided_at, asked.decided_by, subject, answer, asked.decision_reason)


class _Names:
    """People, grades and events by key, each loaded once, when first asked for; numbers as they may be read."""

    def __init__(self, user, customer):
        self._user, self._customer = user, customer
        self._loaded = {}

    def show(self, field, row):
        value = getattr(row, field.attname)
        if value == UNKNOWN_BIRTHDAY:
            return _("to be completed")
        if field.is_relation and value is not None:
            return self._of(field.related_model).get(value, value)
        shown = shown_value(field, row)
        if field.model is Customer.history.model:
            return as_shown_to(self._user, self._customer, field.name, shown)
        return shown

    def _of(self, model):
        if model not in self._loaded:
            self._loaded[model] = {row.pk: str(row) for row in model._default_manager.all()}
        return self._loaded[model]
