"""The forms that pages really show, with their fields and the values they come with."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve, reverse

from tests.access.cells import ask
from tests.access.objects import arguments

SKIPPED = ("csrfmiddlewaretoken",)


@dataclass
class Form:
    """A form of a page."""

    role: str
    url: str
    method: str
    fields: dict = field(default_factory=dict)

    @property
    def path(self):
        return urlsplit(self.url).path

    @property
    def name(self):
        return resolve(self.path).view_name

    def __str__(self):
        return f"{self.role} {self.method} {self.name}"


class Reader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self, role, url):
        super().__init__()
        self.role, self.url, self.forms, self.form, self.select = role, url, [], None, None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            target = urljoin(self.url, given.get("action") or self.url)
            self.form = Form(self.role, target, (given.get("method") or "get").upper())
            self.forms.append(self.form)
        name = given.get("name")
        if self.form is None or (tag != "option" and (not name or name in SKIPPED)):
            return
        if tag in ("input", "button"):
            is_chosen = given.get("type") not in ("checkbox", "radio") or "checked" in given
            if is_chosen or name not in self.form.fields:
                self.form.fields[name] = given.get("value") or "on"
        elif tag in ("select", "textarea"):
            self.form.fields.setdefault(name, "")
            self.select = name if tag == "select" else None
        elif tag == "option" and self.select and not self.form.fields[self.select]:
            self.form.fields[self.select] = given.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None


def pages_of(world, addresses, roles):
    """Every page that these people may read on what is their own: role, address, URL, answer."""
    return [
        (role, address, url, ask(world, role, "GET", url))
        for address in addresses
        for role in roles
        if address.expected(role, "GET", "a") in (200, "*")
        for url in [reverse(address.name, args=arguments(address.about, world)["a"])]
    ]


def forms_of(pages):
    """Every form on these pages, each address once a role."""
    found = {}
    for role, _, url, answer in pages:
        reader = Reader(role, url)
        reader.feed(answer.body.decode(errors="replace"))
        for form in reader.forms:
            if is_ours(form.path):
                found.setdefault((role, form.method, form.name), form)
    return list(found.values())


def is_ours(path):
    """Whether an address leads to a view of the project."""
    try:
        return not resolve(path).view_name.startswith("admin:")
    except Resolver404:
        return False
