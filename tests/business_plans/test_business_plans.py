"""The business plan of a month beside its result (S1, R9.7)."""

from datetime import date
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.people.models import Role
from orders.business_plans.models import BusinessPlan
from orders.business_plans.services import save_plan
from orders.targets.services import Goal, set_targets
from reports.sheets.queries.sheet import Figure
from tests.factories import Floor, UserFactory

pytestmark = pytest.mark.django_db
PAGE, SHEET = reverse("orders:business_plan"), reverse("reports:business-plan")
TEXTS = {
    "targets": "订单 4 台",
    "measures": "周末外展两场",
    "people": "王伟带队",
    "differences": "下雨一场取消",
}


@pytest.fixture
def floor(db):
    return Floor()


@pytest.fixture(autouse=True)
def at_now(now):
    with mock.patch("foundation.clock.now", return_value=now):
        yield


@pytest.mark.parametrize("role", [Role.MANAGER, Role.DIRECTOR, Role.GENERAL_MANAGER])
def test_leaders_write_it_and_read_it_beside_the_result(client, floor, role, now):
    month = date(2026, 11, 1)
    goals = [Goal(orders=4, deliveries=2), Goal(3, 1, consultant=floor.consultant.pk)]
    set_targets(by=floor.director, now=now, store=floor.store, month=month, goals=goals)
    opportunity = floor.open(now=now, on=now.date())
    floor.contact(opportunity, now=now, on=now.date())
    leader = floor.manager if role == Role.MANAGER else UserFactory(store=floor.store, role=role)
    client.force_login(leader)
    for _again in range(2):
        assert client.post(f"{PAGE}?month=2026-11", TEXTS).status_code == 302
    assert BusinessPlan.objects.get().month == month
    result, plan = client.get(f"{SHEET}?month=2026-11").context["tables"]
    assert [text for _part, text in plan.lines] == list(TEXTS.values())
    wanted = 3 if role == Role.MANAGER else 4
    figures = {line[2].show: [line[1], line[2].value, *line[3:]] for line in result.lines}
    assert figures["orders"] == [wanted, 0, 0, -wanted]
    assert figures["leads"] == figures["contacts"] == [None, 1, None, None]
    for line in result.lines:
        assert isinstance(line[2], Figure)
        behind = client.get(f"{SHEET}rows?month=2026-11&show={line[2].show}")
        assert behind.context["page_obj"].paginator.count == line[2].value
    assert "周末外展两场" in client.get(f"{SHEET}paper?month=2026-11").content.decode()


def test_it_is_of_its_store_and_month(client, floor):
    client.force_login(floor.director)
    client.post(f"{PAGE}?month=2026-12", TEXTS)
    assert len(client.get(f"{SHEET}?month=2026-11").context["tables"]) == 1
    assert len(client.get(f"{SHEET}?month=2026-12").context["tables"]) == 2
    client.force_login(Floor().director)
    assert len(client.get(f"{SHEET}?month=2026-12").context["tables"]) == 1


def test_who_may_not_write_it(client, floor, now):
    client.force_login(floor.consultant)
    assert client.get(PAGE).status_code == client.get(SHEET).status_code == 403
    plan = BusinessPlan(store=floor.store, month=date(2026, 11, 1))
    for by in (floor.consultant, Floor().director):
        with pytest.raises(PermissionDenied):
            save_plan(plan, by=by, now=now)


def test_every_change_is_kept_and_nonsense_in_the_address_is_left_out(client, floor):
    """R1.4"""
    client.force_login(floor.manager)
    client.post(PAGE, TEXTS)
    client.post(PAGE, TEXTS | {"differences": "补充"})
    assert BusinessPlan.history.count() == 2
    assert client.get(f"{PAGE}?month=soon&store=x").status_code == 200
