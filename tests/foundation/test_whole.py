"""A form of which only a part came takes no effect."""

from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from foundation.whole import RefuseCutOff

SENT = {"token": "t", "content": "what was said", "note": "H wants white"}
KINDS = [
    ("application/x-www-form-urlencoded", urlencode(SENT).encode()),
    (MULTIPART_CONTENT, encode_multipart(BOUNDARY, SENT)),
]


def answer(kind, body, came):
    heard = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body[:came]),
    }

    def view(request):
        if refused := refuse.process_view(request):
            return refused
        heard.append(request.POST.dict())
        return HttpResponse()

    refuse = RefuseCutOff(view)
    return refuse(WSGIRequest(environ)).status_code, heard


@pytest.mark.parametrize(("kind", "body"), KINDS)
def test_a_part_of_a_form_is_refused_wherever_it_was_cut(kind, body):
    for came in range(len(body)):
        assert answer(kind, body, came) == (400, [])


@pytest.mark.parametrize(("kind", "body"), KINDS)
def test_a_whole_form_goes_on(kind, body):
    assert answer(kind, body, len(body)) == (200, [SENT])


def test_a_form_without_fields_goes_on():
    assert answer(KINDS[0][0], b"", 0) == (200, [{}])
