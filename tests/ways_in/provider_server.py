"""OIDC, WeCom, DingTalk and Feishu on this machine, as strict as the real ones, and as bad as one asks."""

import json
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET, AGENT = "client-1", "secret-1", "1000002"
APP_TOKEN = "app-token-1"
KEY, OTHER_KEY = (rsa.generate_private_key(65537, 2048) for _n in range(2))
PAGES = {"/authorize", "/wwlogin/sso/login", "/connect/oauth2/authorize", "/oauth2/auth"}
PAGES |= {"/open-apis/authen/v1/index"}


class Provider(ThreadingHTTPServer):
    """``trouble``: what the path that ends so does; ``claims``: what differs in ID tokens."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.codes, self.tokens, self.asked = {}, {}, []
        self.trouble, self.claims, self.told, self.signs = {}, {}, {}, "RS256"
        # Who is logged in there, in a browser.
        self.visitor = "u1"

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"

    def enter(self, address, subject, **more):
        """Somebody shows there that it is them: where on our site they are sent back to."""
        parts = urlsplit(address)
        asked = dict(parse_qsl(parts.query))
        assert address.startswith(self.address) and parts.path in PAGES
        if parts.path in ("/wwlogin/sso/login", "/connect/oauth2/authorize"):
            assert asked["appid"] == CLIENT and asked["agentid"] == AGENT
            assert asked.get("login_type") == "CorpApp" or parts.fragment == "wechat_redirect"
        else:
            assert asked["response_type"] == "code"
            assert asked["app_id" if "feishu" in asked["redirect_uri"] else "client_id"] == CLIENT
        code = secrets.token_hex(8)
        self.codes[code] = (subject, asked, more)
        name = "authCode" if parts.path == "/oauth2/auth" else "code"
        back = urlsplit(asked["redirect_uri"]).path
        return f"{back}?{urlencode({name: code, 'state': asked['state']})}"

    def cancel(self, address):
        asked = dict(parse_qsl(urlsplit(address).query))
        said = urlencode({"error": "access_denied", "state": asked["state"]})
        return f"{urlsplit(asked['redirect_uri']).path}?{said}"


@contextmanager
def running():
    server = Provider()
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
        self.go(dict(parse_qsl(urlsplit(self.path).query)))

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        is_json = self.headers["Content-Type"].startswith("application/json")
        self.go(json.loads(body) if is_json else dict(parse_qsl(body)))

    def go(self, values):
        path = urlsplit(self.path).path
        self.server.asked.append(path)
        if path in PAGES:
            return self.lead_back(values)
        for end, trouble in self.server.trouble.items():
            if path.endswith(end):
                return getattr(self, trouble)()
        name = path.rsplit("/", 1)[1].replace("-", "_")
        return getattr(self, f"say_{name}")(values)

    def lead_back(self, asked):
        back = self.server.enter(f"{self.server.address}{self.path}", self.server.visitor)
        root = urlsplit(asked["redirect_uri"])
        self.send_response(302)
        self.send_header("Location", f"{root.scheme}://{root.netloc}{back}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def code(self, code, **wanted):
        subject, asked, more = self.server.codes.pop(code, (None, {}, {}))
        if subject is None or any(asked.get(name) != value for name, value in wanted.items()):
            return None
        return subject, asked, more

    def token(self, found):
        token = secrets.token_hex(8)
        self.server.tokens[token] = found
        return token

    # OIDC

    def say_openid_configuration(self, values):
        here = self.server.address
        self.answer(
            {
                "issuer": here,
                "authorization_endpoint": f"{here}/authorize",
                "token_endpoint": f"{here}/token",
                "jwks_uri": f"{here}/keys",
                "userinfo_endpoint": f"{here}/userinfo",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
            | self.server.told
        )

    def say_token(self, values):
        assert (values["client_id"], values["client_secret"]) == (CLIENT, SECRET)
        challenge = urlsafe_b64encode(sha256(values["code_verifier"].encode()).digest())
        found = self.code(
            values["code"],
            redirect_uri=values["redirect_uri"],
            code_challenge=challenge.decode().rstrip("="),
            code_challenge_method="S256",
        )
        if found is None:
            self.answer({"error": "invalid_grant"}, status=400)
            return
        subject, asked, more = found
        now = int(time.time())
        claims = {
            "iss": self.server.address,
            "aud": CLIENT,
            "sub": subject,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
        }
        claims |= more | self.server.claims
        self.answer({"access_token": self.token(subject), "id_token": self.signed(claims)})

    def signed(self, claims):
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.server.signs == "none":
            return jwt.encode(claims, None, algorithm="none", headers={"kid": "1"})
        if self.server.signs == "HS256":
            return jwt.encode(claims, SECRET.ljust(32), algorithm="HS256", headers={"kid": "1"})
        key = OTHER_KEY if self.server.signs == "another key" else KEY
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": "1"})

    def say_keys(self, values):
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
        self.answer({"keys": [key | {"kid": "1", "alg": "RS256", "use": "sig"}]})

    def say_userinfo(self, values):
        subject = self.server.tokens[self.headers["Authorization"].removeprefix("Bearer ")]
        told = {"sub": subject, "email": "he@example.com", "email_verified": True}
        self.answer(told | self.server.told)

    # WeCom

    def say_gettoken(self, values):
        assert values == {"corpid": CLIENT, "corpsecret": SECRET}
        self.answer({"errcode": 0, "errmsg": "ok", "access_token": APP_TOKEN, "expires_in": 7200})

    def say_getuserinfo(self, values):
        assert values["access_token"] == APP_TOKEN
        found = self.code(values["code"])
        if found is None:
            self.answer({"errcode": 40029, "errmsg": "invalid code"})
        elif found[2].get("is_stranger"):
            self.answer({"errcode": 0, "openid": found[0], "external_userid": "x"})
        else:
            self.answer({"errcode": 0, "errmsg": "ok", "userid": found[0]})

    # DingTalk

    def say_userAccessToken(self, values):
        assert (values["clientId"], values["clientSecret"]) == (CLIENT, SECRET)
        found = self.code(values["code"])
        if found is None:
            self.answer({"code": "invalidParameter"}, status=400)
        else:
            token = self.token(found[0])
            self.answer({"accessToken": token, "refreshToken": "r", "expireIn": 7200})

    def say_me(self, values):
        subject = self.server.tokens[self.headers["x-acs-dingtalk-access-token"]]
        self.answer(
            {"openId": subject, "unionId": "u", "nick": "director", "mobile": "13800000000"}
        )

    # Feishu

    def say_internal(self, values):
        assert values == {"app_id": CLIENT, "app_secret": SECRET}
        self.answer({"code": 0, "app_access_token": APP_TOKEN, "expire": 7200})

    def say_access_token(self, values):
        assert values["app_access_token"] == APP_TOKEN
        found = self.code(values["code"])
        if found is None:
            self.answer({"code": 20003, "msg": "invalid code"})
        else:
            self.answer({"code": 0, "data": {"access_token": self.token(found[0])}})

    def say_user_info(self, values):
        subject = self.server.tokens[self.headers["Authorization"].removeprefix("Bearer ")]
        self.answer({"code": 0, "data": {"open_id": subject, "name": "director"}})

    # What goes wrong

    def fails(self):
        self.answer({"error": "server_error"}, status=500)

    def hangs(self):
        time.sleep(2)

    def drips(self):
        self.send_response(200)
        self.end_headers()
        for _n in range(40):
            self.wfile.write(b"{")
            self.wfile.flush()
            time.sleep(0.05)

    def says_html(self):
        self.send(b"<html><h1>Welcome</h1></html>", "text/html")

    def says_rubbish(self):
        self.send(b'{"\xff\x00[', "application/json")

    def says_a_list(self):
        self.answer([1, 2, {"a": None}])

    def says_nothing(self):
        self.answer({})

    def says_null(self):
        self.answer(None)

    def says_much(self):
        self.send(b'{"a": "' + b"x" * 3_000_000 + b'"}', "application/json")

    def nests(self):
        self.send(b"[" * 100_000 + b"]" * 100_000, "application/json")

    def leads_elsewhere(self):
        self.send_response(302)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def breaks_off(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"errcode": 0')
        self.close_connection = True

    def answer(self, said, status=200):
        self.send(json.dumps(said).encode(), "application/json", status)

    def send(self, body, kind, status=200):
        try:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            return
