"""What the badge of the inbox, on every page, reads of big tables."""

import pytest
from django.db import connection
from django.db.models import Q

from compliance.penalties.models import Proposal
from orders.orders.models import Order

WAITING = {
    "proposals_waiting": lambda: Proposal.objects.filter(state="proposed", share_of=None),
    "suspensions_approved": lambda: Proposal.objects.filter(
        state="approved", kind="suspension", share_of=None
    ),
    "orders_no_conversion": lambda: Order.objects.filter(
        Q(cancelled_on__isnull=False) | Q(converted_on=None)
    ),
}


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="reads PostgreSQL's plans")
@pytest.mark.parametrize("index", WAITING)
def test_what_waits_is_read_from_an_index_of_what_waits_alone(index):
    with connection.cursor() as cursor:
        # So few rows would be read whole.
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = WAITING[index]().values("pk").explain()
    assert index in plan, plan
