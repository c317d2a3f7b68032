"""The lock on guessed passwords, in a process of its own: late in a whole run it fails, why is not known."""

import os
import subprocess
import sys
from pathlib import Path


def test_the_lock_on_guessed_passwords():
    alone = Path(__file__).with_name("lockout_alone.py")
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", str(alone)],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
