"""The leads' desk in the browser: a lead by hand, the list, one lead, and what is done with it (R5.1, R5.2)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from intake.arrivals.models import Lead
from intake.distribution.services.watching import watch
from tests.factories import Floor, ManagerFactory, StoreFactory, UserFactory

pytestmark = pytest.mark.django_db


def typed(road, **fields):
    return {
        "name": "李雷",
        "phone_given": "138 0013 8000",
        "channel": "autohome",
        "model": "Golf",
    } | fields


def post(client, page, *args, **fields):
    return client.post(reverse(f"intake:{page}", args=args), fields, follow=True)


def test_r5_1_a_lead_by_hand_is_on_file_and_given_at_once(road, browse):
    answer = post(browse(road.marketing), "lead_create", **typed(road, budget="128000"))
    lead = Lead.objects.get()
    assert lead.recorded_by == road.marketing and lead.assigned_to == road.people[0]
    assert str(road.people[0]) in answer.content.decode()


@pytest.mark.parametrize("role", ["marketing", "reception", "consultant", "manager", "director"])
def test_r5_1_who_takes_leads_in(road, browse, role):
    person = UserFactory(store=road.store, role=role)
    post(browse(person), "lead_create", **typed(road))
    assert Lead.objects.get().recorded_by == person


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"phone_given": "12"}, "phone_given"),
        ({"phone_given": ""}, "phone_given"),
        ({"channel": "fax"}, "channel"),
        ({"budget": "-1"}, "budget"),
        ({"budget": "many"}, "budget"),
        ({"email": "no address"}, "email"),
        ({"name": "x" * 81}, "name"),
        ({"text": "x" * 2001}, "text"),
        ({"name": "\0"}, "name"),
    ],
)
def test_wrong_input_has_its_error_beside_the_field_and_keeps_what_was_typed(
    road, browse, wrong, field
):
    answer = post(browse(road.marketing), "lead_create", **typed(road) | wrong)
    form = answer.context["form"]
    assert field in form.errors and not Lead.objects.exists()
    assert form["model"].value() == "Golf"


def test_pressed_twice_is_one_lead(road, browse):
    client = browse(road.marketing)
    page = client.get(reverse("intake:lead_create"))
    token = page.context["form"]["token"].value()
    for _ in range(2):
        post(client, "lead_create", **typed(road, token=token))
    assert Lead.objects.count() == 1


def test_r1_3_the_number_is_read_by_who_sorts_until_somebody_has_it(road, browse):
    waiting = road.sort(phone="13800138000")
    given = road.take_in(phone="13900139000")
    for person, reads_waiting, reads_given in (
        (road.marketing, True, False),
        (road.manager, True, True),
        (road.director, True, True),
        (UserFactory(store=road.store, role="general_manager"), False, False),
    ):
        client = browse(person)
        pages = [
            client.get(reverse("intake:lead", args=[lead.pk])).content.decode()
            for lead in (waiting, given)
        ]
        assert ("13800138000" in pages[0], "13900139000" in pages[1]) == (
            reads_waiting,
            reads_given,
        )
    assert (
        "13900139000"
        in browse(given.assigned_to).get(reverse("intake:lead", args=[given.pk])).content.decode()
    )


def test_r1_3_a_consultant_sees_their_own_alone(road, browse):
    own, other = road.take_in(name="韩梅"), road.take_in(name="林涛")
    page = browse(own.assigned_to).get(reverse("intake:lead_list")).content.decode()
    assert "韩梅" in page and "林涛" not in page
    answer = browse(own.assigned_to).get(reverse("intake:lead", args=[other.pk]))
    assert answer.status_code == 404


def test_a_manager_opens_what_was_passed_on_from_their_team(road, browse, now):
    lead = road.take_in()
    other = ManagerFactory(store=road.store)
    type(road.people[1]).objects.filter(pk=road.people[1].pk).update(manager=other)
    watch(lead, now=now + timedelta(minutes=31))
    page = browse(road.manager).get(reverse("intake:lead", args=[lead.pk]))
    assert page.status_code == 200 and lead.phone not in page.content.decode()


def test_nobody_sees_another_stores_leads(road, browse):
    lead = road.take_in()
    other = Floor()
    for person in (other.manager, UserFactory(store=other.store, role="marketing")):
        assert browse(person).get(reverse("intake:lead", args=[lead.pk])).status_code == 404


def test_the_list_takes_as_many_queries_for_three_rows_as_for_one(road, count_queries, browse):
    client, url = browse(road.marketing), reverse("intake:lead_list")
    road.take_in()
    one = count_queries(client, url)
    for _ in range(2):
        road.take_in()
    assert count_queries(client, url) == one


def test_the_filter_finds_by_state_channel_and_words(road, browse):
    road.take_in(name="韩梅", channel="yiche")
    road.sort(name="林涛", text="点错了")
    client = browse(road.marketing)

    def found(**query):
        return [
            lead.name for lead in client.get(reverse("intake:lead_list"), query).context["page_obj"]
        ]

    assert found(state="set_aside") == ["林涛"] == found(reason="no_intent")
    assert found(channel="yiche") == ["韩梅"] == found(q="韩")
    assert found(state="nonsense") and found(q=str(Lead.objects.get(name="韩梅").pk)) == ["韩梅"]


def test_a_lead_is_mended_taken_joined_sent_on_and_closed(road, browse):
    client = browse(road.marketing)
    bad = road.sort(phone="1380013")
    page = client.get(reverse("intake:lead_mend", args=[bad.pk]))
    form = page.context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    post(client, "lead_mend", bad.pk, **sent | {"phone_given": "13800138000", "text": ""})
    bad.refresh_from_db()
    assert (bad.state, bad.phone) == ("assigned", "13800138000")

    no_intent = road.sort(text="不买了", phone="13900139001")
    post(client, "lead_take", no_intent.pk)
    no_intent.refresh_from_db()
    assert no_intent.state == "assigned"

    one, twin = road.sort(phone="13900139002"), road.sort(phone="", wechat="lilei88")
    wrong = post(client, "lead_join", twin.pk, into="99999")
    assert "into" in wrong.context["form"].errors
    post(client, "lead_join", twin.pk, into=str(one.pk))
    twin.refresh_from_db()
    assert twin.into == one

    near = StoreFactory(region=road.store.region)
    post(client, "lead_send_on", one.pk, store=str(near.pk))
    one.refresh_from_db()
    assert one.store == near

    last = road.sort(phone="13900139003")
    wrong = post(client, "lead_close", last.pk, remark=" ")
    assert "remark" in wrong.context["form"].errors
    post(client, "lead_close", last.pk, remark="已购")
    last.refresh_from_db()
    assert last.state == "closed"


def test_what_somebody_else_placed_meanwhile_is_a_plain_word(road, browse):
    lead = road.take_in()
    answer = post(browse(road.marketing), "lead_close", lead.pk, remark="已购")
    assert "no longer waiting" in answer.content.decode()
    lead.refresh_from_db()
    assert lead.state == "assigned"


def test_r5_2_the_reasons_are_counted_by_source(road, browse):
    for text in ("点错了", "不买了"):
        road.sort(text=text)
    page = browse(road.marketing).get(reverse("intake:reason_list"))
    assert [row["number"] for row in page.context["page_obj"]] == [2]


def test_the_first_contact_without_a_card_is_noted_by_whoever_has_the_lead(road, browse):
    lead = road.take_in(phone="", wechat="lilei88")
    client = browse(lead.assigned_to)
    assert "contacted" in client.get(reverse("intake:lead", args=[lead.pk])).content.decode()
    wrong = post(client, "lead_contacted", lead.pk, text="加了微信", phone="12")
    assert "phone" in wrong.context["form"].errors
    post(client, "lead_contacted", lead.pk, text="加了微信")
    lead.refresh_from_db()
    assert lead.contacted_at


@pytest.mark.parametrize("act", ["mend", "take", "join", "send_on", "close", "assign"])
def test_r1_3_no_form_of_a_lead_that_somebody_has_tells_its_number(road, browse, act):
    lead = road.take_in(phone="13900139000", wechat="wx_secret")
    page = browse(road.marketing).get(reverse(f"intake:lead_{act}", args=[lead.pk]), follow=True)
    text = page.content.decode()
    assert page.status_code == 200 and "13900139000" not in text and "wx_secret" not in text


def test_r1_3_whoever_asks_again_is_masked_as_the_lead_that_they_joined(road, browse):
    first = road.take_in(phone="13900139000")
    again = road.take_in(phone="13900139000")
    page = reverse("intake:lead", args=[again.pk])
    assert "13900139000" not in browse(road.marketing).get(page).content.decode()
    assert "13900139000" in browse(road.manager).get(page).content.decode()
    assert again.into == first
    other = ManagerFactory(store=road.store)
    assert browse(other).get(page).status_code == 404  # of another team as what they joined


def test_after_an_act_comes_a_page_that_one_may_open(road, browse):
    answer = post(browse(road.people[2]), "lead_create", **typed(road))
    assert Lead.objects.get().assigned_to == road.people[0] and answer.status_code == 200
    other = ManagerFactory(store=road.store)
    waiting = road.sort()
    answer = post(browse(other), "lead_assign", waiting.pk, to=road.people[1].pk, reason="熟客")
    assert answer.status_code == 200
    card = Lead.objects.get(assigned_to=road.people[0])
    without = road.take_in(phone="", wechat="wx")
    answer = post(
        browse(without.assigned_to), "lead_contacted", without.pk, text="聊过", phone=card.phone
    )
    without.refresh_from_db()
    assert without.state == "known" and answer.status_code == 200
    assert without.assignments.latest("pk").rule == "owner"


def test_a_lead_without_a_card_can_be_closed_by_whoever_sorts(road, browse):
    lead = road.take_in(phone="", wechat="lilei88")
    post(browse(road.manager), "lead_close", lead.pk, remark="微信未通过")
    lead.refresh_from_db()
    assert (lead.state, lead.look_at) == ("closed", None)
