"""Settings of Towpath. Everything an operator changes comes from the environment; nothing here names a machine."""

import os
from pathlib import Path

from towpath.config.database_url import prepared, settings_from

HOME = Path(os.environ.get("TOWPATH_HOME", ".towpath")).absolute()
SHIPPED_PROGRAM = Path(__file__).resolve().parents[3] / "program" / "gitlab"
PROGRAM = Path(os.environ.get("TOWPATH_PROGRAM", SHIPPED_PROGRAM))
# Where the program is kept once something was published, unless another place was named: see kernel/program_folder.py.
PROGRAM_KEPT = None if os.environ.get("TOWPATH_PROGRAM") else HOME / "program"
FILES = HOME / "files"
DEMO = os.environ.get("TOWPATH_DEMO") == "1"
DEBUG = False
BASE_URL = os.environ.get("TOWPATH_URL", "http://localhost:8000").rstrip("/")
SECURE = BASE_URL.startswith("https://")


def _secret_key() -> str:
    if key := os.environ.get("TOWPATH_SECRET_KEY"):
        return key
    place = HOME / "secret_key"
    if place.exists():
        return place.read_text().strip()
    # Enough for commands that sign nothing (migrations, checks); `towpath serve` makes the file first.
    return "unsafe-only-for-commands-that-sign-nothing"


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = [
    host for host in os.environ.get("TOWPATH_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",") if host
]
CSRF_TRUSTED_ORIGINS = [BASE_URL] if SECURE else []

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "django_htmx",
    "towpath.kernel.identity.apps.IdentityConfig",
    "towpath.kernel.books.apps.BooksConfig",
    "towpath.kernel.events.apps.EventsConfig",
    "towpath.kernel.clocks.apps.ClocksConfig",
    "towpath.kernel.approvals.apps.ApprovalsConfig",
    "towpath.kernel.documents.apps.DocumentsConfig",
    "towpath.kernel.mail.apps.MailConfig",
    "towpath.domain.partners.apps.PartnersConfig",
    "towpath.domain.library.apps.LibraryConfig",
    "towpath.domain.distribution.apps.DistributionConfig",
    "towpath.domain.accounts.apps.AccountsConfig",
    "towpath.domain.enablement.apps.EnablementConfig",
    "towpath.domain.pricing.apps.PricingConfig",
    "towpath.domain.quotes.apps.QuotesConfig",
    "towpath.domain.deals.apps.DealsConfig",
    "towpath.domain.pursuits.apps.PursuitsConfig",
    "towpath.domain.rulebook.apps.RulebookConfig",
    "towpath.notices.apps.NoticesConfig",
    "towpath.jobs.apps.JobsConfig",
    "towpath.api.apps.ApiConfig",
    "towpath.web.apps.WebConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "towpath.api.middleware.ApiDoor",  # programs need no session, cookie or language: they go no further
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "towpath.web.shell.packed.Packed",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "towpath.web.shell.middleware.OccasionMiddleware",
    "towpath.web.shell.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "towpath.config.urls"
WSGI_APPLICATION = "towpath.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Without DATABASE_URL only what needs no database runs; the command line sets it for the embedded server.
DATABASES = (
    {
        "default": settings_from(
            os.environ["DATABASE_URL"], prepare=prepared(os.environ.get("TOWPATH_PREPARED_STATEMENTS", ""))
        )
        | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    }
    if os.environ.get("DATABASE_URL")
    else {}
)

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [
            Path(__file__).resolve().parents[1] / "web" / "shell" / "templates",
            Path(__file__).resolve().parents[1] / "web" / "portal" / "templates",
            Path(__file__).resolve().parents[1] / "web" / "workspace" / "templates",
            Path(__file__).resolve().parents[1] / "notices" / "templates",
        ],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "towpath.config.jinja2.environment",
            "context_processors": ["towpath.web.shell.context.shell"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]

STATIC_URL = "/static/"
STATICFILES_DIRS = [Path(__file__).resolve().parents[1] / "web" / "shell" / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "towpath.web.shell.assets.BundleFinder",
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

AUTH_USER_MODEL = "identity.Person"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # an address is unique whatever its case: a constraint that the check cannot see
AUTHENTICATION_BACKENDS = ["towpath.kernel.identity.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "towpath.web.shell.sign_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come in by an invitation that was sent to their address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a stranger's address gets no mail from us, whoever types it
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password is told to its owner
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "login": "60/m/ip", "reset_password": "20/m/ip,5/m/key"}
MFA_ADAPTER = "towpath.web.shell.security.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # everybody's address was proved by the link that let her in
MFA_TOTP_ISSUER = "Towpath"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # passkeys on http://localhost, for demos and tests
SOCIALACCOUNT_ADAPTER = "towpath.web.shell.single_sign_on.Adapter"
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10  # seconds
CSRF_FAILURE_VIEW = "towpath.web.shell.refused.wrong_form"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/account/login/"

SESSION_ENGINE = "towpath.kernel.identity.sessions"
SESSION_COOKIE_AGE = 12 * 3600  # a session ends twelve hours after the sign-in, whatever happens
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'self'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "connect-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

CACHES = {
    # Rate limits are counted over all web workers, so the cache is in the database.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entry"},
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Mail: "smtp://user:password@host:port?tls=starttls"; empty keeps mail waiting in the database.
MAIL_URL = os.environ.get("TOWPATH_MAIL_URL", "")
MAIL_FROM = os.environ.get("TOWPATH_MAIL_FROM", "Towpath <towpath@localhost>")

CREDLY_URL = os.environ.get("TOWPATH_CREDLY_URL", "https://api.credly.com/v1")
CREDLY_ORGANISATION = os.environ.get("TOWPATH_CREDLY_ORGANISATION", "")
CREDLY_TOKEN = os.environ.get("TOWPATH_CREDLY_TOKEN", "")

PROCRASTINATE_WORKER_DEFAULTS = {
    "update_heartbeat_interval": 5,
    "stalled_worker_timeout": 20,
    "fetch_job_polling_interval": 2,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("TOWPATH_LOG", "WARNING")},
}
