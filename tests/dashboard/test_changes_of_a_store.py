"""What a store's indicators read of a group's changes (R9.8)."""

import pytest
from django.db import connection
from django.http import QueryDict

from reports.dashboard.forms import IndicatorFilter
from reports.dashboard.queries.board import DASHBOARD
from reports.dashboard.queries.funnel import entries


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="reads PostgreSQL's plans")
def test_steps_from_grade_to_grade_are_read_from_an_index_of_the_store(hand_made, today):
    query = QueryDict("span=month&at=2026-10-01")
    viewer = hand_made.floor.director
    scope = IndicatorFilter(query, viewer=viewer, today=today, sheet=DASHBOARD).scope
    with connection.cursor() as cursor:
        # So few rows would be read whole.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = entries(scope).explain()
    assert "changes_of_a_store" in plan, plan
