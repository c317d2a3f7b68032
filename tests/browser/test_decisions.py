"""Many decisions at once, departures, shortened absences, withdrawn policies and robots through the browser."""

from datetime import timedelta

import pytest

from compliance.audit.services import run_audit
from compliance.claims.models import Claim
from compliance.claims.services import OwnContact, claim_customer
from compliance.findings.models import Finding
from compliance.hand_over.models import Departure
from compliance.reminders.models import ChatRobot
from followups.absences.services.requesting import approve_absence, request_absence
from followups.calendars.models import Absence
from followups.policy_changes.services import adopt_policy
from leads.grading.models import GradingPolicy, StorePolicy
from tests.browser.conftest import PASSWORD
from tests.browser.steps import follow
from tests.factories import Floor

VIEWS = [("phone", "zh-CN"), ("desktop", "en-US")]


@pytest.fixture
def floor(transactional_db, now):
    """Two suspicions, two claims, an absence asked for and one begun, a policy to come, a robot."""
    floor = Floor()
    floor.now, floor.today = now, floor.store.business_date(now)
    floor.rival = floor.new_consultant(full_name="李强")
    for number in range(2):
        step = timedelta(days=2)
        floor.open(now=now - step, on=floor.today - step, days=6, plan_in=20)
        step = timedelta(days=40)
        lost = floor.open(
            now=now - step,
            on=floor.today - step,
            grade="C",
            days=400,
            plan_in=29,
            name=f"久未联系{number}",
        )
        claim_customer(
            by=floor.rival,
            now=now,
            on=floor.today,
            phone=lost.customer.phone,
            grounds="客户主动找我",
            contact=OwnContact("phone", floor.today - timedelta(days=1), "谈了置换"),
        )
    run_audit(floor.store, on=floor.today - timedelta(days=1), now=now)
    ask(floor, floor.rival, 5, 6)
    floor.away = ask(floor, floor.consultant, 0, 4)
    approve_absence(
        by=floor.manager,
        now=now,
        on=floor.today,
        absence=floor.away,
    )
    adopt_policy(
        by=floor.director,
        now=now,
        on=floor.today,
        store=floor.store,
        policy=GradingPolicy.objects.get(code="S1"),
        effective_from=floor.today + timedelta(days=9),
        reason="新一季",
    )
    ChatRobot.objects.create(store=floor.store, format="wecom", url="http://127.0.0.1:9/")
    for person in (floor.consultant, floor.manager, floor.director):
        person.set_password(PASSWORD)
        person.save()
    return floor


def ask(floor, person, start, end):
    return request_absence(
        by=person,
        now=floor.now,
        on=floor.today,
        user=person,
        kind="leave",
        from_on=floor.today + timedelta(days=start),
        to_on=floor.today + timedelta(days=end),
        plans="postpone",
        reason="家事",
    )


def choose(page, act, *keys):
    """Tick the rows of the inbox and press the button; the preview opens."""
    for key in keys:
        page.check(f"#{key} input[name=item]")
    follow(page, f"button[name=act][value={act}]")
    page.wait_for_url("**/inbox/decide/**")


@pytest.mark.parametrize("viewport, locale", VIEWS)
def test_many_kinds_are_decided_with_their_consequences_shown(
    floor, new_page, log_in, assert_accessible, viewport, locale
):
    page = new_page(viewport, locale=locale)
    log_in(page, floor.manager.username)
    page.goto("/inbox/")
    suspicions = Finding.objects.filter(rule="suspected_evasion").order_by("pk")
    choose(page, "approve", *[f"suspicion-{finding.pk}" for finding in suspicions])
    assert "¥100.00" in page.inner_text("main")
    assert_accessible(page)
    page.fill("main textarea", "已核对录音")
    follow(page, "main form button.btn-primary")
    page.wait_for_url("**/inbox/")
    assert set(suspicions.values_list("verdict", flat=True)) == {"confirmed"}

    desk = new_page(viewport, locale=locale)
    log_in(desk, floor.director.username)
    desk.wait_for_url("**/inbox/")
    claims = list(Claim.objects.order_by("pk"))
    asked = Absence.objects.get(state="requested")
    choose(desk, "approve", *[f"claim-{c.pk}" for c in claims], f"absence-{asked.pk}")
    assert desk.inner_text("main").count("→ 李强") == 4
    assert_accessible(desk)
    follow(desk, "main form button.btn-primary")
    desk.wait_for_url("**/inbox/")
    assert floor.rival.customers.count() == 2
    asked.refresh_from_db()
    assert asked.state == "approved"
    desk.goto(f"/customers/{claims[0].customer_id}/history/")
    assert "李强" in desk.inner_text("main")
    assert_accessible(desk)


@pytest.mark.parametrize("viewport, locale", VIEWS)
def test_a_departure_waits_and_a_begun_absence_ends_earlier(
    floor, new_page, log_in, assert_accessible, viewport, locale
):
    page = new_page(viewport, locale=locale)
    log_in(page, floor.director.username)
    page.goto(f"/departures/{floor.consultant.pk}/")
    page.click("a[href$='/announce/']")
    page.wait_for_selector("dialog[open] input[type=date]")
    assert_accessible(page)
    page.fill("dialog[open] input[type=date]", (floor.today + timedelta(days=9)).isoformat())
    page.fill("dialog[open] textarea", "回老家")
    follow(page, "dialog[open] button.btn-primary")
    page.wait_for_url(f"**/departures/{floor.consultant.pk}/")
    page.wait_for_selector("text=回老家")
    assert_accessible(page)
    page.goto("/inbox/")
    assert "回老家" in page.inner_text(f"#departure-{Departure.objects.get().pk}")
    assert_accessible(page)

    page.goto(f"/absences/{floor.away.pk}/")
    page.click("a[href$='/shorten/']")
    page.wait_for_selector("dialog[open] input[type=date]")
    assert_accessible(page)
    page.fill("dialog[open] input[type=date]", (floor.today + timedelta(days=1)).isoformat())
    page.fill("dialog[open] textarea", "提前回来")
    follow(page, "dialog[open] button.btn-primary")
    page.wait_for_selector("text=提前回来")
    assert Absence.objects.get(replaces=floor.away).to_on == floor.today + timedelta(days=1)
    assert_accessible(page)


@pytest.mark.parametrize("viewport, locale", VIEWS)
def test_a_policy_is_withdrawn_and_a_robot_tried(
    floor, new_page, log_in, assert_accessible, viewport, locale
):
    page = new_page(viewport, locale=locale)
    log_in(page, floor.director.username)
    page.goto("/policies/")
    page.click("a[href$='/withdraw/']")
    page.wait_for_selector("dialog[open] textarea")
    assert_accessible(page)
    page.fill("dialog[open] textarea", "太突然")
    follow(page, "dialog[open] form button[type=submit]")
    page.wait_for_selector("text=太突然")
    assert not StorePolicy.objects.exists()
    assert_accessible(page)

    page.goto("/robots/")
    follow(page, "td.actions button")
    page.wait_for_selector("text=ConnectionRefusedError")
    assert_accessible(page)
