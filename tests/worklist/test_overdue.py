"""The manager's list of what is overdue (R4.4)."""

import pytest
from django.urls import reverse

from followups.calendars.models import Absence
from followups.deadlines.models import Deadline
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
    rows = {row.first.kind: (row.first.due_on - evening.today).days for row in page.context["owed"]}
    assert rows == {"cadence_breach": -3, "overdue_activity": 0}
    assert (page.context["late"], page.context["tonight"]) == (1, 1)
    tonight = client.get("/overdue/?when=tonight")
    assert [row.first.kind for row in tonight.context["owed"]] == ["overdue_activity"]
    assert tonight.context["page_obj"].paginator.count == 1


def test_each_customer_has_one_row_with_all_that_is_owed(evening, client):
    """A plan overdue and an interval exceeded are two rules and one customer."""
    evening.break_promises(days_ago=6)
    evening.open(now=evening.now, on=evening.today, plan_in=0)
    breaches = Deadline.objects.filter(kind="cadence_breach", ended_on=None)
    one = breaches.order_by("breaks_on").first()
    extra = Deadline.objects.get(pk=one.pk)
    extra.pk, extra.kind, extra.due_on = None, "expired_opportunity", evening.today
    extra.breaks_on = evening.today
    extra.save()
    client.force_login(evening.manager)
    page = client.get("/overdue/")
    assert [len(row.deadlines) for row in page.context["owed"]] == [2, 1]
    assert (page.context["late"], page.context["tonight"]) == (1, 1)
    assert [(p["late"], p["tonight"]) for p in page.context["people"]] == [(1, 1)]


@pytest.mark.parametrize("show", ["overdue", "reminders", "board"])
def test_what_absent_people_owe_is_shown_as_such_and_can_be_given_away(show, evening, client):
    """R4.7, R4.8: on every list of what is late that leaders see."""
    url = {
        "overdue": "/overdue/",
        "reminders": "/reminders/?what=today",
        "board": f"{reverse('followups:board_rows')}?show=left",
    }[show]
    evening.open(now=evening.now, on=evening.today, plan_in=0)
    Absence.objects.create(
        user=evening.consultant,
        kind="leave",
        from_on=evening.today,
        to_on=evening.today,
        recorded_on=evening.today,
        state="approved",
    )
    for person, may_give in ((evening.manager, True), (evening.director, True)):
        client.force_login(person)
        page = client.get(url).content.decode()
        assert "away until" in page
        assert ("/hand-over/plan/?store=" in page) == may_give
