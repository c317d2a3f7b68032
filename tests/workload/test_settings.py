"""The director sets the days of a store; the worklist follows the hours (R4.11)."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from followups.workload.models import DayLimits, GradeDay
from followups.workload.queries import pattern_of
from followups.workload.services import set_day
from leads.grading.models import Grade

LIMITS = {"today": 30, "tomorrow": 20, "in_two": 15, "in_three": 10, "later": 5}


@pytest.fixture
def director(browse, floor):
    return browse(floor.director)


@pytest.fixture
def url(floor):
    return reverse("followups:day_settings", args=[floor.store.pk])


def test_nothing_set_is_the_falling_pattern(floor):
    assert pattern_of(floor.store) == (35, 25, 25, 20, 15)


def test_what_is_set_holds_at_once_and_is_kept_with_who_and_when(director, floor, url, fields, now):
    page = director.get(url)
    sent = fields(page, **LIMITS, H_target=5, H_from_time="09:00", H_to_time="10:30")
    for _n in range(2):
        assert director.post(url, sent).status_code == 302
    assert pattern_of(floor.store) == (30, 20, 15, 10, 5)
    row = GradeDay.objects.get()
    assert (row.grade.code, row.target, row.from_time) == ("H", 5, time(9))
    for kept in (DayLimits.history.get(), GradeDay.history.get()):
        assert (kept.history_user, kept.history_date) == (floor.director, now)
    page = director.get(url)
    assert "Last changed by" in page.content.decode()
    director.post(url, fields(page, H_target="", H_from_time="", H_to_time=""))
    row.refresh_from_db()
    assert (row.target, row.from_time, row.to_time) == (None, None, None)
    assert (DayLimits.history.count(), GradeDay.history.count()) == (1, 2)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"today": ""}, "today"),
        ({"today": "0"}, "today"),
        ({"later": "100000"}, "later"),
        ({"later": "many"}, "later"),
        ({"A_target": "-1"}, "A_target"),
        ({"A_from_time": "09:00", "A_to_time": ""}, "A_to_time"),
        ({"A_from_time": "", "A_to_time": "09:00"}, "A_from_time"),
        ({"A_from_time": "11:00", "A_to_time": "11:00"}, "A_to_time"),
        ({"A_from_time": "soon", "A_to_time": "11:00"}, "A_from_time"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_kept(director, url, fields, typed, wrong):
    answer = director.post(url, fields(director.get(url), **typed))
    assert answer.status_code == 200 and list(answer.context["form"].errors) == [wrong]
    assert answer.context["form"][wrong].value() == typed[wrong]
    assert not DayLimits.objects.exists() and not GradeDay.objects.exists()


def test_only_a_director_of_the_store(floor, now):
    for person in (floor.manager, floor.consultant):
        with pytest.raises(PermissionDenied):
            set_day(by=person, now=now, store=floor.store, limits=LIMITS, grades={})
    assert not DayLimits.objects.exists()


def test_the_database_refuses_half_a_block(floor):
    grade = Grade.objects.first()
    for times in ({"from_time": time(9)}, {"from_time": time(9), "to_time": time(8)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            GradeDay.objects.create(store=floor.store, grade=grade, **times)


class TestHours:
    def sections(self, client):
        page = client.get("/", {"show": "by_hour"})
        assert page.status_code == 200
        return [
            (section["label"], [row.opportunity.grade.code for row in section["rows"]])
            for section in page.context["sections"]
        ]

    def test_what_is_due_is_shown_by_the_time_of_its_grade(self, client, floor, plan, now, today):
        hot, warm = plan(0, "H").opportunity.grade, plan(0, "A").opportunity.grade
        plan(0, "B")
        plan(1, "H")
        floor.open(now=now - timedelta(2), on=today - timedelta(2), plan_in=1)
        times = {"from_time": time(14), "to_time": time(16)}
        GradeDay.objects.create(store=floor.store, grade=hot, **times)
        GradeDay.objects.create(
            store=floor.store, grade=warm, from_time=time(9), to_time=time(10, 30)
        )
        assert self.sections(client) == [
            ("09:00 – 10:30", ["A"]),
            ("14:00 – 16:00", ["H", "H"]),
            ("Any time", ["B"]),
        ]
        assert "By the hour" in client.get("/").content.decode()

    def test_without_hours_it_is_not_offered(self, client, plan):
        plan(0)
        assert "By the hour" not in client.get("/").content.decode()


def test_errors_speak_chinese_as_well(director, url, fields):
    sent = fields(director.get(url), A_from_time="09:00", A_to_time="")
    answer = director.post(url, sent, headers={"Accept-Language": "zh-hans"})
    assert "起止时间要么都填，要么都不填。" in answer.content.decode()


def test_what_came_with_the_installation_was_set_by_the_system(director, floor, url):
    limits = DayLimits.objects.create(store=floor.store)
    limits.history.update(history_user=None)
    page = director.get(url).content.decode()
    assert "Last changed by the system" in page and "None" not in page
