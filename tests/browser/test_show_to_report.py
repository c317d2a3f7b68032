"""A visitor of the motor show on the whole road in real pages: poster, desk, door, order, marketing's report.

Another one of the show is called too late: told, offered to the next, found by the night (R5, R12, R13).
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from accounts.notices.models import Notice
from compliance.audit.services import run_audit
from compliance.findings.models import Finding
from followups.policy_changes.services import adopt_policy
from intake.arrivals.models import Lead
from intake.distribution.notices import HALF_TIME
from intake.distribution.services.watching import watch
from intake.distribution.tasks import sweep_leads
from intake.first_contact.models import FirstContactTerm
from intake.invitations.models import KeptInvitation
from intake.public_forms.models import PublicForm
from leads.events.models import MarketEvent
from leads.grading.models import GradingPolicy
from orders.stock.services import add_vehicle
from reception.services.roster import save_roster
from tests.api.conftest import Portal
from tests.browser.conftest import PASSWORD
from tests.browser.steps import Clock, follow
from tests.browser.test_door_to_care import WANG, orders_with_a_deposit
from tests.factories import Floor, ManagerFactory, UserFactory

PHONE, LATE = "13900007788", "13900007799"
DAY = timedelta(days=1)


@pytest.fixture
def clock(monkeypatch):
    with Clock().running() as clock:
        for reader in ("intake.distribution.tasks.clock", "intake.api.views.clock"):
            monkeypatch.setattr(reader, lambda: clock.now)
        clock.at("2026-11-19", 10)
        yield clock


@pytest.fixture
def floor(transactional_db, clock, monkeypatch):
    """A desk of two under S2 beside the floor; the show has a form; a car stands in the yard."""
    monkeypatch.setattr("intake.distribution.tasks.carry_on_lead.apply_async", lambda *a, **o: None)
    floor = Floor()
    floor.head = ManagerFactory(store=floor.store, full_name="谢组长")
    floor.anna, floor.bai = (
        UserFactory(store=floor.store, manager=floor.head, full_name=name)
        for name in ("安娜", "白云")
    )
    floor.reception = UserFactory(store=floor.store, role="reception", full_name="吴前台")
    floor.marketing = UserFactory(store=floor.store, role="marketing", full_name="徐市场")
    floor.consultant.full_name = "李娜"
    people = [floor.head, floor.anna, floor.bai, floor.reception, floor.marketing, floor.consultant]
    for person in people:
        person.set_password(PASSWORD)
        person.save()
    dated = {"now": clock.now, "on": clock.today, "store": floor.store}
    adopt_policy(
        by=floor.director,
        team=floor.head,
        policy=GradingPolicy.objects.get(code="S2"),
        effective_from=clock.today,
        **dated,
    )
    for days, on_duty in enumerate([[floor.anna, floor.bai], [floor.consultant]]):
        save_roster(by=floor.director, day=clock.today + days * DAY, people=on_duty, **dated)
    floor.show = MarketEvent.objects.create(
        store=floor.store,
        name="广州车展",
        starts_on=clock.today,
        ends_on=clock.today + 3 * DAY,
        cost=Decimal(3000),
    )
    FirstContactTerm.objects.create(store=floor.store, channel="event", minutes=30)
    floor.form = PublicForm.objects.create(
        store=floor.store,
        title="广州车展",
        event=floor.show,
        made_by=floor.marketing,
        made_at=clock.now,
    )
    add_vehicle(
        by=floor.manager,
        now=clock.now,
        store=floor.store,
        vin="LSVAU2A37N2183294",
        model="Golf",
        colour="白",
        arrived_on=clock.today,
    )
    return floor


def scans(page, floor, clock, *, name, phone):
    """Follows the code of the poster and asks, on their own phone, without a log-in."""
    page.set_default_timeout(20000)
    page.goto(f"/ask/{floor.form.slug}/")
    clock.now += timedelta(seconds=30)
    page.fill("#id_name", name)
    page.fill("#id_phone", phone)
    page.fill("#id_text", "想试驾 Golf")
    page.check("#id_agrees")
    follow(page, "form button")
    expect(page.locator("h2")).to_have_text("谢谢")


def calls(page, clock, *, note, days, model=None):
    page.set_default_timeout(20000)
    """The first of the list is reached, and classed by what was heard."""
    page.locator(".list-row, .work-row", has_text=WANG).locator("[data-sheet]").first.click()
    sheet = page.locator("dialog.sheet")
    sheet.locator("input[name=result][value=reached]").check()
    for chip in ("车型配置", "介绍车型"):
        sheet.get_by_role("button", name=chip, exact=True).click()
    sheet.locator("#id_note").fill(note)
    sheet.get_by_text("更多", exact=True).click()
    if model:
        sheet.locator("#id_model").fill(model)
    sheet.locator("#id_expected_on").fill((clock.today + days * DAY).isoformat())
    sheet.locator("#id_planned_on").fill((clock.today + DAY).isoformat())
    sheet.locator("#id_expected_content").fill("到店看车")
    sheet.locator(".form-buttons .btn-primary").click()
    expect(page.locator("#messages")).to_contain_text(WANG)


def test_from_the_poster_to_marketings_report(new_page, log_in, assert_accessible, floor, clock):
    visitor, desk, door, seller = (new_page("phone", locale="zh-CN") for _ in range(4))
    office = new_page("desktop", locale="zh-CN")

    # Two visitors ask; the duty roster gives one to each person of the desk, in class 0.
    scans(visitor, floor, clock, name=WANG, phone=PHONE)
    scans(visitor, floor, clock, name="韩梅", phone=LATE)
    sweep_leads()
    first, second = Lead.objects.order_by("pk")
    assert (first.assigned_to, second.assigned_to) == (floor.anna, floor.bai)
    assert first.opportunity.grade.code == second.opportunity.grade.code == "0"

    # One is called in time, and classed: 0→3.
    log_in(desk, floor.anna.username)
    desk.goto("/telephone-desk/call/?part=new")
    calls(desk, clock, note="3 想看 Golf", days=15, model="Golf")
    first.opportunity.refresh_from_db()
    assert first.opportunity.grade.code == "3"

    # Nobody calls the other: told at half the time, offered to the next at its end.
    for _half in range(2):
        clock.now += timedelta(minutes=16)
        watch(second, now=clock.now)
    assert Notice.objects.filter(person=floor.bai, kind=HALF_TIME.code).exists()
    second.refresh_from_db()
    assert second.assigned_to == floor.anna
    log_in(office, floor.head.username)
    office.goto("/notices/")
    expect(office.locator("main")).to_contain_text("白云首次联系超时")

    call = second.opportunity.activities.planned().get()
    floor.contact(second.opportunity, now=clock.now, on=clock.today, activity=call, next_in=2)

    # The night finds it; of the other one nothing.
    missed_on = floor.store.business_date(clock.now)
    run_audit(floor.store, on=missed_on, now=clock.now + DAY)
    [found] = Finding.objects.filter(rule="missed_first_contact")
    assert found.responsible == floor.bai

    # 3→1, and they come: the floor has them by its turn, both names stay.
    clock.at("2026-11-20", 9)
    log_in(desk, floor.anna.username)
    desk.goto("/")
    calls(desk, clock, note="1 今天到店订车", days=1)
    first.opportunity.refresh_from_db()
    assert first.opportunity.grade.code == "1"
    clock.at("2026-11-20", 11)
    log_in(door, floor.reception.username)
    door.goto("/reception/")
    follow(door, "#new-visit")
    door.fill("#id_phone", PHONE)
    expect(door.locator(".caller .found")).to_be_visible()
    follow(door, ".visit-form .btn-primary")
    kept = KeptInvitation.objects.get()
    assert (kept.inviter, kept.receiver) == (floor.anna, floor.consultant)

    # Ordered on the floor.
    clock.at("2026-11-20", 15)
    log_in(seller, floor.consultant.username)
    order = orders_with_a_deposit(seller, clock)
    assert order.opportunity_id == first.opportunity_id

    # The club sends the same person, and learns how far they are.
    club = Portal(now=clock.now, name="Club", channel="partner", store=floor.store)
    number = club.send(club.lead(name=WANG, phone=PHONE)).json()["number"]
    told = club.read(number).json()
    assert (told["state"], told["stage"]) == ("merged", "ordered")

    # Marketing's sheet has the show with answer times, what became of whom and what each cost; so has the cohort.
    log_in(office, floor.marketing.username)
    office.goto("/sheets/leads/?start=2026-11-19&end=2026-11-20")
    row = office.locator("main tbody tr", has_text="市场活动").first
    told = " ".join(row.inner_text().split())
    assert told.startswith("市场活动 2 2 2 100.0%") and "16 29" in told
    assert told.endswith("¥3,000.00 ¥1,500.00 ¥1,500.00 ¥3,000.00 ¥3,000.00")
    office.goto("/leads/figures/?start=2026-11-19&end=2026-11-20")
    assert_accessible(office)
    expect(office.locator("main")).to_contain_text("50.0%")
