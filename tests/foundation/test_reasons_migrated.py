"""The English sentences of before become reasons once; what somebody typed stays text (R1.4)."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import DateField, TextField, Value

from accounts.migrations._reasons import keep_typed_marks
from compliance.claims.models import Claim
from compliance.hand_over.models import Departure, HandOver
from compliance.penalties.models import Appeal, Proposal
from followups.activities.models import Activity
from followups.calendars.models import Absence
from foundation.reason_codes import MARK, Reason
from leads.opportunities.models import OpportunityChange
from orders.buyers.models import CareItem, OwnedVehicle
from orders.orders.models import Order
from reception.models import Skip
from rewards.models import Reward, RewardEntry
from tests.factories import Floor

TYPED = "Undone: " * 30
DAY = "2026-11-09"
MOVED = f"Leave {DAY} – {DAY}"
BECAUSE = {"reason": "贷款\n未批"}


def convert(label, name):
    import_module(f"{label}.migrations.{name}").convert(apps, None)


def put(rows, **values):
    """Write the values past ``ReasonField``."""
    text = {k: v for k, v in values.items() if isinstance(v, str)}
    rows.update(**values | {k: Value(v, output_field=TextField()) for k, v in text.items()})


def read(rows, name):
    return rows.values_list(name, flat=True).get()


class Old:
    def __init__(self, now):
        self.now, self.on, self.floor = now, now.date(), Floor()
        self.opportunity = self.open()
        self.customer = self.opportunity.customer

    def open(self):
        return self.floor.open(now=self.now, on=self.on)

    def plan(self, **values):
        """A plan with its one row of history, both with these values."""
        plan = self.open().activities.get()
        rows = Activity.objects.filter(pk=plan.pk)
        why = values.pop("history_change_reason", None)
        ended_on = self.on if values.get("state") == "cancelled" else None
        for found in (rows, plan.history.all()):
            put(found, ended_on=Value(ended_on, output_field=DateField()), **values)
        if why:
            put(plan.history.all(), history_change_reason=why)
        return rows, plan.history.all()

    def absence(self, **values):
        common = {"user": self.floor.new_consultant(), "kind": "leave", "from_on": self.on}
        return Absence.objects.create(**common, to_on=self.on, recorded_on=self.on, **values)

    def change(self, reason):
        change = OpportunityChange.objects.create(
            opportunity=self.opportunity,
            store=self.floor.store,
            changed_on=self.on,
            by=self.floor.director,
        )
        rows = OpportunityChange.objects.filter(pk=change.pk)
        put(rows, reason=reason)
        return rows

    def saved(self, model, why, **values):
        """A record with one row of history that has this reason."""
        record = model.objects.create(**values)
        put(record.history.all(), history_change_reason=why)
        return record, model.objects.filter(pk=record.pk), record.history.all()

    def order(self, **values):
        opportunity = self.open()
        return Order.objects.create(
            store=self.floor.store,
            customer=opportunity.customer,
            opportunity=opportunity,
            consultant=opportunity.consultant,
            number=f"N{opportunity.pk}",
            ordered_on=self.on,
            model="Golf",
            price=100_000,
            **values,
        )


@pytest.fixture
def old(db, now):
    return Old(now)


def test_plans_moves_and_absences(old):
    ended = old.plan(
        state="cancelled",
        cancel_reason="The opportunity has ended.",
        history_change_reason="The opportunity has ended.",
        expected_content=TYPED,
    )
    marked = old.plan(expected_content=MARK + '{"code": "typed"}', history_change_reason=MOVED)
    plan = marked[0].get()
    absence = old.absence()
    days = {"from_on": old.on, "to_on": old.on, "moved_on": old.on}
    moved, by_hand = plan.moves.create(absence=absence, **days), plan.moves.create(**days)
    odd = plan.moves.create(absence=absence, **days)
    put(plan.moves.all(), reason=MOVED)
    put(plan.moves.filter(pk=odd.pk), reason=f"Leave {DAY} – 2026-02-30")
    shortened = old.absence(state="cancelled", cancelled_on=old.on)
    old.absence(state="requested", replaces=shortened)
    for rows in (Absence.objects.filter(pk=shortened.pk), shortened.history.all()):
        put(rows, decision_reason="Ends earlier: back")
    for rows in marked:
        keep_typed_marks(connection.schema_editor(), rows.model._meta.db_table, "expected_content")
    convert("followups", "0011_reasons")
    for rows in ended:
        assert read(rows, "cancel_reason") == Reason("plan.opportunity_ended")
        assert read(rows, "expected_content") == TYPED
    assert read(ended[1], "history_change_reason") == Reason("plan.opportunity_ended")
    for rows in marked:
        assert read(rows, "expected_content") == MARK + '{"code": "typed"}'
    for reason in (
        read(marked[1], "history_change_reason"),
        read(plan.moves.filter(pk=moved.pk), "reason"),
    ):
        assert str(reason) == "Leave 9 Nov 2026 – 9 Nov 2026"
    assert read(plan.moves.filter(pk=by_hand.pk), "reason") == MOVED
    assert read(plan.moves.filter(pk=odd.pk), "reason") == f"Leave {DAY} – 2026-02-30"
    shortened.refresh_from_db()
    assert shortened.decision_reason == Reason("absence.ends_earlier", reason="back")
    assert shortened.history.get().decision_reason == shortened.decision_reason


def test_orders_and_care(old):
    ordered, typed = old.change("Ordered"), old.change("Ordered it")
    cancelled = old.plan(state="cancelled", cancel_reason="The order was cancelled.")
    order = old.order()
    put(order.history.all(), history_change_reason="Vehicle taken back")
    car = OwnedVehicle.objects.create(store=old.floor.store, customer=old.customer)
    planned = old.plan(expected_content="Thank-you call")
    no_care = old.plan(expected_content="Thank-you call")
    CareItem.objects.create(vehicle=car, kind="thank_you_call", activity=planned[0].get())
    convert("orders", "0003_reasons")
    assert read(ordered, "reason") == Reason("order.placed")
    assert read(typed, "reason") == "Ordered it"
    assert read(order.history.all(), "history_change_reason").code == "order.vehicle_taken_back"
    for rows in cancelled:
        assert read(rows, "cancel_reason") == Reason("plan.order_cancelled")
    for rows in planned:
        assert read(rows, "expected_content") == Reason("care.thank_you_call")
    assert read(no_care[0], "expected_content") == "Thank-you call"


def test_the_door(old):
    skip = Skip.objects.create(
        store=old.floor.store,
        consultant=old.floor.consultant,
        on=old.on,
        reason="At lunch",
        began_at=old.now,
        by=old.floor.consultant,
    )
    rows = old.plan(expected_content="Call back to confirm the grade.")
    for found in rows:
        found.update(call_back_by=old.now)
    convert("reception", "0002_reasons")
    skip.refresh_from_db()
    assert skip.reason == Reason("skip.lunch")
    for found in rows:
        assert read(found, "expected_content") == Reason("visit.call_back")


def test_proposals_and_appeals(old):
    said = {
        "Nightly audit": Reason("proposal.nightly_audit"),
        "Confirmed: Undone: x": Reason("suspicion.confirmed", reason="Undone: x"),
        f"Occasion of {DAY} waived: ": Reason(
            "proposal.occasion_waived", occasion_on=old.on.replace(2026, 11, 9), reason=""
        ),
        "Occasion of 2026-02-30 waived: x": "Occasion of 2026-02-30 waived: x",
        "Occasion of": "Occasion of",
    }
    common = {"store": old.floor.store, "person": old.floor.consultant, "kind": "fine"}
    common |= {"family": "expiry", "occasion": 1, "items": 1, "amount": 100}
    histories = []
    for days, text in enumerate(said):
        day = old.on.replace(2026, 1, 1 + days)
        *_, history = old.saved(Proposal, text, opened_on=day, **common)
        histories.append(history)
    day = old.on.replace(2026, 3, 1)
    proposal, _rows, waived = old.saved(
        Proposal, "Confirmed: x", state="waived", opened_on=day, **common
    )
    *_, appeal = old.saved(Appeal, "recordings 1, 2", proposal=proposal, text="x", filed_at=old.now)
    convert("compliance", "0010_reasons")
    assert [read(rows, "history_change_reason") for rows in histories] == list(said.values())
    assert read(waived, "history_change_reason") == "Confirmed: x"
    assert read(appeal, "history_change_reason") == Reason("appeal.evidence", numbers="1, 2")


def test_claims_and_departures(old):
    floor = old.floor
    common = {"store": floor.store, "customer": old.customer, "owner": floor.consultant}
    common |= {"drafted_on": old.on, "decided_at": old.now}
    won = Claim.objects.create(claimant=floor.new_consultant(), state="approved", **common)
    text = "The customer went to 李. 强."
    rows, wanted = [], Reason("claim.went_to_another", name="李. 强")
    lost, *rows = old.saved(Claim, text, claimant=floor.new_consultant(), state="refused", **common)
    for found in rows:
        put(found, reason=text)
    alone = Claim.objects.create(
        claimant=floor.new_consultant(), state="refused", **common | {"decided_at": None}
    )
    put(Claim.objects.filter(pk=alone.pk), reason=text)
    change, other = (old.change(f"Claim {pk} approved") for pk in (won.pk, lost.pk))
    put(old.customer.history.all(), history_change_reason=f"Claim {won.pk} approved")
    where = "Works in another role or store now."
    _departure, *departures = old.saved(
        Departure,
        where,
        store=floor.store,
        person=floor.consultant,
        leaves_on=old.on,
        announced_by=floor.director,
        announced_at=old.now,
        state="stays",
        decision_reason=where,
    )
    convert("compliance", "0010_reasons")
    assert [read(found, "reason") for found in rows] == [wanted] * 2
    assert read(rows[1], "history_change_reason") == wanted
    assert read(Claim.objects.filter(pk=alone.pk), "reason") == text
    assert read(change, "reason") == Reason("claim.approved", number=won.pk)
    assert read(other, "reason") == f"Claim {lost.pk} approved"
    assert read(old.customer.history.all(), "history_change_reason") == read(change, "reason")
    for found in departures:
        assert read(found, "decision_reason") == Reason("departure.works_elsewhere")


def test_hand_overs_and_what_the_history_had_cut_off(old):
    floor, long = old.floor, "因为" * 80
    common = {"store": floor.store, "by": floor.director, "made_at": old.now, "on": old.on}
    HandOver.objects.create(reason=long, undone_at=old.now, **common)
    HandOver.objects.create(reason="load", **common)
    back, typed = old.change(f"Undone: {long}"), old.change("Undone: load")
    put(old.customer.history.all(), history_change_reason=f"Undone: {long}"[:100])
    put(old.opportunity.history.all(), history_change_reason=long[:100])
    convert("compliance", "0010_reasons")
    assert read(back, "reason") == Reason("hand_over.undone", reason=long)
    assert read(typed, "reason") == "Undone: load"
    assert read(old.customer.history.all(), "history_change_reason") == read(back, "reason")
    assert read(old.opportunity.history.all(), "history_change_reason") == long


def test_rewards_and_their_ledger(old):
    common = {"store": old.floor.store, "person": old.floor.consultant, "amount": 800}
    because = f"The order was cancelled: {BECAUSE['reason']}"
    reward, *rows = old.saved(
        Reward,
        because,
        order=old.order(),
        price=100_000,
        converted_on=old.on,
        state="reversed",
        **common,
    )
    for found in rows:
        put(found, reason=because)
    entry = {"reward": reward, "on": old.on, "entered_at": old.now, **common}
    entry["entered_by"] = old.floor.director
    first = RewardEntry.objects.create(kind="reward", number=1, **entry)
    entry |= {"reverses": first, "amount": -800, "reason": because}
    RewardEntry.objects.create(kind="reversal", number=2, **entry)
    *_, nightly = old.saved(
        Reward,
        "Nightly rewards",
        order=old.order(),
        price=100_000,
        converted_on=old.on,
        **common,
    )
    append_only = import_module("rewards.migrations.0002_append_only_rewards")
    append_only.unprotect(apps, connection.schema_editor())
    convert("rewards", "0003_reasons")
    append_only.protect(apps, connection.schema_editor())
    wanted = Reason("reward.order_cancelled_because", **BECAUSE)
    assert [read(found, "reason") for found in rows] == [wanted] * 2
    assert read(rows[1], "history_change_reason") == wanted
    assert read(RewardEntry.objects.filter(kind="reversal"), "reason") == wanted
    assert read(nightly, "history_change_reason") == Reason("reward.nightly")
