"""However many stores and people a region has: no page over 500 KB, no list of thousands to choose from."""

import re
from datetime import timedelta

import pytest

from accounts.people.models import Role, Store, User
from followups.activities.models import Activity

LARGEST, MOST_OPTIONS = 500_000, 250
HEAVIEST = (
    "compliance:finding_list",
    "compliance:ledger",
    "compliance:proposal_list",
    "followups:board",
    "followups:customer_card",
    "followups:errand_create",
    "followups:errand_list",
    "followups:overdue_list",
    "followups:quotas",
    "followups:week_targets",
    "leads:customer_list",
    "leads:event_create",
    "orders:order_list",
    "orders:quotation_list",
    "orders:target_grid",
    "reception:register",
    "reports:daily",
    "reports:dashboard",
    "reports:export_rights",
    "reports:lead_figures",
    "reports:progression",
    "rewards:ledger",
    "service:survey_list",
)


@pytest.fixture
def large_region(world):
    """100 stores with 5,500 people, and a customer of 300 contacts."""
    own = world.places["own"]
    region = own.store.region
    stores = [Store(code=f"X{n}", name=f"第{n}店", region=region) for n in range(100)]
    Store.objects.bulk_create(stores)
    managers = User.objects.bulk_create(
        User(username=f"m{s.pk}-{n}", full_name=f"经理{s.pk}{n}", role=Role.MANAGER, store=s)
        for s in stores
        for n in range(5)
    )
    User.objects.bulk_create(
        User(username=f"c{m.pk}-{n}", full_name=f"顾问{m.pk}{n}", store_id=m.store_id, manager=m)
        for m in managers
        for n in range(10)
    )
    on = world.places["own"].now.date()
    Activity.objects.bulk_create(
        Activity(
            opportunity=own.opportunity,
            consultant=own.person,
            planned_for=own.person,
            recorded_on=on - timedelta(days=n),
            planned_on=on - timedelta(days=n),
            executed_on=on - timedelta(days=n),
            ended_on=on - timedelta(days=n),
            state="executed",
            result="reached",
            content="谈价格" * 100,
            is_effective=True,
        )
        for n in range(300)
    )


@pytest.mark.once
@pytest.mark.parametrize("role", ["region director", "director"])
def test_the_heaviest_pages_stay_small(role, large_region, world, url_of, client):
    world.log_in(client, role)
    too_large = []
    for name in HEAVIEST:
        answer = client.get(url_of(name, "own"))
        assert answer.status_code == 200, name
        html = answer.content.decode()
        options = [s.count("<option") for s in re.findall(r"<select.*?</select>", html, re.S)]
        if len(answer.content) > LARGEST or max(options, default=0) > MOST_OPTIONS:
            too_large.append((name, len(answer.content), max(options)))
    assert not too_large
