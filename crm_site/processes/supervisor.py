"""Keep a handful of processes alive together; one that ends is started again, after a growing pause.

Each child leads a process group of its own, so that Ctrl-C in the terminal reaches only the
supervisor and a worker may end the task in its hands. Should the supervisor itself be killed,
the kernel tells the children (Linux).
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.1
# The first pause before a dead child is started again; each further one is twice as long, up to the last.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
# Who has run for so long has recovered: its next pause is the first one again.
STEADY_SECONDS = 60.0


def pause_after(deaths: int) -> float:
    """How long to wait, in seconds, after so many deaths in a row."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (min(deaths, 16) - 1))


@dataclass
class Child:
    """One process: what it is called in messages, and how it is started."""

    name: str
    arguments: list[str]
    # Stopped after all others: the broker, which the workers still talk to while they end.
    last: bool = False
    process: subprocess.Popen | None = field(default=None, repr=False)
    deaths: int = 0
    started: float = 0
    # When it is started again, while it is dead.
    due: float | None = None

    def start(self, environment: dict[str, str]) -> None:
        """Start the process in a group of its own."""
        self.started, self.due = time.monotonic(), None
        self.process = subprocess.Popen(
            self.arguments,
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )

    def running(self) -> bool:
        """Say whether the process was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def terminate(self) -> None:
        """Ask the leader, and only it, to end; it looks after its own children."""
        if self.running():
            self.process.terminate()

    def kill_group(self) -> None:
        """End whatever is left of the group."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """Starts children in order, watches them, stops them all within a bounded time."""

    def __init__(self, grace_seconds: float = 20):
        self.grace_seconds = grace_seconds
        self.environment: dict[str, str] = {}
        self.children: list[Child] = []
        self.signals_received = 0

    def __enter__(self):
        self._handlers = {
            number: signal.signal(number, self._on_signal)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        return self

    def __exit__(self, *_exception):
        self.stop()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def _on_signal(self, _number, _frame):
        self.signals_received += 1

    @property
    def stopping(self) -> bool:
        """True from the first signal on."""
        return self.signals_received > 0

    def start(self, child: Child, environment: dict[str, str]) -> None:
        """Start one more child."""
        self.children.append(child)
        self.environment = environment
        child.start(environment)

    def dead(self) -> Child | None:
        """Return a child that has ended by itself, if there is one."""
        return next((child for child in self.children if not child.running()), None)

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Wait for something to be true; give up on a signal, a death or the time."""
        end = time.monotonic() + seconds
        while not self.stopping and self.dead() is None and time.monotonic() < end:
            if ready():
                return True
            time.sleep(POLL_SECONDS)
        return False

    def watch(self, tell: Callable[[Child, float], None]) -> None:
        """Until a signal: start again what ended by itself; `tell` hears which, and after how long a pause."""
        while not self.stopping:
            for child in self.children:
                if not child.running():
                    self._revive(child, tell)
            time.sleep(POLL_SECONDS)

    def _revive(self, child: Child, tell: Callable[[Child, float], None]) -> None:
        now = time.monotonic()
        if child.due is None:
            child.kill_group()  # what its own children still hold, such as the port
            steady = now - child.started > STEADY_SECONDS
            child.deaths = 1 if steady else child.deaths + 1
            pause = pause_after(child.deaths)
            child.due = now + pause
            tell(child, pause)
        elif now >= child.due:
            child.start(self.environment)

    def stop(self) -> None:
        """End every child: politely first, and for certain after the grace time."""
        for last in (False, True):
            self._stop([child for child in self.children if child.last == last])
        self.children.clear()

    def _stop(self, children: list[Child]) -> None:
        patience = self.signals_received
        for child in children:
            child.terminate()
        end = time.monotonic() + self.grace_seconds
        while any(child.running() for child in children) and time.monotonic() < end:
            if self.signals_received > patience:  # a second Ctrl-C: now, please
                break
            time.sleep(POLL_SECONDS)
        for child in children:
            child.kill_group()
