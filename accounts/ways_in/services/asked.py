"""To a provider and back: where somebody is sent, and who they turn out to be."""

import logging
from http.client import HTTPException
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.core.exceptions import (
    ImproperlyConfigured,
    PermissionDenied,
    SuspiciousOperation,
    ValidationError,
)
from django.utils.crypto import get_random_string

from ..rules import Identity
from .asking import in_time

log = logging.getLogger(__name__)

# Whatever the other side answers, it is no error of ours.
TROUBLE = (
    ArithmeticError,
    AttributeError,
    HTTPException,
    ImproperlyConfigured,
    LookupError,
    OAuth2Error,
    OSError,
    PermissionDenied,
    ProviderException,
    RecursionError,
    SuspiciousOperation,
    TypeError,
    ValidationError,
    ValueError,
)


class NoAnswer(Exception):
    """The provider did not say, or not in a way that can be believed, who it is."""


def address_of(request: Any, way: str, **held: Any) -> str:
    """Where somebody is sent; what is ``held`` is there again when they come back. Raises ``NoAnswer``."""
    provider = get_adapter().get_provider(request, way)
    params = provider.get_auth_params()
    if provider.id == "openid_connect":
        held["nonce"] = params["nonce"] = get_random_string(32)
    try:
        with in_time():
            answer = provider.redirect(request, held.pop("process"), auth_params=params, **held)
    except TROUBLE as error:
        raise _no_answer(way, error) from None
    return str(answer.url)


def held_for(request: Any, way: str) -> dict[str, Any] | None:
    """What was held for whoever comes back; once, in the browser that left, within ten minutes."""
    state = request.GET.get("state", "")
    return statekit.unstash_state(request, provider_id=way, state_id=state)


def identity_of(request: Any, way: str, held: dict[str, Any]) -> Identity:
    """Who has come back with a code. Raises ``NoAnswer``."""
    provider = get_adapter().get_provider(request, way)
    adapter = provider.get_oauth2_adapter(request)
    adapter.nonce = held.get("nonce", "")
    app = provider.app
    try:
        with in_time():
            client = adapter.get_client(request, app)
            verifier = held.get("pkce_code_verifier")
            answer = adapter.get_access_token_data(request, app, client, verifier)
            token = adapter.parse_token(answer)
            return adapter.complete_login(request, app, token, response=answer)
    except TROUBLE as error:
        raise _no_answer(way, error) from None


def _no_answer(way: str, error: Exception) -> NoAnswer:
    # What an exception says may hold a code or a secret.
    log.warning("log-in by %s: %s", way, type(error).__name__)
    return NoAnswer(way)
