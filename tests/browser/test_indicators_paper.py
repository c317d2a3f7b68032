"""The indicators on A4, read back as PDF pages (R9.8)."""

import io
import re
from datetime import timedelta

import pytest
from pypdf import PdfReader

from tests.browser.conftest import PASSWORD
from tests.factories import Floor

A4_LANDSCAPE = (842, 595)
# The width between the margins, in pixels of the browser.
PRINTED = round((297 - 20) / 25.4 * 96)
MONTHS = {"zh-CN": ("2025年12月", "2026年11月"), "en-US": ("December 2025", "November 2026")}
# A title, and the last words of what stands under it.
CHARTS = {
    "zh-CN": [("渠道线索", "自有网站"), ("线索等级", "失败"), ("建档到首次联系", "尚未联系")],
    "en-US": [
        ("Leads by channel", "Own website"),
        ("Grades of the leads", "Lost"),
        ("First contact after the registration", "None yet"),
    ],
}
HEADS = {
    "zh-CN": ("特约店", "期间", "2026年11月", "数据截至", "渠道", "成交率"),
    "en-US": ("Store", "Period", "November 2026", "As of", "Channel", "Conversion rate"),
}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def at_fixed_now(monkeypatch, now):
    monkeypatch.setattr("foundation.clock.now", lambda: now)


@pytest.fixture
def floor(now):
    """Forty consultants with a customer each: a table longer than a page."""
    floor = Floor()
    floor.director.set_password(PASSWORD)
    floor.director.save()
    for number in range(40):
        on = now.date() - timedelta(days=number % 5)
        person = floor.new_consultant(full_name=f"顾问{number}")
        floor.open(now=now, on=on, consultant=person, channel="website", grade="A", days=10)
    return floor


@pytest.fixture
def on_paper(new_page, log_in, floor):
    def open_page(locale):
        page = new_page(locale=locale)
        log_in(page, floor.director.username)
        page.goto("/indicators/?channel=website")
        page.locator(".page-actions a[href*=paper]").click()
        page.wait_for_url("**/indicators/paper?**")
        return page

    return open_page


def squeezed(page):
    return "".join(page.extract_text().split())


@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
def test_the_indicators_on_paper(on_paper, floor, locale):
    page = on_paper(locale)
    reader = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    sizes = {(round(p.mediabox.width), round(p.mediabox.height)) for p in reader.pages}
    assert sizes == {A4_LANDSCAPE}
    pages = [squeezed(page) for page in reader.pages]
    assert len(pages) == 3
    for number, text in enumerate(pages, 1):
        assert f"{number}/{len(pages)}" in text
    heads = ("销售指标", floor.store.name, "2026-11-21", *HEADS[locale], *MONTHS[locale])
    assert [head for head in heads if "".join(head.split()) not in pages[0]] == []
    for title, last in CHARTS[locale]:
        (shown,) = [text for text in pages if "".join(title.split()) in text]
        assert "".join(last.split()) in shown.partition("".join(title.split()))[2]
    everything = "".join(pages)
    assert [n for n in range(40) if f"顾问{n}" not in everything] == []
    with_people = [text for text in pages if re.search(r"顾问\d", text)]
    head = "应联系" if locale == "zh-CN" else "Toanswer"
    assert len(with_people) > 1 and all(head in text for text in with_people)
    assert cut_off(page) == []
    # A sheet holds no links, and the bar of the screen is not printed.
    assert page.locator(".paper a").count() == 0
    assert page.locator(".paper-bar").is_hidden()


def cut_off(page):
    """What is wider than the page, or than the box that it is cut by."""
    page.set_viewport_size({"width": PRINTED, "height": 700})
    page.emulate_media(media="print")
    return page.evaluate(
        """width => [...document.querySelectorAll(".paper *")].filter(e => {
            const box = e.getBoundingClientRect();
            const hidden = getComputedStyle(e).overflow != "visible" && e.scrollWidth > e.clientWidth + 1;
            return box.left < -1 || box.right > width + 1 || hidden && !e.closest("svg");
        }).map(e => e.outerHTML.slice(0, 120))""",
        PRINTED,
    )
