"""What a browser is allowed to do, and what the library of the log-in is asked for."""

from csp.constants import NONE, SELF

# No inline script or style anywhere: what is injected into a page does not run.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        # Bootstrap draws its arrows and ticks as data: images.
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# Django's own list of 20,000 known passwords; no rules about kinds of characters.
PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "accounts.log_in.services.passwords.MaximumLength"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Attempts are counted by us, in the database: `accounts.log_in.services.attempts`.
LOG_IN = {
    "ACCOUNT_ADAPTER": "accounts.log_in.views.arriving.AccountAdapter",
    "ACCOUNT_EMAIL_VERIFICATION": "none",
    "ACCOUNT_LOGIN_METHODS": {"username"},
    "ACCOUNT_RATE_LIMITS": False,
    "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*"],
    "MFA_ADAPTER": "accounts.log_in.views.arriving.FactorAdapter",
    "MFA_ALLOW_UNVERIFIED_EMAIL": True,
    "MFA_PASSKEY_LOGIN_ENABLED": True,
    "MFA_RATE_LIMITS": False,
    "MFA_RECOVERY_CODES_SHOW_ONCE": True,
    "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes", "webauthn"],
    # Half a minute to and fro: clocks of telephones differ, and people type slowly.
    "MFA_TOTP_TOLERANCE": 1,
    "SOCIALACCOUNT_ADAPTER": "accounts.ways_in.services.asking.Adapter",
}


def transport(https_only: bool) -> dict:
    """Return the settings that keep the site on https, or those of plain http."""
    return {
        "SECURE_SSL_REDIRECT": https_only,
        # The container's own health check speaks http from inside.
        "SECURE_REDIRECT_EXEMPT": [r"^health$"],
        "SESSION_COOKIE_SECURE": https_only,
        "CSRF_COOKIE_SECURE": https_only,
        "LANGUAGE_COOKIE_SECURE": https_only,
        "SECURE_HSTS_SECONDS": 365 * 24 * 3600 if https_only else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": https_only,
        "SECURE_HSTS_PRELOAD": https_only,
    }
