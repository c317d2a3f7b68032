"""Sheets in Chromium: filter, figure, rows, export; and on paper as PDF pages (R9)."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from pypdf import PdfReader

from orders.orders.services.placing import Terms, place_order
from reception.services.visits import Entry, register_visit
from tests.browser.steps import follow
from tests.factories import Floor

A4 = (595, 842)
PASSWORD = "secret-word"


@pytest.fixture
def floor(transactional_db, now):
    """Thirty customers with a contact each, which fill more than one page of paper."""
    floor = Floor()
    for number in range(30):
        on = now.date() - timedelta(days=number % 5)
        opened = floor.open(now=now, on=on, name=f"顾客{number}", grade="A", days=10)
        floor.contact(opened, now=now, on=now.date(), content="客户看了车，谈了价格和交车时间。")
    return floor


@pytest.fixture
def manager(new_page, log_in, floor):
    def open_page(viewport="desktop", locale="zh-CN", **options):
        page = new_page(viewport, locale=locale, **options)
        log_in(page, floor.manager.username)
        return page

    return open_page


def pdf_of(page, address):
    page.goto(address)
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))


def size(page):
    return round(page.mediabox.width), round(page.mediabox.height)


@pytest.mark.parametrize(
    ("address", "title", "is_landscape"),
    [
        ("/sheets/progression/paper?month=2026-11", "潜在顾客等级推进表", True),
        ("/sheets/daily/paper?on=2026-11-21", "销售活动日报表", True),
        ("/sheets/lost/paper", "销售流失分析表", True),
        ("/sheets/stock/paper", "进销存表", False),
    ],
)
def test_a_sheet_on_paper(manager, floor, address, title, is_landscape):
    reader = pdf_of(manager(), address)
    assert {size(page) for page in reader.pages} == {A4[::-1] if is_landscape else A4}
    text = reader.pages[0].extract_text().replace(" ", "")
    assert title in text and floor.store.name.replace(" ", "") in text
    assert f"1/{len(reader.pages)}" in text
    assert "打印时间" in reader.pages[-1].extract_text()


@pytest.fixture
def came(floor, now):
    """Somebody called and somebody came in, both for the first time, and ordered a Golf on the spot."""
    on = now.date()
    for n, kind in enumerate(("call_in", "walk_in")):
        entry = Entry(
            kind=kind,
            consultant=floor.consultant,
            asked_for=True,
            name=("罗先生", "顾女士")[n],
            phone=f"1390000000{n}",
            person={"gender": "U", "district": "朝阳区"},
            intent={"model": "Golf", "note": "H 当天要订"},
        )
        visit = register_visit(by=floor.manager, now=now, on=on, store=floor.store, entry=entry)
        opportunity = visit.opportunity
        type(opportunity).objects.filter(pk=opportunity.pk).update(version="旗舰版", colour="白色")
        terms = Terms(model="Golf", colour="白色", price=Decimal(150000))
        place_order(by=floor.consultant, now=now, on=on, opportunity=opportunity, terms=terms)


@pytest.mark.parametrize(
    ("code", "name", "marks", "explained"),
    [
        (
            "call-ins",
            "罗先生",
            2,
            ["首次联系：此前本店没有登记过的客户打✓", "首次联系当日即订车的打✓"],
        ),
        ("walk-ins", "顾女士", 1, ["首次来店即订车的打✓"]),
    ],
)
def test_a_register_on_paper_says_the_car_the_order_and_the_first_contact(
    manager, came, code, name, marks, explained
):
    """R9.1: read back from the PDF, in Chinese."""
    (page,) = pdf_of(manager(), f"/sheets/{code}/paper").pages
    text = "".join(page.extract_text().split())
    assert name in text and "Golf旗舰版白色" in text
    # Each mark of the line, and one more in each line of explanation.
    line = text[text.index(name) : text.index("旗舰版")]
    assert line.count("✓") == marks
    assert [words for words in explained if words not in text] == []


def test_a_long_sheet_repeats_its_head_on_every_page(manager, floor):
    reader = pdf_of(manager(), "/sheets/daily/paper?on=2026-11-21")
    assert len(reader.pages) == 2
    for page in reader.pages:
        assert "联系方式" in page.extract_text()
    assert "支援事项" in reader.pages[0].extract_text()
    shown = "".join("".join(page.extract_text().split()) for page in reader.pages)
    assert [n for n in range(30) if f"顾客{n}" not in shown] == []


def test_the_card_has_a_front_and_a_back(manager, floor):
    customer = floor.consultant.customers.first()
    reader = pdf_of(manager(), f"/customers/{customer.pk}/paper")
    assert [size(page) for page in reader.pages] == [A4, A4]
    assert "客户卡" in reader.pages[0].extract_text()
    assert "十二个月联系计划" in reader.pages[1].extract_text()


def test_from_the_menu_to_the_rows_behind_a_figure(manager, assert_accessible):
    page = manager(locale="en-US")
    follow(page, page.get_by_role("link", name="All pages").first)
    assert_accessible(page)
    follow(page, page.locator("main").get_by_role("link", name="Sheets", exact=True))
    assert_accessible(page)
    follow(page, page.get_by_role("link", name="Monthly grade progression"))
    assert_accessible(page)
    page.select_option("#id_consultant", index=1)
    follow(page, page.get_by_role("button", name="Show"))
    figure = page.locator(".figure-group", has_text="New this month").get_by_role("link").last
    assert figure.inner_text() == "30"
    follow(page, figure)
    assert page.locator("h1").inner_text() == "New this month 30"
    assert_accessible(page)
    follow(page, page.get_by_role("link", name="← Monthly grade progression"))
    assert page.input_value("#id_month") == "2026-11"
    assert page.input_value("#id_consultant") != ""


def test_an_export_is_fetched_by_itself(manager, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    page = manager(locale="en-US")
    page.goto("/sheets/daily/")
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Export").click()
    assert fetched.value.suggested_filename.endswith(".xlsx")
    assert date(2026, 11, 21).isoformat() in fetched.value.suggested_filename


def test_a_sheet_on_a_phone_scrolls_inside_its_frame(manager):
    page = manager("phone")
    page.goto("/sheets/progression/")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
