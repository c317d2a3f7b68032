"""A team lays out its day and week in the browser, from a date on (R12.3, R12.4)."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from intake.desk.queries import desk_of
from intake.desk_policies.models import DeskPolicy
from intake.desk_policies.queries import desk_day_of
from intake.desk_policies.rules import SHIPPED, Block, DeskDay, Fault, faults_of
from intake.desk_policies.services import lay_out
from tests.factories import ManagerFactory

pytestmark = pytest.mark.django_db
URL = "/telephone-desk/policy/"
EARLY = Block(time(8), time(9), ("0", "1"), 4)


@pytest.fixture
def lay(head, now, today):
    def act(by=None, days=0, **fields):
        return lay_out(
            by=by or head,
            now=now,
            on=today,
            team=head,
            effective_from=today + timedelta(days=days),
            laid_out=DeskDay(**fields),
        )

    return act


def test_r12_3_the_shipped_day_is_what_a_team_has_that_set_nothing(caller, today):
    assert desk_day_of(caller, on=today) == SHIPPED
    assert (SHIPPED.morning, SHIPPED.afternoon, SHIPPED.day, SHIPPED.threes) == (15, 25, 30, 3)


def test_r12_3_it_holds_from_its_date_on(lay, caller, head, today):
    lay(days=3, blocks=(EARLY,), day=40)
    assert desk_day_of(caller, on=today) == SHIPPED
    later = desk_of(caller, on=today + timedelta(days=3)).laid_out
    assert (later.blocks, later.day) == ((EARLY,), 40)
    lay(days=3, blocks=(EARLY,), day=41)
    assert DeskPolicy.objects.get().history.count() == 2, "corrected, and both are kept (R1.4)"


def test_r12_3_the_page_of_the_day_follows(lay, browse, caller):
    lay(blocks=(EARLY,), morning=9)
    context = browse(caller).get("/telephone-desk/").context
    assert [hour["block"] for hour in context["hours"]] == [EARLY]
    assert context["counters"][0][3] == 9
    answer = browse(caller).get("/telephone-desk/list/", {"part": "hour-0800"})
    assert answer.status_code == 200
    assert browse(caller).get("/telephone-desk/list/", {"part": "hour-0830"}).status_code == 404


@pytest.mark.parametrize(
    "blocks, fault",
    [
        ([Block(time(9), time(9), ("0",), 1)], Fault.ENDS),
        ([EARLY, Block(time(8, 30), time(10), ("0",), 1)], Fault.OVERLAPS),
        ([Block(time(9), time(10), (), 1)], Fault.NO_CLASS),
        ([Block(time(9), time(10), ("9Z",), 1)], Fault.UNKNOWN_CLASS),
    ],
)
def test_r12_3_hours_that_make_no_sense_are_refused(lay, blocks, fault):
    assert fault in faults_of(blocks, ["0", "1"]).values()
    with pytest.raises(ValidationError):
        lay(blocks=tuple(blocks))


def test_r12_3_only_who_leads_lays_it_out(lay, floor, caller):
    for person in (caller, floor.manager, ManagerFactory()):
        with pytest.raises(PermissionDenied):
            lay(by=person)
    assert lay(by=floor.director)


def test_r12_3_not_in_the_past(lay):
    with pytest.raises(ValidationError):
        lay(days=-1)


def filled(page, **changed):
    form = page.context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    for name, value in values.items():
        if isinstance(value, tuple | list):
            values[name] = ", ".join(map(str, value))
        elif value is None:
            values[name] = ""
    return {name: str(value) for name, value in values.items()} | changed


def test_r12_3_it_is_edited_in_the_browser(browse, head, caller, today):
    client = browse(head)
    data = filled(
        client.get(URL), classes_0="0, 4K", end_0="09:45", shares="55，35,25 15 10 5", threes="4"
    )
    assert client.post(URL, data).status_code == 302
    found = desk_day_of(caller, on=today)
    assert found.blocks[0] == Block(time(8, 30), time(9, 45), ("0", "4K"), 6)
    assert (found.shares, found.threes) == ((55, 35, 25, 15, 10, 5), 4)
    assert len(found.blocks) == 6 and client.get(URL).status_code == 200


@pytest.mark.parametrize(
    "changed, field",
    [
        ({"end_0": "08:00"}, "end_0"),
        ({"end_0": "10:30"}, "start_1"),
        ({"classes_2": "Q"}, "classes_2"),
        ({"classes_2": ""}, "classes_2"),
        ({"shares": "x"}, "shares"),
        ({"shares": "0"}, "shares"),
        ({"shares": "1,2,3,4,5,6,7,8"}, "shares"),
        ({"effective_from": "2020-01-01"}, "effective_from"),
    ],
)
def test_r12_3_what_is_wrong_is_said_beside_the_field(browse, head, changed, field):
    client = browse(head)
    answer = client.post(URL, filled(client.get(URL), **changed))
    assert answer.status_code == 200 and field in answer.context["form"].errors
    assert not DeskPolicy.objects.exists()


def test_r12_3_a_director_chooses_the_team(browse, floor, head):
    client = browse(floor.director)
    assert client.get(URL, {"team": head.pk}).context["team"] == head
    assert client.get(URL, {"team": ManagerFactory().pk}).status_code == 404
    assert client.get(URL, {"team": "x"}).status_code == 404
