"""Absences and policies, on the phone and at the desk, in both languages (R4.7, R3.2, R8.5)."""

from datetime import timedelta

import pytest

from compliance.penalties.models import PenaltyPolicy
from followups.activities.models import Activity
from followups.calendars.models import Absence
from leads.grading.models import StorePolicy
from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow
from tests.factories import Floor, UserFactory

VIEWS = [("phone", "zh-CN"), ("desktop", "en-US")]


@pytest.fixture
def floor(transactional_db):
    floor = Floor()
    floor.administrator = UserFactory(store=floor.store, role="administrator")
    for person in (floor.consultant, floor.manager, floor.director, floor.administrator):
        person.set_password(PASSWORD)
        person.save()
    return floor


@pytest.fixture
def today(floor, now):
    return floor.store.business_date(now)


@pytest.fixture
def plans(floor, now, today):
    for number, (grade, days) in enumerate([("H", 5), ("A", 12), ("B", 25)]):
        floor.open(now=now, on=today, grade=grade, days=days, plan_in=4, name=f"客户{number}")


def ask(page, today, reason="回老家"):
    page.goto("/absences/")
    follow(page, "a[href='/absences/new/']")
    page.fill("#id_from_on", (today + timedelta(days=3)).isoformat())
    page.fill("#id_to_on", (today + timedelta(days=6)).isoformat())
    page.check("input[name=plans][value=postpone]")
    follow(page, "main form button.btn-primary")
    page.wait_for_selector("#id_reason")
    page.fill("#id_reason", reason)


@pytest.mark.parametrize("viewport, locale", VIEWS)
def test_an_absence_is_asked_for_and_approved(
    floor, plans, today, new_page, log_in, assert_accessible, viewport, locale
):
    page = new_page(viewport, locale=locale)
    log_in(page, floor.consultant.username)
    page.goto("/absences/new/")
    assert_accessible(page)
    ask(page, today)
    rows = page.locator("input[name^=day_]")
    assert rows.count() == 3
    assert_accessible(page)
    rows.first.fill((today + timedelta(days=5)).isoformat())
    follow(page, "main form[method=post] button.btn-primary")
    assert page.locator(".field-error").count() == 1, "that day they are away"
    assert_accessible(page)
    other = today + timedelta(days=9)
    rows.first.fill(other.isoformat())
    follow(page, "main form[method=post] button.btn-primary")
    page.wait_for_url("**/absences/*/")
    absence = Absence.objects.get()
    assert_accessible(page)
    page.goto("/absences/")
    assert_accessible(page)

    manager = new_page(viewport, locale=locale)
    log_in(manager, floor.manager.username)
    manager.goto("/absences/?show=decide")
    assert_accessible(manager)
    follow(manager, "main tbody a")
    assert_accessible(manager)
    follow(manager, "main .decide-bar button.btn-primary")
    manager.wait_for_selector(".alert-success")
    assert_accessible(manager)
    absence.refresh_from_db()
    assert absence.state == "approved"
    days = set(Activity.objects.planned().values_list("planned_on", flat=True))
    assert days == {today + timedelta(days=7), other}
    manager.goto(f"/absences/calendar/?month={absence.from_on:%Y-%m}")
    assert floor.consultant.full_name in manager.inner_text("main")
    assert_accessible(manager)


def test_refused_in_a_dialog_and_without_javascript(floor, plans, today, new_page, log_in):
    page = new_page("phone", javascript=False)
    log_in(page, floor.consultant.username)
    for reason in ("回老家", "培训"):
        ask(page, today, reason)
        follow(page, "main form[method=post] button.btn-primary")
        absence = Absence.objects.latest("pk")
        manager = new_page("phone", javascript=reason == "培训")
        log_in(manager, floor.manager.username)
        manager.goto(f"/absences/{absence.pk}/")
        manager.click("a[href$='/refuse/']")
        form = "dialog[open]" if reason == "培训" else "main"
        manager.fill(f"{form} textarea", "车展")
        follow(manager, f"{form} button.btn-danger")
        manager.wait_for_url(f"**/absences/{absence.pk}/")
        absence.refresh_from_db()
        assert (absence.state, absence.decision_reason) == ("refused", "车展")


@pytest.mark.parametrize("viewport, locale", VIEWS)
def test_the_director_changes_the_policies(
    floor, plans, today, new_page, log_in, assert_accessible, viewport, locale
):
    page = new_page(viewport, locale=locale)
    log_in(page, floor.director.username)
    page.goto("/policies/")
    assert_accessible(page)
    follow(page, "a[href$='/grading/']")
    assert_accessible(page)
    page.fill("#id_effective_from", today.isoformat())
    page.fill("#id_reason", "新一季")
    page.fill("#id_H_cadence", "1")
    follow(page, "main .form-buttons button[type=submit]")
    page.wait_for_selector(".effect")
    assert_accessible(page)
    follow(page, "button[name=adopt]")
    page.wait_for_url("**/policies/?store=*")
    assert StorePolicy.objects.get().policy.grades.get(code="H").cadence == 1

    follow(page, "a[href$='/penalty/']")
    assert_accessible(page)
    page.fill("#id_effective_from", today.isoformat())
    page.fill("#id_reason", "新一季")
    page.fill("#id_base", "60")
    follow(page, "main .form-buttons button[type=submit]")
    page.wait_for_selector(".effect")
    assert "¥480.00" in page.inner_text(".effect")
    assert_accessible(page)
    follow(page, "button[name=adopt]")
    page.wait_for_url("**/policies/?store=*")
    assert PenaltyPolicy.objects.get().base == 60
    assert page.locator("main tbody tr").count() == 2
    assert_accessible(page)


@pytest.mark.parametrize("viewport, locale", VIEWS)
def test_the_administrator_enters_a_make_up_day(
    floor, today, new_page, log_in, assert_accessible, viewport, locale
):
    page = new_page(viewport, locale=locale)
    log_in(page, floor.administrator.username)
    page.goto("/workdays/")
    assert_accessible(page)
    page.fill("#id_day", (today + timedelta(days=1)).isoformat())
    page.check("input[name=is_working_day][value=yes]")
    follow(page, "main .form-buttons button[type=submit]")
    page.wait_for_selector("main tbody tr")
    assert_accessible(page)
    follow(page, "main button[name=remove]")
    page.wait_for_selector(".alert-success")
    assert page.locator("main tbody tr").count() == 0
