"""What people do in the pages, in one line each: for stories that take more than one of them."""

from contextlib import contextmanager
from datetime import datetime
from unittest import mock
from zoneinfo import ZoneInfo

from playwright.sync_api import expect


class Clock:
    """The time of every request: `clock.at("2026-11-16", 18)`, a business date and an hour of the store."""

    def __init__(self):
        self.now = None

    def at(self, day, hour=9):
        self.now = datetime.fromisoformat(day).replace(hour=hour, tzinfo=ZoneInfo("Asia/Shanghai"))
        return self.now

    @property
    def today(self):
        return self.now.date()

    @contextmanager
    def running(self):
        with mock.patch("foundation.clock.now", lambda: self.now):
            yield self


def follow(page, target):
    """Click what leads to another page, and wait until that one has loaded."""
    link = page.locator(target).first if isinstance(target, str) else target
    with page.expect_navigation():
        link.click()


def unfold(page):
    """Open the notices above the worklist, which stand there in a line each."""
    for line in page.locator(".notice-line:not([open]) > summary").all():
        line.click()


def press_to_follow(page, key):
    """Press a key that leads to another page, and wait until that one has loaded."""
    with page.expect_navigation():
        page.keyboard.press(key)


def log_contact(page, customer, *, content, next_on, recording=None):
    """From the worklist: the contact planned with the customer, with its recording, and the next plan."""
    page.goto("/")
    page.locator(".list-row", has_text=customer).locator("[data-sheet]").click()
    page.check("input[name=result][value=reached]")
    page.fill("#id_content", content)
    page.fill("#id_feedback", "再考虑")
    if recording:
        page.click(".more > summary")
        page.click("summary:has(.bi-mic)")
        page.set_input_files("#id_recording", recording)
    page.fill("#id_planned_on", next_on.isoformat())
    page.fill("#id_expected_content", "确认配置")
    page.click(".sheet .form-buttons .btn-primary")
    expect(page.locator(".alert-success")).to_contain_text(customer)


def rows_behind(page, number, heading):
    """The number on the closing board, and the customers in the list behind it."""
    page.goto("/evening/")
    stat = page.locator(".board-stats a.stat", has=page.get_by_text(number, exact=True))
    counted = int(stat.locator(".stat-value").inner_text())
    follow(page, stat)
    expect(page.locator("h1")).to_contain_text(heading)
    return counted, set(page.locator(".list-row .list-title").all_inner_texts())


def play_and_seek(page, second):
    """Press play, then jump to that second; it goes on playing from there."""
    page.locator("audio").evaluate(
        """(audio, second) => new Promise((done, fail) => {
            setTimeout(() => fail("the recording does not play"), 60000);
            audio.addEventListener("error", () => fail(audio.error.message));
            audio.muted = true;
            audio.addEventListener("seeked", () => {
                audio.addEventListener("timeupdate", () => done(), {once: true});
            }, {once: true});
            audio.play().then(() => { audio.currentTime = second; }, fail);
        })""",
        second,
    )


def second_heard(page):
    """Where the recording is that plays now; fails where none plays."""
    at = page.locator("audio").evaluate("audio => audio.paused ? null : audio.currentTime")
    assert at is not None, "the recording stands still"
    return at


def proposals_of(page, person):
    """``{(family, day): amount}`` of a person's proposals, as the list shows them."""
    page.goto(f"/proposals/?state=all&person={person.pk}")
    found = {}
    for row in page.locator(".list-row.proposal").all():
        family = row.locator(".list-title").inner_text().split(" · ")[0]
        day = row.locator(".list-meta span").first.inner_text()
        found[family, day] = row.locator(".proposal-amount").inner_text().strip()
    return found


def confirm(page, button="button.btn-primary"):
    """Press the button of the dialog that has opened, and wait for the next page."""
    follow(page, f"dialog[open] {button}")


def findings_about(page, person):
    """The customers of all findings of the person that the page lists, closed ones as well."""
    page.goto(f"/findings/?state=all&responsible={person.pk}")
    return set(page.locator("tbody th a").all_inner_texts())
