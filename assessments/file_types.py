"""The kinds of file that evidence may come in."""

from __future__ import annotations

from dataclasses import dataclass

OFFICE = "application/vnd.openxmlformats-officedocument"


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file: its ending, what it is served as, and what people call it."""

    extension: str
    media_type: str
    label: str
    opens_in_page: bool = False  # browsers show it; of the others pages are made

    @property
    def becomes_pages(self) -> bool:
        """Whether a PDF of it can be made to be shown instead."""
        return not self.opens_in_page


FILE_TYPES = (
    FileType("pdf", "application/pdf", "PDF", opens_in_page=True),
    FileType("docx", f"{OFFICE}.wordprocessingml.document", "Word document"),
    FileType("pptx", f"{OFFICE}.presentationml.presentation", "PowerPoint presentation"),
    FileType("xlsx", f"{OFFICE}.spreadsheetml.sheet", "Excel workbook"),
    FileType("odt", "application/vnd.oasis.opendocument.text", "OpenDocument text"),
    FileType("jpg", "image/jpeg", "JPEG picture", opens_in_page=True),
    FileType("png", "image/png", "PNG picture", opens_in_page=True),
    FileType("mp4", "video/mp4", "MP4 video", opens_in_page=True),
    FileType("m4a", "audio/mp4", "M4A recording", opens_in_page=True),
    FileType("txt", "text/plain", "plain text", opens_in_page=True),
)
BY_EXTENSION = {kind.extension: kind for kind in FILE_TYPES}
BY_MEDIA_TYPE = {kind.media_type: kind for kind in FILE_TYPES}
OTHER_ENDINGS = {"jpeg": "jpg"}

# What a file picker offers, and the same for people.
ACCEPTED_ENDINGS = ",".join(f".{ending}" for ending in (*BY_EXTENSION, *OTHER_ENDINGS))
ACCEPTED_WORDS = (
    "PDF, Word, PowerPoint, Excel, OpenDocument text, JPEG, PNG, MP4, M4A or plain text"
)


def extension_of(name: str) -> str:
    """The ending of a name in lower case: "Rota.v2.JPEG" is "jpeg"; nothing when it has none."""
    stem, dot, ending = name.rpartition(".")
    return ending.strip().lower() if dot and stem else ""
