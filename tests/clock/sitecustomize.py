"""Let a Python process believe that it is later: `make test CLOCK=…` puts this folder on its path.

Python runs this file when it starts; so the processes that tests start live in the same time.
"""

import os
from datetime import UTC, datetime, timedelta

if seconds := os.environ.get("CLOCK_AHEAD"):
    import time_machine

    then = datetime.now(UTC) + timedelta(seconds=float(seconds))
    time_machine.travel(then, tick=True).start()
