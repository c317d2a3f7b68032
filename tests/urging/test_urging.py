"""The road of the day, urging what lags, and what is written of the long untouched (R5.3, R5.6)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import override

from accounts.notices.models import Notice
from intake.arrivals.models import Lead
from intake.distribution.services.watching import watch
from intake.first_contact.models import FirstContactTerm
from intake.urging.models import LeadMeasure, Step, Urge
from intake.urging.notices import URGED
from intake.urging.queries import lags_of, on_step, road_of
from intake.urging.services import urge, write_measure
from tests.factories import ManagerFactory, StoreFactory, UserFactory

pytestmark = pytest.mark.django_db
LONG = timedelta(days=33)


@pytest.fixture
def untouched(road):
    """Somebody called once, in time, and nobody since."""
    lead = road.take_in(now=road.now - LONG, received_at=road.now - LONG)
    then = road.now - LONG + timedelta(minutes=10)
    activity = lead.opportunity.activities.planned().get()
    road.contact(lead.opportunity, now=then, on=then.date(), activity=activity)
    return lead


@pytest.fixture
def late(road):
    """The next is not asked: it stays with who missed it."""
    FirstContactTerm.objects.create(
        store=road.store, channel="autohome", minutes=30, passes_on=False
    )
    then = road.now - timedelta(days=1)
    lead = road.take_in(now=then, received_at=then)
    watch(lead, now=then + timedelta(minutes=31))
    return Lead.objects.get(pk=lead.pk)


def figures(road, person=None):
    found = road_of(person or road.marketing, on=road.now.date(), now=road.now)
    return {step.value: number for step, number in found if number}


def lags(road, lead):
    return lags_of([lead], on=road.now.date(), now=road.now).get(lead.pk)


def press(client, lead, back=""):
    url = reverse("intake:lead_urge", args=[lead.pk])
    return client.post(f"{url}?back={back}" if back else url, follow=True)


def told():
    return set(Notice.objects.filter(kind=URGED.code).values_list("person", flat=True))


def test_r5_6_every_figure_of_the_road_leads_to_its_rows(road, browse, untouched):
    then = road.now - timedelta(minutes=31)
    missed = road.take_in(now=then, received_at=then)
    watch(missed, now=road.now)
    raw, sorted_one, running = road.record(), road.sort(), road.take_in()
    client = browse(road.marketing)
    page = client.get(reverse("intake:lead_list"))
    expected = {
        Step.COLLECTED: {missed, raw, sorted_one, running},
        Step.TO_SORT: {raw},
        Step.TO_GIVE: {sorted_one},
        Step.RUNNING: {missed, running},
        Step.LATE: set(),
        Step.MISSED: {missed},
        Step.UNTOUCHED: {untouched},
        Step.UNLOOKED: {untouched},
    }
    assert dict(page.context["road"]) == {step: len(rows) for step, rows in expected.items()}
    for step, rows in expected.items():
        answer = client.get(reverse("intake:lead_list"), {"step": step})
        assert set(answer.context["page_obj"]) == rows, step
        assert f"?step={step}" in answer.content.decode()


def test_r5_6_a_first_contact_is_late_until_somebody_calls(road, late):
    assert figures(road) == {"late": 1} and lags(road, late) == [Step.LATE]
    activity = late.opportunity.activities.planned().get()
    road.contact(
        late.opportunity, now=road.now, on=road.now.date(), activity=activity, note="B 客户"
    )
    assert figures(road) == {} and lags(road, late) is None


def test_r5_6_without_a_card_the_first_contact_is_late_as_well(road):
    then = road.now - timedelta(days=3)
    lead = road.take_in(now=then, received_at=then, phone="", wechat="wx_1")
    assert lead.opportunity is None and figures(road) == {"late": 1}
    assert lags(road, lead) == [Step.LATE]


def test_r5_6_urging_tells_who_has_it_and_their_manager_once_a_day(road, browse, late):
    client = browse(road.marketing)
    back = "/leads/?step=late"
    answer = press(client, late, back="/leads/%3Fstep%3Dlate")
    assert answer.redirect_chain[-1][0] == back
    assert told() == {late.assigned_to_id, road.manager.pk}
    kept = Urge.objects.get()
    assert (kept.by, kept.at, kept.lag) == (road.marketing, road.now, "late")
    assert str(road.marketing) in answer.content.decode()
    again = press(browse(road.director), late)
    assert Urge.objects.count() == 1 and Notice.objects.filter(kind=URGED.code).count() == 2
    assert any(str(road.marketing) in str(each) for each in again.context["messages"])


def test_r5_6_the_next_day_it_is_urged_again_and_the_history_is_kept(road, late, browse):
    for days in (0, 1):
        urge(late, by=road.marketing, now=road.now + timedelta(days=days))
    assert Urge.objects.count() == 2 and Notice.objects.filter(kind=URGED.code).count() == 4
    page = browse(road.marketing).get(reverse("intake:lead", args=[late.pk]))
    assert len(page.context["urges"]) == 2


def test_r5_6_nobody_has_it_who_distributes_is_urged(road):
    lead = road.sort()
    urge(lead, by=road.director, now=road.now)
    assert told() == {road.manager.pk, road.marketing.pk}


def test_r5_6_what_lags_not_is_not_urged(road, browse):
    lead = road.take_in()
    with pytest.raises(ValidationError):
        urge(lead, by=road.marketing, now=road.now)
    press(browse(road.marketing), lead)
    assert not Urge.objects.exists()
    page = browse(road.marketing).get(reverse("intake:lead", args=[lead.pk])).content.decode()
    assert reverse("intake:lead_urge", args=[lead.pk]) not in page


def test_r5_6_only_who_looks_after_the_store_urges(road, browse, late):
    strangers = [
        UserFactory(store=StoreFactory(), role="marketing"),
        ManagerFactory(store=road.store),
        road.people[0],
        UserFactory(store=road.store, role="reception"),
        UserFactory(store=road.store, role="general_manager"),
    ]
    for person in strangers:
        with pytest.raises(PermissionDenied):
            urge(late, by=person, now=road.now)
        assert press(browse(person), late).status_code in (403, 404)


def test_r10_3_the_notice_says_of_the_customer_no_more_than_the_surname(road, late):
    urge(late, by=road.marketing, now=road.now)
    notice = Notice.objects.filter(kind=URGED.code).first()
    with override("en"):
        assert str(road.marketing) in str(notice) and "First contact late" in str(notice)
        assert late.name not in str(notice)
    assert notice.url == reverse("intake:lead", args=[late.pk])


def test_r5_3_long_untouched_are_those_beyond_the_cycle_of_their_grade(road, untouched):
    rows = Lead.objects.visible_to(road.marketing)

    def keys(days):
        now = road.now - LONG + timedelta(days=days)
        asked = {"user": road.marketing, "on": now.date(), "now": now}
        return set(on_step(rows, Step.UNTOUCHED, **asked))

    cycle = untouched.opportunity.grade.cadence
    first = next(days for days in range(LONG.days + 1) if keys(days))
    assert first > cycle and keys(first) == {untouched}
    assert lags(road, untouched) == [Step.UNTOUCHED]
    expected = road.now.date() + timedelta(days=45)
    road.contact(untouched.opportunity, now=road.now, on=road.now.date(), expected_on=expected)
    assert figures(road) == {}


def test_r5_3_reason_and_measure_are_kept_with_who_and_when_on_lead_and_card(
    road, browse, untouched
):
    client = browse(road.marketing)
    url = reverse("intake:lead_measure", args=[untouched.pk])
    page = client.get(url)
    told = {"reason": "顾问休假", "measure": "本周由经理回访"}
    token = page.context["form"]["token"].value()
    for _ in range(2):
        client.post(url, told | {"token": token})
    kept = LeadMeasure.objects.get()
    assert (kept.by, kept.at, kept.on) == (road.marketing, road.now, road.now.date())
    rows = client.get(reverse("intake:lead_list"), {"step": "untouched"}).content.decode()
    lead = client.get(reverse("intake:lead", args=[untouched.pk])).content.decode()
    card = browse(untouched.assigned_to).get(
        reverse("followups:customer_card", args=[untouched.customer_id])
    )
    for text in told.values():
        assert text in rows and text in lead and text in card.content.decode()
    assert figures(road) == {"untouched": 1}, "looked at, and still untouched"


@pytest.mark.parametrize("wrong", ["reason", "measure"])
def test_r5_3_reason_and_measure_are_both_asked_for(road, browse, untouched, wrong):
    client = browse(road.manager)
    url = reverse("intake:lead_measure", args=[untouched.pk])
    answer = client.post(url, {"reason": "x", "measure": "y"} | {wrong: " "})
    assert wrong in answer.context["form"].errors and not LeadMeasure.objects.exists()
    with pytest.raises(ValidationError):
        texts = {"reason": "x", "measure": "y"} | {wrong: " "}
        write_measure(untouched, by=road.manager, now=road.now, **texts)


def test_r5_3_of_a_lead_that_nobody_has_there_is_nothing_to_write(road, browse):
    lead = road.sort()
    with pytest.raises(ValidationError):
        write_measure(lead, by=road.marketing, now=road.now, reason="x", measure="y")


def test_r5_6_the_list_asks_as_often_for_three_rows_as_for_one(road, browse, count_queries, late):
    client, url = browse(road.marketing), reverse("intake:lead_list")

    def one_more():
        then = road.now - timedelta(days=1)
        lead = road.take_in(now=then, received_at=then)
        urge(lead, by=road.marketing, now=road.now)
        write_measure(lead, by=road.manager, now=road.now, reason="x", measure="y")

    one_more()
    first = count_queries(client, url)
    for _ in range(3):
        one_more()
    assert count_queries(client, url) == first
