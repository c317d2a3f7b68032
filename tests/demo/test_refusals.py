"""`manage.py demo` fills an empty database only."""

import pytest
from django.core.management import CommandError, call_command

from accounts.people.models import Region, User
from crm_site.demo.cards import phone_number


@pytest.mark.django_db
def test_any_data_is_refused(tmp_path):
    Region.objects.create(code="R", name="R")
    with pytest.raises(CommandError, match="already has data .regions."):
        call_command("demo", logins=tmp_path / "logins.txt")
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 10_001])
def test_the_number_of_customers_has_bounds(number):
    with pytest.raises(CommandError, match="--customers"):
        call_command("demo", customers=number)


def test_numbers_are_not_given_twice():
    assert len({phone_number(n) for n in range(10_000)}) == 10_000
