"""Every rule of leads, of the desk and of marketing's figures has a test that is named by its number."""

import re
from pathlib import Path

import pytest
from django.conf import settings

NAMED = re.compile(r"^\s*def test_r(\d+)_(\d+)_", re.MULTILINE)
# Rule: how many lines it has.
LINES = {5: 6, 12: 8, 13: 4}


@pytest.mark.parametrize("rule", LINES)
def test_each_line_of_the_rule_has_a_test_of_its_own(rule):
    files = (Path(settings.BASE_DIR) / "tests").rglob("test_*.py")
    found = {pair for path in files for pair in NAMED.findall(path.read_text(encoding="utf-8"))}
    missing = [line for line in range(1, LINES[rule] + 1) if (str(rule), str(line)) not in found]
    assert not missing, f"no test of {', '.join(f'R{rule}.{line}' for line in missing)}"
