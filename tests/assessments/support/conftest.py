"""An assurer beside the candidate, the tutor and the administrator."""

from tests.quality.conftest import assurer, assurer_client

__all__ = ["assurer", "assurer_client"]
