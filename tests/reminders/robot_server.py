"""A server on this machine that is as strict as the real robots, and as unreliable as one asks."""

import base64
import hashlib
import hmac
import json
import socket
import struct
import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SECRET = "SEC0123456789"
PATHS = {
    "wecom": "/cgi-bin/webhook/send?key=693a91f6",
    "dingtalk": "/robot/send?access_token=566cc69d",
    "feishu": "/open-apis/bot/v2/hook/b1d5c7",
}


def hmac_sha256(key, message):
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest())


class RobotServer(ThreadingHTTPServer):
    """``trouble[format]``: what goes wrong with the next requests; ``got[format]``: the texts accepted."""

    daemon_threads = True

    def __init__(self, now):
        super().__init__(("127.0.0.1", 0), Handler)
        self.now = now
        self.trouble = defaultdict(list)
        self.got = defaultdict(list)
        self.asked = defaultdict(int)

    def is_silent(self, url):
        """Whether the next request to this address gets no answer."""
        path = urlsplit(url).path
        return any(
            urlsplit(PATHS[format]).path == path and trouble[:1] == ["timeout"]
            for format, trouble in self.trouble.items()
        )

    def url(self, format):
        return f"http://127.0.0.1:{self.server_port}{PATHS[format]}"


@contextmanager
def running(now):
    server = RobotServer(now)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def do_POST(self):
        parts = urlsplit(self.path)
        format = next(name for name, path in PATHS.items() if urlsplit(path).path == parts.path)
        self.server.asked[format] += 1
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.headers["Content-Type"].startswith("application/json")
        trouble = self.server.trouble[format].pop(0) if self.server.trouble[format] else ""
        if trouble.isdecimal() and trouble not in ("502", "504"):
            self.answer(int(trouble), {})
            return
        fault, text = getattr(self, format)(json.loads(raw), parse_qs(parts.query))
        if fault or trouble == "busy":
            self.answer(200, self.refusal(format, fault or (-1, "system busy")))
            return
        self.server.got[format].append(text)
        if trouble == "timeout":
            time.sleep(3)
        elif trouble == "reset":
            # Zero linger: the connection is reset, not closed.
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()
        elif trouble == "garbage":
            self.answer(200, None)
        elif trouble:
            self.answer(int(trouble), {})
        else:
            self.answer(200, self.success(format))

    def wecom(self, message, query):
        if query.get("key") != ["693a91f6"]:
            return (93000, "invalid webhook url"), ""
        text = message["text"]["content"]
        if message["msgtype"] != "text" or len(text.encode()) > 2048:
            return (40058, "content exceed max length"), ""
        return None, text

    def dingtalk(self, message, query):
        if query.get("access_token") != ["566cc69d"]:
            return (300005, "token is not exist"), ""
        (stamp,), (sign,) = query["timestamp"], query["sign"]
        wanted = hmac_sha256(SECRET, f"{stamp}\n{SECRET}").decode()
        if sign != wanted or abs(int(stamp) / 1000 - self.server.now().timestamp()) > 3600:
            return (310000, "sign not match"), ""
        assert message["msgtype"] == "text"
        return None, message["text"]["content"]

    def feishu(self, message, query):
        stamp = message["timestamp"]
        wanted = hmac_sha256(f"{stamp}\n{SECRET}", "").decode()
        if message["sign"] != wanted or abs(int(stamp) - self.server.now().timestamp()) > 3600:
            return (19021, "sign match fail or timestamp is not within one hour"), ""
        assert message["msg_type"] == "text"
        return None, message["content"]["text"]

    def success(self, format):
        if format == "feishu":
            return {"code": 0, "msg": "success", "data": {}, "StatusCode": 0}
        return {"errcode": 0, "errmsg": "ok"}

    def refusal(self, format, fault):
        code, words = fault
        names = ("code", "msg") if format == "feishu" else ("errcode", "errmsg")
        return dict(zip(names, (code, words), strict=True))

    def answer(self, status, said):
        body = b"<html>" if said is None else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
