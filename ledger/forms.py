"""A form that knows which version it was made from."""

from __future__ import annotations

from typing import cast

from django import forms
from django.http import QueryDict

from ledger.errors import StaleVersion
from ledger.versions import Standing, fingerprint


class VersionedForm(forms.Form):
    """Carries the fingerprint of what stood when its page was made."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def made_from(self, standing: Standing) -> None:
        """Say what the form was made from."""
        self.initial["version"] = fingerprint(standing)

    def take_version(self, version: str) -> None:
        """Let the form shown again be saved over what stands now."""
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix("version")] = version
        self.data = data

    def is_behind(self, stale: StaleVersion) -> Standing:
        """Keep what was typed; what stands now is returned, and saved again it is saved over."""
        standing = cast("Standing", stale.theirs)
        self.add_error(None, str(stale))
        self.take_version(fingerprint(standing))
        return standing
