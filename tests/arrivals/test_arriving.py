"""A lead is recorded as it is, then set aside with the reason, joined, or known; never dropped (R5.1, R5.2)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.notices.models import Notice
from followups.activities.models import Activity
from intake.arrivals.models import IntakePolicy, Lead
from intake.arrivals.notices import ASKED_AGAIN, NEGLECTED_ASKS, OWN_CUSTOMER_ASKS
from intake.arrivals.services.mending import (
    close_lead,
    join_leads,
    mend_lead,
    send_on,
    take_lead,
)
from intake.arrivals.services.recording import SentOtherwise, record_lead
from intake.arrivals.services.sorting import sort_lead
from tests.factories import StoreFactory

pytestmark = pytest.mark.django_db


def test_r5_1_recorded_as_it_was_given_before_anything_judges_it(road):
    lead = road.record(phone="+86 138-0013-8000", budget=Decimal("128000"), text="想试驾")
    assert (lead.phone, lead.phone_given) == ("13800138000", "+86 138-0013-8000")
    assert (lead.state, lead.sorted_at) == ("new", None)
    assert lead.budget == Decimal("128000.00") and not lead.is_incomplete


def test_r5_1_without_budget_or_model_it_is_taken_and_marked(road):
    assert road.record(model="").is_incomplete and road.record().is_incomplete


def test_a_number_that_nobody_can_call_is_recorded_as_it_was_given_and_set_aside(road):
    lead = road.sort(phone="1380013")
    assert (lead.state, lead.reason, lead.phone, lead.phone_given) == (
        "set_aside",
        "bad_phone",
        "",
        "1380013",
    )


def test_by_wechat_alone_it_is_valid(road):
    lead = road.sort(phone="", wechat="lilei88")
    assert lead.state == "new" and lead.sorted_at


def test_nothing_to_be_contacted_by_is_refused_beside_the_field(road):
    with pytest.raises(ValidationError) as refused:
        road.record(phone=" ")
    assert set(refused.value.message_dict) == {"phone"}


def test_the_same_number_of_a_source_twice_is_one_lead(road, now):
    first = road.record(sent_id="a-1", phone="13800138000")
    arrival = road.arrival(sent_id="a-1", phone="13800138000")
    again, is_new = record_lead(by=None, now=now, store=road.store, arrival=arrival)
    assert (again.pk, is_new) == (first.pk, False)
    with pytest.raises(SentOtherwise) as refused:
        road.record(sent_id="a-1", phone="13800138001")
    assert refused.value.lead == first and Lead.objects.count() == 1


def test_r5_2_the_same_phone_within_90_days_joins_the_lead_that_exists(road, now):
    first = road.take_in(phone="13800138000", model="")
    later = road.sort(
        now=now + timedelta(days=89), phone="138 0013 8000", model="Golf", channel="yiche"
    )
    assert (later.state, later.into) == ("merged", first)
    first.refresh_from_db()
    assert first.model == "Golf"  # what was missing is filled in
    assert (first.is_counted, later.is_counted) == (True, False)
    told = Notice.objects.get(kind=ASKED_AGAIN.code)
    assert told.person == first.assigned_to and told.target == first.pk


def test_the_stores_policy_says_that_the_last_source_counts(road, now):
    IntakePolicy.objects.create(store=road.store, last_counts=True)
    first = road.sort(phone="13800138000")
    second = road.sort(phone="13800138000", channel="yiche")
    third = road.sort(phone="13800138000", channel="event")
    counted = Lead.objects.filter(is_counted=True)
    assert list(counted) == [third] and {first.pk, second.pk} == {
        *Lead.objects.filter(is_counted=False).values_list("pk", flat=True)
    }


def test_after_90_days_it_is_asked_anew_and_goes_to_whoever_owns_the_card(road, now):
    first = road.take_in(phone="13800138000")
    later = now + timedelta(days=91)
    lead = road.sort(now=later, phone="13800138000", received_at=later)
    assert (lead.state, lead.assigned_to, lead.customer) == (
        "known",
        first.assigned_to,
        first.customer,
    )


def test_r5_2_a_known_customer_goes_to_the_owner_at_once(road, now, today):
    goes_on = road.open(now=now - timedelta(days=2), on=today - timedelta(days=2), model="Golf")
    lead = road.sort(phone=goes_on.customer.phone, text="还有优惠吗")
    assert (lead.state, lead.assigned_to) == ("known", road.consultant)
    assert lead.opportunity == goes_on
    # The plan that stands until then becomes the first contact, else one is planned.
    call = Activity.objects.get(opportunity=goes_on, call_back_by=lead.first_contact_by)
    assert call.is_first_contact and call.consultant == road.consultant
    kept = lead.assignments.get()
    assert (kept.person, kept.rule) == (road.consultant, "owner")
    told = Notice.objects.get(kind=OWN_CUSTOMER_ASKS.code)
    assert told.person == road.consultant and goes_on.customer.phone not in str(told)


def test_a_known_customer_without_an_intent_gets_a_new_one_of_the_owner(road, now, today):
    lost = road.open(now=now, on=today)
    road.contact(lost, now=now, on=today, next_in=None, outcome="lost", lost_reason="price")
    lead = road.sort(phone=lost.customer.phone, model="Passat", budget=Decimal("200000"))
    assert lead.state == "known" and lead.opportunity != lost
    assert (lead.opportunity.model, lead.opportunity.budget) == ("Passat", Decimal("200000"))


def test_r7_whom_nobody_contacted_for_30_days_the_manager_hears_of_as_well(road, now, today):
    ago = timedelta(days=40)
    neglected = road.open(now=now - ago, on=today - ago, grade="C", days=60, plan_in=20)
    road.sort(phone=neglected.customer.phone)
    told = Notice.objects.get(kind=NEGLECTED_ASKS.code)
    assert told.person == road.manager


def test_a_card_out_of_use_is_left_to_people(road, now, today):
    opportunity = road.open(now=now, on=today)
    type(opportunity.customer).objects.update(lifecycle="inactive")
    lead = road.sort(phone=opportunity.customer.phone)
    assert (lead.state, lead.reason) == ("set_aside", "out_of_use")


def test_whoever_was_closed_before_is_left_to_people(road, now):
    first = road.sort(phone="13800138000")
    close_lead(first, remark="同行打探", by=road.marketing, now=now)
    again = road.sort(phone="13800138000")
    assert (again.state, again.reason) == ("set_aside", "asked_before")


def test_sorting_twice_changes_nothing(road, now):
    lead = road.sort(phone="13800138000")
    again = sort_lead(lead, by=None, now=now + timedelta(minutes=1))
    assert again.sorted_at == lead.sorted_at and again.state == "new"


def test_a_mended_lead_is_judged_afresh(road, now):
    lead = road.sort(phone="1380013")
    mended = mend_lead(lead, phone_given="13800138000", by=road.marketing, now=now)
    assert (mended.state, mended.reason, mended.phone) == ("new", "", "13800138000")
    worse = mend_lead(mended, text="点错了", by=road.marketing, now=now)
    assert (worse.state, worse.reason) == ("set_aside", "no_intent")
    changes = list(worse.history.order_by("history_id").values_list("state", flat=True))
    assert changes == ["new", "set_aside", "new", "new", "new", "set_aside"]


def test_what_was_set_aside_can_be_taken_all_the_same(road, now):
    lead = take_lead(road.sort(text="点错了"), by=road.marketing, now=now)
    assert lead.state == "new" and lead.sorted_at == now
    bad = road.sort(phone="1380013")
    with pytest.raises(ValidationError):
        take_lead(bad, by=road.marketing, now=now)


def test_two_leads_of_one_person_are_joined_by_hand(road, now):
    one, other = road.sort(phone="13800138000"), road.sort(phone="", wechat="lilei88")
    joined = join_leads(other, into=one, by=road.marketing, now=now)
    assert (joined.state, joined.into) == ("merged", one)
    one.refresh_from_db()
    assert one.wechat == "lilei88"
    with pytest.raises(ValidationError):
        join_leads(one, into=one, by=road.marketing, now=now)
    with pytest.raises(ValidationError):
        join_leads(one, into=joined, by=road.marketing, now=now)


def test_a_lead_is_sent_on_within_the_region_and_judged_there(road, now):
    near, far = StoreFactory(region=road.store.region), StoreFactory()
    lead = road.sort()
    with pytest.raises(ValidationError):
        send_on(lead, to=far, by=road.marketing, now=now)
    sent = send_on(lead, to=near, by=road.marketing, now=now)
    assert (sent.store, sent.state) == (near, "new")


def test_what_is_sent_on_is_known_where_it_was_sent_to(road, now):
    near = StoreFactory(region=road.store.region)
    road.record(store=near, sent_id="1", phone="13800138001")
    lead, twin = road.sort(sent_id="1", phone="13800138000"), road.sort(phone="13800138000")
    sent = send_on(lead, to=near, by=road.marketing, now=now)  # near has a "1" of its own
    twin.refresh_from_db()
    assert sent.store == near == twin.store
    arrival = road.arrival(sent_id="1", phone="13800138000")
    again, is_new = record_lead(by=None, now=now, store=road.store, arrival=arrival)
    assert (again, is_new) == (lead, False)


def test_closing_needs_a_word_and_drops_nothing(road, now):
    lead = road.sort()
    with pytest.raises(ValidationError):
        close_lead(lead, remark=" ", by=road.marketing, now=now)
    closed = close_lead(lead, remark="已在别处购车", by=road.marketing, now=now)
    assert (closed.state, closed.remark) == ("closed", "已在别处购车")
    with pytest.raises(ValidationError):
        close_lead(closed, remark="again", by=road.marketing, now=now)


def test_r5_2_outside_the_districts_of_the_store(road):
    IntakePolicy.objects.create(store=road.store, districts=["浦东", "徐汇"])
    assert road.sort(district="杭州").reason == "outside"
    assert road.sort(district="浦东新区").state == "new"


def test_what_had_joined_a_lead_goes_with_it_and_one_counts(road, now):
    IntakePolicy.objects.create(store=road.store, last_counts=True)
    first, again = road.sort(phone="13900139000"), road.sort(phone="13900139000")
    other = road.sort(phone="", wechat="lilei88")
    join_leads(first, into=other, by=road.marketing, now=now)
    again.refresh_from_db()
    assert again.into == other and Lead.objects.filter(is_counted=True).count() == 1
    other.refresh_from_db()
    assert other.phone == "13900139000"


def test_nothing_is_joined_to_what_is_closed(road, now):
    one, other = road.sort(), road.sort()
    close_lead(other, remark="已购", by=road.marketing, now=now)
    with pytest.raises(ValidationError) as refused:
        join_leads(one, into=other, by=road.marketing, now=now)
    assert set(refused.value.message_dict) == {"into"}
