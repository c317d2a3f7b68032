"""All that an intent says can be corrected and completed later, with its history (R2.2, R2.3)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from followups.contacts.fields import some_of
from followups.deadlines.services import compare
from leads.customers.queries import completeness
from leads.events.models import MarketEvent

SAID = {"result": "reached", "content": "谈了配置", "feedback": "喜欢"}


@pytest.fixture
def opportunity(floor, now, today):
    return floor.open(now=now, on=today)


@pytest.fixture
def page(opportunity):
    return reverse("leads:intent_edit", args=[opportunity.pk])


@pytest.fixture
def contact(opportunity):
    return reverse("followups:log_contact", args=[opportunity.pk])


def texts(answer, name):
    return " ".join(answer.context["form"].errors.get(name, []))


def test_colour_and_objection_are_mended_and_remembered(
    client, page, fields, opportunity, floor, today
):
    event = MarketEvent.objects.create(
        store=floor.store, name="车展", starts_on=today - timedelta(days=3), ends_on=today
    )
    wanted = {
        "model": "Polo",
        "version": "1.5T 豪华",
        "colour": "白色",
        "objection": "价格偏高",
        "budget": "150000",
        "payment_method": "instalment",
        "trade_in": "宝来 2015",
        "models_looked_at": "轩逸",
        "event": event.pk,
    }
    sent = fields(client.get(page), **wanted)
    assert client.post(page, sent).status_code == 302
    assert client.post(page, sent).status_code == 302
    opportunity.refresh_from_db()
    assert (opportunity.model, opportunity.version, opportunity.event) == (
        "Polo",
        "1.5T 豪华",
        event,
    )
    first, changed = opportunity.history.order_by("history_id")
    assert (first.model, changed.model, changed.history_user) == ("Golf", "Polo", floor.consultant)
    told = reverse("followups:customer_history", args=[opportunity.customer_id])
    shown = client.get(told).content.decode()
    assert "Golf" in shown and "白色" in shown and "车展" in shown
    card = reverse("followups:customer_card", args=[opportunity.customer_id])
    assert "1.5T 豪华" in client.get(card).content.decode()
    assert not compare([opportunity.pk])


def test_another_open_one_for_the_model_stands_in_the_way(
    client, page, contact, fields, opportunity, floor, now, today
):
    second = floor.open(now=now, on=today, model="Polo")
    type(second).objects.filter(pk=second.pk).update(customer=opportunity.customer_id)
    answer = client.post(page, fields(client.get(page), model=" polo ", colour="蓝"))
    assert "already has an open opportunity" in texts(answer, "model")
    assert "蓝" in answer.content.decode()
    answer = client.post(contact, fields(client.get(contact), **SAID, model="POLO"))
    assert "already has an open opportunity" in texts(answer, "model")
    assert not opportunity.activities.executed().exists()


@pytest.mark.parametrize("bad", [{"model": " "}, {"budget": "-1"}, {"event": "9999"}])
def test_bad_input_is_refused_beside_the_field(client, page, contact, fields, opportunity, bad):
    (name,) = bad
    assert texts(client.post(page, fields(client.get(page), **bad)), name)
    assert texts(client.post(contact, fields(client.get(contact), **SAID, **bad)), name)
    opportunity.refresh_from_db()
    assert opportunity.model == "Golf"


def test_a_contact_completes_them_in_one_act(client, contact, fields, opportunity):
    asked = [bound.name for bound in client.get(contact).context["form"].asked]
    assert asked == ["card_birthday", "card_position"]
    known = {"card_birthday": "1990-05-01", "card_position": "教师"}
    sent = fields(client.get(contact), **SAID, colour="红", **known)
    assert client.post(contact, sent).status_code == 302
    opportunity.refresh_from_db()
    assert (opportunity.colour, opportunity.customer.position) == ("红", "教师")
    assert opportunity.customer.birthday.year == 1990
    # Others are asked for next, and what is known no more.
    asked = [bound.name for bound in client.get(contact).context["form"].asked]
    assert len(asked) == 2 and not {*asked} & {*known}


def test_a_page_that_did_not_ask_changes_nothing(client, contact, fields, opportunity):
    type(opportunity).objects.filter(pk=opportunity.pk).update(colour="红")
    sent = fields(client.get(contact), **SAID)
    for name in ("model", "colour", "budget", "card_birthday", "card_position"):
        del sent[name]
    assert client.post(contact, sent).status_code == 302
    opportunity.refresh_from_db()
    assert (opportunity.model, opportunity.colour) == ("Golf", "红")


def test_a_birthday_to_come_is_refused(client, contact, fields, today):
    later = (today + timedelta(days=1)).isoformat()
    sent = fields(client.get(contact), **SAID, card_birthday=later)
    assert texts(client.post(contact, sent), "card_birthday")


@pytest.mark.parametrize(
    ("turn", "names"),
    [
        (0, ["birthday", "trade"]),
        (1, ["wechat", "birthday"]),
        (2, ["trade", "wechat"]),
        (3, ["birthday", "trade"]),
    ],
)
def test_each_has_its_turn_r2_3(turn, names):
    assert some_of(["birthday", "name", "trade", "wechat"], turn=turn) == names
    assert some_of([], turn=turn) == []


def test_completeness_counts_what_can_be_completed(opportunity):
    customer = opportunity.customer
    assert "colour" in map(str, completeness(customer, opportunity).missing)
    assert completeness(customer).percent > completeness(customer, opportunity).percent


def test_an_ended_one_stays_as_it_was(client, page, fields, opportunity, floor, now, today):
    late = fields(client.get(page), colour="红")
    floor.contact(opportunity, now=now, on=today, outcome="lost", lost_reason="price", next_in=None)
    assert client.get(page).status_code == 302
    assert "has ended" in texts(client.post(page, late), "__all__")


def test_nobody_elses(browse, floor, page, receptionist):
    assert browse(floor.new_consultant()).get(page).status_code == 404
    assert browse(receptionist).get(page).status_code == 403
