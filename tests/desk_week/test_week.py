"""The coming week is filled by proposal (R12.4)."""

from datetime import date, timedelta

import pytest

from accounts.people.models import Role
from followups.activities.models import Activity, ActivityMove
from followups.calendars.models import Absence
from followups.deadlines.services import compare
from followups.plans.services import move_activity
from intake.desk.queries import Desk, desk_of, desk_policies
from intake.desk.services import confirm_visit
from intake.desk_policies.rules import DeskDay
from intake.desk_policies.services import lay_out
from intake.desk_week.models import ARRANGED
from intake.desk_week.queries import ComingWeek
from intake.desk_week.services import take_on
from leads.opportunities.models import Opportunity
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
URL = "/telephone-desk/week/"


@pytest.fixture
def planned(floor, caller, now, today):
    """A customer of a class whose next call is planned for a day; spoken to so many days ago."""

    def act(code, day, ago=1, **card):
        plan_in = (day - today).days
        made = floor.open(
            now=now,
            on=today,
            grade=code,
            days=20 if code in ("4", "5", "7") else 8,
            plan_in=plan_in,
            consultant=caller,
            **card,
        )
        Opportunity.objects.filter(pk=made.pk).update(last_contact_on=today - timedelta(days=ago))
        return made

    return act


@pytest.fixture
def shares(floor, caller, head, now, today):
    def act(*numbers):
        lay_out(
            by=head,
            now=now,
            on=today,
            team=head,
            effective_from=today,
            laid_out=DeskDay(shares=numbers),
        )

    return act


def week_of(person, on):
    return ComingWeek(desk_of(person, on=on))


def agrees():
    found = Opportunity.objects.values_list("pk", flat=True)
    return not [line for line in compare(found).missing]


def test_r12_4_the_share_of_each_working_day(caller, today):
    """Monday to Friday 35, 25, 25, 20, 15; the weekend takes none."""
    days = week_of(caller, today).days
    assert [(day.on, day.share) for day in days] == [
        (MONDAY + timedelta(days=n), share) for n, share in enumerate((35, 25, 25, 20, 15))
    ]


def test_r12_4_days_off_take_no_share_and_a_make_up_saturday_does(caller, today):
    """National Day 2026: the 1st to the 7th October are off, Saturday the 10th is worked."""
    classes = desk_policies([caller], on=today)[caller.pk]
    days = ComingWeek(Desk(caller, classes, on=date(2026, 10, 1))).days
    assert [day.on.day for day in days] == [8, 9, 10]
    assert [day.share for day in days] == [35, 25, 25]


def test_r12_4_a_day_away_takes_no_share(caller, today):
    days = {"from_on": MONDAY, "to_on": MONDAY, "recorded_on": today}
    Absence.objects.create(user=caller, kind="leave", **days)
    assert week_of(caller, today).days[0].on == MONDAY + timedelta(days=1)


def test_r12_4_what_is_over_the_share_goes_to_a_day_with_room(planned, shares, caller, today, now):
    shares(2, 1, 1, 1, 1)
    for _n in range(4):
        planned("4", MONDAY, ago=12)
    week = week_of(caller, today)
    assert {line.was for line in week.lines} == {MONDAY}
    assert len(week.lines) == 2 and all(line.day > MONDAY for line in week.lines)
    assert [day.will_hold for day in week.days[:1]] == [2]
    chosen = {line.opportunity.pk: line.day for line in week.lines}
    assert take_on(by=caller, now=now, on=today, person=caller, chosen=chosen) == 2
    assert not week_of(caller, today).lines, "what was taken on is proposed no more"
    assert take_on(by=caller, now=now, on=today, person=caller, chosen=chosen) == 0
    moves = ActivityMove.objects.all()
    assert len(moves) == 2 and {move.reason for move in moves} == {ARRANGED}
    assert Activity.history.filter(history_change_reason=ARRANGED).count() == 2


def test_r12_4_nobody_later_than_their_maximum(planned, shares, caller, today):
    """Class 3K is called within five working days: of three on Monday none is beyond its last day."""
    shares(1, 1, 1, 1, 1)
    for _n in range(6):
        planned("3K", MONDAY, ago=1)
    week = week_of(caller, today)
    for line in week.lines:
        since = today - timedelta(days=1)
        latest = week.count.add(since, line.opportunity.grade.cadence)
        assert line.day <= min(latest, line.opportunity.expected_on)
    assert sum(day.will_hold for day in week.days) == 6


def test_r12_4_a_visit_and_a_promise_stay(planned, shares, caller, floor, now, today):
    shares(1, 1, 1, 1, 1)
    for _n in range(3):
        planned("4", MONDAY, ago=12)
    Activity.objects.planned().update(mode="store_visit")
    assert not week_of(caller, today).lines


def test_r12_4_what_was_moved_once_stays(planned, shares, caller, now, today):
    """So that no proposal adds up to a suspicion (R6.5)."""
    shares(1, 1, 1, 1, 1)
    for _n in range(3):
        planned("4", MONDAY + timedelta(days=1), ago=12)
    for plan in Activity.objects.planned():
        move_activity(by=caller, now=now, on=today, activity=plan, to_on=MONDAY, reason="改期")
    assert not week_of(caller, today).lines


def test_r12_4_who_has_no_plan_gets_one(planned, caller, now, today):
    made = planned("3", MONDAY, ago=5)
    Activity.objects.planned().delete()
    [line] = week_of(caller, today).lines
    assert line.plan is None
    take_on(by=caller, now=now, on=today, person=caller, chosen={made.pk: line.day})
    [plan] = Activity.objects.planned()
    assert (plan.planned_on, plan.consultant, plan.expected_content) == (line.day, caller, ARRANGED)


def test_r12_4_taken_on_with_one_press_or_line_by_line(planned, shares, browse, caller, today):
    shares(1, 1, 1, 1, 1)
    for _n in range(4):
        planned("4", MONDAY, ago=12)
    client = browse(caller)
    page = client.get(URL)
    lines = page.context["lines"]
    assert len(lines) == 3
    token = str(page.context["form"]["token"].value())
    one = lines[0]
    client.post(URL, {"token": token, "line": [x.name for x in lines], "one": one.name})
    assert ActivityMove.objects.count() == 1
    page = client.get(URL)
    left = page.context["lines"]
    token = str(page.context["form"]["token"].value())
    data = {"token": token, "line": [line.name for line in left]}
    assert client.post(URL, data).status_code == client.post(URL, data).status_code == 302
    assert ActivityMove.objects.count() == 3 and not client.get(URL).context["lines"]


@pytest.mark.parametrize(
    "line", ["x", "1:x", "99999999999999999999999:2026-11-23", "1:2026-11-23", ":"]
)
def test_r12_4_nonsense_arranges_nothing(browse, caller, line):
    client = browse(caller)
    token = str(client.get(URL).context["form"]["token"].value())
    assert client.post(URL, {"token": token, "line": [line]}).status_code == 302
    assert not ActivityMove.objects.exists()


def test_r12_4_the_manager_looks_at_a_week_and_others_do_not(browse, head, caller, floor):
    assert browse(head).get(URL, {"person": caller.pk}).context["person"] == caller
    assert browse(floor.manager).get(URL, {"person": caller.pk}).status_code == 404
    assert "person" in browse(floor.consultant).get(URL).context
    reception = UserFactory(role=Role.RECEPTION, store=floor.store)
    assert browse(reception).get(URL).status_code == 403


def test_r12_4_the_four_parts_of_a_week(planned, browse, caller):
    planned("0", MONDAY)
    planned("7", MONDAY)
    context = browse(caller).get(URL).context
    assert context["fresh"].number == 1
    assert {row.grade.code: row.number for row in context["stored"]}["7"] == 1
    assert context["facts"]["planned"] == 0


def test_r12_4_the_number_of_queries_stays(planned, shares, browse, caller, count_queries):
    shares(1, 1, 1, 1, 1)
    planned("4", MONDAY, ago=12)
    before = count_queries(browse(caller), URL)
    for _n in range(3):
        planned("4", MONDAY, ago=12)
    assert count_queries(browse(caller), URL) == before


def test_r12_4_a_visit_is_agreed_the_day_before(planned, browse, caller, now, today):
    """Said until one tap says so; a visit that is moved later is agreed anew."""
    made = planned("2", MONDAY, name="欧阳修")
    plan = made.activities.planned().get()
    client = browse(caller)
    assert "欧阳修" not in client.get("/telephone-desk/").content.decode()
    Activity.objects.filter(pk=plan.pk).update(mode="store_visit")
    page = client.get("/telephone-desk/")
    assert [visit.is_agreed for visit in page.context["visits"]] == [False]
    for _n in range(2):
        client.post(f"/telephone-desk/visits/{plan.pk}/agreed/")
    assert [v.is_agreed for v in client.get("/telephone-desk/").context["visits"]] == [True]
    assert plan.confirmations.count() == 1
    Activity.objects.filter(pk=plan.pk).update(planned_on=MONDAY - timedelta(days=1))
    assert [v.is_agreed for v in client.get("/telephone-desk/").context["visits"]] == [False]


def test_r12_4_only_a_visit_to_come_can_be_agreed(planned, browse, caller, floor, now, today):
    plan = planned("2", MONDAY).activities.planned().get()
    address = f"/telephone-desk/visits/{plan.pk}/agreed/"
    assert browse(caller).post(address).status_code == 302
    assert not plan.confirmations.exists()
    assert browse(floor.consultant).post(address).status_code == 404
    with pytest.raises(Exception, match="agreed"):
        confirm_visit(by=caller, now=now, on=today, activity=plan)
