"""HTML to PDF bytes: the only importer of WeasyPrint.

Fonts and the style sheet are read once a process: that is most of the time a paper takes.
Nothing can be fetched but our own static files, whatever a page asks for.
"""

from __future__ import annotations

import io
from base64 import b64encode
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    from awards.statements import Statement

SCHEME = "static:"
QR_PREFIX = "data:image/svg+xml;base64,"
STYLE = "css/statement.css"


class RendererMissing(RuntimeError):
    """WeasyPrint cannot start: a system library is missing."""


def statement_pdf(statement: Statement) -> bytes:
    """The paper of a statement: tagged PDF/UA-1, fonts inside, one A4 page for each diploma."""
    url = verification_url(statement.code)
    context = {"statement": statement, "url": url, "qr": qr_image(url)}
    html = render_to_string("pdf/statement_of_results.html", context)
    return render(html, identifier=f"{statement.number}:{statement.code}")


def verification_url(code: str) -> str:
    """Where anybody can check a statement."""
    return settings.SITE_URL + reverse("awards:statement_verify", args=[code])


def qr_image(text: str) -> str:
    """A QR code as an image address of its own. A fixed mask is five times faster to make."""
    drawn = io.BytesIO()
    segno.make(text, error="m", mask=3, micro=False).save(drawn, kind="svg", border=0)
    return QR_PREFIX + b64encode(drawn.getvalue()).decode()


def render(html: str, *, identifier: str) -> bytes:
    """Make a page into PDF bytes; the same page and identifier give the same bytes."""
    weasyprint = renderer()
    document = weasyprint.HTML(string=html, base_url=SCHEME, url_fetcher=static_files_only())
    return bytes(
        document.write_pdf(
            stylesheets=[style_sheet()],
            font_config=font_configuration(),
            pdf_variant="pdf/ua-1",
            pdf_identifier=identifier.encode(),
        )
    )


@lru_cache(maxsize=1)
def renderer() -> Any:
    """WeasyPrint, imported when first needed: it needs Pango, which not every machine has."""
    try:
        import weasyprint
    except OSError as error:
        raise RendererMissing(
            "PDFs need Pango. On Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
            "libharfbuzz-subset0"
        ) from error
    return weasyprint


@lru_cache(maxsize=1)
def font_configuration() -> FontConfiguration:
    """One for the process: a fresh one for every document leaks."""
    renderer()
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@lru_cache(maxsize=1)
def style_sheet() -> CSS:
    """The statement's style sheet, parsed once, its fonts loaded."""
    sheet: CSS = renderer().CSS(
        string=static_file(STYLE).read_text(),
        base_url=SCHEME,
        url_fetcher=static_files_only(),
        font_config=font_configuration(),
    )
    return sheet


@lru_cache(maxsize=1)
def static_files_only() -> URLFetcher:
    """A fetcher that knows `static:<name>` and our own drawn images, and refuses the rest."""
    renderer()
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticFilesOnly(URLFetcher):
        """No network, no files but our static ones."""

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            """The named static file; anything else is refused."""
            if url.startswith(QR_PREFIX):
                return super().fetch(url, headers)
            if not url.startswith(SCHEME):
                raise ValueError(f"Not one of our static files: {url}")
            return URLFetcherResponse(url, static_file(url.removeprefix(SCHEME)).read_bytes())

    return StaticFilesOnly()


def static_file(name: str) -> Path:
    """The path of one of our static files; a name that leads elsewhere is refused."""
    found = finders.find(name.lstrip("/"))
    if not isinstance(found, str):
        raise ValueError(f"No static file is called {name}.")
    return Path(found)
