"""Where settings come from: the environment, then `.env`, then defaults that run anywhere."""

import os
from pathlib import Path

import environ
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env", overwrite=False)

# Everything this machine writes by itself; nothing here is needed on a second machine.
VAR_DIR = BASE_DIR / env.str("VAR_DIR", default="var")


def secret_key() -> str:
    """Return SECRET_KEY, or one made on first use and kept readable by its owner only."""
    if given := env.str("SECRET_KEY", default=""):
        return given
    path = VAR_DIR / "secret_key"
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    draft = VAR_DIR / f"secret_key.{os.getpid()}"
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        pass
    # Written aside and linked, so that processes starting together agree on one whole key.
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(get_random_secret_key())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii")
