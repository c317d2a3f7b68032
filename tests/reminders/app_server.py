"""The three messengers' interfaces for one person each, as strict as the real ones, on this machine."""

import json
import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

APP, SECRET, TOKEN, AGENT = "app-1", "secret-1", "token-1", "1000002"
SENDING = {
    "/cgi-bin/message/send": "wecom",
    "/topapi/message/corpconversation/asyncsend_v2": "dingtalk",
    "/open-apis/im/v1/messages": "feishu",
}


class AppServer(ThreadingHTTPServer):
    """``trouble``: what goes wrong with the next sendings; ``got[format]``: ``(person, text)`` accepted."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.trouble, self.got, self.asked = [], defaultdict(list), 0
        self.refuses_the_app = False

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def running():
    server = AppServer()
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

    def do_GET(self):
        query = parse_qs(urlsplit(self.path).query)
        path = urlsplit(self.path).path
        names = {
            "/cgi-bin/gettoken": ("corpid", "corpsecret"),
            "/gettoken": ("appkey", "appsecret"),
        }
        self.token([query[name] for name in names[path]] == [[APP], [SECRET]], "access_token")

    def do_POST(self):
        parts = urlsplit(self.path)
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.headers["Content-Type"].startswith("application/json")
        if parts.path == "/open-apis/auth/v3/tenant_access_token/internal":
            is_ours = message == {"app_id": APP, "app_secret": SECRET}
            self.token(is_ours, "tenant_access_token", code="code")
            return
        format = SENDING[parts.path]
        self.server.asked += 1
        trouble = self.server.trouble.pop(0) if self.server.trouble else ""
        to, text = getattr(self, format)(message, parse_qs(parts.query))
        if trouble == "busy":
            self.answer(200, {"code": -1, "errcode": -1, "msg": "busy", "errmsg": "busy"})
        elif trouble.isdecimal():
            self.answer(int(trouble), {})
        else:
            self.server.got[format].append((to, text))
            if trouble == "timeout":
                time.sleep(2)
            taken = {"code": 0} if format == "feishu" else {"errcode": 0, "errmsg": "ok"}
            self.answer(200, None if trouble == "garbage" else taken)
            if trouble == "twice":
                self.answer(200, taken)

    def token(self, is_ours, name, code="errcode"):
        if self.server.refuses_the_app or not is_ours:
            self.answer(200, {code: 40001, "errmsg": "invalid credential"})
        else:
            self.answer(200, {code: 0, name: TOKEN, "expires_in": 7200})

    def wecom(self, message, query):
        assert query["access_token"] == [TOKEN] and message["agentid"] == int(AGENT)
        assert message["msgtype"] == "text" and len(message["text"]["content"].encode()) <= 2048
        return message["touser"], message["text"]["content"]

    def dingtalk(self, message, query):
        assert query["access_token"] == [TOKEN] and message["agent_id"] == AGENT
        assert message["msg"]["msgtype"] == "text"
        return message["userid_list"], message["msg"]["text"]["content"]

    def feishu(self, message, query):
        assert query["receive_id_type"] == ["user_id"] and len(message["uuid"]) <= 50
        assert self.headers["Authorization"] == f"Bearer {TOKEN}" and message["msg_type"] == "text"
        return message["receive_id"], json.loads(message["content"])["text"]

    def answer(self, status, said):
        body = b"<html>" if said is None else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
