"""A desk under S2 beside a floor under S0."""

import pytest

from followups.policy_changes.services import adopt_policy
from leads.grading.models import GradingPolicy
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
