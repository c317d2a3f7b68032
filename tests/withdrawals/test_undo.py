"""Whoever logged, moved or cancelled by mistake undoes it; the history shows both (R1.4, R4.2, R4.4, R6.5)."""

import re
from datetime import timedelta
from decimal import Decimal
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from compliance.audit.services import run_audit
from compliance.claims.models import Claim
from compliance.findings.models import Finding
from followups.activities.models import Activity, ActivityMove
from followups.annotations.services import annotate
from followups.deadlines.models import Deadline
from followups.deadlines.services import compare
from followups.evening.services import mark_reviewed
from followups.plans.services import cancel_activity, move_activity
from followups.recordings.models import Recording
from followups.withdrawals.services import undo
from leads.opportunities.models import Opportunity, OpportunityChange
from orders.orders.services.placing import Terms, place_order
from tests.factories import Floor, plan_on

MINUTE = timedelta(minutes=1)
FIELDS = (
    "grade_id",
    "note",
    "expected_on",
    "state",
    "ended_on",
    "lost_reason",
    "competitor",
    "consultant_id",
    "last_contact_on",
    "last_effective_on",
    "budget",
)


class Desk(Floor):
    """An opportunity registered two days ago, whose plan is due today."""

    def __init__(self, now, *, plan_in=2):
        super().__init__()
        self.now, self.today = now, self.store.business_date(now)
        before = {"now": now - timedelta(days=2), "on": self.today - timedelta(days=2)}
        self.opened = self.open(**before, plan_in=plan_in, days=7)
        self.plan = self.opened.activities.planned().get()

    def log(self, *, planned=True, minutes=0, **fields):
        return self.contact(
            self.opened,
            now=self.now + minutes * MINUTE,
            on=self.today,
            activity=self.plan if planned else None,
            **fields,
        )

    def undo(self, activity, *, by=None, minutes=2):
        return undo(by=by or self.consultant, now=self.now + minutes * MINUTE, activity=activity)

    def state(self):
        """All that an audit, a list or the card reads of it."""
        opportunity = Opportunity.objects.get(pk=self.opened.pk)
        rows = Activity.objects.filter(opportunity=opportunity).order_by("pk")
        deadlines = Deadline.objects.filter(opportunity=opportunity)
        key = ("kind", "activity", "responsible", "set_on", "due_on", "breaks_on", "ended_on")
        changes = OpportunityChange.objects.filter(opportunity=opportunity).order_by("pk")
        return (
            [getattr(opportunity, name) for name in FIELDS],
            list(rows.values("pk", "state", "planned_on", "ended_on", "content", "cancel_reason")),
            sorted(map(str, deadlines.values_list(*key))),
            list(changes.values_list("grade", "note", "expected_on", "state")),
            opportunity.customer.lifecycle,
        )

    def differs(self):
        return list(compare([self.opened.pk]).lines())


@pytest.fixture
def desk(db, now):
    return Desk(now)


@pytest.fixture
def late(db, now):
    """The plan was due yesterday, and the night found it."""
    desk = Desk(now, plan_in=1)
    run_audit(desk.store, on=desk.today - timedelta(days=1), now=now - timedelta(hours=8))
    assert Finding.objects.open().filter(activity=desk.plan).exists()
    return desk


CONTACTS = {
    "reached": {},
    "up": {"note": "A 降级", "expected_days": 12},
    "put off": {"expected_days": 7},
    "lost": {"outcome": "lost", "lost_reason": "price", "competitor": "Polo", "next_in": None},
    "won": {"outcome": "won", "next_in": None},
    "card": {"card": {"hobbies": "钓鱼"}, "details": {"budget": 200000}},
    "no answer": {"result": "no_answer", "content": "", "feedback": ""},
}


@pytest.mark.parametrize("planned", [True, False])
@pytest.mark.parametrize("name", CONTACTS)
def test_after_undoing_a_contact_all_is_as_before(name, planned, desk):
    fields = dict(CONTACTS[name])
    if days := fields.pop("expected_days", None):
        fields["expected_on"] = desk.today + timedelta(days=days)
    before = desk.state()
    done = desk.log(planned=planned, **fields)
    assert desk.state() != before
    assert desk.undo(done) == "contact"
    assert desk.state() == before
    assert not desk.differs()
    hobbies = Opportunity.objects.get(pk=desk.opened.pk).customer.hobbies
    assert hobbies == ""


@pytest.mark.parametrize("planned", [True, False])
def test_nothing_is_deleted_and_the_history_says_both(planned, desk, client):
    done = desk.log(planned=planned, content="打错了客户", note="A 弄错了")
    number = Activity.everything.count()
    desk.undo(done)
    assert Activity.everything.count() >= number
    gone = Activity.everything.get(state="withdrawn", content="打错了客户")
    assert OpportunityChange.everything.filter(activity_id=gone.pk, withdrawn_at__isnull=False)
    client.force_login(desk.consultant)
    card = client.get(f"/customers/{desk.opened.customer_id}/").content.decode()
    assert "打错了客户" in card and "Withdrawn" in card
    history = client.get(f"/customers/{desk.opened.customer_id}/history/").content.decode()
    assert "Undone within ten minutes" in history


def test_what_was_put_off_and_undone_is_no_evasion(desk):
    """R6.5 c: the third time is suspicious; what was undone is no time."""
    for _ in range(4):
        expected = desk.opened.expected_on - timedelta(days=1)
        done = desk.log(planned=False, expected_on=expected + timedelta(days=2))
        desk.undo(done)
        desk.now += 20 * MINUTE
    assert not Deadline.objects.filter(kind="suspected_evasion").exists()


def test_a_move_is_undone_and_does_not_count_as_one(desk):
    before = desk.state()
    for _ in range(4):
        move_activity(
            by=desk.consultant,
            now=desk.now,
            on=desk.today,
            activity=desk.plan,
            to_on=desk.today + timedelta(days=2),
            reason="out of town",
        )
        assert desk.undo(desk.plan) == "move"
        desk.now += 20 * MINUTE
    assert desk.state() == before and not desk.differs()
    assert ActivityMove.everything.count() == 4 and not ActivityMove.objects.exists()


def test_a_cancellation_is_undone_with_the_plan_in_its_place(desk):
    before = desk.state()
    cancel_activity(
        by=desk.consultant,
        now=desk.now,
        on=desk.today,
        activity=desk.plan,
        reason="doubled",
        plan=plan_on(desk.today + timedelta(days=3)),
    )
    assert desk.undo(desk.plan) == "cancellation"
    assert desk.state() == before and not desk.differs()


def test_the_recording_stays_with_the_contact_that_was_withdrawn(desk):
    done = desk.log()
    Recording.objects.create(
        activity=done, reference="tape 7", added_by=desk.consultant, added_at=desk.now
    )
    desk.undo(done)
    assert Recording.objects.get().activity.state == "withdrawn"


def refused(desk, activity, code, **how):
    before = desk.state()
    with pytest.raises(ValidationError) as error:
        desk.undo(activity, **how)
    assert error.value.code == code
    assert desk.state() == before


def test_only_ten_minutes_only_by_whom_and_only_once(desk):
    done = desk.log()
    refused(desk, done, "late", minutes=11)
    refused(desk, done, "not yours", by=desk.manager)
    desk.undo(done)
    refused(desk, done, "again", minutes=3)


def test_a_plan_that_was_only_made_is_not_undone(desk):
    refused(desk, desk.plan, "nothing")


def test_not_after_the_day_is_over(desk):
    late = desk.store.business_date
    night = desk.now.replace(hour=23, minute=55)
    while late(night) != desk.today:
        night -= timedelta(hours=1)
    while late(night + 5 * MINUTE) == desk.today:
        night += MINUTE
    desk.now = night
    done = desk.log()
    refused(desk, done, "day over", minutes=6)


def test_a_later_contact_stands_on_it(desk):
    done = desk.log()
    later = desk.log(planned=False, minutes=1)
    refused(desk, done, "built on")
    desk.undo(later)
    # The undoing itself is a further act: what lies beneath it stays.
    refused(desk, done, "built on", minutes=3)


def test_a_leaders_word_stands_on_it(desk):
    done = desk.log()
    annotate(by=desk.manager, now=desk.now + MINUTE, activity=done, text="请核实")
    refused(desk, done, "built on")


def test_a_leaders_review_stands_on_it(desk):
    done = desk.log()
    mark_reviewed(by=desk.manager, now=desk.now + MINUTE, activity=done)
    refused(desk, done, "built on")


def test_an_order_stands_on_it(desk):
    done = desk.log()
    place_order(
        by=desk.consultant,
        now=desk.now + MINUTE,
        on=desk.today,
        opportunity=desk.opened,
        terms=Terms(model="Golf", colour="", price=Decimal(100000)),
    )
    refused(desk, done, "built on")


def test_a_finding_that_closed_because_of_it_stands_on_it(late):
    """The night before found the plan; the night of the contact closes the finding."""
    done = late.log()
    run_audit(late.store, on=late.today, now=late.now + MINUTE)
    refused(late, done, "built on")


def test_a_finding_that_waits_for_the_night_stays_open(late):
    before = late.state()
    late.undo(late.log())
    assert late.state() == before and not late.differs()
    run_audit(late.store, on=late.today, now=late.now + timedelta(hours=14))
    assert Finding.objects.open().filter(activity=late.plan, rule="overdue_activity").exists()


def test_a_claim_stands_on_it(desk):
    done = desk.log()
    claim = Claim.objects.create(
        store=desk.store,
        customer=desk.opened.customer,
        claimant=desk.new_consultant(),
        owner=desk.consultant,
        drafted_on=desk.today,
        owner_contact=done,
    )
    refused(desk, done, "built on")
    claim.delete()
    assert desk.undo(done) == "contact"


def log_by_page(desk, client):
    client.force_login(desk.consultant)
    address = f"/plans/{desk.plan.pk}/log/?then={desk.opened.customer_id}"
    page = client.get(address)
    return client.post(
        address,
        filled_in(page)
        | {
            "result": "reached",
            "content": "谈了价格",
            "feedback": "再考虑",
            "planned_on": (desk.today + timedelta(days=2)).isoformat(),
            "expected_content": "邀约试驾",
        },
        follow=True,
    )


def filled_in(page):
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields if name != "recording"}


def test_the_line_after_saving_undoes_with_one_press(desk, client):
    """The button is a form, so that it works without a script, and leads back to where one was."""
    with mock.patch("foundation.clock.now", return_value=desk.now):
        page = log_by_page(desk, client)
    address = f"/activities/{desk.plan.pk}/undo/?back=list"
    assert f'action="{address}"' in page.content.decode()
    with mock.patch("foundation.clock.now", return_value=desk.now + MINUTE):
        answer = client.post(address)
        assert answer.url == f"/#customer-{desk.opened.customer_id}"
        assert Activity.objects.get(pk=desk.plan.pk).is_planned
        again = client.post(f"/activities/{desk.plan.pk}/undo/", follow=True).content.decode()
    assert "Not undone: It is undone already." in again


def undo_on_card(desk, client, *, minutes, by=None):
    """The address of the button on the card, or ``None``."""
    client.force_login(by or desk.consultant)
    with mock.patch("foundation.clock.now", return_value=desk.now + minutes * MINUTE):
        page = client.get(f"/customers/{desk.opened.customer_id}/").content.decode()
    return next(iter(re.findall(r'action="(/activities/\d+/undo/)"', page)), None)


@pytest.mark.parametrize("planned", [True, False])
def test_the_card_offers_it_beside_the_contact_for_ten_minutes(planned, desk, client):
    done = desk.log(planned=planned)
    address = f"/activities/{done.pk}/undo/"
    assert undo_on_card(desk, client, minutes=10) == address
    assert undo_on_card(desk, client, minutes=11) is None
    assert undo_on_card(desk, client, minutes=2, by=desk.manager) is None
    with mock.patch("foundation.clock.now", return_value=desk.now + 2 * MINUTE):
        client.force_login(desk.consultant)
        answer = client.post(address)
    assert answer.url == f"/customers/{desk.opened.customer_id}/"
    assert Activity.objects.planned().get(opportunity=desk.opened) == desk.plan
    assert undo_on_card(desk, client, minutes=3) is None


def test_the_card_offers_what_was_done_last_and_nobody_built_on(desk, client):
    assert undo_on_card(desk, client, minutes=0) is None
    on = {"by": desk.consultant, "on": desk.today, "activity": desk.plan}
    move_activity(**on, now=desk.now, to_on=desk.today + timedelta(days=1), reason="客户出差")
    assert undo_on_card(desk, client, minutes=1) == f"/activities/{desk.plan.pk}/undo/"
    later = desk.log(planned=False, minutes=2)
    assert undo_on_card(desk, client, minutes=3) == f"/activities/{later.pk}/undo/"
    annotate(by=desk.manager, now=desk.now + 4 * MINUTE, activity=later, text="请核实")
    assert undo_on_card(desk, client, minutes=5) is None


def test_the_card_asks_as_many_queries_for_one_contact_as_for_three(desk, client):
    def count():
        client.force_login(desk.consultant)
        with (
            mock.patch("foundation.clock.now", return_value=desk.now + 3 * MINUTE),
            CaptureQueriesContext(connection) as queries,
        ):
            client.get(f"/customers/{desk.opened.customer_id}/")
        return len(queries)

    desk.log(planned=False)
    count()
    one = count()
    desk.log(planned=False, minutes=1)
    desk.log(planned=False, minutes=2)
    assert count() == one


def test_pressed_after_ten_minutes_it_says_so(desk, client):
    done = desk.log()
    client.force_login(desk.consultant)
    with mock.patch("foundation.clock.now", return_value=desk.now + 11 * MINUTE):
        page = client.post(f"/activities/{done.pk}/undo/", follow=True).content.decode()
    assert "Not undone: It could be undone for ten minutes; these are over." in page
    assert Activity.objects.get(pk=done.pk).state == "executed"


def test_only_who_may_see_it(desk, client):
    done = desk.log()
    client.force_login(desk.new_consultant())
    assert client.post(f"/activities/{done.pk}/undo/").status_code == 404
    client.force_login(desk.manager)
    assert client.post(f"/activities/{done.pk}/undo/").status_code == 302
    assert Activity.objects.get(pk=done.pk).state == "executed"


def test_what_came_into_being_with_a_contact_is_not_undone(desk):
    """A customer entered and talked to at one moment: that is no mistake of a tap."""
    opened = desk.open(now=desk.now, on=desk.today, plan_in=0)
    done = desk.contact(
        opened, now=desk.now, on=desk.today, activity=opened.activities.planned().get()
    )
    with pytest.raises(ValidationError) as error:
        desk.undo(done)
    assert error.value.code == "nothing"
