"""One story of the sales floor in real pages: from a contact with its recording to the ledger."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from compliance.audit.services import run_audit
from compliance.penalties.models import Proposal
from tests.browser.conftest import PASSWORD
from tests.browser.steps import (
    Clock,
    confirm,
    findings_about,
    follow,
    log_contact,
    play_and_seek,
    proposals_of,
    rows_behind,
    second_heard,
)
from tests.evening.conftest import wav
from tests.factories import Floor

MONDAY = "2026-11-16"
REPORT = "Rectification report"


@pytest.fixture
def clock():
    with Clock().running() as clock:
        yield clock


@pytest.fixture
def floor(transactional_db, settings, tmp_path, clock):
    """Four consultants of one team on the morning of Monday 2026-11-16, and what they began before."""
    settings.MEDIA_ROOT = tmp_path
    floor = Floor()
    floor.zhao, floor.qian, floor.sun, floor.li = (
        floor.consultant,
        *(floor.new_consultant() for _ in range(3)),
    )
    names = {"zhao": "赵敏", "qian": "钱进", "sun": "孙丽", "li": "李强", "manager": "周经理"}
    for key, name in (names | {"director": "吴总监"}).items():
        person = getattr(floor, key)
        person.full_name = name
        person.set_password(PASSWORD)
        person.save()

    def opened(day, consultant=floor.zhao, **fields):
        return floor.open(now=clock.at(day), on=clock.today, consultant=consultant, **fields)

    # Two calls of Monday and one that nobody will make.
    for name in ("李雷", "韩梅"):
        opened("2026-11-13", grade="H", days=7, plan_in=3, name=name)
    opened("2026-11-13", grade="A", days=15, plan_in=3, name="错过")
    # A: seven days between contacts. They break on the 16th (two), 17th, 18th and 19th.
    for day, name in [(8, "陈一"), (8, "陈二"), (9, "陈三"), (10, "陈四"), (11, "陈五")]:
        opened(f"2026-11-{day:02}", grade="A", days=15, plan_in=14, name=name)
    # Twenty days are more than twice seven (R6.5 a).
    opened("2026-11-14", grade="A", days=15, plan_in=20, name="周远")
    # Called once in forty days, and not reached.
    floor.neglected = opened(
        "2026-10-07", consultant=floor.li, grade="C", days=400, plan_in=23, name="王小明"
    )
    floor.contact(
        floor.neglected,
        activity=floor.neglected.activities.get(),
        now=clock.at("2026-10-30"),
        on=clock.today,
        result="no_answer",
        content="",
        next_in=26,
    )
    for number in range(4):
        opened(
            "2026-11-13", consultant=floor.li, grade="B", days=30, plan_in=10, name=f"留{number}"
        )
    clock.at(MONDAY)
    return floor


@pytest.fixture
def night(floor, clock):
    """`night("2026-11-16")`: half past midnight after that date, the audit runs."""

    def audit(day):
        on = date.fromisoformat(day)
        now = clock.at((on + timedelta(days=1)).isoformat(), hour=1)
        run_audit(floor.store, on=on, now=now)
        clock.at(clock.today.isoformat(), hour=9)

    return audit


def proved(command, *arguments):
    """What a command that proves the stored numbers says; it fails where one of them is wrong."""
    said = StringIO()
    call_command(command, *arguments, stdout=said)
    return said.getvalue()


def test_a_whole_day_on_the_sales_floor(floor, clock, night, new_page, log_in_by_form, tmp_path):
    def enter(person):
        page = new_page()
        log_in_by_form(page, person.username)
        return page

    # Monday. Two of three planned contacts take place; one call was recorded (R4.2, R4.10).
    clock.at(MONDAY, hour=17)
    zhao = enter(floor.zhao)
    expect(zhao.locator(".page-sub")).to_contain_text("0 of 3 done")
    thursday = date(2026, 11, 19)
    call = tmp_path / "call.wav"
    call.write_bytes(wav(180))
    log_contact(zhao, "李雷", content="夫妻一起谈了置换", next_on=thursday, recording=call)
    log_contact(zhao, "韩梅", content="约了周四试驾", next_on=thursday)

    # The manager's board: every number is the length of the list behind it (R4.11).
    clock.at(MONDAY, hour=18)
    manager = enter(floor.manager)
    manager.wait_for_url("**/evening/")
    assert rows_behind(manager, "Not executed", "Not executed") == (1, {"错过"})
    assert rows_behind(manager, "Done", "Done") == (2, {"李雷", "韩梅"})
    assert rows_behind(manager, "Effective", "Effective") == (2, {"李雷", "韩梅"})

    # The manager hears the call, and writes while it goes on (R4.9).
    parts = []
    manager.on("response", lambda r: parts.append(r.status) if "/recordings/" in r.url else None)
    manager.goto("/review/")
    follow(manager, manager.locator(".list-row", has_text="李雷").locator(".list-title"))
    play_and_seek(manager, 30)
    before = second_heard(manager)
    manager.click("[data-key=a]")
    manager.keyboard.type("请问清预算")
    manager.keyboard.press("Control+Enter")
    expect(manager.locator("#annotations .annotation")).to_contain_text("请问清预算")
    assert second_heard(manager) >= before >= 30
    assert set(parts) == {206}
    follow(manager, "[data-key=d]")
    expect(manager.locator("h1")).to_have_text("韩梅")
    follow(manager, "[data-key=d]")
    expect(manager.locator(".empty")).to_be_visible()

    # Tuesday: what the night found. The consultant reads what was written to them.
    night(MONDAY)
    zhao.goto("/")
    expect(zhao.locator(".unread")).to_contain_text("请问清预算")
    zhao.click(".unread > summary")
    follow(zhao, ".unread .btn-secondary")
    expect(zhao.locator(".unread")).to_have_count(0)
    assert findings_about(manager, floor.zhao) == {"错过", "陈一", "陈二", "周远"}
    assert findings_about(manager, floor.li) == {"王小明"}

    # The manager confirms the suspicion; until then it costs nothing (R6.5, R8.8).
    assert proposals_of(manager, floor.zhao) == {
        ("Expiry", "Mon 16 Nov"): REPORT,
        ("Follow-up", "Mon 16 Nov"): "¥100.00",  # 2 × 50
    }
    manager.goto("/findings/?state=undecided")
    follow(manager, manager.locator("tbody tr", has_text="周远").locator("a.btn-primary"))
    manager.fill("#id_reason", "客户从未说过要等")
    follow(manager, "button[value=confirmed]")
    manager.wait_for_url("**/findings/")

    # Another consultant has talked to the neglected customer and claims them (R7.1).
    qian = enter(floor.qian)
    qian.goto("/phone/")
    qian.fill("#id_phone", floor.neglected.customer.phone)
    qian.press("#id_phone", "Enter")
    follow(qian, "a[href*='/claims/new/']")
    qian.fill("#id_grounds", "客户主动来店")
    qian.fill("#id_executed_on", clock.today.isoformat())
    qian.fill("#id_content", "谈了试驾")
    follow(qian, "main form[method=post] button.btn-primary")
    qian.wait_for_url("**/claims/*/")
    assert "王小明" not in qian.content()

    # Thursday: three nights, each occasion twice as dear per item as the one before (R8.2).
    night("2026-11-17")
    night("2026-11-18")
    assert proposals_of(manager, floor.zhao) == {
        ("Expiry", "Mon 16 Nov"): REPORT,
        ("Follow-up", "Mon 16 Nov"): "¥100.00",  # 2 × 50
        ("Evasion", "Tue 17 Nov"): "¥50.00",  # 1 × 50
        ("Follow-up", "Tue 17 Nov"): "¥100.00",  # 1 × 100
        ("Follow-up", "Wed 18 Nov"): "¥200.00",  # 1 × 200
    }

    # They appeal against the first, with the recording; the director hears it and waives (R8.6).
    first, second = Proposal.objects.filter(person=floor.zhao, family="follow-up").order_by(
        "opened_on"
    )[:2]
    zhao.goto("/proposals/?state=all")
    follow(zhao, zhao.locator(f"a[href='/proposals/{first.pk}/']"))
    follow(zhao, ".page-actions a.btn-primary")
    zhao.fill("#id_text", "陈一就是李雷的先生，同一通电话")
    zhao.check("input[name=recordings]")
    follow(zhao, "main form button.btn-primary")
    zhao.wait_for_url(f"**/proposals/{first.pk}/")

    director = enter(floor.director)
    director.wait_for_url("**/inbox/")
    appealed = director.locator(f"#proposal-{first.pk}")
    expect(appealed).to_contain_text("同一通电话")
    play_and_seek(director, 45)
    appealed.locator("a[href*=refuse]").click()
    director.fill("dialog[open] textarea", "录音属实")
    confirm(director)
    # The second has become the first, the third the second; now the second is approved (R8.4).
    expect(director.locator(f"#proposal-{second.pk} .proposal-amount")).to_contain_text("¥50.00")
    director.locator(f"#proposal-{second.pk} a[href*=approve]").click()
    confirm(director)
    director.goto("/ledger/")
    entries = director.locator(".table-card tbody tr")
    assert {
        row.locator("th").inner_text(): row.locator(".num").inner_text() for row in entries.all()
    } == {
        "赵敏": "¥50.00",
        "周经理": "¥25.00",  # half of it (R8.3)
    }
    expect(director.locator(".table-card tfoot .num")).to_have_text("¥75.00")

    # The claim: with the customer go the opportunity and the plan (R7.3).
    director.goto("/claims/")
    follow(director, "tbody th a")
    director.click("a[href$='/approve/']")
    confirm(director)
    qian.goto("/customers/")
    expect(qian.locator("tbody tr")).to_contain_text("王小明")
    qian.goto("/plans/")
    expect(qian.locator("main")).to_contain_text("王小明")

    # Friday: the night of Thursday prices the third occasion that counts (R8.4).
    night("2026-11-19")
    fines = proposals_of(director, floor.zhao)
    assert {day: amount for (family, day), amount in fines.items() if family == "Follow-up"} == {
        "Mon 16 Nov": "¥100.00",  # waived
        "Tue 17 Nov": "¥50.00",  # 1 × 50, approved
        "Wed 18 Nov": "¥100.00",  # 1 × 100
        "Thu 19 Nov": "¥200.00",  # 1 × 200
    }

    # A consultant leaves; their four customers are split between two, and the account closes (R4.8).
    director.goto(f"/departures/{floor.li.pk}/")
    follow(director, "a[href*='/hand-over/plan/']")
    for taker in (floor.qian, floor.sun):
        director.check(f"input[name=taker][value='{taker.pk}']")
    follow(director, "main form[method=get] button.btn-primary")
    follow(director, "main form[method=post] button.btn-primary")
    director.wait_for_url(f"**/departures/{floor.li.pk}/")
    director.click("a.btn-danger")
    confirm(director, "button.btn-danger")
    sun = enter(floor.sun)
    taken = []
    for page in (qian, sun):
        page.goto("/customers/")
        here = page.locator("tbody tr", has_text="留").count()
        assert here, "each of the two takes a part"
        taken.append(here)
    assert sum(taken) == 4
    gone = enter(floor.li)
    assert "/login/" in gone.url

    # Monday's plans of who is away move to after the return, and the audit is silent (R4.7).
    for person, name in [(floor.sun, "请假"), (floor.qian, "在店")]:
        floor.open(
            now=clock.now,
            on=clock.today,
            consultant=person,
            grade="H",
            days=7,
            plan_in=3,
            name=name,
        )
    sun.goto("/absences/new/")
    sun.fill("#id_from_on", "2026-11-23")
    sun.fill("#id_to_on", "2026-11-24")
    sun.check("input[name=plans][value=postpone]")
    follow(sun, "main form button.btn-primary")
    sun.fill("#id_reason", "回老家")
    follow(sun, "main form[method=post] button.btn-primary")
    sun.wait_for_url("**/absences/*/")
    manager.goto("/absences/?show=decide")
    follow(manager, "main tbody a")
    follow(manager, "main .decide-bar button.btn-primary")
    expect(manager.locator(".alert-success")).to_be_visible()
    night("2026-11-23")
    sun.goto("/plans/")
    expect(sun.locator("main")).to_contain_text("Wed 25 Nov")
    assert findings_about(manager, floor.sun) == set()
    assert "在店" in findings_about(manager, floor.qian)

    # At the end every stored number is what the records say.
    assert "0 differences" in proved("check_deadlines")
    assert "equal the entries" in proved("ledger", "--check")
