"""The first request of a process finds everything read: no import, no template to compile, no catalogue."""

import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from crm_site.processes import web
from tests.factories import Floor

FIRST = """
import json, sys
from crm_site.wsgi import application
from crm_site.processes.web import on_starting
on_starting(None)
from django.conf import settings
from django.db import connection
from django.template.base import Template
from django.test import Client
from django.utils.translation import trans_real
asked = connection.connection is not None
client = Client(headers={"cookie": f"sessionid={sys.argv[1]}", "accept-language": "zh-hans"})
compiled, catalogues = [], set(trans_real._translations)
compile_nodelist = Template.compile_nodelist
def noted(self):
    compiled.append(self.origin.name)
    return compile_nodelist(self)
Template.compile_nodelist = noted
modules = set(sys.modules)
answers = [client.get(path).status_code for path in sys.argv[2:]]
rooms = {name.partition(".")[0] for name in settings.INSTALLED_APPS[:11]}
print(json.dumps({
    "answers": answers,
    "asked": asked,
    "compiled": compiled,
    "catalogues": sorted(set(trans_real._translations) - catalogues),
    "modules": sorted(n for n in set(sys.modules) - modules if n.partition(".")[0] in rooms),
}))
"""


@pytest.fixture
def floor(transactional_db):
    return Floor()


@pytest.mark.once
def test_a_first_request_reads_nothing_any_more(floor, process_environment):
    client = Client()
    client.force_login(floor.consultant)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    environment = process_environment | {"DJANGO_SETTINGS_MODULE": "crm_site.settings.test"}
    done = subprocess.run(
        [sys.executable, "-c", FIRST, session, "/", "/customers/", "/plans/"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "answers": [200, 200, 200],
        "asked": False,
        "compiled": [],
        "catalogues": [],
        "modules": [],
    }


def test_the_site_is_read_before_its_processes_begin():
    assert web.preload_app
