"""The coming days against what they should hold (R4.11)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.holidays.models import DayOverride
from accounts.holidays.rules import DayCount
from followups.calendars.models import Absence
from followups.workload.models import GradeDay
from followups.workload.queries import day_load, week_of
from followups.workload.rules import DEFAULT_LIMITS, is_overfull, limit_for, working_days_ahead
from tests.factories import Floor, UserFactory

WEEK = reverse("followups:week")
HINT = reverse("followups:day_hint")


class TestRule:
    @pytest.mark.parametrize(
        ("days", "limit"), [(0, 35), (1, 25), (2, 25), (3, 20), (4, 15), (5, 15), (400, 15)]
    )
    def test_the_falling_pattern(self, days, limit):
        assert limit_for(DEFAULT_LIMITS, days) == limit

    def test_as_many_as_the_limit_are_not_too_many(self):
        assert [is_overfull(n, 25) for n in (0, 25, 26)] == [False, False, True]

    @given(st.lists(st.integers(1, 99), min_size=1, max_size=9), st.integers(0, 50))
    def test_a_day_farther_ahead_never_holds_more_where_the_pattern_falls(self, pattern, days):
        falling = sorted(pattern, reverse=True)
        assert limit_for(falling, days) >= limit_for(falling, days + 1)

    # November 20, 2026 is a Friday.
    @pytest.mark.parametrize(
        ("on", "shares"),
        [
            (20, [35, 0, 0, 25, 25, 20, 15, 15, 0, 0]),
            (21, [0, 0, 35, 25, 25, 20, 15, 0, 0, 15]),
            (22, [0, 35, 25, 25, 20, 15, 0, 0, 15, 15]),
        ],
    )
    def test_days_off_use_up_no_share_r4_11(self, on, shares):
        on = date(2026, 11, on)
        off = DayCount(date(2026, 11, n) for n in (21, 22, 28, 29))
        days = [on + timedelta(n) for n in range(10)]
        found = [limit_for(DEFAULT_LIMITS, working_days_ahead(day, on, off)) for day in days]
        assert found == shares


def test_a_day_off_has_no_limit_and_is_said_r4_11(client, floor, plan, today):
    tomorrow = today + timedelta(1)
    DayOverride.objects.create(on=tomorrow, is_working_day=False)
    plan(1)
    days = client.get(WEEK).context["days"]
    assert [(d.number, d.limit, d.is_overfull) for d in days[1:3]] == [
        (1, 0, False),
        (0, 25, False),
    ]
    hint = client.get(HINT, {"planned_on": tomorrow.isoformat()}).content.decode()
    assert "is a day off" in hint and "already" not in hint


def numbers(week):
    return [(day.planned, day.done, day.limit, day.is_overfull) for day in week]


def test_overdue_and_done_stand_on_today(floor, now, today, plan, limits):
    floor.open(now=now - timedelta(4), on=today - timedelta(4), plan_in=2)
    done = floor.contact(plan(0).opportunity, now=now, on=today, next_in=1)
    plan(0)
    week = week_of(floor.consultant, on=today)
    # One overdue, one due, the plan of the customer just called, and the call itself.
    assert numbers(week)[:2] == [(3, 1, 2, True), (1, 0, 1, False)]
    assert numbers(week)[2:] == [(0, 0, 1, False)] * 5
    assert done.executed_on == today
    for n in (0, 1):
        load = day_load(floor.consultant, today + timedelta(n), on=today)
        assert (load.planned, load.done) == (week[n].planned, week[n].done)


def test_grades_against_their_targets(floor, today, plan):
    hot = plan(0, "H").opportunity.grade
    plan(1, "A"), plan(1, "H")
    GradeDay.objects.create(store=floor.store, grade=hot, target=3)
    first, second, third, *_rest = week_of(floor.consultant, on=today)
    assert [(g.grade.code, g.number, g.target) for g in first.grades] == [("H", 1, 3)]
    assert [(g.grade.code, g.number) for g in second.grades] == [("H", 1), ("A", 1)]
    assert third.grades == []


def test_the_page_warns_and_shows_the_plans_of_the_chosen_day(client, plan, today, limits):
    for _n in range(2):
        plan(1, name="李雷")
    tomorrow = today + timedelta(1)
    page = client.get(WEEK)
    assert [day.is_overfull for day in page.context["days"]] == [False, True] + [False] * 5
    assert list(page.context["page_obj"]) == []
    page = client.get(WEEK, {"day": tomorrow.isoformat()})
    assert len(page.context["page_obj"]) == 2
    assert "limit 1: move some" in page.content.decode()
    assert "is overfull: 2 contacts, limit 1" in client.get("/").content.decode()
    assert client.get(WEEK, {"day": "nonsense", "page": "x"}).status_code == 200


def test_a_plan_is_moved_from_there_and_back(client, plan, today, fields):
    moved = plan(1)
    tomorrow = (today + timedelta(1)).isoformat()
    url = reverse("followups:plan_move", args=[moved.pk]) + "?back=week"
    assert url in client.get(WEEK, {"day": tomorrow}).content.decode()
    sent = fields(client.get(url), to_on=today + timedelta(2), reason="too full")
    for _n in range(2):
        answer = client.post(url, sent)
        assert (answer.status_code, answer.url) == (302, f"{WEEK}?day={tomorrow}")
    moved.refresh_from_db()
    assert moved.planned_on == today + timedelta(2) and moved.moves.count() == 1


def test_days_of_absence_are_shown(client, floor, today):
    Absence.objects.create(
        user=floor.consultant,
        kind="training",
        from_on=today + timedelta(2),
        to_on=today + timedelta(3),
        recorded_on=today,
    )
    days = client.get(WEEK).context["days"]
    assert [day.absence is not None for day in days] == [False, False, True, True] + [False] * 3
    page = client.get(WEEK, {"day": days[2].on.isoformat()}).content.decode()
    assert "Training" in page


def test_a_manager_sees_his_team_and_each_of_it(browse, floor, plan, today):
    plan(1)
    rival = UserFactory(store=floor.store)
    elsewhere = Floor().consultant
    manager = browse(floor.manager)
    assert [person for person, _days in manager.get(WEEK).context["rows"]] == [floor.consultant]
    page = manager.get(WEEK, {"consultant": floor.consultant.pk, "day": today + timedelta(1)})
    assert len(page.context["page_obj"]) == 1
    for stranger in (rival, elsewhere):
        assert manager.get(WEEK, {"consultant": stranger.pk}).status_code == 404
        assert manager.get(HINT, {"person": stranger.pk}).status_code == 404
    assert len(browse(floor.director).get(WEEK).context["rows"]) == 2


def test_a_consultant_sees_but_his_own(client, floor):
    other = floor.new_consultant()
    assert client.get(WEEK, {"consultant": other.pk}).context["person"] == floor.consultant
    assert client.get(HINT, {"person": other.pk}).status_code == 404


class TestHint:
    def ask(self, client, **query):
        return client.get(HINT, query).content.decode()

    def test_beside_a_date_that_is_full(self, client, floor, plan, today, limits):
        plan(1)
        tomorrow = (today + timedelta(1)).isoformat()
        assert "already holds 1 plan, limit 1" in self.ask(client, planned_on=tomorrow)
        assert "already holds 1 plan" in self.ask(client, to_on=tomorrow)
        assert "already" not in self.ask(client, planned_on=(today + timedelta(2)).isoformat())

    def test_nonsense_says_nothing(self, client, floor, plan, today, limits):
        plan(0), plan(0), plan(0)
        for typed in ("", "x", "2026-02-31", "0000-00-00", (today - timedelta(1)).isoformat()):
            assert "already" not in self.ask(client, planned_on=typed)
        assert client.get(HINT, {"person": "9" * 30}).status_code == 404

    def test_it_warns_and_never_refuses(self, client, floor, plan, fields, now, today, limits):
        plan(1)
        opportunity = plan(0).opportunity
        url = reverse("followups:plan_create", args=[opportunity.pk])
        sent = fields(client.get(url), planned_on=today + timedelta(1), next_mode="")
        answer = client.post(url, sent | {"next_mode": "phone"})
        assert answer.status_code == 302
        assert opportunity.activities.filter(planned_on=today + timedelta(1)).count() == 1

    def test_it_stands_in_every_form_with_a_next_date(self, client, plan, limits, today):
        for _n in range(3):
            activity = plan(3)
        opportunity = activity.opportunity
        for url in (
            reverse("followups:log_plan", args=[activity.pk]),
            reverse("followups:plan_create", args=[opportunity.pk]),
            reverse("followups:plan_cancel", args=[activity.pk]),
        ):
            assert "already holds 3 plans, limit 1" in client.get(url).content.decode(), url
        for url in (
            reverse("followups:plan_move", args=[activity.pk]),
            reverse("followups:customer_create"),
        ):
            assert 'id="day-hint"' in client.get(url).content.decode(), url

    def test_the_fragment_of_the_next_date_says_so_too(self, client, plan, limits, today):
        for _n in range(3):
            opportunity = plan(3).opportunity
        url = reverse("followups:next_date", args=[opportunity.pk])
        page = client.post(url, {"note": "H 周末", "planned_on": "", "default_on": ""})
        assert "already holds 3 plans" in page.content.decode()


@pytest.mark.parametrize("query", [{}, {"consultant": True}])
def test_queries_do_not_grow(browse, floor, plan, count_queries, query):
    manager = browse(floor.manager)
    url = WEEK + (f"?consultant={floor.consultant.pk}" if query else "")
    plan(0)
    few = count_queries(manager, url)
    for n in range(3):
        floor.new_consultant()
        plan(n)
    assert count_queries(manager, url) == few


def test_who_belongs_to_no_store_has_an_empty_week(browse, db):
    assert browse(UserFactory(store=None)).get("/week/").status_code == 200
