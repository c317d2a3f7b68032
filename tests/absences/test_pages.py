"""The pages of absences: asking, adjusting, approving, and who sees what (R4.7, R1.3)."""

from datetime import timedelta

import pytest
from django.test import Client

from followups.absences.services.requesting import impose_absence
from followups.calendars.models import Absence
from tests.factories import Floor
from tests.shown import press

pytestmark = pytest.mark.django_db


@pytest.fixture
def opportunity(floor, now, today):
    return floor.open(now=now, on=today, plan_in=4, name="王小明")


def address(today, start=3, end=5, plans="postpone"):
    days = [(today + timedelta(days=n)).isoformat() for n in (start, end)]
    return f"/absences/new/?from_on={days[0]}&to_on={days[1]}&kind=leave&plans={plans}"


def typed(answer, **fields):
    form = answer.context["plans"]
    return {bound.html_name: bound.value() or "" for bound in form} | fields


def test_one_sees_every_plan_with_its_new_date_before_asking(browse, floor, opportunity, today):
    client = browse(floor.consultant)
    answer = client.get(address(today))
    assert "王小明" in answer.content.decode() and not Absence.objects.exists()
    values = typed(answer, reason="回老家")
    done = client.post(address(today), values)
    absence = Absence.objects.get()
    assert done["Location"] == f"/absences/{absence.pk}/"
    assert client.post(address(today), values)["Location"] == done["Location"]
    assert Absence.objects.count() == 1, "the same form again"
    [plan] = absence.proposed_plans.all()
    assert (plan.from_on, plan.to_on) == (today + timedelta(days=4), today + timedelta(days=6))


def test_a_row_is_adjusted_within_bounds(browse, floor, opportunity, today, plan_of):
    client = browse(floor.consultant)
    name = f"day_{plan_of(opportunity).pk}"
    values = typed(client.get(address(today)), reason="回老家")
    for bad in (today - timedelta(days=1), today + timedelta(days=4), "", "soon"):
        answer = client.post(address(today), values | {name: str(bad)})
        assert answer.status_code == 200 and answer.context["plans"].errors[name]
    client.post(address(today), values | {name: str(today + timedelta(days=8))})
    assert Absence.objects.get().proposed_plans.get().to_on == today + timedelta(days=8)


def test_a_plan_that_came_meanwhile_is_shown_first(browse, floor, opportunity, now, today):
    client = browse(floor.consultant)
    values = typed(client.get(address(today)), reason="回老家")
    floor.open(now=now, on=today, plan_in=5, name="新来的")
    answer = client.post(address(today), values)
    assert "新来的" in answer.content.decode() and not Absence.objects.exists()
    client.post(address(today), typed(answer, token=values["token"]))
    assert Absence.objects.get().proposed_plans.count() == 2


def test_bad_days_are_explained(browse, floor, ask, today):
    client = browse(floor.consultant)
    for url in (address(today, 5, 3), address(today, -60, 3), "/absences/new/?from_on=x&to_on=9"):
        answer = client.get(url)
        assert answer.context["form"].errors and not answer.context["plans"]
    ask(3, 4)
    assert client.get(address(today)).context["form"].errors["from_on"]


def test_the_manager_approves_what_he_saw(browse, floor, opportunity, ask, now, today, plan_of):
    absence = ask(3, 5)
    manager = browse(floor.manager)
    url = f"/absences/{absence.pk}/"
    assert manager.get("/absences/?show=decide").context["waiting"] == 1
    shown = manager.get(url).context["shown"]
    floor.open(now=now, on=today, plan_in=5)
    manager.post(f"{url}approve/", {"shown": shown})
    absence.refresh_from_db()
    assert absence.is_requested
    answer = manager.get(url)
    assert answer.context["changed"] == 1
    for _press in range(2):
        manager.post(f"{url}approve/", {"shown": answer.context["shown"]})
    absence.refresh_from_db()
    assert (absence.state, absence.decided_by) == ("approved", floor.manager)
    assert plan_of(opportunity).moves.count() == 1
    assert manager.get(url).status_code == 200


def test_refused_withdrawn_cancelled(browse, floor, ask, approve):
    first, second, third = ask(3, 5), ask(7, 8), ask(10, 12)
    approve(third)
    consultant, manager = browse(floor.consultant), browse(floor.manager)
    press(manager, f"/absences/{first.pk}/refuse/", {"reason": "车展"})
    consultant.post(f"/absences/{second.pk}/withdraw/")
    consultant.post(f"/absences/{third.pk}/cancel/", {"reason": "不去了"})
    states = Absence.objects.order_by("from_on").values_list("state", "decision_reason")
    assert list(states) == [("refused", "车展"), ("withdrawn", ""), ("cancelled", "不去了")]
    for absence in (first, second, third):
        assert manager.get(f"/absences/{absence.pk}/refuse/").status_code == 302
        assert manager.post(f"/absences/{absence.pk}/approve/").status_code == 302


def test_a_suspension_is_not_cancelled_like_leave(browse, floor, now, today):
    absence = impose_absence(
        by=floor.director,
        now=now,
        on=today,
        user=floor.consultant,
        kind="suspension",
        from_on=today + timedelta(days=2),
        to_on=today + timedelta(days=8),
        plans="postpone",
    )
    for person in (floor.consultant, floor.manager, floor.director):
        answer = browse(person).post(f"/absences/{absence.pk}/cancel/", {"reason": "不想"})
        assert answer.status_code == 403
    absence.refresh_from_db()
    assert absence.state == "approved"


def test_nobody_decides_on_his_own(browse, floor, ask):
    absence = ask(3, 5, user=floor.manager)
    manager = browse(floor.manager)
    assert manager.post(f"/absences/{absence.pk}/approve/").status_code == 403
    assert manager.get(f"/absences/{absence.pk}/refuse/").status_code == 403
    assert manager.get("/absences/?show=decide").context["waiting"] == 0
    assert browse(floor.director).get("/absences/?show=decide").context["waiting"] == 1


def test_another_store_sees_nothing(browse, ask):
    absence = ask(3, 5)
    stranger = Floor()
    for person in (stranger.consultant, stranger.manager, stranger.director):
        assert browse(person).get(f"/absences/{absence.pk}/").status_code == 404
        assert browse(person).post(f"/absences/{absence.pk}/withdraw/").status_code == 404
    calendar = browse(stranger.manager).get("/absences/calendar/")
    assert list(calendar.context["page_obj"]) == []


@pytest.mark.parametrize("month", ["2026-11", "2026-12", "x", "0001-01", "9999-12", "2026-13"])
def test_the_month_of_the_team(browse, floor, ask, month):
    ask(3, 30)
    answer = browse(floor.manager).get("/absences/calendar/", {"month": month})
    assert len(answer.context["page_obj"]) == 1


def test_the_number_of_queries_stays(
    browse, floor, opportunity, ask, approve, now, today, count_queries
):
    absence, done = ask(3, 5), approve(ask(8, 9))
    for plan_in in (4, 13):
        floor.open(now=now, on=today, plan_in=plan_in)
    manager, consultant = browse(floor.manager), browse(floor.consultant)

    def numbers():
        pages = ["/absences/", "/absences/calendar/", f"/absences/{absence.pk}/"]
        return [
            *(count_queries(manager, url) for url in [*pages, f"/absences/{done.pk}/"]),
            count_queries(consultant, address(today, 12, 14)),
        ]

    few = numbers()
    for n in range(2):
        floor.open(now=now, on=today, plan_in=13)
        floor.open(now=now, on=today, plan_in=4)
        ask(20 + n, 20 + n, user=floor.new_consultant())
    assert numbers() == few


def test_a_visitor_is_sent_to_the_log_in(db):
    assert Client().get("/absences/")["Location"].startswith("/login/")
