"""Which digest is due, when it is tried again, and what each chat robot wants to be sent (R10.1). Pure.

WeCom: the key is in the address. DingTalk: signed in the address, milliseconds, the secret is the
key. Feishu: signed in the body, seconds, the key is time and secret together over an empty message.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

MORNING, CLOSING = "morning", "closing"


def due_digest(local: datetime, *, morning: time, closing: time) -> str | None:
    """The digest that is worth sending at the store's local moment.

    A missed morning is made up for until closing time, a missed closing time until midnight.
    """
    if local.time() >= closing:
        return CLOSING
    return MORNING if local.time() >= morning else None


WECOM, DINGTALK, FEISHU = "wecom", "dingtalk", "feishu"

# In bytes of UTF-8; WeCom refuses a text beyond that, the others take some 20,000.
LONGEST_TEXT = {WECOM: 2048, DINGTALK: 18000, FEISHU: 18000}


def _signature(key: str, message: str) -> str:
    digest = hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def robot_request(format: str, url: str, secret: str, text: str, at: datetime) -> tuple[str, bytes]:
    """The address and the JSON body that bring ``text`` to the robot at the moment ``at``."""
    message = {"msgtype": "text", "text": {"content": text}}
    if format == FEISHU:
        message = {"msg_type": "text", "content": {"text": text}}
        if secret:
            timestamp = str(int(at.timestamp()))
            sign = _signature(f"{timestamp}\n{secret}", "")
            message = {"timestamp": timestamp, "sign": sign} | message
    elif format == DINGTALK and secret:
        timestamp = str(int(at.timestamp() * 1000))
        query = {"timestamp": timestamp, "sign": _signature(secret, f"{timestamp}\n{secret}")}
        url = f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"
    return url, json.dumps(message, ensure_ascii=False).encode()


def refusal(format: str, answer: bytes) -> str | None:
    """Why the robot refused, empty if it took the message; ``None`` if the answer does not say."""
    try:
        said = json.loads(answer)
    except ValueError:
        return None
    if not isinstance(said, dict):
        return None
    names = ("code", "StatusCode") if format == FEISHU else ("errcode",)
    code = next((said[name] for name in names if name in said), None)
    if code is None:
        return None
    if code == 0:
        return ""
    return f"{code} {said.get('errmsg') or said.get('msg') or ''}".strip()


def shortened(lines: list[str], longest: int, more: Callable[[int], str]) -> str:
    """As many whole lines as fit into ``longest`` bytes; ``more(n)`` says how many are left out."""
    text = "\n".join(lines)
    kept = list(lines)
    while len(text.encode()) > longest and kept:
        kept.pop()
        text = "\n".join([*kept, more(len(lines) - len(kept))])
    return text


# Until the morning what is told by day waits (R10.3); after two days the bell alone tells it.
STALE = timedelta(days=2)


def is_quiet(at: time, *, quiet_from: time, quiet_until: time) -> bool:
    """Whether nobody is written to at that time of day; the quiet hours may pass midnight."""
    if quiet_from <= quiet_until:
        return quiet_from <= at < quiet_until
    return at >= quiet_from or at < quiet_until


def token_request(format: str, host: str, app_id: str, secret: str) -> tuple[str, bytes | None]:
    """The address, and the JSON body if it is a POST, by which an application gets its token."""
    if format == FEISHU:
        body = json.dumps({"app_id": app_id, "app_secret": secret}).encode()
        return f"{host}/open-apis/auth/v3/tenant_access_token/internal", body
    if format == DINGTALK:
        return f"{host}/gettoken?{urlencode({'appkey': app_id, 'appsecret': secret})}", None
    query = urlencode({"corpid": app_id, "corpsecret": secret})
    return f"{host}/cgi-bin/gettoken?{query}", None


def token_of(format: str, answer: bytes) -> str:
    """The token in the answer, empty where there is none."""
    if refusal(format, answer) != "":
        return ""
    name = "tenant_access_token" if format == FEISHU else "access_token"
    return str(json.loads(answer).get(name) or "")


def letter_request(
    format: str, host: str, token: str, agent_id: str, to: str, text: str, once: str
) -> tuple[str, bytes, dict[str, str]]:
    """Address, JSON body and headers that bring ``text`` to one person, by their user ID.

    ``once`` names the message, where the messenger refuses to bring the same one twice.
    """
    headers: dict[str, str] = {}
    message: dict[str, object] = {"msgtype": "text", "text": {"content": text}}
    if format == FEISHU:
        url = f"{host}/open-apis/im/v1/messages?receive_id_type=user_id"
        headers["Authorization"] = f"Bearer {token}"
        said = json.dumps({"text": text}, ensure_ascii=False)
        message = {"receive_id": to, "msg_type": "text", "content": said, "uuid": once}
    elif format == DINGTALK:
        query = urlencode({"access_token": token})
        url = f"{host}/topapi/message/corpconversation/asyncsend_v2?{query}"
        message = {"agent_id": agent_id, "userid_list": to, "msg": message}
    else:
        url = f"{host}/cgi-bin/message/send?{urlencode({'access_token': token})}"
        agent = int(agent_id) if agent_id.isdecimal() else agent_id
        message |= {"touser": to, "agentid": agent, "enable_duplicate_check": 1}
    return url, json.dumps(message, ensure_ascii=False).encode(), headers


def left_out(format: str, answer: bytes) -> str:
    """The people whom WeCom says that it did not reach, though it took the message."""
    return str(json.loads(answer).get("invaliduser") or "") if format == WECOM else ""
