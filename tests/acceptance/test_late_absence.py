"""An absence that is imported after the audit, and the same night audited again."""

import io

from django.core.management import call_command

from tests.importing.conftest import CUSTOMER


def audit(night):
    call_command("audit", "--on", night, "--json", stdout=io.StringIO())


def test_a_finding_that_goes_on_leaves_nothing_behind(floor, load, is_consistent):
    """H, registered on October 1: the cadence was broken on the 5th, with the absence on the 6th."""
    load("customers", [CUSTOMER])
    audit("2026-10-08")
    away = {"username": "li.na", "from": "2026-10-03", "to": "2026-10-03", "kind": "leave"}
    load("absences", [away])
    audit("2026-10-08")
    assert is_consistent()
