"""How often somebody may try to get in, and how long a log-in holds."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import timedelta
from typing import Any


@dataclass(frozen=True)
class Bound:
    """How many tries within a time: by one name from one address, by one name, from one address.

    A whole store shares an address, and one guesser tries many names: so the pair is bounded closely, the
    name more widely, lest a stranger locks somebody out, and the address most widely.
    """

    pair: int
    name: int
    address: int
    within: timedelta = timedelta(minutes=15)

    def allows(self, *, pair: int, name: int, address: int) -> bool:
        """Whether a try is still allowed, counted with itself.

        >>> bound = Bound(pair=2, name=3, address=4)
        >>> bound.allows(pair=2, name=3, address=4), bound.allows(pair=3, name=3, address=3)
        (True, False)
        """
        return pair <= self.pair and name <= self.name and address <= self.address


BOUNDS = {
    "password": Bound(pair=8, name=40, address=60),
    # Whoever gets here knows the password, so the name alone counts.
    "factor": Bound(pair=8, name=16, address=60),
    "present": Bound(pair=8, name=16, address=60),
    "passkey": Bound(pair=60, name=60, address=60),
    # The name is the way and the address: nobody elsewhere can close a way to a store.
    "elsewhere": Bound(pair=20, name=20, address=60),
    "reset": Bound(pair=3, name=3, address=20, within=timedelta(hours=1)),
}

# What was tried is on record for so long.
ATTEMPTS_KEPT = timedelta(days=90)

# In seconds: how long a log-in holds at most, how long without use on a shared device, and how
# finely use is written down; so on a shared device it ends after 27 to 30 minutes.
LONGEST = 14 * 24 * 3600
IDLE_ON_SHARED = 30 * 60
SEEN_EVERY = 3 * 60


def is_over(marks: dict[str, Any], at: float) -> bool:
    """Whether a session has to end, by the ``marks`` of its log-in; times in seconds.

    >>> marks = {"at": 0, "seen": 0, "shared": False}
    >>> is_over(marks, LONGEST), is_over(marks, LONGEST + 1), is_over(marks | {"shared": True}, 1801)
    (False, True, True)
    """
    if at - marks["at"] > LONGEST:
        return True
    return bool(marks["shared"]) and at - marks["seen"] > IDLE_ON_SHARED


def is_seen_anew(marks: dict[str, Any], at: float) -> bool:
    """Whether it is time to write down that somebody is there."""
    return bool(at - marks["seen"] > SEEN_EVERY)


# The first that is found says what it is; most name others, too.
BROWSERS = {
    "wxwork": "WeCom",
    "MicroMessenger": "WeChat",
    "DingTalk": "DingTalk",
    "Lark": "Feishu",
    "Edg": "Edge",
    "Firefox": "Firefox",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "HuaweiBrowser": "Huawei Browser",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "OpenHarmony": "HarmonyOS",
    "HarmonyOS": "HarmonyOS",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}


def device_of(agent: str) -> str:
    """What people know a device by, of what its browser says of itself; empty where it says nothing known.

    >>> device_of("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile/15E Safari/604.1")
    'Safari · iPhone'
    >>> device_of("curl/8"), device_of("Mozilla/5.0 (Linux; Android 15) Chrome/131 MicroMessenger/8.0")
    ('', 'WeChat · Android')
    """
    parts = (
        next((name for word, name in known.items() if word in agent), "")
        for known in (BROWSERS, SYSTEMS)
    )
    return " · ".join(filter(None, parts))


# Here whoever sends one of these is asked again, where the last proof is a while ago; apps above add theirs.
RIGHTS = {
    "accounts:staff_create",
    "accounts:staff_edit",
    "accounts:staff_factor",
    "accounts:staff_password",
    "session_end",
    "sessions_end",
    "way_link",
    "way_unlink",
}


def is_weighty(
    name: str, *, is_sent: bool, is_light: bool, to_send: Set[str], to_fetch: Set[str]
) -> bool:
    """Whether the address ``name`` asks for a fresh proof.

    ``to_send`` and ``to_fetch`` are weighty, and every export that is sent for; ``is_light``: what is sent
    there decides nothing but what moves no money and gives no right.

    >>> weighty = {"to_send": {"decide"}, "to_fetch": {"file"}}
    >>> is_weighty("decide", is_sent=True, is_light=True, **weighty)
    False
    >>> is_weighty("decide", is_sent=True, is_light=False, **weighty)
    True
    >>> is_weighty("lost_export", is_sent=True, is_light=False, **weighty)
    True
    >>> is_weighty("decide", is_sent=False, is_light=False, **weighty)
    False
    """
    if is_light:
        return False
    return name in to_fetch or (is_sent and (name.endswith("_export") or name in to_send))
