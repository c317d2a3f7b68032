"""One POST to a chat robot, with a clear answer to "did it arrive?" (R10.1).

``http.client`` keeps connecting, sending and reading apart. Until the whole request has been handed
over nothing can have arrived; after that only an answer of the robot can say so.
"""

import ssl
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from foundation.deliveries import NotDelivered, Unclear

from ..models import ChatRobot
from ..rules import refusal, robot_request

TIMEOUT = 10  # seconds, for each step
LARGEST_ANSWER = 65536  # bytes

# A gateway gave up waiting for, or did not understand, what stands behind it.
GATEWAY_TROUBLE = (502, 504)


def send_to_robot(robot: ChatRobot, text: str, *, at: datetime) -> None:
    """Bring the text to the robot; raises ``NotDelivered`` or ``Unclear``. Redirects are not followed."""
    url, body = robot_request(robot.format, robot.url, robot.secret, text, at)
    require_taken(robot.format, ask(url, body))


def require_taken(format: str, answer: bytes) -> None:
    """Raise ``NotDelivered`` where the answer refuses, ``Unclear`` where it does not say."""
    refused = refusal(format, answer)
    if refused is None:
        raise Unclear("no answer of a robot")
    if refused:
        raise NotDelivered(refused)


def ask(url: str, body: bytes | None, headers: dict[str, str] | None = None) -> bytes:
    """What is answered to a POST, or to a GET where there is no body; raises as ``send_to_robot``."""
    connection = _connection(url)
    try:
        status, answer = _exchange(connection, url, body, headers or {})
    finally:
        connection.close()
    if status in GATEWAY_TROUBLE:
        raise Unclear(f"HTTP {status}")
    if not 200 <= status < 300:
        raise NotDelivered(f"HTTP {status}")
    return answer


def _connection(url: str) -> HTTPConnection:
    parts = urlsplit(url)
    if parts.scheme == "https":
        return HTTPSConnection(parts.netloc, timeout=TIMEOUT, context=ssl.create_default_context())
    return HTTPConnection(parts.netloc, timeout=TIMEOUT)


def _exchange(
    connection: HTTPConnection, url: str, body: bytes | None, headers: dict[str, str]
) -> tuple[int, bytes]:
    parts = urlsplit(url)
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    headers = {"Content-Type": "application/json; charset=utf-8"} | headers
    try:
        connection.request("GET" if body is None else "POST", target, body, headers)
    except (OSError, HTTPException) as error:
        raise NotDelivered(_named(error)) from error
    try:
        response = connection.getresponse()
        return response.status, response.read(LARGEST_ANSWER)
    except (OSError, HTTPException) as error:
        raise Unclear(_named(error)) from error


def _named(error: Exception) -> str:
    """The kind of failure; the message of an exception may hold the secret address."""
    return f"{type(error).__name__} {getattr(error, 'strerror', '') or ''}".strip()
