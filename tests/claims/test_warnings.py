"""Owners are warned on their worklist at 20, 25 and 29 days without effective contact (R6.6, R7)."""

import re

import pytest

from followups.deadlines.models import Deadline
from followups.worklist.queries import WARNINGS, count_worklist, worklist


@pytest.mark.parametrize(
    "days, tone", [(19, None), (20, "later"), (25, "soon"), (29, "late"), (30, "late")]
)
def test_the_worklist_warns_in_time(floor, client, days, tone):
    opportunity = floor.neglect(days)
    # The plan and the contact interval have warnings of their own.
    Deadline.objects.exclude(kind="no_effective_contact_30").delete()
    person, on = floor.consultant.pk, floor.today
    rows = list(worklist(person, WARNINGS, on=on))
    assert [row.opportunity for row in rows] == ([opportunity] if tone else [])
    assert count_worklist(person, on=on)[WARNINGS] == len(rows)
    client.force_login(floor.consultant)
    page = client.get("/").content.decode()
    said = re.search(r'due due-(\w+)"[^>]*>\s*<i[^>]*></i>\s*(\d+) days without effective', page)
    assert (said and (said[1], int(said[2]))) == ((tone, days) if tone else None)
