"""The store's list of brands and models, from which intents are entered (R2.2)."""

import pytest
from django.urls import reverse

from leads.car_models.models import CarModel
from leads.car_models.rules import Car, read_car
from leads.opportunities.queries import models_to_offer
from tests.factories import StoreFactory, UserFactory

LIST, NEW = reverse("leads:model_list"), reverse("leads:model_create")


@pytest.fixture
def marketing(browse, floor):
    return browse(UserFactory(store=floor.store, role="marketing"))


@pytest.fixture
def golf(floor):
    return CarModel.objects.create(store=floor.store, brand="大众", name="Golf")


def texts(answer, name):
    return " ".join(answer.context["form"].errors.get(name, []))


def test_marketing_adds_renames_and_retires_one(marketing, floor, fields, today):
    sent = fields(marketing.get(NEW), brand="大众", name="  Golf ")
    assert marketing.post(NEW, sent).url == LIST
    assert marketing.post(NEW, sent).url == LIST
    (golf,) = CarModel.objects.all()
    assert (golf.store, str(golf)) == (floor.store, "大众 Golf")
    edit = reverse("leads:model_edit", args=[golf.pk])
    answer = marketing.post(edit, fields(marketing.get(edit), name="Golf 8", is_retired="on"))
    assert answer.url == LIST
    golf.refresh_from_db()
    assert (golf.name, golf.retired_on) == ("Golf 8", today)
    assert golf.history.count() == 2
    back = fields(marketing.get(edit))
    del back["is_retired"]
    assert marketing.post(edit, back).url == LIST
    golf.refresh_from_db()
    assert golf.retired_on is None


def test_one_is_on_the_list_once(marketing, fields, golf):
    answer = marketing.post(NEW, fields(marketing.get(NEW), brand="奥迪", name="golf"))
    assert "on the list already" in texts(answer, "name") and "奥迪" in answer.content.decode()
    assert texts(marketing.post(NEW, fields(marketing.get(NEW), name=" ")), "name")
    CarModel.objects.create(store=StoreFactory(), name="Polo")
    assert marketing.post(NEW, fields(marketing.get(NEW), name="Polo")).status_code == 302


def test_it_is_proposed_at_entry_and_spells_the_name(client, floor, now, today, golf):
    CarModel.objects.create(store=floor.store, name="Jetta", retired_on=today)
    CarModel.objects.create(store=StoreFactory(), name="Phaeton")
    free = floor.open(now=now, on=today, model="Polo Plus")
    floor.open(now=now, on=today, model="Jetta")
    assert models_to_offer(floor.store) == ["大众 Golf", "Polo Plus"]
    for url in (
        reverse("followups:customer_create"),
        reverse("leads:intent_edit", args=[free.pk]),
        reverse("followups:log_contact", args=[free.pk]),
    ):
        page = client.get(url).content.decode()
        assert '<option value="大众 Golf">' in page and '"Phaeton"' not in page, url
    assert floor.open(now=now, on=today, model="ＧＯＬＦ").car == ("大众", "Golf")


@pytest.mark.parametrize(
    "typed, car",
    [
        ("golf", ("大众", "Golf")),
        ("大众　ＧＯＬＦ", ("大众", "Golf")),
        ("大众 ID.4 CROZZ", ("大众", "ID.4 CROZZ")),
        ("奥迪", ("奥迪", "奥迪")),
        ("奥迪 A4", ("奥迪", "A4")),
        ("大众", ("", "大众")),
        ("大众Golf", ("", "大众Golf")),
        ("Land Rover Discovery", ("Land Rover", "Discovery")),
        ("凯美瑞", ("", "凯美瑞")),
    ],
)
def test_brand_and_model_are_read_from_one_text_r2_2(typed, car):
    listed = [
        Car("大众", "Golf"),
        Car("奥迪", "奥迪"),
        Car("Land Rover", "Evoque"),
        Car("", "Polo"),
    ]
    assert read_car(typed, listed) == car


def test_an_intent_has_its_brand_r2_2(client, floor, now, today, golf, fields):
    """In the list, its filter and on the card; a free model keeps its brand when it is sent again."""
    CarModel.objects.create(store=floor.store, brand="奥迪", name="A4")
    free = floor.open(now=now, on=today, model="大众 ID.4")
    floor.open(now=now, on=today, model="A4")
    edit = reverse("leads:intent_edit", args=[free.pk])
    for sent, car in (
        ({"colour": "红"}, ("大众", "ID.4")),
        ({"model": "ID.4"}, ("大众", "ID.4")),
        ({"model": "ID.3"}, ("", "ID.3")),
        ({"model": "golf"}, ("大众", "Golf")),
    ):
        assert client.post(edit, fields(client.get(edit), **sent)).status_code == 302
        free.refresh_from_db()
        assert free.car == car
    assert free.described == "大众 Golf 红"  # as the registers name it
    listed = reverse("leads:customer_list")
    found = client.get(listed, {"brand": "大众"})
    assert [o.car for o in found.context["page_obj"]] == [("大众", "Golf")]
    assert "大众" in found.content.decode()
    assert (
        "大众 Golf"
        in client.get(reverse("followups:customer_card", args=[free.customer_id])).content.decode()
    )


def test_queries_do_not_grow(marketing, floor, golf, count_queries):
    few = count_queries(marketing, LIST)
    for n in range(3):
        CarModel.objects.create(store=floor.store, name=f"Polo {n}")
    assert count_queries(marketing, LIST) == few
