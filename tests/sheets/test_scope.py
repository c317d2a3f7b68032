"""Whose card a sheet opens (R1.3)."""

import pytest

from accounts.people.models import Role
from leads.customers.models import Lifecycle
from reports.sheets.queries.scope import Scope


def opens(viewer, customer, today):
    return Scope(viewer=viewer, start=today, end=today, today=today).opens(customer)


@pytest.fixture
def customer(hand_made):
    return hand_made.customers["李二"].customer


def test_a_card_opens_to_its_consultant_his_manager_and_the_director(hand_made, customer, today):
    floor = hand_made.floor
    for viewer in (customer.consultant, customer.consultant.manager, floor.director):
        assert opens(viewer, customer, today)
    office = [floor.new_consultant(role=role) for role in (Role.FINANCE, Role.RECEPTION)]
    for viewer in (floor.new_consultant(), *office):
        assert not opens(viewer, customer, today)


def test_a_retired_card_no_longer_opens_to_its_consultant(hand_made, customer, today):
    """R2.6: it is not in use, only those who lead take it up again."""
    customer.lifecycle = Lifecycle.INACTIVE
    assert not opens(customer.consultant, customer, today)
    assert opens(customer.consultant.manager, customer, today)
    assert opens(hand_made.floor.director, customer, today)
