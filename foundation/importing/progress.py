"""A progress bar for a person at a terminal."""

from django.core.management.base import OutputWrapper

WIDTH = 30


class ProgressBar:
    """Draws on ``stream`` if it is a terminal; ``clear`` before other lines are written."""

    def __init__(self, stream: OutputWrapper, total: int) -> None:
        self._stream, self._total = stream, total
        self._shown = bool(total) and getattr(stream, "isatty", lambda: False)()

    def show(self, done: int) -> None:
        if self._shown:
            filled = WIDTH * done // self._total
            bar = "#" * filled + "." * (WIDTH - filled)
            self._stream.write(f"\r[{bar}] {done:,} / {self._total:,}", ending="")
            self._stream.flush()

    def clear(self) -> None:
        if self._shown:
            self._stream.write("\r" + " " * (WIDTH + 40) + "\r", ending="")
