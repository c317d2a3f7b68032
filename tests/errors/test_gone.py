"""Whoever goes away in the middle of a request leaves no traceback in the log."""

import logging
from io import StringIO

import pytest
from django.test import Client

FORM = "application/x-www-form-urlencoded"
FILES = "multipart/form-data; boundary=xx"


class Gone:
    """A body whose sender closes the connection after its first bytes."""

    def __init__(self, error):
        self.error, self.first = error, b"username=li.na&pass"

    def read(self, size=-1):
        first, self.first = self.first, b""
        if not first:
            raise self.error
        return first

    readline = read

    def close(self):
        pass


@pytest.fixture
def said(monkeypatch):
    """What the log says."""
    stream = StringIO()
    (handler,) = [each for each in logging.root.handlers if each.name == "console"]
    monkeypatch.setattr(handler, "stream", stream)
    return stream.getvalue


@pytest.mark.django_db
@pytest.mark.parametrize("error", [ConnectionResetError(104, "reset"), BrokenPipeError(32, "pipe")])
@pytest.mark.parametrize("kind", [FORM, FILES])
@pytest.mark.parametrize("checks", [True, False])
def test_a_form_that_breaks_off(error, kind, checks, said):
    client = Client(raise_request_exception=False, enforce_csrf_checks=checks)
    body = {"wsgi.input": Gone(error), "CONTENT_LENGTH": "100000"}
    client.generic("POST", "/login/", b"x", kind, **body)
    assert "Traceback" not in said()


def test_a_fault_of_our_own_is_logged(client, said, monkeypatch):
    def broken(request):
        raise ConnectionResetError("the mail server")

    monkeypatch.setattr(
        "accounts.log_in.views.entering.AskForLogIn.__call__", lambda self, r: broken(r)
    )
    client.raise_request_exception = False
    assert client.get("/login/").status_code == 500
    assert "Traceback" in said() and "the mail server" in said()
