"""How many statements each page of a role's menu and each of its sheets takes, at most.

    STATEMENTS=write pytest tests/access/test_statements.py -p no:randomly

writes `statements.json` anew. A page that takes more asks for what it knew already, or asks by the row.
"""

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from crm_site.menu.rules import entries_of
from reports.sheets.queries.catalogue import SHEETS
from tests.access.table import CONSULTANT, DIRECTOR, MANAGER, REGION

STORED = Path(__file__).with_name("statements.json")
ROLES = [CONSULTANT, MANAGER, DIRECTOR, REGION]
MOST = 65


def pages_of(role):
    role = DIRECTOR if role == REGION else role
    yield from (address for address, _label, _icon in entries_of(role))
    yield from (f"reports:{code}" for code, sheet in SHEETS.items() if role in sheet.roles)


@pytest.mark.parametrize("role", ROLES)
def test_no_page_takes_more_statements_than_it_did(role, world, client):
    world.log_in(client, role)
    counted = {}
    for page in pages_of(role):
        client.get(reverse(page))
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse(page))
        assert answer.status_code in (200, 302), page
        counted[page] = len(queries)
    stored = json.loads(STORED.read_text()) if STORED.exists() else {}
    if os.environ.get("STATEMENTS") == "write":
        stored[role] = counted
        STORED.write_text(json.dumps(stored, indent=1) + "\n")
    more = {page: n for page, n in counted.items() if n > stored[role].get(page, 0)}
    assert not more, "more statements than in statements.json"
