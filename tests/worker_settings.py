"""Settings for real workers in tests: the demo's own, plus the tests' job kinds."""

from pmatraining.settings import *  # noqa: F403
from pmatraining.settings import INSTALLED_APPS

INSTALLED_APPS = ["tests.runner", *INSTALLED_APPS]
