"""The manager's list of what is overdue (R4.4)."""

import pytest

from tests.penalties.conftest import evening, queries  # noqa: F401
from tests.penalties.test_lists import NONSENSE


@pytest.mark.parametrize("role", ["manager", "director"])
def test_the_list_asks_no_more_for_more_rows(role, evening, client, queries):
    evening.break_promises(days_ago=6)
    evening.audit(2)
    client.force_login(getattr(evening, role))
    queries("/overdue/")
    one = queries("/overdue/")
    for _ in range(2):
        evening.break_promises(days_ago=5, consultant=evening.new_consultant())
    evening.audit(1)
    assert queries("/overdue/") == one


@pytest.mark.parametrize("role", ["manager", "director"])
def test_nonsense_in_the_address_is_left_out(role, evening, client):
    evening.break_promises(days_ago=6)
    evening.audit(2)
    client.force_login(getattr(evening, role))
    assert client.get("/overdue/" + NONSENSE).status_code == 200


def test_the_overdue_list_tells_late_from_tonight(evening, client):
    """R4.4: due today is not late yet; a finding's rule says by which close it breaks."""
    evening.open(now=evening.now, on=evening.today, plan_in=0)
    evening.break_promises(days_ago=6)
    client.force_login(evening.manager)
    page = client.get("/overdue/")
    rows = {row.kind: (row.due_on - evening.today).days for row in page.context["page_obj"]}
    assert rows == {"cadence_breach": -3, "overdue_activity": 0}
    assert (page.context["late"], page.context["tonight"]) == (1, 1)
    tonight = client.get("/overdue/?when=tonight").context["page_obj"]
    assert [row.kind for row in tonight] == ["overdue_activity"]
