"""`make pin`: write the digest that each image has today beside its name, so that nobody exchanges it unseen.

Asks the registry through docker; without docker or a registry nothing is changed. Run again, it takes
the newest of the same tag.
"""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = ("Dockerfile", "docker-compose.yml")
# `FROM python:3.13-slim` or `image: postgres:17`; what is built here has no tag.
IMAGE = re.compile(
    r"^(?P<before>FROM |\s+image: )(?P<name>[\w./-]+:[\w.-]+)(?:@sha256:[0-9a-f]{64})?",
    re.MULTILINE,
)
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def ask_registry(name: str) -> str:
    """The digest of an image; ends with a word where nobody tells it."""
    command = ["docker", "buildx", "imagetools", "inspect", name]
    try:
        done = subprocess.run(
            [*command, "--format", "{{.Manifest.Digest}}"],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        sys.exit(f"Nothing is pinned: {error}")
    found = DIGEST.search(done.stdout)
    if done.returncode or not found:
        sys.exit(f"Nothing is pinned: {done.stderr.strip() or done.stdout.strip()}")
    return found[0]


def pinned(text: str, digest_of: Callable[[str], str]) -> str:
    """The text with the digest of every image that is not built here."""
    return IMAGE.sub(lambda m: f"{m['before']}{m['name']}@{digest_of(m['name'])}", text)


def pin(digest_of: Callable[[str], str] = ask_registry) -> None:
    texts = {ROOT / name: (ROOT / name).read_text(encoding="utf-8") for name in FILES}
    # All are asked before any is written.
    changed = {path: pinned(text, digest_of) for path, text in texts.items()}
    for path, text in changed.items():
        path.write_text(text, encoding="utf-8")
        print("\n".join(match[0].strip() for match in IMAGE.finditer(text)))


if __name__ == "__main__":
    pin()
