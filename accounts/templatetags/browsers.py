"""Browsers in words a person knows them by."""

from __future__ import annotations

from django import template

register = template.Library()

# Looked for in this order: most browsers also call themselves by the names further down.
NAMES = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


@register.filter
def browser(agent: str) -> str:
    """ "Firefox on Windows" for what a browser says of itself."""
    name = next((name for sign, name in NAMES if sign in agent), "A browser")
    system = next((system for sign, system in SYSTEMS if sign in agent), "an unknown device")
    return f"{name} on {system}"
