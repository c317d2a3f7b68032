"""A row of every model that people write text into and the world itself has no need of."""

from datetime import timedelta

from django.apps import apps

from accounts.confidentiality.models import Agreement, Signature
from accounts.emphasis.models import Emphasis
from accounts.holidays.models import DayOverride
from compliance.audit.models import AuditWithdrawal
from compliance.hand_over.models import Departure
from compliance.penalties.models import Appeal
from compliance.reminders.models import Delivery, Letter, PersonalMessages
from followups.activities.models import ActivityMove
from followups.note_parts.models import NotePart
from followups.phone_lookup.models import PhoneLookup
from followups.phrases.models import Phrase
from followups.quotas.models import DayQuota
from followups.take_overs.models import TakeOver
from followups.workload.models import DayLimits, GradeDay
from foundation.history import save_as
from intake.arrivals.models import IntakePolicy
from intake.cleaning.models import CleaningSchedule
from intake.costs.models import ChannelCost
from intake.desk_policies.models import DeskPolicy
from intake.distribution.models import DistributionRule, Strength
from intake.first_contact.models import FirstContactTerm, StoreHours
from intake.invitations.models import KeptInvitation
from intake.lead_changes.models import LeadChange
from intake.urging.models import LeadMeasure
from leads.grading.models import Grade
from orders.business_plans.models import BusinessPlan
from orders.delivery_sheets.models import DeliverySheet
from orders.targets.models import Target
from reception.models import Skip
from reports.models import ScorePolicy
from rewards.models import RewardTier
from service.complaints.models import CauseChange, ComplaintPage, ComplaintTerm
from service.losses.models import LossCall, LossPolicy
from service.misconduct.models import MisconductMessage, MisconductTrustee
from service.surveys.models import SurveyPolicy


def add_rows(place, now):
    """In the place's store, of its consultant and their manager."""
    on, store, person = now.date(), place.store, place.person
    leader, month = person.manager, now.date().replace(day=1)
    of_the_store = {"store": store, "month": month}
    Emphasis.objects.create(**of_the_store, text="x", by=leader, written_at=now)
    # One that counts from a day to come masks nothing, and everybody of this test's roles reads it.
    later, _new = Agreement.objects.get_or_create(
        store=store,
        number=1,
        defaults={
            "text_zh": "x",
            "counts_from": on + timedelta(days=9999),
            "begins_at": now + timedelta(days=9999),
            "published_by": leader,
            "published_at": now,
        },
    )
    Signature.objects.create(agreement=later, person=person, signed_at=now)
    BusinessPlan.objects.create(**of_the_store, targets="x")
    Target.objects.create(**of_the_store, model="Golf", orders=3)
    DayOverride.objects.create(on=on + timedelta(days=40), is_working_day=False, name="x")
    AuditWithdrawal.objects.create(
        store=store,
        first_on=on,
        last_on=on,
        by=leader,
        withdrawn_at=now,
        reason="x",
        findings=1,
        proposals=1,
    )
    Departure.objects.create(
        store=store,
        person=person,
        leaves_on=on + timedelta(days=20),
        reason="x",
        announced_by=leader,
        announced_at=now,
    )
    DeliverySheet.objects.create(
        order=place.order,
        vin="x",
        is_paid=False,
        is_invoiced=False,
        is_insured=True,
        exception="x",
        confirmed_by=leader,
        confirmed_at=now,
    )
    weights = ScorePolicy(store=store, effective_from=month)
    save_as(weights, by=leader, now=now)
    Appeal.objects.create(proposal=place.proposal, text="x", filed_at=now)
    Delivery.objects.create(kind="morning", on=on, user=person, next_try_at=now, error="x")
    Letter.objects.create(user=person, way="mail", made_at=now, next_try_at=now, error="x")
    PersonalMessages.objects.create(store=store, format="wecom", app_id="x", agent_id="1")
    ActivityMove.objects.create(
        activity=place.plan, moved_on=on, by=person, from_on=on, to_on=on, reason="x"
    )
    PhoneLookup.objects.create(person=person, number="0" * 64, asked_at=now)
    NotePart.objects.create(activity=place.executed, writer=person, on=on, part="remarks", text="x")
    Phrase.objects.create(
        store=store, person=person, field="content", text="x", set_at=now, set_by=person
    )
    TakeOver.objects.create(
        customer=place.customer,
        leader=leader,
        from_on=on,
        until_on=on + timedelta(days=3),
        reason="x",
    )
    DayQuota.objects.create(person=person, from_on=on, calls=10)
    DayLimits.objects.create(store=store)
    GradeDay.objects.create(store=store, grade=Grade.objects.first(), target=3)
    Skip.objects.create(store=store, consultant=person, on=on, reason="x", began_at=now, by=leader)
    RewardTier.objects.create(policy=place.rewards, price_from=1, amount=2)
    add_leads_and_service(place, now)


def add_leads_and_service(place, now):
    """What is laid down and said there, and of every model that has a history one row of it."""
    on, store, person = now.date(), place.store, place.person
    leader, month = person.manager, now.date().replace(day=1)
    CauseChange.objects.create(
        cause=place.complaint_cause, text="x", by=leader, on=on, written_at=now
    )
    KeptInvitation.objects.create(
        store=store, customer=place.customer, inviter=person, receiver=leader, on=on, at=now
    )
    LeadChange.objects.create(
        lead=place.lead, fields={"remark": ["", "x"]}, reason="x", asked_by=person, asked_at=now
    )
    LeadMeasure.objects.create(lead=place.lead, reason="x", measure="x", by=person, on=on, at=now)
    LossCall.objects.create(review=place.loss, called_at=now, by=leader, word="lost", said="x")
    MisconductMessage.objects.create(report=place.misconduct, kind="sent", text="x", on=on)
    counts = {"morning": 10, "afternoon": 10, "day": 20, "threes": 5}
    for row in (
        LossPolicy(store=store),
        IntakePolicy(store=store, districts=["x"]),
        CleaningSchedule(store=store),
        ChannelCost(store=store, month=month, channel="autohome", amount=1),
        DeskPolicy(store=store, team=leader, effective_from=month, **counts),
        DistributionRule(store=store, position=1, kind="turn"),
        Strength(person=person, districts=["x"]),
        StoreHours(store=store),
        FirstContactTerm(store=store, channel="autohome", minutes=30),
        ComplaintTerm(store=store, severity="ordinary", minutes=60, further=60),
        ComplaintPage(store=store),
        MisconductTrustee(desk=place.misconduct.desk, person=leader),
        SurveyPolicy(store=store, begins_on=on),
    ):
        save_as(row, by=leader, now=now)
    for label in ("intake", "service"):
        for model in apps.get_app_config(label).get_models():
            if hasattr(model, "history") and not model.history.exists():
                save_as(model._base_manager.first(), by=leader, now=now)
