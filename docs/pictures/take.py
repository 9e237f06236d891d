"""Take the pictures of README.md from a running demonstration.

    python3 run.py                                    # in one terminal
    .venv/bin/python docs/pictures/take.py            # in another; --url for another address

Needs what `run.py test` installs, Chromium, and pdftoppm (poppler-utils) for the statement.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
PASSWORD = "let-me-look-round"
WIDE = (1280, 860)
NARROW = (390, 844)
COLOURS = 128
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def signed_in(
    browser: Browser, url: str, who: str = "", size: tuple[int, int] = WIDE
) -> Iterator[Page]:
    """A page of somebody of the demonstration, or of nobody."""
    context = browser.new_context(
        base_url=url,
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=2 if size == NARROW else 1.5,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/London",
    )
    page = context.new_page()
    if who:
        page.goto("/account/login/")
        page.fill("[name=login]", f"{who}@pma.example")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda address: "/login/" not in address)
    yield page
    context.close()


def keep(png: bytes, name: str) -> None:
    """Write a picture with few colours, so that it stays small."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    few = picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    path = HERE / f"{name}.png"
    few.save(path, optimize=True)
    print(f"{path.name}: {picture.width} x {picture.height}, {path.stat().st_size // 1024} KB")


def shoot(page: Page, name: str) -> None:
    """The window as it is, fonts and all."""
    page.evaluate("document.fonts.ready")
    keep(page.screenshot(), name)


def take(browser: Browser, url: str) -> None:
    """Every picture in turn."""
    with signed_in(browser, url) as page:
        page.goto("/diplomas/level-5/")
        shoot(page, "diploma")
    with signed_in(browser, url, "candidate5") as page:
        page.goto("/progress/")
        shoot(page, "candidate-progress")
    with signed_in(browser, url, "candidate5", NARROW) as page:
        page.goto("/progress/")
        shoot(page, "phone")
    with signed_in(browser, url, "tutor") as page:
        page.goto("/marking/")
        of_level_7 = page.locator("main tr", has_text="8617").locator("a[href*='/mark/']")
        of_any = page.locator("main a[href*='/mark/']")
        (of_level_7 if of_level_7.count() else of_any).first.click()
        page.wait_for_url("**/mark/")
        shoot(page, "marking")
    with signed_in(browser, url, "iqa") as page:
        page.goto("/quality/")
        plans = page.locator("main a[href^='/quality/plans/']").all()
        page.goto(str(plans[-1].get_attribute("href")))  # the oldest: all of it is sampled
        shoot(page, "sampling-plan")
    with signed_in(browser, url, "eqa") as page:
        page.goto("/visits/")
        page.locator("main a[href^='/visits/']").first.click()
        page.wait_for_url("**/visits/*/")
        shoot(page, "visit-pack")
    with signed_in(browser, url, "admin") as page:
        page.goto("/cohorts/")
        cohorts = page.locator("main a[href^='/cohorts/l5-']").all()
        page.goto(min(str(cohort.get_attribute("href")) for cohort in cohorts))  # the oldest
        shoot(page, "cohort-report")
        page.goto("/statements/")
        page.locator("main a[href^='/statements/']").first.click()
        statement = page.locator("a[href$='/pdf/']").first.get_attribute("href")
        paper = page.request.get(f"{url}{statement}").body()
    drawn = subprocess.run(
        ["pdftoppm", "-png", "-singlefile", "-r", "90", "-"],
        input=paper,
        capture_output=True,
        check=True,
    )
    keep(drawn.stdout, "statement")


def main() -> None:
    """Read the address and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--url", default="http://localhost:8000")
    url = parser.parse_args().url.rstrip("/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        take(browser, url)
        browser.close()


if __name__ == "__main__":
    main()
