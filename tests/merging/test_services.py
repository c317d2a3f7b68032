"""Two cards become one and two again, with all that hangs on them (R2.5, R2.2, R1.4, R4.2)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from compliance.audit.services import run_audit
from compliance.claims.models import Claim
from compliance.findings.models import Finding
from followups.activities.models import Activity
from followups.deadlines.services import compare
from followups.merging.models import Merge, MergeState
from followups.merging.queries import may_part, plain_of
from followups.merging.services.merging import approve_merge, merge_cards, refuse_merge
from followups.merging.services.undoing import undo_merge
from followups.new_customers.services import open_opportunity
from followups.ownership.services import reassign, reopen_opportunity
from followups.phone_lookup.queries import look_up
from followups.plans.services import Plan, plan_activity
from followups.retirement.services import approve_request
from followups.take_overs.models import TakeOver
from foundation.shown import Changed, fingerprint
from intake.arrivals.models import Lead
from leads.change_requests.services import ask_change
from leads.customers.models import Customer, Lifecycle
from leads.customers.queries import CardMerged, get_customer_for, introductions_of
from leads.customers.services import DuplicatePhone, find_by_phone
from leads.opportunities.models import Opportunity, State
from reception.models import Visit
from tests.factories import Floor, plan_on

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def kept(floor, now, today):
    return floor.open(now=now - 9 * DAY, on=today - 9 * DAY, plan_in=9, days=20, grade="B").customer


@pytest.fixture
def merged(floor, now, today):
    card = {"name": "王晓明", "email": "wang@example.cn", "model": "Polo"}
    return floor.open(
        now=now - 5 * DAY, on=today - 5 * DAY, plan_in=6, grade="A", days=9, **card
    ).customer


@pytest.fixture
def merge(floor, kept, merged, now):
    """``merge(days=0, by=manager, **values)``."""

    def run(days=0, by=None, **values):
        how = {
            "by": by or floor.manager,
            "now": now + days * DAY,
            "kept": kept,
            "merged": merged,
            "owner": kept.consultant,
            "reason": "同一个微信",
        }
        return merge_cards(**how | values)

    return run


def part(merge, by, now, days=0, reason="是父子两人"):
    done = undo_merge(merge, by=by, now=now + days * DAY, reason=reason)
    return done


def agree():
    keys = list(Opportunity.objects.values_list("pk", flat=True))
    return list(compare(keys).lines())


def picture():
    """All that points at cards, and the cards themselves, as plain values."""
    cards = Customer.objects.order_by("pk").values()
    intents = Opportunity.objects.order_by("pk").values()
    plans = Activity.objects.planned().order_by("pk").values()
    return [list(rows) for rows in (cards, intents, plans)]


class TestMerging:
    def test_all_goes_to_the_card_that_is_kept(self, merge, kept, merged, floor, now):
        done = merge(taken=["email", "name"])
        kept.refresh_from_db()
        merged.refresh_from_db()
        assert done.state == MergeState.DONE
        assert done.decided_by == floor.manager
        assert (kept.name, kept.email) == ("王晓明", "wang@example.cn")
        assert merged.merged_into == kept
        assert merged.lifecycle == Lifecycle.INACTIVE
        assert sorted(kept.opportunities.values_list("model", flat=True)) == ["Golf", "Polo"]
        assert not merged.opportunities.exists()
        assert agree() == []

    def test_history_says_who_when_and_why(self, merge, kept, floor, now):
        """R1.4."""
        merge()
        row = kept.history.first()
        assert (row.history_user, row.history_date) == (floor.manager, now)
        assert "同一个微信" in str(row.history_change_reason)

    def test_old_addresses_and_numbers_lead_to_it(self, merge, kept, merged, floor, now):
        """R1.3, R2.5."""
        merge()
        with pytest.raises(CardMerged) as led:
            get_customer_for(floor.consultant, merged.pk)
        assert led.value.kept == kept.pk
        assert find_by_phone(floor.store, merged.phone) == kept
        assert find_by_phone(floor.store, kept.phone) == kept
        assert [found.customer for found in look_up(floor.consultant, merged.phone, now=now)] == [
            kept
        ]
        with pytest.raises(DuplicatePhone) as refused:
            floor.open(now=now, on=now.date(), phone=merged.phone)
        assert refused.value.customer == kept

    def test_the_other_number_can_become_the_main_one(self, merge, kept, merged, floor, now, today):
        """R1.4: both numbers still lead to the card."""
        merge()
        first, second = kept.phone, merged.phone
        kept.refresh_from_db()
        asked = ask_change(by=floor.consultant, now=now, customer=kept, phone=second, reason="换号")
        approve_request(asked, by=floor.manager, now=now, on=today)
        kept.refresh_from_db()
        merged.refresh_from_db()
        assert (kept.phone, merged.phone) == (second, first)

    def test_the_merged_cards_number_can_be_kept_at_once(self, merge, kept, merged, floor, now):
        first, second = kept.phone, merged.phone
        introduced = floor.open(
            now=now, on=now.date(), introducer_name="老客户", introducer_phone=first
        ).customer
        done = merge(taken=["phone"])
        kept.refresh_from_db()
        merged.refresh_from_db()
        introduced.refresh_from_db()
        assert (kept.phone, merged.phone) == (second, first)
        assert introduced.introducer_phone == second
        part(done, floor.manager, now, days=3)
        for card in (kept, merged, introduced):
            card.refresh_from_db()
        assert (kept.phone, merged.phone, introduced.introducer_phone) == (first, second, first)

    def test_introductions_of_either_number_are_counted_once(
        self, merge, kept, merged, floor, now, today
    ):
        """R2.3, R2.4: figures neither double nor vanish."""
        for phone in (kept.phone, merged.phone):
            floor.open(now=now, on=today, introducer_phone=phone, introducer_name="王")
        merge()
        kept.refresh_from_db()
        assert introductions_of(kept, user=floor.manager).number == 2

    def test_a_buyer_stays_a_buyer(self, merge, kept, merged):
        """R2.6."""
        Customer.objects.filter(pk=merged.pk).update(lifecycle=Lifecycle.BUYER)
        merge()
        kept.refresh_from_db()
        assert kept.lifecycle == Lifecycle.BUYER

    def test_a_consultant_may_not(self, merge, floor):
        with pytest.raises(PermissionDenied):
            merge(by=floor.consultant)

    def test_another_stores_manager_may_not(self, merge, db):
        with pytest.raises(PermissionDenied):
            merge(by=Floor().manager)

    def test_a_reason_is_given(self, merge):
        with pytest.raises(ValidationError):
            merge(reason="  ")

    def test_what_was_shown_is_what_is_merged(self, merge, kept, merged):
        """An old form does nothing."""
        shown = fingerprint(*plain_of(kept, merged))
        Customer.objects.filter(pk=merged.pk).update(email="new@example.cn")
        with pytest.raises(Changed):
            merge(shown=shown)
        assert not Merge.objects.exists()

    def test_twice_is_refused_in_plain_words(self, merge):
        merge()
        with pytest.raises(ValidationError, match="merged already"):
            merge()

    def test_what_waits_is_decided_first(self, merge, kept, floor, now):
        ask_change(by=floor.consultant, now=now, customer=kept, name="王明", reason="错字")
        with pytest.raises(ValidationError, match="decide it first"):
            merge()

    def test_a_filed_claim_is_decided_first(self, merge, merged, floor, now, today):
        """R7.1."""
        Claim.objects.create(
            store=floor.store,
            customer=merged,
            claimant=floor.new_consultant(),
            owner=floor.consultant,
            state="filed",
            filed_at=now,
            drafted_on=today,
        )
        with pytest.raises(ValidationError, match="claim"):
            merge()

    def test_rows_that_cannot_stand_twice_stay(self, merge, kept, merged, floor, now, today):
        rows = [
            TakeOver.objects.create(
                customer=card, leader=floor.manager, from_on=today, until_on=today, reason="r"
            )
            for card in (kept, merged)
        ]
        done = merge()
        rows[1].refresh_from_db()
        assert rows[1].customer == merged
        part(done, floor.manager, now)

    def test_a_take_over_that_is_over_makes_room(self, merge, kept, merged, floor, today):
        """S1: whoever looks after a customer goes on doing so on the card that is kept."""
        over, running = (
            TakeOver.objects.create(
                customer=card,
                leader=floor.manager,
                from_on=today - 5 * DAY,
                until_on=to,
                reason="r",
            )
            for card, to in ((kept, today - DAY), (merged, today))
        )
        merge()
        over.refresh_from_db()
        running.refresh_from_db()
        assert over.ended_on == over.until_on
        assert (running.customer, running.ended_on) == (kept, None)


class TestOneOpenPerModel:
    @pytest.fixture
    def merged(self, floor, now, today):
        return floor.open(
            now=now - DAY, on=today - DAY, plan_in=4, grade="A", days=9, model="golf"
        ).customer

    def test_one_goes_on_with_the_plans_of_both(self, merge, kept, merged, today):
        """R2.2, R4.2: nothing that was agreed is lost."""
        merge()
        ended = kept.opportunities.get(merged_into__isnull=False)
        on = kept.opportunities.executing().get()
        assert on.model == "golf"  # A is closer to the sale than B
        assert ended.state == State.LOST
        assert ended.merged_into == on
        assert not ended.activities.planned().exists()
        assert sorted(on.activities.planned().values_list("planned_on", flat=True)) == [
            today,
            today + 3 * DAY,
        ]
        assert agree() == []

    def test_no_sheet_counts_the_one_that_ended(self, merge, kept, floor):
        merge()
        assert Opportunity.objects.intents().count() == 1
        assert Opportunity.objects.count() == 2

    def test_it_is_not_taken_up_by_itself(self, merge, kept, floor, now, today):
        """R2.7: the other goes on in its place."""
        merge()
        ended = kept.opportunities.get(merged_into__isnull=False)
        with pytest.raises(ValidationError, match="goes on in its place"):
            reopen_opportunity(
                by=floor.manager, now=now, on=today, opportunity=ended, intent=None,
                plan=None, reason="x",
            )  # fmt: skip

    def test_a_promised_call_stays_promised(self, merge, kept, merged, floor, now, today):
        """R4.6, R5.3: a merge takes no promise off anybody."""
        by_when = now + timedelta(hours=3)
        plan_activity(
            by=floor.manager,
            now=now,
            on=today,
            opportunity=kept.opportunities.get(),
            plan=Plan(
                today, expected_content="首次联系", call_back_by=by_when, is_first_contact=True
            ),
        )
        done = merge()
        owed = merged.opportunities.model.objects.executing().get(customer=kept)
        carried = owed.activities.planned().get(is_first_contact=True)
        assert carried.call_back_by == by_when
        assert owed.deadlines.filter(kind="missed_first_contact", ended_on=None).exists()
        part(done, floor.manager, now)
        assert agree() == []

    def test_two_orders_are_refused_in_plain_words(self, merge, kept, merged, today):
        Opportunity.objects.update(ordered_on=today)
        with pytest.raises(ValidationError, match="open order"):
            merge()

    def test_a_newer_one_of_the_model_goes_on_when_parted(
        self, merge, kept, merged, floor, now, today
    ):
        """R2.2 holds on the card to which the intent goes back as well."""
        done = merge()
        going_on = kept.opportunities.executing().get()
        floor.contact(
            going_on, now=now, on=today, next_in=None, outcome="lost", lost_reason="price"
        )
        kept.refresh_from_db()
        newer = open_opportunity(
            by=floor.consultant,
            now=now,
            on=today,
            customer=kept,
            intent={"model": "GOLF", "note": "H 又来", "expected_on": today},
            plan=plan_on(today),
        )
        part(done, floor.manager, now, days=1)
        assert kept.opportunities.executing().get() == newer
        assert kept.opportunities.get(merged_into=newer)
        assert agree() == []

    def test_parted_on_the_day_but_after_its_night_it_goes_on_from_now(
        self, merge, kept, merged, floor, now, today
    ):
        """R6.8: what the night has judged without the intent is not judged again."""
        done = merge()
        run_audit(floor.store, on=today, now=now)
        ended = Opportunity.objects.get(merged_into__isnull=False)
        part(done, floor.manager, now)
        assert not ended.changes.filter(withdrawn_at__isnull=False).exists()
        ended.refresh_from_db()
        assert ended.is_executing
        assert ended.activities.planned().exists()
        run_audit(floor.store, on=today + DAY, now=now + DAY)
        lost = ended.deadlines.filter(found_on=None, ended_on=None, breaks_on__lte=today)
        assert not lost.exists()
        assert agree() == []

    @pytest.mark.parametrize("days", [0, 1, 12])
    def test_parted_both_go_on(self, merge, kept, merged, floor, now, today, days):
        done = merge()
        part(done, floor.manager, now, days=days)
        for card in (kept, merged):
            intent = card.opportunities.executing().get()
            assert intent.merged_into is None
            assert intent.activities.planned().exists()
            for plan in intent.activities.planned():
                assert plan.planned_on >= today
        assert agree() == []

    def test_no_night_finds_what_broke_while_it_was_merged(
        self, merge, kept, merged, floor, now, today
    ):
        """R6: the audit of a day knows that day only; parted later, nothing is found afterwards for it."""
        done = merge()
        for days in range(20):
            on = today + days * DAY
            run_audit(floor.store, on=on, now=now + (days + 1) * DAY)
        ended = Opportunity.objects.get(merged_into__isnull=False)
        assert not Finding.objects.filter(opportunity=ended).exists()
        part(done, floor.manager, now, days=20)
        assert not ended.deadlines.filter(
            found_on=None, set_on__lt=today + 20 * DAY, ended_on=None
        ).exists()
        assert agree() == []


class TestTwoOwners:
    @pytest.fixture
    def other(self, floor):
        return floor.new_consultant()

    @pytest.fixture
    def merged(self, floor, now, today, other):
        opened = floor.open(now=now - DAY, on=today - DAY, consultant=other, model="Polo")
        return opened.customer

    def test_the_manager_asks_the_director(self, merge, merged, floor, now, other):
        """R7.1: whose the customer is is the director's word."""
        asked = merge()
        merged.refresh_from_db()
        assert asked.is_waiting
        assert merged.merged_into is None
        with pytest.raises(PermissionDenied):
            approve_merge(asked, by=floor.manager, now=now)
        approve_merge(asked, by=floor.director, now=now)
        merged.refresh_from_db()
        assert merged.merged_into_id == asked.kept_id
        assert set(asked.kept.opportunities.values_list("consultant", flat=True)) == {
            floor.consultant.pk
        }
        with pytest.raises(ValidationError, match="already been decided"):
            approve_merge(asked, by=floor.director, now=now)
        assert agree() == []

    def test_a_request_whose_kept_card_is_gone_is_in_nobodys_way(
        self, merge, kept, floor, now, today
    ):
        """R2.5: it is refused by itself as soon as somebody asks anew."""
        asked = merge()
        third = floor.open(now=now, on=today, model="ID.4").customer
        merge(kept=third, merged=kept)
        assert merge(kept=third).is_waiting
        asked.refresh_from_db()
        assert asked.state == MergeState.REFUSED
        assert asked.is_outlived

    def test_a_refusal_leaves_both(self, merge, merged, floor, now):
        asked = merge()
        with pytest.raises(ValidationError):
            refuse_merge(asked, by=floor.director, now=now, reason=" ")
        refuse_merge(asked, by=floor.director, now=now, reason="是两兄弟")
        merged.refresh_from_db()
        assert merged.merged_into is None

    def test_the_director_does_it_at_once_and_either_may_keep_them(
        self, merge, kept, floor, now, other
    ):
        done = merge(by=floor.director, owner=other)
        kept.refresh_from_db()
        assert done.is_done
        assert kept.consultant == other
        assert set(kept.opportunities.values_list("consultant", flat=True)) == {other.pk}
        assert set(Activity.objects.planned().values_list("consultant", flat=True)) == {other.pk}

    def test_nobody_else_gets_them(self, merge, floor):
        with pytest.raises(ValidationError, match="One of the two owners"):
            merge(by=floor.director, owner=floor.new_consultant())

    @pytest.mark.parametrize("kept_wins", [True, False])
    def test_parted_each_has_their_own_again(
        self, merge, kept, merged, floor, now, other, kept_wins
    ):
        done = merge(by=floor.director, owner=floor.consultant if kept_wins else other)
        part(done, floor.director, now, days=2)
        for card, person in ((kept, floor.consultant), (merged, other)):
            card.refresh_from_db()
            assert card.consultant == person
            assert set(card.opportunities.values_list("consultant", flat=True)) == {person.pk}
        assert agree() == []

    def test_the_manager_does_not_overturn_the_director(self, merge, floor, now):
        """R7.1: whose the customer is stays the director's word."""
        done = merge(by=floor.director)
        with pytest.raises(PermissionDenied):
            part(done, floor.manager, now)
        assert not may_part(floor.manager, done)
        assert may_part(floor.director, done)

    def test_who_went_on_to_others_since_stays_there(
        self, merge, kept, merged, floor, now, today, other
    ):
        done = merge(by=floor.director)
        third = floor.new_consultant()
        kept.refresh_from_db()
        reassign(by=floor.director, now=now, on=today, customer=kept, to=third, reason="离职")
        part(done, floor.director, now, days=2)
        for card in (kept, merged):
            card.refresh_from_db()
            assert card.consultant == third
        assert agree() == []

    def test_a_leaver_gets_nobody_back(self, merge, merged, floor, now, other):
        done = merge(by=floor.director)
        other.is_active = False
        other.save()
        part(done, floor.director, now, days=2)
        merged.refresh_from_db()
        assert merged.consultant == floor.consultant


class TestParting:
    def test_on_the_same_day_all_is_as_before(self, merge, floor, now):
        before = picture()
        done = merge(taken=["email", "name", "phone"])
        assert picture() != before
        part(done, floor.manager, now)
        assert picture() == before

    def test_what_came_since_stays_or_goes_with_its_intent(
        self, merge, kept, merged, floor, now, today
    ):
        """A new intent stays with the card that was kept; a contact goes back with its intent."""
        done = merge()
        polo = Opportunity.objects.get(model="Polo")
        floor.contact(polo, now=now, on=today)
        kept.refresh_from_db()
        floor.store.refresh_from_db()
        part(done, floor.manager, now, days=1)
        polo.refresh_from_db()
        assert polo.customer == merged
        assert polo.activities.executed().count() == 1
        assert agree() == []

    def test_a_field_changed_since_stays(self, merge, kept, floor, now):
        done = merge(taken=["email"])
        Customer.objects.filter(pk=kept.pk).update(email="newer@example.cn")
        part(done, floor.manager, now, days=1)
        kept.refresh_from_db()
        assert kept.email == "newer@example.cn"

    def test_not_after_thirty_days(self, merge, floor, now):
        done = merge()
        with pytest.raises(ValidationError, match="30 days"):
            part(done, floor.manager, now, days=31)

    def test_not_twice(self, merge, floor, now):
        done = merge()
        part(done, floor.manager, now)
        with pytest.raises(ValidationError, match="two already"):
            part(done, floor.manager, now)

    def test_not_by_a_consultant(self, merge, floor, now):
        done = merge()
        with pytest.raises(PermissionDenied):
            part(done, floor.consultant, now)

    def test_of_a_chain_the_last_first(self, merge, kept, merged, floor, now, today):
        third = floor.open(now=now, on=today, model="ID.4").customer
        first = merge()
        kept.refresh_from_db()
        second = merge(kept=third, merged=kept, owner=third.consultant)
        merged.refresh_from_db()
        assert merged.merged_into == third  # every old address leads to the card in use
        assert find_by_phone(floor.store, merged.phone) == third
        with pytest.raises(ValidationError, match="undo that one first"):
            part(first, floor.manager, now)
        part(second, floor.manager, now)
        part(first, floor.manager, now)
        merged.refresh_from_db()
        assert merged.merged_into is None
        assert list(merged.opportunities.values_list("model", flat=True)) == ["Polo"]
        assert agree() == []

    def test_who_came_since_under_its_number_goes_to_the_parted_card(
        self, merge, kept, merged, floor, now, today
    ):
        """R2.5: but for what is about an intent that stays."""
        done = merge()
        about = kept.opportunities.get(model="Golf")
        values = {
            "store": floor.store, "kind": "walk_in", "on": today, "arrived_at": now + DAY,
            "consultant": floor.consultant, "chosen": "rule", "registered_by": floor.manager,
            "customer": kept,
        }  # fmt: skip
        visits = [
            Visit.objects.create(**values, phone=phone, opportunity=intent)
            for phone, intent in ((merged.phone, None), (merged.phone, about), (kept.phone, None))
        ]
        lead = Lead.objects.create(
            store=floor.store, channel="website", phone=merged.phone, customer=kept,
            received_at=now + DAY, recorded_at=now + DAY,
        )  # fmt: skip
        part(done, floor.manager, now, days=2)
        lead.refresh_from_db()
        for visit in visits:
            visit.refresh_from_db()
        assert [visit.customer for visit in visits] == [merged, kept, kept]
        assert lead.customer == merged

    def test_the_buyer_is_whose_card_holds_the_sale(self, merge, kept, merged, floor, now):
        """R2.6: an intent that was won meanwhile makes a buyer of the card to which it goes back."""
        done = merge()
        Opportunity.objects.filter(model="Polo").update(state=State.WON)
        Customer.objects.filter(pk=kept.pk).update(lifecycle=Lifecycle.BUYER)
        part(done, floor.manager, now, days=1)
        for card in (kept, merged):
            card.refresh_from_db()
        assert (kept.lifecycle, merged.lifecycle) == (Lifecycle.PROSPECT, Lifecycle.BUYER)

    def test_of_two_merged_into_one_the_later_first(self, merge, kept, merged, floor, now, today):
        """R2.2: out of order an open intent would be lost for good."""
        third = floor.open(now=now, on=today, model="polo").customer
        first = merge()
        second = merge(merged=third)
        with pytest.raises(ValidationError, match="undo that merge first"):
            part(first, floor.manager, now)
        part(second, floor.manager, now)
        part(first, floor.manager, now)
        for card in (kept, merged, third):
            assert card.opportunities.executing().get().merged_into is None
        assert agree() == []

    def test_a_kept_card_out_of_use_is_taken_up_first(self, merge, kept, floor, now):
        """R2.6: nobody has open intents on a card that is out of use."""
        done = merge()
        Customer.objects.filter(pk=kept.pk).update(lifecycle=Lifecycle.INACTIVE)
        with pytest.raises(ValidationError, match="take it into use again first"):
            part(done, floor.manager, now)

    def test_a_number_taken_meanwhile_is_said(self, merge, kept, merged, floor, now, today):
        done = merge()
        Customer.objects.filter(pk=merged.pk).update(phone="13911112222")
        floor.open(now=now, on=today, phone=merged.phone)
        with pytest.raises(ValidationError, match="has the number"):
            part(done, floor.manager, now)

    def test_a_parted_card_can_be_merged_again(self, merge, floor, now):
        part(merge(), floor.manager, now)
        assert merge().is_done
