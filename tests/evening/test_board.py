"""The board: every number equals the length of its list (R4.11)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance.audit.services import run_audit
from followups.evening.queries import ROWS, board_numbers
from followups.plans.services import move_activity
from tests.factories import Floor, ManagerFactory, UserFactory

URL = reverse("followups:board")
ABSURD = ["abc", "0", "-1", "9" * 5000, "0001-01-01", "9999-12-31", "2026-13-01", "好" * 300]


@pytest.fixture
def day(floor, now, today):
    """Of two consultants: overdue and due plans, contacts, a stretched, a moved and a cut-short one."""
    early = today - timedelta(days=4)
    other = floor.new_consultant(full_name="Second")
    for person in (floor.consultant, other):
        for plan_in in (1, 3, 4, 6):
            floor.open(now=now, on=early, consultant=person, plan_in=plan_in, grade="A", days=14)
    mine = [o.activities.get() for o in floor.consultant.opportunities.order_by("pk")]
    floor.contact(mine[0].opportunity, now=now, on=today, activity=mine[0])
    floor.contact(mine[1].opportunity, now=now, on=today, activity=mine[1], result="no_answer")
    floor.contact(other.opportunities.first(), now=now, on=today, next_in=9, content="好")
    move_activity(
        by=floor.consultant,
        now=now,
        on=today,
        activity=mine[3],
        to_on=today + timedelta(days=5),
        reason="客户出差",
    )
    for days in (3, 2, 1):
        run_audit(floor.store, on=today - timedelta(days=days), now=now)
    return floor


def listed(client, url):
    return client.get(url).context["page_obj"].paginator.count


def numbers(client, **query):
    rows = client.get(URL, query).context["rows"]
    return {person: {cell["code"]: cell["value"] for cell in cells} for person, cells in rows}


def test_every_number_equals_the_length_of_its_list(manager, day):
    answer = manager.get(URL)
    cells = [cell for _person, row in answer.context["rows"] for cell in row]
    cells += answer.context["totals"].values()
    for cell in cells:
        assert listed(manager, cell["url"]) == cell["value"], cell
    # What no longer fits and complaints have tests of their own.
    totals = answer.context["totals"].values()
    own = ("out_of_step", "complaints")
    assert all(cell["value"] for cell in totals if cell["code"] not in own)


def test_what_the_numbers_are(manager, day):
    mine = numbers(manager)[day.consultant]
    assert (mine["planned"], mine["done"], mine["left"]) == (1, 2, 1)
    assert (mine["effective"], mine["moved"], mine["stretched"]) == (1, 1, 0)
    other = numbers(manager)[day.manager.team.get(full_name="Second")]
    assert (other["done"], other["left"], other["stretched"], other["signs"]) == (1, 3, 1, 1)


def test_what_is_left_is_what_the_worklist_says(manager, browse, day):
    progress = browse(day.consultant).get("/").context["progress"]
    assert numbers(manager)[day.consultant]["left"] == progress.left
    assert numbers(manager)[day.consultant]["done"] == progress.done


def test_an_earlier_day_is_shown_as_it_closed(manager, day, today):
    yesterday = (today - timedelta(days=1)).isoformat()
    answer = manager.get(URL, {"on": yesterday})
    for cell in answer.context["totals"].values():
        assert listed(manager, cell["url"]) == cell["value"], cell
    # Both overdue plans of the first consultant were executed only today.
    assert numbers(manager, on=yesterday)[day.consultant]["left"] == 2
    assert answer.context["totals"]["done"]["value"] == 0


def test_one_consultant_only(manager, day):
    answer = manager.get(URL, {"consultant": day.consultant.pk})
    assert [person for person, _cells in answer.context["rows"]] == [day.consultant]
    for cell in answer.context["totals"].values():
        assert listed(manager, cell["url"]) == cell["value"], cell


def test_a_manager_sees_his_team_and_a_director_his_store(browse, floor, day, now, today):
    other_manager = ManagerFactory(store=floor.store)
    stranger = UserFactory(store=floor.store, manager=other_manager)
    floor.contact(floor.open(now=now, on=today, consultant=stranger), now=now, on=today)
    elsewhere = Floor()
    elsewhere.contact(elsewhere.open(now=now, on=today), now=now, on=today)
    assert stranger not in numbers(browse(floor.manager))
    assert set(numbers(browse(other_manager))) == {stranger}
    seen = numbers(browse(floor.director))
    assert stranger in seen and elsewhere.consultant not in seen
    query = {"show": "done", "consultant": stranger.pk}
    answer = browse(floor.manager).get(reverse("followups:board_rows"), query)
    assert all(a.consultant_id != stranger.pk for a in answer.context["page_obj"])


def test_it_is_the_managers_home(manager):
    assert manager.get("/").url == URL


def test_the_number_of_queries_stays(manager, day, now, today, count_queries):
    urls = [URL] + [reverse("followups:board_rows") + f"?show={code}" for code in ROWS]
    before = [count_queries(manager, url) for url in urls]
    for _n in range(2):
        person = day.new_consultant()
        day.contact(day.open(now=now, on=today, consultant=person), now=now, on=today, next_in=9)
        move_activity(
            by=person,
            now=now,
            on=today,
            activity=person.activities.planned().first(),
            to_on=today + timedelta(days=1),
            reason="客户出差",
        )
    assert [count_queries(manager, url) for url in urls] == before


@pytest.mark.parametrize("value", ABSURD)
def test_absurd_addresses_are_answered(manager, day, value):
    query = {"on": value, "consultant": value, "page": value}
    assert manager.get(URL, query).status_code == 200
    assert manager.get(reverse("followups:board_rows"), query).status_code == 200
    answer = manager.get(reverse("followups:board_rows"), {"show": value})
    assert answer.status_code == 404


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="reads SQLite's plans")
def test_no_number_reads_a_whole_table(floor, today):
    people = [floor.consultant.pk]
    with CaptureQueriesContext(connection) as queries:
        board_numbers(floor.director, people, on=today, today=today)
    with connection.cursor() as cursor:
        for query in queries:
            cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
            steps = [row[3] for row in cursor.fetchall()]
            scans = [step for step in steps if step.startswith("SCAN followups_activity")]
            assert not scans, query["sql"]
