"""Settings for tests: the real ones, with quick hashing, mail in memory and a scratch folder."""

import atexit
import os
import shutil
import tempfile

SCRATCH = tempfile.mkdtemp(prefix="pma-tests-")
MAKER = os.getpid()


@atexit.register
def clear_up() -> None:
    """Take the folder away with the process that made it, and not with one it forked."""
    if os.getpid() == MAKER:
        shutil.rmtree(SCRATCH, ignore_errors=True)


os.environ.setdefault("PMA_VAR", SCRATCH)
os.environ["PMA_DEMO"] = "1"
os.environ["SECRET_KEY"] = "only-for-tests"
os.environ["EMAIL_URL"] = "memorymail://"
os.environ["SITE_URL"] = "http://testserver"

from pmatraining.settings import *  # noqa: E402, F403
from pmatraining.settings import DATABASES, INSTALLED_APPS, STORAGES  # noqa: E402

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
INSTALLED_APPS = ["tests.runner", *INSTALLED_APPS]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    # A file, as in the demo: in memory, threads would share one lock and fail instead of waiting.
    DATABASES["default"]["TEST"] = {"NAME": f"{SCRATCH}/test.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
CELERY_BROKER_URL = os.environ.get("REDIS_URL") or "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {}
