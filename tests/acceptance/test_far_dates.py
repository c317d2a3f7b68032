"""Dates that no calendar of a dealership holds are refused, row by row."""

import json

import pytest
from django.core.management import call_command

from followups.calendars.models import Absence
from leads.customers.models import Customer
from tests.importing.conftest import CUSTOMER


def bring_in(kind, path, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command(f"import_{kind}", str(path))
    assert ended.value.code == 1
    return json.loads(capsys.readouterr().out.splitlines()[-1])


@pytest.mark.parametrize(
    "slip",
    [
        {"expected_purchase_date": "9999-12-31", "note": "C 明年再看"},
        {"registered_on": "0001-01-01", "expected_purchase_date": "0001-01-02"},
        {"birthday": "0190-05-05"},
    ],
)
def test_a_far_off_year_on_a_card_is_a_slip(floor, write, capsys, slip):
    told = bring_in("customers", write("c.csv", [CUSTOMER | slip]), capsys)
    assert told["rejected"] == 1
    assert not Customer.objects.exists()


def test_an_absence_ends_within_the_calendar(floor, write, capsys):
    endless = {"username": "li.na", "from": "2026-09-01", "to": "9999-12-31", "kind": "leave"}
    told = bring_in("absences", write("a.csv", [endless | {"plans": "postpone"}]), capsys)
    assert told["rejected"] == 1
    assert not Absence.objects.exists()
