"""Refusals a person may see. Every app's own refusals descend from these."""


class DomainError(Exception):
    """An expected refusal; its text is fit to show and says what to do."""


class StaleVersion(DomainError):
    """Somebody saved in between; `theirs` is what stands now (answered 409)."""

    def __init__(self, message: str, *, theirs: object) -> None:
        super().__init__(message)
        self.theirs = theirs
