"""The store's list of brands and models, from which intents are entered (R2.2)."""

import pytest
from django.urls import reverse

from leads.car_models.models import CarModel
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
    assert models_to_offer(floor.store) == ["Golf", "Polo Plus"]
    for url in (
        reverse("followups:customer_create"),
        reverse("leads:intent_edit", args=[free.pk]),
        reverse("followups:log_contact", args=[free.pk]),
    ):
        page = client.get(url).content.decode()
        assert '<option value="Golf">' in page and '"Phaeton"' not in page, url
    assert floor.open(now=now, on=today, model="ＧＯＬＦ").model == "Golf"


def test_queries_do_not_grow(marketing, floor, golf, count_queries):
    few = count_queries(marketing, LIST)
    for n in range(3):
        CarModel.objects.create(store=floor.store, name=f"Polo {n}")
    assert count_queries(marketing, LIST) == few
