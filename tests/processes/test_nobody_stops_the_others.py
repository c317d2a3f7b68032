"""Six large pages at once leave everyday pages their time, by a real web server on PostgreSQL (ADR 62)."""

import statistics
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.factories import Floor, UserFactory
from tests.processes.test_lead_to_bell import running, wait_until
from tests.processes.test_up import free_port

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="ends process groups"),
    pytest.mark.postgres,
    pytest.mark.skipif("connection.vendor != 'postgresql'"),
]

# What both read, and everyday pages do not, is as slow as that in seconds.
SLOW = 3
SHEET, LIST = "/sheets/surveys/", "/customers/"
HEAVY = 6
WEB = (
    "from gunicorn.app.wsgiapp import run; import sys; "
    "sys.argv = ['gunicorn', '-c', 'python:crm_site.processes.web', '-b', '127.0.0.1:{port}', "
    "'crm_site.wsgi:application']; run()"
)


@pytest.fixture
def floor(transactional_db):
    return Floor()


@pytest.fixture
def slow_surveys(floor):
    """Whatever asks for surveys sleeps in the database."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE service_survey RENAME TO service_survey_kept")
        cursor.execute(
            "CREATE VIEW service_survey AS SELECT * FROM service_survey_kept "
            f"WHERE (SELECT pg_sleep({SLOW})) IS NOT NULL"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP VIEW service_survey")
        cursor.execute("ALTER TABLE service_survey_kept RENAME TO service_survey")


@pytest.fixture
def url(process_environment, tmp_path):
    """A web server with the six places of two cores, two of them for what counts much."""
    port = free_port()
    environment = process_environment | {
        "DJANGO_SETTINGS_MODULE": "crm_site.settings.test",
        "WEB_CONCURRENCY": "3",
        "HEAVY_AT_ONCE": "2",
        "HEAVY_SECONDS": "300",
    }
    url = f"http://127.0.0.1:{port}"
    with running(environment, WEB.format(port=port), tmp_path / "web.log"):

        def answers():
            with suppress(OSError):
                return urllib.request.urlopen(f"{url}/health", timeout=5).status == 200

        wait_until(answers, 60)
        yield url


def get(url, cookie, seconds=60):
    """The status of the answer, and how long it took."""
    start = time.monotonic()
    asked = urllib.request.Request(url, headers={"Cookie": f"sessionid={cookie}"})
    try:
        with urllib.request.urlopen(asked, timeout=seconds) as answer:
            answer.read()
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
    return status, time.monotonic() - start


def session_of(person):
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_six_large_pages_leave_everyday_pages_their_time(floor, slow_surveys, url):
    seller, director = floor.consultant, UserFactory(role="director", store=floor.store)
    mine, theirs = session_of(seller), session_of(director)

    def everyday(times):
        took = []
        for _time in range(times):
            status, seconds = get(url + LIST, mine)
            assert status == 200
            took.append(seconds)
        return statistics.median(took)

    everyday(20)
    calm = everyday(20)
    answers = []
    large = [
        threading.Thread(target=lambda: answers.append(get(url + SHEET, theirs)))
        for _each in range(HEAVY)
    ]
    for thread in large:
        thread.start()
    time.sleep(1)
    busy = everyday(20)
    # The large ones are still at it.
    assert sum(thread.is_alive() for thread in large) >= 2
    for thread in large:
        thread.join(120)
    # Who found no place soon was told so; the others got their page.
    assert {status for status, _seconds in answers} == {200, 503}
    assert busy <= max(2 * calm, 0.1), (calm, busy)
