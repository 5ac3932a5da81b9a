"""Every setting, from the environment, a sentence each; read nowhere else. `.env.example` lists them."""

from __future__ import annotations

import json
import os
import re
import secrets
from datetime import timedelta
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def env(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def seconds(name: str, default: float) -> timedelta:
    return timedelta(seconds=float(env(name) or default))


def whole(name: str, default: int) -> int:
    return max(1, int(env(name) or default))


# DATA_DIR: where all state lives (database, pictures, embedded Redis, practice world); made with mode 0700.
DATA_DIR = Path(env("DATA_DIR") or BASE_DIR / "var").resolve()


def _keys() -> dict[str, str]:
    """The keys that practice mode makes for itself, once, in DATA_DIR; going live demands them in the environment."""
    path = DATA_DIR / "practice-keys.json"
    if not path.exists():
        DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        names = ("SECRET_KEY", "ADDRESS_KEY", "LINK_KEY", "CREDENTIALS_KEY")
        draft = path.with_name(f".keys-{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({name: secrets.token_urlsafe(32) for name in names}, file)
        try:
            os.link(draft, path)  # whoever is first wins; the others read what it wrote
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return dict(json.loads(path.read_text()))


KEYS_FROM_ENVIRONMENT = all(env(n) for n in ("SECRET_KEY", "ADDRESS_KEY", "LINK_KEY", "CREDENTIALS_KEY"))
_made = {} if KEYS_FROM_ENVIRONMENT else _keys()

# SECRET_KEY: signs sessions and forms; may be rotated.
SECRET_KEY = env("SECRET_KEY") or _made["SECRET_KEY"]
# ADDRESS_KEY: keys the hashes of suppressed addresses; must outlive SECRET_KEY, or people who left are forgotten.
ADDRESS_KEY = env("ADDRESS_KEY") or _made["ADDRESS_KEY"]
# LINK_KEY: makes readers' unsubscribe and preferences links; must outlive SECRET_KEY, or old links die.
LINK_KEY = env("LINK_KEY") or _made["LINK_KEY"]
# CREDENTIALS_KEY: encrypts channels' credentials; several, separated by commas, newest first, to rotate.
CREDENTIALS_KEYS = (env("CREDENTIALS_KEY") or _made["CREDENTIALS_KEY"]).split(",")

# DATABASE_URL: sqlite:///… or postgres://…; default: a SQLite file in DATA_DIR.
DATABASE_URL = env("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'publisher.sqlite3'}"
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}  # a file, as in life; threads share it
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }

# REDIS_URL: redis://… or rediss://…; unset: `publisher up` runs one of its own on a socket in DATA_DIR.
REDIS_URL = env("REDIS_URL") or f"redis+socket://{DATA_DIR / 'redis.sock'}"


def _site() -> str:
    """Where the last `publisher up` of this DATA_DIR answers, so that every command names the same addresses."""
    try:
        return (DATA_DIR / "site").read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


# SITE_URL: how readers reach this desk's public pages, without a slash at the end; https but on loopback.
SITE_URL = (env("SITE_URL") or _site() or "http://127.0.0.1:8000").rstrip("/")
# TRUSTED_PROXY: the address of the TLS proxy in front, whose X-Forwarded-For and -Proto are believed; empty: none.
TRUSTED_PROXY = env("TRUSTED_PROXY")
# SMTP_URL: the relay that mail leaves by, smtp://user:password@host:587 or smtps://…; unused in practice mode. Several,
# separated by blanks, are asked in turn. Or a provider's own interface: postmark://TOKEN@broadcast …
SMTP_URL = env("SMTP_URL") or "smtp://127.0.0.1:25"
# BOUNCE_ADDRESS: where bounces come back to; each mail gets its own form of it, b+…@b.your.domain; empty: the sender.
BOUNCE_ADDRESS = env("BOUNCE_ADDRESS")
if BOUNCE_ADDRESS and not re.fullmatch(r"[a-z0-9_-]{1,30}@([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}", BOUNCE_ADDRESS):
    raise ImproperlyConfigured("BOUNCE_ADDRESS is written in small letters, like b@b.your.domain.")
# A provider takes bounces itself; its events name a mail by the token of a return path, so there must be one.
EVENTS_ADDRESS = "" if SMTP_URL.startswith("smtp") else "mail@events.invalid"
# BOUNCE_MAILDIR: the Maildir to which the mail server delivers what comes back to BOUNCE_ADDRESS; empty: nobody looks.
BOUNCE_MAILDIR = env("BOUNCE_MAILDIR")
# MAIL_HOOK_SECRET: name:password, as it stands in the address to which a provider sends its events.
MAIL_HOOK_SECRET = env("MAIL_HOOK_SECRET")
# MAIL_HOOK_KEY: what the provider signs its events with: Mailgun, SendGrid and Resend show one each.
MAIL_HOOK_KEY = env("MAIL_HOOK_KEY")
# DKIM_KEYS: the keys that sign mail, as DNS record's name:file, with commas between; empty: the relay signs.
DKIM_KEYS = [one.strip() for one in env("DKIM_KEYS").split(",") if one.strip()]
# X_BASE_URL: where X's API answers; point it elsewhere to test.
X_BASE_URL = env("X_BASE_URL") or "https://api.x.com"
# MASTODON_BASE_URL: overrides the server that a Mastodon channel names; empty: the channel's own server.
MASTODON_BASE_URL = env("MASTODON_BASE_URL")
# BLUESKY_BASE_URL: overrides the server that a Bluesky channel names; empty: the channel's own server.
BLUESKY_BASE_URL = env("BLUESKY_BASE_URL")
# TELEGRAM_BASE_URL: where Telegram's Bot API answers; your own Bot API server, or another to test.
TELEGRAM_BASE_URL = env("TELEGRAM_BASE_URL") or "https://api.telegram.org"
# FACEBOOK_BASE_URL: where Meta's Graph API answers, with the version of it that we speak.
FACEBOOK_BASE_URL = env("FACEBOOK_BASE_URL") or "https://graph.facebook.com/v26.0"
# THREADS_BASE_URL: where Threads' API answers, with the version of it that we speak.
THREADS_BASE_URL = env("THREADS_BASE_URL") or "https://graph.threads.net/v1.0"
# LINKEDIN_BASE_URL: where LinkedIn's API answers, with the version of it that we speak behind it.
LINKEDIN_BASE_URL = env("LINKEDIN_BASE_URL") or "https://api.linkedin.com/202607"
# DISCORD_BASE_URL: overrides the server that a Discord webhook names; empty: the webhook's own.
DISCORD_BASE_URL = env("DISCORD_BASE_URL")
BASE_URLS = {
    "x": X_BASE_URL, "mastodon": MASTODON_BASE_URL, "bluesky": BLUESKY_BASE_URL, "telegram": TELEGRAM_BASE_URL,
    "facebook": FACEBOOK_BASE_URL, "threads": THREADS_BASE_URL, "linkedin": LINKEDIN_BASE_URL,
    "discord": DISCORD_BASE_URL,
}  # fmt: skip

# LATE_AFTER: seconds after its due time from which a post is held and asked about, not sent.
LATE_AFTER = seconds("LATE_AFTER", 15 * 60)
# ABANDONED_AFTER: seconds after which a network post that is being sent has no living owner.
ABANDONED_AFTER = seconds("ABANDONED_AFTER", 120)
# SETTLE_SECONDS: how long a network may take to show a fresh post, before an uncertain one is asked about.
SETTLE_SECONDS = seconds("SETTLE_SECONDS", 60)
# LEASE_SECONDS: how long a drain owns a batch of mail without renewing; a killed one is taken over after it.
LEASE_SECONDS = seconds("LEASE_SECONDS", 30)
# MAIL_CONNECTIONS: how many connections to the relay one drain of a newsletter keeps at a time.
MAIL_CONNECTIONS = whole("MAIL_CONNECTIONS", 10)
# MAIL_WINDOW: how many mails on each of them may be on their way before the first one's fate is written down; as many
# per connection may arrive twice after a crash.
MAIL_WINDOW = whole("MAIL_WINDOW", 1)
# KEEP_MAILS_DAYS: days after a newsletter ended for which it is kept who got it; then only how many.
KEEP_MAILS_DAYS = whole("KEEP_MAILS_DAYS", 30)
# GRACE_SECONDS: how long *send now* can be undone.
GRACE_SECONDS = seconds("GRACE_SECONDS", 60)
# PROBE_SECONDS: how often a paused channel that was out of reach is tried.
PROBE_SECONDS = seconds("PROBE_SECONDS", 30)
# GIVE_UP_AFTER: seconds of trying after which a network post is held, and a deferred mail has failed.
GIVE_UP_AFTER = seconds("GIVE_UP_AFTER", 6 * 3600)

# -- Django's own ----------------------------------------------------------------------------------------------

DEBUG = False
ALLOWED_HOSTS = [h for h in env("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h]
# ALLOWED_HOSTS: names under which the desk answers, separated by commas; SITE_URL's is always among them.
ALLOWED_HOSTS.append(SITE_URL.split("://", 1)[-1].split("/")[0].rsplit(":", 1)[0])
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",  # only for the file of htmx in its wheel
    "publisher",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "publisher.web.security.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "publisher.urls"
WSGI_APPLICATION = "publisher.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates" / "web"],
        "OPTIONS": {"environment": "publisher.web.environment.environment"},
    },
]
AUTH_USER_MODEL = "publisher.Member"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
CSRF_FAILURE_VIEW = "publisher.web.desk.errors.csrf_failure"
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "publisher" / "web" / "static"]
WHITENOISE_USE_FINDERS = True  # served from the packages: nothing to collect
MEDIA_ROOT = DATA_DIR / "pictures"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # an article of many parts has a few fields for each
X_FRAME_OPTIONS = "SAMEORIGIN"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"without tokens": {"()": "publisher.web.security.WithoutTokens"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["without tokens"]}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # These would write credentials or readers' addresses into the log.
    "loggers": {
        name: {"level": "WARNING"}
        for name in (
            "httpx2",
            "httpcore2",
            "requests",
            "requests_oauthlib",
            "oauthlib",
            "tweepy",
            "urllib3",
            "mail.log",
            "aiosmtpd",
        )
    },
}
