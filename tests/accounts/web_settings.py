"""Settings for real web processes in tests: the demo's own, without collected static files."""

from pmatraining.settings import *  # noqa: F403
from pmatraining.settings import STORAGES

STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
