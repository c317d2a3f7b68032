"""What counts as data, before a database is filled."""

import pytest

from accounts.holidays.models import DayOverride
from crm_site.database.contents import NO_DATA, first_with_data, tables


def test_every_exception_is_a_table():
    assert {model._meta.label_lower for model in tables()} >= NO_DATA


@pytest.mark.django_db
def test_what_migrations_ship_is_no_data():
    assert first_with_data() is None


@pytest.mark.django_db
def test_one_row_is_data():
    DayOverride.objects.create(on="2027-02-06", is_working_day=True)
    assert first_with_data() == "calendar overrides"
