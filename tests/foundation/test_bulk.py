"""Rows written in bulk hold what was handed in, and refuse as single ones do; both engines."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from foundation.bulk import insert_objects, insert_rows, update_objects
from foundation.history import Cause, create_all
from leads.customers.models import Customer
from tests.factories import Floor

pytestmark = pytest.mark.django_db

ODD = ["tab\there", "line\nline\r\n", "back\\slash \\N \\.", "\\N", "", "途观L “引号” 😀", "'; --"]


@pytest.fixture
def consultant():
    return Floor().consultant


def cards(consultant, texts):
    return [
        Customer(
            store=consultant.store,
            consultant=consultant,
            name=f"客户{n}",
            phone=f"1380000{n:04}",
            registered_on=date(2026, 11, 1),
            birthday=date(1990, 2, 3),
            source=1,
            address=text,
        )
        for n, text in enumerate(texts)
    ]


def test_any_text_is_kept_as_it_is(consultant, now):
    create_all(Customer, cards(consultant, ODD), Cause(consultant, now, "a\tb\\"))
    kept = Customer.objects.order_by("phone")
    assert [card.address for card in kept] == ODD
    for card in kept:
        row = card.history.get()
        assert (row.address, row.history_date) == (card.address, now)
        assert (row.history_user, row.history_change_reason) == (consultant, "a\tb\\")


def test_blank_and_missing_stay_apart(consultant):
    first, second = cards(consultant, ["a", "b"])
    second.first_visit_on = date(2026, 11, 2)
    insert_objects(Customer, [first, second])
    first.refresh_from_db()
    assert first.first_visit_on is None
    second.first_visit_on = None
    update_objects(Customer, [second], ["first_visit_on"])
    second.refresh_from_db()
    assert second.first_visit_on is None


def test_more_rows_than_are_in_memory_at_once(consultant, monkeypatch):
    monkeypatch.setattr("foundation.bulk.ROWS", 2)
    insert_objects(Customer, cards(consultant, ODD))
    assert Customer.objects.count() == len(ODD)


def test_what_is_there_twice_is_refused_as_everywhere(consultant):
    """A run of an import compares its batch once more then."""
    [card] = cards(consultant, [""])
    insert_objects(Customer, [card])
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Customer, ["id"], [[card.pk]])
