"""An include that takes `only` what it is given is given the form's token too."""

import re
from pathlib import Path

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
INCLUDE = re.compile(r'\{% include "([^"]+)"([^%]*)%\}')


def lacking_token(sources):
    """Includes of a template with a form that leave its token behind."""
    with_token = {name for name, text in sources.items() if "{% csrf_token %}" in text}
    return [
        (name, included)
        for name, text in sources.items()
        for included, given in INCLUDE.findall(text)
        if included in with_token and " only" in given and "csrf_token=csrf_token" not in given
    ]


def test_every_form_in_an_include_gets_its_token():
    sources = {
        str(path.relative_to(TEMPLATES)): path.read_text() for path in TEMPLATES.rglob("*.html")
    }

    assert len(sources) > 50
    assert lacking_token(sources) == []


def test_control_an_include_without_the_token_is_found():
    sources = {"a.html": '{% include "b.html" with x=y only %}', "b.html": "{% csrf_token %}"}

    assert lacking_token(sources) == [("a.html", "b.html")]
