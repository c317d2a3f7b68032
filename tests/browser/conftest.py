"""Chromium for the tests in this folder: pages on a live server, log-in, accessibility.

def test_home(page, log_in, consultant):           # desktop, English
    log_in(page, consultant.username)
    page.goto("/")

def test_phone(new_page):
    page = new_page("phone", locale="zh-CN")
"""

import os
import shutil
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from threading import Lock

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Error, Page, expect, sync_playwright

# So that a worker has no network either where a page is told to have none.
os.environ["PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS"] = "1"
# The driver keeps an event loop in this thread, which Django takes for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# The one without a screen takes two thirds of the other's time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
# The suggestions under the address bar are pages themselves: with them a window costs more than
# the page that is tested. This list takes the place of Playwright's own, so that it names the
# features of that one that a local site could notice.
NOT_NEEDED = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "PreconnectToSearch",
)
VIEWPORTS = {"phone": (390, 844), "desktop": (1280, 800)}
AXE = settings.BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
# WCAG 2.2 AA, as axe names its parts.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FIND_VIOLATIONS = f"""
;axe.run(document, {{runOnly: {AXE_TAGS}, resultTypes: ["violations"]}}).then(result =>
    result.violations.map(found => [
        `${{found.id}}: ${{found.help}}`, ...found.nodes.map(node => node.html)
    ].join("\\n    ")))
"""
PASSWORD = "correct horse 7"
FAILURES = settings.BASE_DIR / "var" / "browser-failures"
# A slow machine is no failure of a page.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items):
    """Mark the tests of this folder, and skip them where there is no browser.

    A walk that fails is walked once more, and named at the end (`-rR`): once may be the machine's fault,
    whose browser, server and other tests share two cores; twice is the product's.
    """
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium is installed"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Keep a picture of every page of a test that failed."""
    report = yield
    if report.when == "call" and report.failed:
        for number, page in enumerate(getattr(item, "open_pages", [])):
            FAILURES.mkdir(parents=True, exist_ok=True)
            with suppress(Error):
                page.screenshot(path=FAILURES / f"{item.name}-{number}.png", full_page=True)
    return report


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the whole run."""
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", f"--disable-features={','.join(NOT_NEEDED)}"],
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def idle_contexts():
    """Contexts of earlier tests, by what they are like: they hold style sheets, but no log-in."""
    return defaultdict(list)


@pytest.fixture(autouse=True)
def at_fixed_now(monkeypatch, now):
    """The day does not end during a test."""
    monkeypatch.setattr("foundation.clock.now", lambda: now)


@pytest.fixture
def until_answered(transactional_db):
    """Before the database is put back, the server has answered all that pages asked."""
    count, lock = {"open": 0}, Lock()

    def add(number):
        def act(**signal):
            with lock:
                count["open"] += number

        return act

    started, finished = add(1), add(-1)
    request_started.connect(started)
    request_finished.connect(finished)
    yield
    end = time.monotonic() + 60
    while count["open"] > 0 and time.monotonic() < end:
        time.sleep(0.01)
    request_started.disconnect(started)
    request_finished.disconnect(finished)


@pytest.fixture
def new_page(browser, idle_contexts, live_server, until_answered, request):
    """Open pages: `new_page("phone" | "desktop", locale="zh-CN", javascript=False, worker=True)`.

    Each has cookies and a device of its own; the app's worker is there only where it is asked for. A
    script error or a breach of the content security policy on
    any of them fails the test.
    """
    pages, used, complaints = [], [], []

    def open_page(
        viewport: str = "desktop",
        locale: str = "en-US",
        javascript: bool = True,
        worker: bool = False,
    ):
        alike = idle_contexts[viewport, locale, javascript, worker]
        context = alike.pop() if alike else new_context(viewport, locale, javascript, worker)
        used.append((context, alike))
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text)
                if "Content Security Policy" in message.text
                else None
            ),
        )
        pages.append(page)
        return page

    def new_context(viewport: str, locale: str, javascript: bool, worker: bool):
        width, height = VIEWPORTS[viewport]
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale=locale,
            timezone_id="Asia/Shanghai",
            java_script_enabled=javascript,
            is_mobile=viewport == "phone",
            has_touch=viewport == "phone",
            reduced_motion="reduce",
            service_workers="allow" if worker else "block",
        )
        context.set_default_timeout(PATIENCE)
        return context

    request.node.open_pages = pages
    yield open_page
    for context, alike in used:
        context.set_offline(False)
        forget_device(context, live_server.url)
        for page in context.pages:
            page.close()
        context.clear_cookies()
        alike.append(context)
    assert not complaints, complaints


def forget_device(context, origin):
    """What the pages kept on the device goes, the worker as well; first of all who might still write."""
    for page in context.pages:
        page.goto("about:blank")
    for page in context.pages[:1]:
        with suppress(Error):
            session = context.new_cdp_session(page)
            session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})


@pytest.fixture
def page(new_page) -> Page:
    """A desktop page in English."""
    return new_page()


@pytest.fixture
def log_in(live_server):
    """`log_in(page, username)`: with a session of that person, and on to the first page."""

    def take_session(page: Page, username: str) -> None:
        client = Client()
        client.force_login(get_user_model().objects.get(username=username))
        name = settings.SESSION_COOKIE_NAME
        value = client.cookies[name].value
        page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        page.goto("/")

    return take_session


@pytest.fixture
def log_in_by_form():
    """`log_in_by_form(page, username)`: as people do."""

    def fill_and_send(page: Page, username: str, password: str = PASSWORD) -> None:
        page.goto("/login/")
        page.fill("#id_username", username)
        page.fill("#id_password", password)
        with page.expect_navigation():
            page.press("#id_password", "Enter")

    return fill_and_send


@pytest.fixture
def assert_accessible():
    """`assert_accessible(page)`: axe finds nothing against WCAG 2.2 AA."""

    def check(page: Page) -> None:
        page.wait_for_load_state()
        # Evaluated, not added as a tag: the page's own policy would refuse that. Only what is
        # wrong comes back: the whole answer takes as long as the check.
        found = page.evaluate(AXE.read_text(encoding="utf-8") + FIND_VIOLATIONS)
        assert not found, f"{page.url}\n" + "\n".join(found)

    return check
