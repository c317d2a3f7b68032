"""Draw the icons of the installed app from `static/icons/mark.svg`: `.venv/bin/python docs/make_icons.py`.

Needs Chromium and the packages of `make test`. A maskable icon has the mark in its middle, since phones cut
its edges off.
"""

import re
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ICONS = Path(__file__).resolve().parent.parent / "static" / "icons"
SIZES = (192, 512)
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")


def main() -> None:
    mark = (ICONS / "mark.svg").read_text(encoding="utf-8")
    ground, drawn = re.search(r"(<rect[^>]*/>)(.*)</svg>", mark, re.S).groups()
    full = ground.replace(' rx="8"', "")
    inside = f'<g transform="translate(16 16) scale(.72) translate(-16 -16)">{drawn}</g>'
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    kinds = {"icon": mark, "maskable": f"{head}{full}{inside}</svg>"}
    with sync_playwright() as driver:
        path = next(filter(None, map(shutil.which, BROWSERS)))
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, svg in kinds.items():
            for size in SIZES:
                page = browser.new_page(viewport={"width": size, "height": size})
                page.set_content(
                    f"<style>*{{margin:0}}svg{{display:block;width:100vw}}</style>{svg}"
                )
                page.screenshot(path=ICONS / f"{name}-{size}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
