"""From a lead's arrival to its owner's bell, by a real web server, broker and worker (R5.1, R5.2, R10.3)."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, contextmanager, suppress
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from intake.arrivals.models import Lead
from intake.sources.services import make_source
from tests.factories import Floor
from tests.processes.test_up import free_port

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="ends process groups")

# Nobody waits longer than that for a lead; in seconds.
SOON = 10
# The processes read the same settings as the tests: passwords of tests are cheap there.
WORKER = (
    "from crm_site.celery import app; "
    "app.conf.update(broker_url={broker!r}, task_default_queue={queue!r}); "
)
CELERY = (
    WORKER + "app.worker_main(['worker', '--pool', 'solo', '--loglevel', 'INFO', '-Q', {queue!r}])"
)
WEB = WORKER + (
    "from gunicorn.app.wsgiapp import run; import sys; "
    "sys.argv = ['gunicorn', '-k', 'gthread', '--threads', '2', '-b', '127.0.0.1:{port}', "
    "'crm_site.wsgi:application']; run()"
)


class Site:
    """A person's or a machine's way to the site, over HTTP."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path):
        with self.opener.open(self.url + path, timeout=SOON) as answer:
            return answer.read().decode()

    def log_in(self, person):
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get("/login/"))[1]
        told = {"username": person.username, "password": "secret-word"}
        sent = urlencode(told | {"csrfmiddlewaretoken": token}).encode()
        self.opener.open(self.url + "/login/", sent, timeout=SOON).close()

    def bell(self):
        """How many notices the bell of each page counts."""
        return int(re.search(r'data-unread="(\d*)"', self.get("/notices/"))[1] or 0)

    def post_lead(self, token, **lead):
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        call = urllib.request.Request(
            self.url + "/api/v1/leads", json.dumps(lead).encode(), headers=headers
        )
        with self.opener.open(call, timeout=SOON) as answer:
            return answer.status


def wait_until(true, seconds):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


@contextmanager
def running(environment, code, log):
    """A process of its own group, ended with all its children."""
    with log.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 9)
        process.wait()


@pytest.fixture
def floor(transactional_db):
    return Floor()


@pytest.fixture
def site(floor, process_environment, broker_url, tmp_path):
    """A web server and a worker on this test's database, ready for the first lead."""
    environment = process_environment | {
        "DJANGO_SETTINGS_MODULE": "crm_site.settings.test",
        "REDIS_URL": broker_url,
    }
    # A queue of its own: a broker that stays may hold what other runs have left.
    port, queue = free_port(), f"bell-{uuid4()}"
    told = {"broker": broker_url, "queue": queue, "port": port}
    logs = [tmp_path / "web.log", tmp_path / "worker.log"]
    with ExitStack() as stack:
        for code, log in zip((WEB, CELERY), logs, strict=True):
            stack.enter_context(running(environment, code.format(**told), log))
        site = Site(port)

        def is_up():
            with suppress(OSError):
                site.get("/login/")
                return "ready." in logs[1].read_text()

        try:
            wait_until(is_up, 120)
        except AssertionError:
            pytest.fail("\n".join(log.read_text() for log in logs))
        yield site


@pytest.mark.broker
def test_r5_1_a_lead_rings_its_owners_bell_within_ten_seconds(site, floor):
    _source, token = make_source(
        by=None, now=timezone.now(), name="Autohome", channel="autohome", store=floor.store
    )
    site.log_in(floor.consultant)
    assert site.bell() == 0

    began = time.monotonic()
    sent = {"source_id": "a-1", "name": "李雷", "phone": "13800138001", "model": "Golf"}
    assert Site(site.url.rpartition(":")[2]).post_lead(token, **sent) in (201, 202)
    wait_until(lambda: site.bell() == 1, SOON)
    took = time.monotonic() - began

    assert took < SOON
    assert Lead.objects.get().assigned_to == floor.consultant
