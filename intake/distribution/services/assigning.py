"""Giving a lead to somebody: by the rules, by hand, or to the next who contacts it in time (R5.2, R5.3)."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access.queries import assessor_of
from accounts.notices.services import News, settle, tell
from accounts.people.models import Role, Store, User
from followups.new_customers.services import open_customer
from followups.workload.services import require_room
from foundation.history import Cause, change_all, save_as
from foundation.locks import lock_name
from foundation.reason_codes import Reason
from leads.customers.models import (
    UNKNOWN_BIRTHDAY,
    Channel,
    CustomerType,
    Gender,
    InformationSource,
    Source,
)
from leads.customers.services import DuplicatePhone
from leads.grading.queries import IntentReader

from ...arrivals.models import Lead, LeadState
from ...arrivals.notices import NOBODY_LEFT
from ...arrivals.services.changing import tell_changed
from ...arrivals.services.known import first_plan, hand_to_owner, intent_of, said_of, start_clock
from ...arrivals.services.sorting import lock_lead
from ...first_contact.queries import first_contact_by
from ..models import BY_HAND, FROM_A_FILE, MOVED, NOBODY, OWNER, Assignment
from ..notices import ASSIGNED
from ..queries import asked_of, candidates_of, inputs_of, rules_of
from ..rules import Choice, Rule, choose


@transaction.atomic
def distribute(lead: Lead, *, by: User | None, now: datetime) -> Lead:
    """Give a sorted lead that waits to whom its file names, else to whom the rules of its store choose.

    Any other stays as it is. A file that names a consultant tells of what was; history opens no card.
    Where nobody is left, or the rules leave it to the manager, it waits and its managers are told once.
    """
    lock_turns(lead.store)
    lead = lock_lead(lead)
    if lead.state != LeadState.NEW or lead.sorted_at is None:
        return lead
    if to := _named(lead):
        return give(
            lead, to, BY_HAND, reason=FROM_A_FILE, opens_card=not lead.is_history, by=by, now=now
        )
    on = lead.store.business_date(now)
    rules = rules_of(lead.store)
    candidates = candidates_of(lead.store, on=on, rules=rules)
    asked = asked_of(lead)
    choice = choose(rules, candidates, asked)
    person = choice.person and User.objects.select_related("store").get(pk=choice.person)
    inputs = inputs_of(rules, candidates, asked)
    if person is None:
        _tell_managers(lead, choice, inputs, by=by, now=now)
        return lead
    return give(lead, person, choice.rule, inputs=inputs, by=by, now=now)


@transaction.atomic
def assign_by_hand(lead: Lead, *, to: User, reason: str, by: User, now: datetime) -> Lead:
    """Somebody chose the person, and says why (R5.2). Raises ``ValidationError`` by field."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why this person.")})
    lock_turns(lead.store)
    lead = lock_lead(lead)
    if lead.state != LeadState.NEW or lead.sorted_at is None:
        raise ValidationError(
            _("This lead is no longer waiting: look at what became of it."), code="placed"
        )
    require_free(lead.store, to, now=now)
    _require_room(lead, to, now=now)
    return give(lead, to, BY_HAND, reason=reason.strip(), by=by, now=now)


def require_free(store: Store, to: User, *, now: datetime) -> None:
    """Raise unless the person sells in the store and is there today (R5.2)."""
    if to.store_id != store.pk or not to.is_consultant or not to.is_active:
        raise ValidationError({"to": _("Choose an active consultant of the store.")})
    if to.absences.approved().overlapping(on := store.business_date(now), on).exists():
        raise ValidationError({"to": _("%(name)s is absent today.") % {"name": to}})


def _require_room(lead: Lead, to: User, *, now: datetime) -> None:
    """Raise where the class in which new leads start is full with whom they hold (R12.8)."""
    grade = IntentReader.of_person(to, on=lead.store.business_date(now)).unasked
    try:
        require_room(to.pk, grade)
    except ValidationError as error:
        raise ValidationError({"to": error.messages}) from error


def lock_turns(store: Store) -> None:
    """Wait until no other transaction takes a turn in the store."""
    lock_name("lead turns", store.pk)


def give(
    lead: Lead,
    to: User,
    rule: str,
    *,
    inputs: dict[str, object] | None = None,
    reason: str | Reason = "",
    opens_card: bool = True,
    by: User | None,
    now: datetime,
) -> Lead:
    """The person has the lead from now on, with a card where a number is known; its first contact is owed.

    Of a late one nothing is owed, and nobody is told.
    Where its number stands on a card by now, that card's owner has it instead.
    """
    start_clock(lead, now=now)
    lead.state, lead.assigned_to = LeadState.ASSIGNED, to
    if lead.phone and opens_card and not open_card(lead, to, by=by, now=now):
        to, rule, inputs, reason = lead.assigned_to, OWNER, {}, ""
    save_as(lead, by=by, now=now)
    Assignment.objects.create(
        lead=lead,
        store=lead.store,
        at=now,
        person=to,
        rule=rule,
        by=by,
        reason=reason,
        inputs=inputs or {},
    )
    settle(NOBODY_LEFT, keys=[lead.pk], now=now)
    if lead.state == LeadState.ASSIGNED and lead.first_contact_by:
        said = said_of(lead, lead.first_contact_by)
        tell(News(ASSIGNED, to.pk, lead.pk, said, target=lead.pk), now=now, by=by)
    tell_changed(lead)
    return lead


def keep_owner(lead: Lead, *, by: User | None, now: datetime) -> None:
    """Whose customer it is has the lead: kept as what a rule gives, though it is nobody's turn."""
    Assignment.objects.create(
        lead=lead, store=lead.store, at=now, person=lead.assigned_to, rule=OWNER, by=by
    )


def follow_customers(takers: Mapping[int, User], cause: Cause) -> None:
    """Leads go with their customers to whoever has these now: ``{customer: taker}`` (R4.8)."""
    rows = Lead.objects.filter(
        customer__in=takers, state__in=[LeadState.ASSIGNED, LeadState.KNOWN]
    ).select_related("store", "assigned_to")
    moved = [lead for lead in rows if lead.assigned_to_id != takers[lead.customer_id].pk]
    before = {lead.pk: lead.assigned_to for lead in moved}
    for lead in moved:
        lead.assigned_to = takers[lead.customer_id]
    change_all(Lead, moved, ["assigned_to_id"], cause)
    Assignment.objects.bulk_create(
        Assignment(
            lead=lead,
            store=lead.store,
            at=cause.now,
            before=before[lead.pk],
            person=lead.assigned_to,
            rule=MOVED,
            by=cause.by,
            reason=cause.reason,
        )
        for lead in moved
    )


def open_card(lead: Lead, to: User, *, by: User | None, now: datetime) -> bool:
    """A card of ``to``, on which the first contact is owed; the lead is not saved.

    ``False``: its number stands on a card by now, whose owner has the lead instead.
    """
    if lead.first_contact_by is None or lead.first_contact_by <= now:
        start_clock(lead, now=now)
    by_when = lead.first_contact_by or first_contact_by(lead.store, lead.channel, now=now)
    try:
        lead.opportunity = open_customer(
            by=by,
            now=now,
            on=lead.store.business_date(now),
            consultant=to,
            card=_card(lead),
            intent=intent_of(lead, to, now=now),
            plan=first_plan(lead, by_when=by_when),
            asks_room=False,
        )
    except DuplicatePhone as error:
        hand_to_owner(lead, error.customer, by=by, now=now)
        return False
    lead.customer = lead.opportunity.customer
    return True


def _named(lead: Lead) -> User | None:
    """Whom a file names as the lead's consultant, while they still sell in its store."""
    if lead.meant_for_id is None:
        return None
    people = User.objects.consultants().filter(store=lead.store)
    return people.filter(pk=lead.meant_for_id).first()


def _card(lead: Lead) -> dict[str, object]:
    """What a card has of a person whom nobody has asked yet (R2.1)."""
    at_event = lead.event_id or lead.channel == Channel.EVENT
    return {
        "name": lead.name or lead.wechat or f"#{lead.pk}",
        "gender": Gender.UNKNOWN,
        "phone": lead.phone,
        "birthday": UNKNOWN_BIRTHDAY,
        "source": Source.EXHIBITION if at_event else Source.WALK_OR_CALL_IN,
        "customer_type": CustomerType.PRIVATE,
        "district": lead.district,
        "channel": lead.channel,
        "wechat": lead.wechat,
        "email": lead.email,
        "information_source": InformationSource.MOTOR_SHOW if at_event else InformationSource.OTHER,
    }


def _tell_managers(
    lead: Lead, choice: Choice, inputs: dict[str, object], *, by: User | None, now: datetime
) -> None:
    """It waits for somebody to choose; said once, and kept with what the rules knew."""
    if lead.assignments.filter(person=None, store=lead.store).exists():
        return
    rule = Rule.MANAGER if choice.rule == Rule.MANAGER else NOBODY
    Assignment.objects.create(
        lead=lead, store=lead.store, at=now, person=None, rule=rule, by=by, inputs=inputs
    )
    if lead.is_late:
        return
    said = said_of(lead, now)
    news = [
        News(NOBODY_LEFT, person, lead.pk, said, target=lead.pk)
        for person in managers_of(lead.store)
    ]
    tell(*news, now=now, by=by)


def managers_of(store: Store) -> list[int]:
    """The keys of whoever looks after what nobody took: the store's managers, else its director."""
    people = User.objects.filter(store=store, role=Role.MANAGER, is_active=True)
    keys = list(people.order_by("pk").values_list("pk", flat=True))
    director = assessor_of(store)
    return keys or ([director.pk] if director else [])
