"""Settings, read from the environment. `.env.example` explains every variable.

Two ways to run: *demo mode* (`PMA_DEMO=1`), which needs nothing else and keeps its state in
`var/`; and for real, where a missing secret stops start-up with its name.
"""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from pmatraining.schedule import TIMETABLE

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DEMO_MODE = env.bool("PMA_DEMO", default=False)
VAR_DIR = Path(env.str("PMA_VAR", default=str(BASE_DIR / "var")))
DEBUG = False


def required(name: str, demo_default: str) -> str:
    """The value of a variable that only demo mode may leave out."""
    value = str(env.str(name, default=""))
    if value:
        return value
    if DEMO_MODE:
        return demo_default
    raise ImproperlyConfigured(f"{name} is not set. See .env.example for what it means.")


def demo_secret_key() -> str:
    """A key of this machine's own, made at the first start in demo mode."""
    if not DEMO_MODE:
        return ""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(60))
        path.chmod(0o600)
    return path.read_text().strip()


SECRET_KEY = required("SECRET_KEY", demo_secret_key())
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
SITE_URL = required("SITE_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
IS_HTTPS = SITE_URL.startswith("https://")
if not DEMO_MODE and not IS_HTTPS:
    raise ImproperlyConfigured("SITE_URL must begin with https:// outside demo mode.")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if IS_HTTPS else []

# The centre, as printed on pages, mail and statements.
CENTRE_NAME = env.str("CENTRE_NAME", default="PMA Training")
CENTRE_NUMBER = env.str("CENTRE_NUMBER", default="")
CONTACT_PHONE = env.str("CONTACT_PHONE", default="0330 111 6459")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="training@pma.example")
PRIVACY_NOTICE_VERSION = "2026-11"

# Limits the brochures leave open (D7). Each is shown where it bites.
ATTEMPTS_PER_UNIT = env.int("ATTEMPTS_PER_UNIT", default=2)
MARKING_TURNAROUND_WORKING_DAYS = env.int("MARKING_TURNAROUND_WORKING_DAYS", default=10)
REGISTRATION_WITHIN_DAYS = env.int("REGISTRATION_WITHIN_DAYS", default=30)
TUTORIAL_EVERY_DAYS = env.int("TUTORIAL_EVERY_DAYS", default=28)
# Whether results wait while a case of suspected malpractice about the work is open
OPEN_CASE_HOLDS_RELEASE = env.bool("OPEN_CASE_HOLDS_RELEASE", default=True)
# In working days of England: to appeal after a result, to answer a stage, to go on to the next
APPEAL_LODGE_WORKING_DAYS = env.int("APPEAL_LODGE_WORKING_DAYS", default=20)
APPEAL_ANSWER_WORKING_DAYS = env.int("APPEAL_ANSWER_WORKING_DAYS", default=10)
APPEAL_GO_ON_WORKING_DAYS = env.int("APPEAL_GO_ON_WORKING_DAYS", default=10)
REGISTRATION_VALID_YEARS = env.int("REGISTRATION_VALID_YEARS", default=3)
ASSESSOR_QUALIFIES_WITHIN_MONTHS = env.int("ASSESSOR_QUALIFIES_WITHIN_MONTHS", default=18)
# As long as the privacy notice says; then an enquiry that went no further is forgotten
ENQUIRY_KEPT_YEARS = env.int("ENQUIRY_KEPT_YEARS", default=3)
NO_CONTACT_DAYS = env.int("NO_CONTACT_DAYS", default=21)
INVITATION_DAYS = env.int("INVITATION_DAYS", default=7)

INSTALLED_APPS = [
    "pmatraining",
    "reports",
    "awards",
    "quality",
    "assessments",
    "enrolments",
    "courses",
    "accounts",
    "ledger",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "phonenumber_field",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "pmatraining.middleware.isolation_headers",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Below what sets headers, so that static files carry them too
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pmatraining.middleware.database_trouble",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "pmatraining.middleware.no_such_address",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.sessions_end",
    "accounts.middleware.second_factor_first",
    "accounts.middleware.browsers_are_known",
    "accounts.middleware.private_pages",
    # Last, so that what it wraps is the page itself and none of the above
    "quality.middleware.visits_only_read",
]

ROOT_URLCONF = "pmatraining.urls"
WSGI_APPLICATION = "pmatraining.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pmatraining.menu.menu",
            ],
            "builtins": [
                "pmatraining.formatting",
                "pmatraining.pieces",
                "django.templatetags.static",
            ],
        },
    }
]

# Database: SQLite needs no set-up; DATABASE_URL names PostgreSQL for real use.
if env.str("DATABASE_URL", default=""):
    DATABASES = {"default": env.db("DATABASE_URL")}
    DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        options="-c statement_timeout=30000 -c lock_timeout=10000 "
        "-c idle_in_transaction_session_timeout=60000"
    )
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "db.sqlite3",
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                ),
            },
        }
    }

# Shared by every web process, and there even when Redis is not.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "ledger_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# People and sign-in
AUTH_USER_MODEL = "accounts.User"
# Whose trail an audit event belongs to: the rows of this model (ledger/subjects.py).
AUDIT_SUBJECT = "enrolments.Enrolment"
# One backend, so that every wrong password costs one hash, whether or not the address is known.
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "given_name", "family_name"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.passwords.NotNearAtHand"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_ADAPTER = "accounts.adapter.SignInAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.SignInForm",
    "reauthenticate": "accounts.forms.sign_in.ReauthenticateForm",
    "change_password": "accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "accounts.forms.sign_in.SetPasswordForm",
    "reset_password": "accounts.forms.sign_in.ResetRequestForm",
    "reset_password_from_key": "accounts.forms.sign_in.ResetForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
# How many proxies of ours stand in front, each naming its caller in X-Forwarded-For.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
# Wrong passwords and codes are counted by accounts.guesses, in a table: the cache forgets.
ACCOUNT_RATE_LIMITS = {
    "login_failed": None,
    "login": "120/m/ip",
    "reset_password": "20/m/ip,5/h/key",
}
MFA_ADAPTER = "accounts.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.second_factor.CodeForm",
    "reauthenticate": "accounts.forms.second_factor.CodeAgainForm",
    "activate_totp": "accounts.forms.second_factor.ActivateAppForm",
    "authenticate_webauthn": "accounts.forms.passkeys.PasskeyForm",
    "reauthenticate_webauthn": "accounts.forms.passkeys.PasskeyAgainForm",
    "login_webauthn": "accounts.forms.passkeys.PasskeySignInForm",
    "add_webauthn": "accounts.forms.passkeys.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.passkeys.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = CENTRE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
SECOND_FACTOR_REQUIRED = not DEMO_MODE
USERSESSIONS_TRACK_ACTIVITY = False  # accounts.middleware notes it, without a write on each page

# Sessions and cookies
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 2 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if IS_HTTPS else "sessionid"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_NAME = "__Host-csrftoken" if IS_HTTPS else "csrftoken"
CSRF_FAILURE_VIEW = "pmatraining.views.csrf_failure"

# Headers
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 63_072_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen",
        "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment", "usb",
    )
}  # fmt: skip

# Limits on what a request may bring (evidence itself streams to disk)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_HANDLERS = ["assessments.uploads.CappedUploadHandler"]
FILE_UPLOAD_TEMP_DIR = VAR_DIR / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
FILE_UPLOAD_PERMISSIONS = 0o600
EVIDENCE_MAX_BYTES = 100 * 1024 * 1024
# The virus scanner: the path of clamd's socket, or host:port. Empty: nothing is scanned.
CLAMD_SOCKET = env.str("CLAMD_SOCKET", default="")
CLAMD_SECONDS = 30

# Language and time
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True
DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y, H:i"
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %b %Y", "%d %B %Y", "%d/%m/%y"]
PHONENUMBER_DEFAULT_REGION = "GB"
PHONENUMBER_DEFAULT_FORMAT = "NATIONAL"

# Files
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
EVIDENCE_ROOT = Path(env.str("EVIDENCE_ROOT", default=str(VAR_DIR / "evidence")))
# Pages made of office files, by LibreOffice where it is installed; they can be made again.
PREVIEWS_ROOT = VAR_DIR / "previews"
SOFFICE = "soffice"
SOFFICE_SECONDS = 60
SOFFICE_MEMORY_BYTES = 2 * 1024 * 1024 * 1024
PREVIEW_MAX_BYTES = 100 * 1024 * 1024
STATEMENTS_ROOT = Path(env.str("STATEMENTS_ROOT", default=str(VAR_DIR / "statements")))
# What statements are signed with. A demonstration makes a key of its own, in one file with its
# certificate, when it is first needed.
DEMO_SIGNING_FILE = str(VAR_DIR / "signing.pem")
SIGNING_KEY_FILE = required("SIGNING_KEY_FILE", DEMO_SIGNING_FILE)
SIGNING_CERTIFICATE_FILE = required("SIGNING_CERTIFICATE_FILE", DEMO_SIGNING_FILE)
SIGNING_KEY_PASSPHRASE = env.str("SIGNING_KEY_PASSPHRASE", default="")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# Mail
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"{CENTRE_NAME} <{CONTACT_EMAIL}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 15
if env.str("EMAIL_URL", default=""):
    vars().update(env.email("EMAIL_URL"))
elif DEMO_MODE:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
else:
    raise ImproperlyConfigured("EMAIL_URL is not set. See .env.example for what it means.")

# Jobs: the database says what is owed, Celery only carries the word.
REDIS_URL = env.str("REDIS_URL", default="")
if not DEMO_MODE and not REDIS_URL:
    raise ImproperlyConfigured("REDIS_URL is not set. See .env.example for what it means.")
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
BROKER_DIR = VAR_DIR / "broker"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": 300,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
        # A page that nudges tries once: the sweep finds what is owed. Workers retry by themselves.
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
    }
    if REDIS_URL
    else {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
    }
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = TIMETABLE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "fontTools": {"level": "WARNING"},
        "pyhanko": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}

if sentry_dsn := env.str("SENTRY_DSN", default=""):
    import sentry_sdk

    sentry_sdk.init(dsn=sentry_dsn, send_default_pii=False, environment=urlsplit(SITE_URL).hostname)
