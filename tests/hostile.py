"""Text that people may type and that has broken readers of text somewhere."""

import json

from foundation.reason_codes import MARK
from orders.orders.models import DELIVERED

LONG = "很长的话。" * 2000
HOSTILE = [
    "Undone: " * 450,
    "Claim 1 approved",
    "Leave 9999-99-99 – 2026-02-30",
    "%(number)s %s %d %(",
    "{0} {number!r} {{ x }} {% now %}",
    json.dumps(DELIVERED.as_json()),
    MARK + json.dumps(DELIVERED.as_json()),
    MARK + MARK,
    "\u202eright to left\u202c \u200f\u2066",
    "<script>alert(1)</script> &amp; \"' --",
    "=1+1",
    "[" * 2000,
    LONG,
]
