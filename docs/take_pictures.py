"""Takes the README's pictures: `.venv/bin/python docs/take_pictures.py` (needs Chromium).

Starts the site on a database of its own with the demonstration dealership, logs in as each role
and writes docs/pictures/*.png.
"""

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
PASSWORD = "for-the-pictures"
PHONE, TABLET, DESKTOP = (390, 844), (820, 1000), (1280, 800)
MOST_BYTES = 200_000

# Name, log-in, size, language, and how to reach the page: an address or a link on the page before;
# "tap …" presses a part of it.
SHOTS = [
    ("consultant-home", "li.na", PHONE, "en-US", ["/"]),
    ("consultant-home-zh", "li.na", PHONE, "zh-CN", ["/"]),
    ("log-contact", "li.na", PHONE, "en-US", ["/", "tap a[data-sheet]"]),
    ("log-contact-zh", "li.na", PHONE, "zh-CN", ["/", "tap a[data-sheet]"]),
    ("customer-card", "li.na", DESKTOP, "en-US", ["/", ".work-row a.list-title"]),
    ("board", "li.na", DESKTOP, "en-US", ["/customers/board/"]),
    ("bell-zh", "li.na", PHONE, "zh-CN", ["/notices/"]),
    ("manager-overdue", "liu.yang", DESKTOP, "en-US", ["/overdue/"]),
    ("inbox", "he.ping", DESKTOP, "en-US", ["/inbox/", "tap .desk-more summary"]),
    ("inbox-zh", "he.ping", DESKTOP, "zh-CN", ["/inbox/", "tap .desk-more summary"]),
    ("ledger", "he.ping", DESKTOP, "en-US", ["/ledger/"]),
    ("indicators", "zhao.min", DESKTOP, "en-US", ["/indicators/"]),
    ("progression-zh", "zhao.min", DESKTOP, "zh-CN", ["/sheets/progression/"]),
    ("forecast", "zhao.min", DESKTOP, "en-US", ["/sheets/forecast/"]),
    ("reception-zh", "wu.qian", TABLET, "zh-CN", ["/reception/"]),
]


def main() -> None:
    """Take every picture anew."""
    names = ("chromium", "chromium-browser", "chromium-headless-shell")
    chromium = next(filter(None, map(shutil.which, names)), None)
    if chromium is None:
        sys.exit("No Chromium is installed (Debian: apt install chromium fonts-wqy-microhei).")
    PICTURES.mkdir(exist_ok=True)
    with site() as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, username, size, locale, steps in SHOTS:
            context = browser.new_context(
                base_url=address,
                viewport={"width": size[0], "height": size[1]},
                device_scale_factor=2 if size == PHONE else 1,
                is_mobile=size == PHONE,
                has_touch=size == PHONE,
                locale=locale,
                timezone_id="Asia/Shanghai",
                reduced_motion="reduce",
            )
            page = context.new_page()
            log_in(page, username)
            for step in steps:
                take_step(page, step)
            save(page.screenshot(), PICTURES / f"{name}.png")
            context.close()
        browser.close()


@contextmanager
def site():
    """The address of a site with the demonstration data, for as long as the block lasts."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "crm_site.settings",
            "DATABASE_URL": "",
            "VAR_DIR": folder,
            "HTTPS_ONLY": "false",
        }
        manage = [sys.executable, str(ROOT / "manage.py")]
        for command in (["prepare", "--no-demo"], ["demo", "--password", PASSWORD]):
            subprocess.run(manage + command, check=True, env=environment, cwd=ROOT)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "--threads", "4"]
            + ["--log-level", "warning", "crm_site.wsgi:application"],
            env=environment,
            cwd=ROOT,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def wait_for(url: str) -> None:
    """Wait until the site answers."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise SystemExit("The site does not answer.")


def log_in(page: Page, username: str) -> None:
    """Log in through the form."""
    page.goto("/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    with page.expect_navigation():
        page.press("#id_password", "Enter")


def take_step(page: Page, step: str) -> None:
    """Go to an address, follow the first visible link that a selector finds, or tap it."""
    if step.startswith("tap "):
        page.locator(step.removeprefix("tap ")).filter(visible=True).first.click()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(500)
        return
    if step.startswith("/"):
        answer = page.goto(step)
    else:
        link = page.locator(step).filter(visible=True).first
        answer = page.goto(link.get_attribute("href"))
    if not answer.ok:
        raise SystemExit(f"{page.url} answers {answer.status}.")
    page.wait_for_load_state("networkidle")


def save(shot: bytes, path: Path) -> None:
    """Write a picture with as many colours as keep it small."""
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    for colours in (256, 128, 64):
        picture.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size < MOST_BYTES:
            break
    print(f"{path.relative_to(ROOT)} {path.stat().st_size // 1000} KB")


if __name__ == "__main__":
    main()
