"""What the everyday jobs cost a person with a phone: loads, taps, keystrokes, scrolled pixels, seconds.

    python benchmarks/jobs.py                                     a demonstration of its own
    python benchmarks/jobs.py --site http://127.0.0.1:8000 --password …

Drives Chromium at 390 × 844 through a fresh demonstration, does each job once, and counts. The seconds
follow the keystroke-level model (Card, Moran and Newell 1983): the sum of the operators of an expert who
makes no mistake. The times are constants, so that two runs compare and no machine's speed is measured:

    M   1.35 s  to decide what comes next (theirs); not where the step before implies it
    T   0.60 s  a thumb's way to a target of 36 px or more, and the touch (an assumption by Fitts's law)
    K   0.33 s  a key of a phone's keyboard: 36 words a minute (Palin et al. 2019)
    S   0.50 s  a swipe, of at most 420 px (an assumption)
    R   0.50 s  a page is loaded; 0.30 s for a part of one (assumptions)

Free text is counted apart: it is dictated or typed, and the same on any form. Exits with 1 where a target
is missed.
"""

import argparse
import contextlib
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
THINK, TAP, KEY, SWIPE, LOAD, PART = 1.35, 0.60, 0.33, 0.50, 0.50, 0.30
SWIPE_PX = 420
VIEW = {"width": 390, "height": 844}
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser")
CONSULTANT, RECEPTION, DIRECTOR = "li.na", "wu.qian", "he.ping"
# Seconds and taps beside the text; of the whole job where ``None`` says nothing.
TARGETS = {
    "contact + next plan": (12, 6),
    "no answer": (5, 2),
    "known visitor": (8, None),
    "new visitor": (15, 2),
    "new customer": (30, None),
    "ten decisions": (45, None),
}
# Somebody who has not bought yet.
ROW = ".work-row:has(.grade-hot, .grade-warm, .grade-mild, .grade-cool)"
ABOVE = """element => {
    const box = element.getBoundingClientRect();
    const sheet = element.closest("dialog");
    const frame = sheet ? sheet.getBoundingClientRect() : {top: 52, bottom: innerHeight - 60};
    const bar = (element.closest("form") || document).querySelector(".form-buttons");
    const stuck = bar && !bar.contains(element) && getComputedStyle(bar).position === "sticky";
    const bottom = stuck ? Math.min(frame.bottom, bar.getBoundingClientRect().top) : frame.bottom;
    if (getComputedStyle(element).position === "fixed" || element.closest(".tabs, .form-buttons")) return 0;
    return box.top < frame.top ? frame.top - box.top : Math.max(0, box.bottom - bottom);
}"""

END = "element => Math.max(0, element.getBoundingClientRect().bottom - (innerHeight - 60))"


@dataclass
class Cost:
    loads: int = 0
    parts: int = 0
    taps: int = 0
    keys: int = 0
    text_taps: int = 0
    text_keys: int = 0
    scrolled: float = 0
    swipes: int = 0
    thoughts: int = 0

    @property
    def seconds(self):
        """Beside the text."""
        waits = self.loads * LOAD + self.parts * PART
        hands = self.taps * TAP + self.keys * KEY + self.swipes * SWIPE
        return self.thoughts * THINK + hands + waits

    @property
    def text_seconds(self):
        return self.text_taps * TAP + self.text_keys * KEY


class Operator:
    """A person at a page, whose every movement is counted."""

    def __init__(self, page):
        self.page, self.cost = page, Cost()
        page.on("load", lambda: self._count("loads"))
        page.on("requestfinished", self._fetched)

    def _count(self, name):
        setattr(self.cost, name, getattr(self.cost, name) + 1)

    def _fetched(self, request):
        # What the device keeps for later by itself, nobody waits for.
        if "x-keep" in request.headers or "/device" in request.url:
            return
        if request.resource_type in {"fetch", "xhr"} and request.method == "GET":
            # After a sheet was sent, the whole list comes back.
            self._count("loads" if request.redirected_from else "parts")

    def start(self):
        self.cost = Cost()

    def _reach(self, target):
        distance = target.evaluate(ABOVE)
        self.cost.scrolled += distance
        self.cost.swipes += math.ceil(distance / SWIPE_PX)

    def read(self, target):
        """Scroll until its end is in sight."""
        distance = target.evaluate(END)
        self.cost.scrolled += distance
        self.cost.swipes += math.ceil(distance / SWIPE_PX)
        self.page.mouse.wheel(0, distance)
        self.page.wait_for_timeout(50)

    def tap(self, target, *, think=True, counted=True):
        target = self.page.locator(target).first if isinstance(target, str) else target
        target.wait_for()
        self._reach(target)
        self.cost.thoughts += think
        self.cost.taps += counted
        target.click()

    def follow(self, target, **how):
        with self.page.expect_navigation():
            self.tap(target, **how)
        refused = self.page.locator(".error-summary")
        if refused.count():
            raise SystemExit(f"refused: {refused.first.inner_text()}")

    def type(self, target, text, *, think=False):
        """Fill in what the job is about: a name, a number."""
        self.tap(target, think=think)
        self.cost.keys += len(text)
        self._fill(target, text)

    def dictate(self, target, text):
        """Free text, which is counted apart."""
        self.tap(target, think=False, counted=False)
        self.cost.text_taps += 1
        self.cost.text_keys += len(text)
        self._fill(target, text)

    def _fill(self, target, text):
        (self.page.locator(target) if isinstance(target, str) else target).fill(text)


def fresh_number():
    """A number that is on no card."""
    return f"139{time.time_ns() // 1000 % 10**8:08}"


def contact(o):
    """From the list: a talk, what was said, and the next contact; back on the list."""
    o.page.goto("/")
    o.start()
    o.tap(f"{ROW} [data-sheet]")
    o.page.wait_for_selector(".sheet form")
    o.tap(".sheet .choice:has([value=reached])")
    o.dictate(".sheet #id_content", "谈了价格和置换")
    o.tap(".sheet [data-phrase-for=id_feedback]")
    o.tap(".sheet [data-next-phrases] .chip:visible")
    o.tap(".sheet .form-buttons .btn-primary", think=False)
    o.page.wait_for_selector(".sheet", state="detached")


def no_answer(o):
    """From the list: nobody answered, and when to try again; back on the list."""
    o.page.goto("/")
    o.start()
    o.tap(f"{ROW} [data-sheet]")
    o.tap(".sheet .again .chip")
    o.page.wait_for_selector(".sheet", state="detached")


def known_visitor(o, phone):
    """At the door: somebody whose number is on a card says its last four digits."""
    o.page.goto("/reception/")
    o.start()
    o.follow("#new-visit")
    o.cost.keys += 4
    o.page.keyboard.type(phone[-4:])
    o.page.wait_for_selector(".callers")
    if not o.page.locator(".caller .found").count():
        o.tap(f".callers .choice:has-text('{phone[:3]}')")
        o.page.wait_for_selector(".caller .found")
    o.follow(".visit-form .btn-primary")


def new_visitor(o):
    """At the door: of somebody nobody knows the number and the name."""
    o.page.goto("/reception/")
    o.start()
    o.follow("#new-visit")
    # The number has the focus, and the keyboard's "next" leads to the name.
    for text in (fresh_number(), "王"):
        o.cost.keys += len(text)
        o.page.keyboard.type(text)
        o.page.keyboard.press("Tab")
    o.cost.keys += 1
    o.follow(".visit-form .btn-primary")


def new_customer(o):
    """The seven fields, the intent and the first contact."""
    o.page.goto("/")
    o.start()
    o.follow(".tabs a[href$='/customers/new/']")
    o.type("#id_phone", fresh_number())
    o.type("#id_name", "李雷")
    o.tap(".choice:has([name=gender][value=M])")
    if not o.page.input_value("#id_district"):
        o.type("#id_district", "海淀", think=True)
    if not o.page.is_checked("[name=customer_type][value=private]"):
        o.tap(".choice:has([name=customer_type][value=private])")
    if not o.page.is_checked("#id_birthday_unknown"):
        o.tap("#id_birthday_unknown")
    if o.page.locator("select#id_source").count() and not o.page.input_value("#id_source"):
        o.tap("#id_source")
        o.page.select_option("#id_source", "3")
        o.cost.taps += 1
    o.type("#id_model", "途观", think=True)
    if o.page.locator(".letters .choice").count():
        o.tap(".letters .choice >> nth=1")
    o.dictate("#id_note", "A 想看车")
    chip = o.page.locator("[data-set-expected]:visible")
    if chip.count():
        o.tap(chip.first)
    else:
        o.tap("#id_expected_on")
        o.cost.taps += 2
        soon = time.strftime("%Y-%m-%d", time.localtime(time.time() + 10 * 86400))
        o.page.fill("#id_expected_on", soon)
    phrase = o.page.locator("[data-next-phrases] .chip:visible")
    if phrase.count():
        o.tap(phrase.first)
    else:
        o.dictate("#id_expected_content", "邀约试驾")
    o.follow("main form .form-buttons .btn-primary", think=False)


def ten_decisions(o):
    """A director's inbox: of ten rows the evidence is unfolded and read to its end; approved at once."""
    o.page.goto("/inbox/")
    rows = o.page.locator(".desk-row:has(input[name=item])")
    o.start()
    o.tap(rows.first.locator(".desk-more > summary"))
    for number in range(min(10, rows.count())):
        row = rows.nth(number)
        row.locator("div.desk-evidence:not([role])").wait_for()
        o.page.wait_for_timeout(300)
        o.read(row.locator("div.desk-evidence"))
        # One thought a decision; the evidence of the next unfolds by itself.
        o.tap(row.locator("[data-choose]"))
    o.follow("button[name=act][value=approve]", think=False)
    # Whether it is serious is answered with a reason.
    for field in o.page.locator("main form [name$=-reason]:visible").all():
        o.dictate(field, "情节属实")
    o.follow("main form button.btn-primary")


def measure(site, password, show, only=""):
    """``{job: Cost}`` of the jobs whose name begins so."""
    exe = next(filter(None, map(shutil.which, CHROMIUM)))
    found = {}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=exe, args=["--no-sandbox"])

        def operator(username):
            context = browser.new_context(
                base_url=site, viewport=VIEW, locale="zh-CN", has_touch=True
            )
            page = context.new_page()
            page.goto("/login/")
            page.fill("[name=username]", username)
            page.fill("[name=password]", password)
            with page.expect_navigation():
                page.locator("[name=password]").press("Enter")
            return Operator(page)

        seller, door = operator(CONSULTANT), operator(RECEPTION)
        call = seller.page.locator(".work-row a[href^='tel:']").first
        phone = call.get_attribute("href").removeprefix("tel:")
        for name, job, person, more in [
            ("contact + next plan", contact, seller, ()),
            ("no answer", no_answer, seller, ()),
            ("known visitor", known_visitor, door, (phone,)),
            ("new visitor", new_visitor, door, ()),
            ("new customer", new_customer, seller, ()),
            ("ten decisions", ten_decisions, None, ()),
        ]:
            if not name.startswith(only):
                continue
            person = person or operator(DIRECTOR)
            job(person, *more)
            found[name] = person.cost
            show(name, person.cost)
        browser.close()
    return found


HEAD = f"{'job':<22}{'loads':>6}{'parts':>6}{'taps':>6}{'keys':>6}{'px':>7}{'s':>7}{'text s':>8}  target"


def line(name, cost):
    seconds, taps = TARGETS.get(name, (None, None))
    wanted = " ".join(
        part for part in (seconds and f"≤ {seconds} s", taps and f"≤ {taps} taps") if part
    )
    missed = is_missed(name, cost)
    numbers = f"{cost.loads:>6}{cost.parts:>6}{cost.taps:>6}{cost.keys:>6}{cost.scrolled:>7.0f}"
    mark = " MISSED" if missed else ""
    return f"{name:<22}{numbers}{cost.seconds:>7.1f}{cost.text_seconds:>8.1f}  {wanted}{mark}"


def is_missed(name, cost):
    seconds, taps = TARGETS.get(name, (None, None))
    return bool(seconds and cost.seconds > seconds) or bool(taps and cost.taps > taps)


@contextlib.contextmanager
def site_of_its_own(password):
    """The address of a fresh demonstration."""
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"VAR_DIR": folder, "DEBUG": "1"}
        env.pop("DATABASE_URL", None)
        manage = [sys.executable, str(ROOT / "manage.py")]
        for command in (["migrate", "-v0"], ["demo", "--password", password]):
            subprocess.run([*manage, *command], env=env, check=True, stdout=subprocess.DEVNULL)
        address = "127.0.0.1:8199"
        server = subprocess.Popen(
            [*manage, "runserver", "--noreload", address],
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            for _try in range(120):
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"http://{address}/login/", timeout=5).close()
                    break
                time.sleep(0.5)
            yield f"http://{address}"
        finally:
            server.terminate()
            server.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--site", help="A site with a fresh demonstration (default: one of its own)."
    )
    parser.add_argument("--password", default="jobs", help="Of everyone in it.")
    parser.add_argument("--only", default="", help="The beginning of a job's name.")
    given = parser.parse_args()
    own = contextlib.nullcontext(given.site) if given.site else site_of_its_own(given.password)
    with own as site:
        print(HEAD)
        costs = measure(
            site, given.password, lambda *found: print(line(*found), flush=True), given.only
        )
    return any(is_missed(name, cost) for name, cost in costs.items())


if __name__ == "__main__":
    sys.exit(main())
