"""The card is edited, but for name and phone (R1.4, R2.3)."""

from datetime import date

import pytest
from django.urls import reverse


@pytest.fixture
def opportunity(floor, now, today):
    return floor.open(now=now, on=today, district="朝阳区")


@pytest.fixture
def customer(opportunity):
    return opportunity.customer


@pytest.fixture
def url(customer):
    return reverse("followups:customer_card", args=[customer.pk])


def texts(answer, name):
    return " ".join(answer.context["form"].errors.get(name, []))


class TestEdit:
    @pytest.fixture
    def url(self, customer):
        return reverse("leads:customer_edit", args=[customer.pk])

    def test_fields_are_saved_but_name_and_phone(self, client, url, fields, customer):
        sent = fields(client.get(url), district="通州区", name="别名", phone="13900000000")
        assert client.post(url, sent).status_code == 302
        customer.refresh_from_db()
        assert (customer.district, customer.name) == ("通州区", "王小明")
        assert customer.birthday == date(1900, 1, 1)

    def test_a_refused_entry_is_kept(self, client, url, fields):
        sent = fields(client.get(url), email="not an address", district="通州区")
        answer = client.post(url, sent)
        assert texts(answer, "email")
        assert "not an address" in answer.content.decode()
