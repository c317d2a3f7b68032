"""What a browser is allowed to do, and how long a guesser may guess."""

from datetime import timedelta

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

AXES = {
    "AXES_FAILURE_LIMIT": 8,
    "AXES_COOLOFF_TIME": timedelta(minutes=15),
    # A whole store shares one address, and one guesser tries many: so the pair is locked.
    "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
    "AXES_RESET_ON_SUCCESS": True,
    "AXES_LOCKOUT_CALLABLE": "crm_site.errors.views.locked_out",
    "AXES_VERBOSE": False,
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
