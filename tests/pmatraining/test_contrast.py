"""Every pair of colours that meets on a page, in both themes, against WCAG 2.2 AA."""

import re
from pathlib import Path

import pytest

STYLESHEET = Path(__file__).parents[2] / "static/css/pma.css"
TEXT = 4.5  # 1.4.3, text of any size
SHAPE = 3.0  # 1.4.11, edges of controls and parts of pictures that carry meaning

PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "quiet") for ground in ("paper", "surface", "sunken")),
    *(("ink", tint, TEXT) for tint in (
        "petrol-tint", "achieved-tint", "referral-tint", "waiting-tint", "error-tint", "highlight",
        "track",
    )),
    *(("quiet", tint, TEXT) for tint in ("petrol-tint", "referral-tint")),
    *((link, ground, TEXT)
      for link in ("petrol", "petrol-deep")
      for ground in ("paper", "surface", "sunken", "petrol-tint")),
    *(("on-petrol", ground, TEXT) for ground in ("petrol", "petrol-deep")),
    ("on-achieved", "achieved", TEXT),
    *((state, ground, TEXT)
      for state in ("achieved", "referral", "waiting", "error")
      for ground in ("paper", "surface", f"{state}-tint")),
    *((ink, ground, TEXT)
      for ink in ("rail-ink", "rail-quiet", "rail-accent")
      for ground in ("rail", "rail-raised")),
    *(("field", ground, SHAPE) for ground in ("paper", "surface", "sunken")),
    *((bar, "track", SHAPE) for bar in ("petrol", "achieved")),
    *(("focus-edge", ground, SHAPE) for ground in ("focus",)),
    ("focus", "rail", SHAPE),
]  # fmt: skip


def tokens(block):
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def themes():
    css = STYLESHEET.read_text()
    section = css[css.index("== 2 Tokens") : css.index("== 3 Bootstrap")]
    light, dark = section.split("@media screen and (prefers-color-scheme: dark)")
    return {"light": tokens(light), "dark": tokens(light) | tokens(dark)}


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_agrees_with_known_values():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#777777", "#ffffff") < TEXT


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("front, ground, least", PAIRS)
def test_the_pair_can_be_told_apart(theme, front, ground, least):
    colours = themes()[theme]
    assert contrast(colours[front], colours[ground]) >= least


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "surface", "sunken", "petrol-tint"])
def test_the_focus_ring_shows_on_every_ground(theme, ground):
    """Two bands, yellow and dark: whatever the ground, one of them stands out from it."""
    colours = themes()[theme]
    assert (
        max(contrast(colours[ring], colours[ground]) for ring in ("focus", "focus-edge")) >= SHAPE
    )


def test_the_dark_theme_gives_every_colour_of_its_own():
    css = STYLESHEET.read_text()
    light, dark = css[: css.index("== 3 Bootstrap")].split("(prefers-color-scheme: dark)")
    assert set(tokens(dark)) == set(tokens(light))


def test_colours_are_written_nowhere_but_among_the_tokens():
    """So that the pairs above are all there are. White paper and grey rules are for print."""
    css = STYLESHEET.read_text()
    rest = css[css.index("== 3 Bootstrap") : css.index("== 19 Print")]
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", rest)) <= {"#ffffff"}
