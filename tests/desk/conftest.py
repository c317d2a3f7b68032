"""A desk under S2 beside a floor under S0."""

from datetime import timedelta

import pytest

from followups.policy_changes.services import adopt_policy
from leads.grading.models import GradingPolicy
from leads.opportunities.models import Opportunity
from tests.factories import ManagerFactory, UserFactory
from tests.policies.conftest import at_fixed_now, browse, count_queries, floor, today  # noqa: F401


@pytest.fixture
def head(floor, now, today):  # noqa: F811
    """The manager of the desk, whose team has taken up S2."""
    manager = ManagerFactory(store=floor.store)
    adopt_policy(
        by=floor.director,
        now=now,
        on=today,
        store=floor.store,
        team=manager,
        policy=GradingPolicy.objects.get(code="S2"),
        effective_from=today,
    )
    return manager


@pytest.fixture
def caller(floor, head):  # noqa: F811
    """A person of the desk."""
    return UserFactory(store=floor.store, manager=head)


@pytest.fixture
def ring(floor, caller, now, today):
    """Open a customer of a class, last contacted so many days ago; ``None``: never."""

    def act(code, ago=None, days=1, plan_in=1, **card):
        made = floor.open(
            now=now, on=today, grade=code, days=days, plan_in=plan_in, consultant=caller, **card
        )
        if ago is not None:
            rows = Opportunity.objects.filter(pk=made.pk)
            rows.update(last_contact_on=today - timedelta(days=ago))
        return made

    return act


@pytest.fixture
def page(browse, caller):
    client = browse(caller)
    return lambda what="", **query: client.get(f"/telephone-desk/{what}", query)
