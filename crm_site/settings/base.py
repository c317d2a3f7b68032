"""Settings of every installation; what differs comes from the environment (see .env.example)."""

import os
from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from . import broker, security, ways
from .database import default_database
from .env import BASE_DIR, VAR_DIR, env, secret_key

DEBUG = env.bool("DEBUG", default=False)
HTTPS_ONLY = env.bool("HTTPS_ONLY", default=not DEBUG)
SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_FAILURE_VIEW = "crm_site.errors.views.csrf_refused"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "crm_site",
    "reports",
    "rewards",
    "compliance",
    "reception",
    "intake",
    "service",
    "orders",
    "followups",
    "leads",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "foundation.client_address.BelieveProxiesOnly",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "foundation.private.NoStore",
    "intake.api.views.AnswerMachines",
    "csp.middleware.CSPMiddleware",
    "foundation.clock.RequestClock",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before whatever reads a form.
    "foundation.whole.RefuseCutOff",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.log_in.views.entering.AskForLogIn",
    "accounts.log_in.views.asking.AskForFactor",
    "accounts.log_in.views.asking.AskForProof",
    "foundation.looked_for.LookFor",
    "crm_site.errors.views.AnswerBusy",
    "crm_site.errors.views.NobodyStopsTheOthers",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.log_in.views.sessions.EndOldSessions",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "leads.customers.views.LeadOnMerged",
]

ROOT_URLCONF = "crm_site.urls"
WSGI_APPLICATION = "crm_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "libraries": {"ui": "foundation.display"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "crm_site.menu.queries.badges",
            ],
        },
    },
]
# Widgets are templates like the pages, so that an empty choice says something.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": default_database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People and sessions.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = security.PASSWORD_VALIDATORS
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
# Who comes in with a second factor or not at all.
SECOND_FACTOR_ROLES = env.list(
    "SECOND_FACTOR_ROLES", default=["director", "general_manager", "administrator", "finance"]
)
globals().update(security.LOG_IN)
# How long a link to a new password is good.
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=24).total_seconds())
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())

# Languages, time and money.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "crm_site.formats"
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Shanghai")

# The night's audit judges the business day that has just closed, from this hour of store time.
AUDIT_TIME = time.fromisoformat(env.str("AUDIT_TIME", default="00:30"))

# Nights are audited by the earlier of this machine's clock and the database server's.
ASK_DATABASE_CLOCK = True

# Reminders are sent from these hours of store time (R10.1).
MORNING_TIME = time.fromisoformat(env.str("MORNING_TIME", default="08:30"))
CLOSING_TIME = time.fromisoformat(env.str("CLOSING_TIME", default="18:00"))
# Where links in mails and chat messages lead; without it they hold none.
SITE_URL = env.str("SITE_URL", default="").rstrip("/")
# Hosts of chat robots; a webhook elsewhere is refused.
ROBOT_HOSTS = env.list(
    "ROBOT_HOSTS",
    default=["qyapi.weixin.qq.com", "oapi.dingtalk.com", "open.feishu.cn", "open.larksuite.com"],
)
# Hosts of our own network that webhooks and mailboxes may lead to; any other address there is refused.
PRIVATE_HOSTS = [host.lower() for host in env.list("PRIVATE_HOSTS", default=[])]
# Mailboxes by the numbers of their sources, `7=imaps://user:password@host/folder`; others are set up on pages.
MAILBOXES = env.str("MAILBOXES", default="")
# Where the applications of the messengers are, which write to one person each (R10.3).
MESSENGER_HOSTS = {
    "wecom": env.str("WECOM_HOST", default="https://qyapi.weixin.qq.com"),
    "dingtalk": env.str("DINGTALK_HOST", default="https://oapi.dingtalk.com"),
    "feishu": env.str("FEISHU_HOST", default="https://open.feishu.cn"),
}
# Where people are sent who come in by an account elsewhere, and where it is asked who they are.
globals().update({name: value for name, value in vars(ways).items() if name.isupper()})
WAYS_IN_HOSTS = ways.hosts(wecom=MESSENGER_HOSTS["wecom"], feishu=MESSENGER_HOSTS["feishu"])
globals().update(env.email_url("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="crm@localhost")

# Nobody stops the others (ADR 62). Seconds for which a page may ask the database, one that counts much may, a
# single statement of what is saved, and one of an export that a worker makes.
EVERYDAY_SECONDS = env.int("EVERYDAY_SECONDS", default=10)
HEAVY_SECONDS = env.int("HEAVY_SECONDS", default=30)
WRITING_SECONDS = env.int("WRITING_SECONDS", default=60)
EXPORT_SECONDS = env.int("EXPORT_SECONDS", default=900)
# How many requests are answered at once on this machine, and how many of them may count much (0: any number);
# a further one waits some seconds for a place, and in each process a thread is left to everyday pages.
WEB_CONCURRENCY = env.int("WEB_CONCURRENCY", default=(os.cpu_count() or 1) + 1)
# Four threads a worker halve the throughput of CPython 3.11; two keep a slow page company.
WEB_THREADS = 2
HEAVY_AT_ONCE = env.int("HEAVY_AT_ONCE", default=max(1, WEB_CONCURRENCY * WEB_THREADS // 3))
HEAVY_IN_PROCESS = max(1, WEB_THREADS - 1)
HEAVY_WAIT = 3
PLACES_DIR = VAR_DIR / "places"

# Files.
STATIC_URL = "static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(VAR_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "crm_site.static_files.finders.NodeModulesFinder",
]
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = VAR_DIR / "media"
# Where the heads of the ledgers are written daily; best on another machine.
LEDGER_HEADS = env.str("LEDGER_HEADS", default=str(VAR_DIR / "ledger-heads"))
# Seals the copies that `backup` writes; kept elsewhere than the copies.
BACKUP_KEY = env.str("BACKUP_KEY", default="")
# When the copy of the day is due, in the site's own time zone; "off": the clock makes none.
_backup_time = env.str("BACKUP_TIME", default="02:30")
BACKUP_TIME = None if _backup_time == "off" else time.fromisoformat(_backup_time)
# Where copies lie, best on another disk, and how many are kept.
BACKUP_DIR = env.str("BACKUP_DIR", default=str(VAR_DIR / "backups"))
BACKUP_KEEP = env.int("BACKUP_KEEP", default=7)
# In bytes: the largest spreadsheet that is taken, and up to which size it is imported while one waits.
LARGEST_IMPORT = env.int("LARGEST_IMPORT", default=100 * 1024**2)
IMPORT_AT_ONCE = 200 * 1024
# In bytes: the largest recording of a contact.
LARGEST_RECORDING = env.int("LARGEST_RECORDING", default=50 * 1024**2)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Safety.
CONTENT_SECURITY_POLICY = security.CONTENT_SECURITY_POLICY
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
globals().update(security.transport(HTTPS_ONLY))
# How many proxies of our own a request passes at most, and their addresses or networks.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
PROXIES = env.list("PROXIES", default=["127.0.0.1", "::1"])
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Background work. The broker is never the record: what is due lives in database rows.
REDIS_URL = broker.REDIS_URL
EMBEDDED_SOCKET = broker.EMBEDDED_SOCKET
CELERY_BROKER_URL = broker.BROKER_URL
CELERY_BROKER_TRANSPORT_OPTIONS = broker.BROKER_TRANSPORT_OPTIONS
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# In no app's own module of tasks, which are found by themselves.
CELERY_IMPORTS = ["crm_site.backup.tasks"]
CELERY_BEAT_SCHEDULE = broker.BEAT_SCHEDULE
CELERY_BEAT_SCHEDULER = "crm_site.health.scheduler.PulsingScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 30
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = int(broker.LONGEST_TASK.total_seconds())
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"sender_stayed": {"()": "foundation.gone.SenderStayed"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["sender_stayed"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # It would tell whole addresses, and what is asked of a provider holds a secret.
    "loggers": {"urllib3": {"level": "WARNING"}},
}
