"""How providers are asked: within a few seconds altogether, for a short answer, at no address but theirs."""

from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Thread
from time import monotonic
from typing import Any

import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from urllib3.exceptions import HTTPError

# Seconds for all that is asked while somebody waits for one page.
PATIENCE = 8
LARGEST_ANSWER = 256 * 1024  # bytes

_until: ContextVar[float] = ContextVar("until")


@contextmanager
def in_time() -> Iterator[None]:
    """Whatever is asked within ends soon."""
    token = _until.set(monotonic() + PATIENCE)
    try:
        yield
    finally:
        _until.reset(token)


class Session(requests.Session):
    """Follows no redirect, reads no more than is sensible; asks aside, lest a slow answer hold up the page."""

    def __init__(self) -> None:
        super().__init__()
        self.headers["Accept-Encoding"] = "identity"
        # Else `~/.netrc` would be looked at.
        self.auth = lambda prepared: prepared

    def request(self, *args: Any, **values: Any) -> requests.Response:
        left = _until.get() - monotonic()
        if left <= 0:
            raise requests.Timeout
        values |= {"timeout": left, "allow_redirects": False, "stream": True}
        answer: Future[requests.Response] = Future()
        Thread(target=self._ask, args=(answer, args, values), daemon=True).start()
        try:
            return answer.result(timeout=left)
        except Late as error:
            raise requests.Timeout from error

    def _ask(self, answer: Future[requests.Response], args: Any, values: Any) -> None:
        try:
            with super().request(*args, **values) as response:
                response._content = self._read(response)
            answer.set_result(response)
        except BaseException as error:
            answer.set_exception(error)

    @staticmethod
    def _read(response: requests.Response) -> bytes:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise requests.exceptions.ContentDecodingError
        try:
            body = response.raw.read(LARGEST_ANSWER + 1)
        except HTTPError as error:
            raise requests.ConnectionError from error
        if len(body) > LARGEST_ANSWER:
            raise requests.exceptions.ContentDecodingError
        return bytes(body)


class Adapter(DefaultSocialAccountAdapter):
    """Providers stand in the settings alone, and nobody signs up."""

    def is_open_for_signup(self, request: Any, sociallogin: Any) -> bool:
        return False

    def list_apps(self, request: Any, provider: Any = None, client_id: Any = None) -> list[Any]:
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def get_requests_session(self) -> Session:
        return Session()
