"""kill -9 in a hand-over, an export and a digest: nothing lost, nothing doubled. All points: the benchmark."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from tests.databases import migrated_file


@pytest.mark.once
def test_what_was_killed_is_finished_once():
    """Audits and imports are killed in their own folders' tests."""
    command = ["benchmarks/kill_minus_nine.py", "--points", "3", "--migrated", str(migrated_file())]
    done = subprocess.run(
        [sys.executable, *command, "--only", "hand-over", "export", "digest"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": "", "REDIS_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Nothing lost, nothing doubled." in done.stdout
