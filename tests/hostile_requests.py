"""Requests that no page sends, made of what pages do send; for benchmarks/hostile_requests.py."""

import io
import json
import re
import zipfile
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, get_resolver, reverse

from tests.access.table import PAGES
from tests.access.world import PLACES
from tests.hostile import HOSTILE

TAG = re.compile(r"<(?:input|select|textarea|button)\b[^>]*\bname=\"([^\"]+)\"[^>]*>")
VALUE = re.compile(r"\bvalue=\"([^\"]*)\"")
OPTION = re.compile(r"<option\b[^>]*\bvalue=\"([^\"]*)\"")
KEYS = [0, 1, 2**31 - 1, 2**31, 2**63 - 1, 2**63, 10**30, 10**400, -1]
VALUES = [
    *HOSTILE,
    *map(str, KEYS),
    "",
    " ",
    "\x00",
    "a\x00b",
    "\x1b[31m\x08\x7f",
    "\ufffe\uffff",
    "1e400",
    "-1e400",
    "NaN",
    "sNaN",
    "Infinity",
    "-0",
    "0.000000001",
    "99999999999999.99",
    "1,000",
    "٣٤",
    "２０２６",
    "²",
    "⅗",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01",
    "10000-01-01",
    "-2026-01-01",
    "2026-W47",
    "2026-13",
    "0000-00",
    "9999-12",
    "2026-11-21T10:00",
    "25:61",
    "24:00",
    "x" * 100_000,
    "12345678901234567890",
    "13800138000",
    "+86 138-0013-8000",
    "http://例え.テスト/",
    "http://xn--/",
    "https://qyapi.weixin.qq.com@evil.example/",
    "https://[::1",
    "http://" + "a" * 70 + ".com/",
    "user@例え.テスト",
    "' OR 1=1 --",
    "../../../etc/passwd",
    "null",
    "[]",
    '{"a": [{}]}',
    "true",
    "director",
    "all",
    "💥",
    "%00",
    "\r\nSet-Cookie: a=b",
]
METHODS = ["head", "options", "put", "patch", "delete", "trace"]
HEADERS = {
    "HTTP_HX_REQUEST": ["true", "x"],
    "HTTP_HX_BOOSTED": ["true"],
    "HTTP_HX_TARGET": ["x" * 5000],
    "HTTP_HX_CURRENT_URL": ["http://[", "\x00", "//evil.example/"],
    "HTTP_ACCEPT_LANGUAGE": ["zh-hans", "xx-" * 500, "../../en", "*;q=9", "zh_\x00"],
    "HTTP_REFERER": ["http://[", "javascript:alert(1)", "\x00"],
    "HTTP_RANGE": [
        "bytes=0-",
        "bytes=5-1",
        "bytes=-0",
        "bytes=x-y",
        "bytes=0-99999999999999999999",
    ],
    "HTTP_IF_MODIFIED_SINCE": ["Fri, 31 Feb 9999 25:61:61 GMT", "x"],
    "HTTP_IF_NONE_MATCH": ['"', 'W/"\x00"'],
    "HTTP_COOKIE": ["sessionid=\x00; csrftoken=", "a" * 9000, "django_language=../../etc"],
    "HTTP_X_FORWARDED_FOR": ["1.2.3.4, <script>", "," * 9000],
    "HTTP_X_FORWARDED_PROTO": ["https", "\x00"],
    "HTTP_ORIGIN": ["null", "http://[", "https://evil.example"],
    "HTTP_USER_AGENT": ["", "\x00" * 10, "a" * 9000],
}


def book(entries):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return made.getvalue()


FILES = [
    ("empty.csv", b""),
    ("nul.csv", b"username,full_name\n\x00,\x00\n"),
    ("wide.csv", b"a," * 50_000 + b"\n1\n"),
    ("quote.csv", b'"' * 9999),
    ("phone.csv", "姓名,手机,销售顾问\n=1+1,13800138000,x\n".encode("gb18030")),
    ("customers.csv", b"name,phone,consultant,store\n@SUM(1),-1,\xff\xfe,x\n"),
    ("staff.csv", b"username,full_name,role,store\nroot,=cmd,director,X1\n"),
    ("broken.xlsx", b"PK\x03\x04 broken"),
    ("hollow.xlsx", book({"[Content_Types].xml": "<a/>"})),
    ("bomb.xlsx", book({"xl/workbook.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"})),
    ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100)),
    ("picture.svg", b"<svg onload='alert(1)'/>"),
    ("talk.amr", b"#!AMR\n" + bytes(100)),
    ("talk.mp3", b"ID3" + bytes(30)),
    ("../../up.csv", b"a\n"),
    ("a" * 300 + ".csv", b"a\n1\n"),
    ("nul\x00.csv", b"a\n1\n"),
]
FILE_FIELDS = ["file", "photo", "recording", "recordings", "evidence", "upload"]


@dataclass
class Hostile:
    method: str
    url: str
    data: object = None
    content_type: str = ""
    extra: dict = field(default_factory=dict)

    def send(self, client):
        options = dict(self.extra)
        if self.method == "trace":
            return client.trace(self.url, **options)
        if self.content_type:
            return client.generic(
                self.method.upper(), self.url, self.data, content_type=self.content_type, **options
            )
        if self.method in ("get", "head", "post"):
            return getattr(client, self.method)(self.url, self.data, **options)
        return getattr(client, self.method)(self.url, **options)

    def __str__(self):
        about = (self.method.upper(), self.url, self.data, self.content_type, self.extra)
        return " ".join(repr(part)[:600] for part in about if part)


class Maker:
    """Knows of each page the fields that it shows to each role."""

    def __init__(self, world, chance):
        self.world, self.chance = world, chance
        self.fields = {}

    def request(self, client, role, name):
        chance = self.chance
        url = self._url(name)
        extra = {}
        while chance.random() < 0.3:
            header = chance.choice(list(HEADERS))
            extra[header] = chance.choice(HEADERS[header])
        kind = chance.random()
        if kind < 0.35:
            return Hostile("get", self._with_query(client, role, name, url), extra=extra)
        if kind < 0.85:
            url = url if chance.random() < 0.7 else self._with_query(client, role, name, url)
            return Hostile("post", url, self._form(client, role, name), extra=extra)
        if kind < 0.95:
            return Hostile("post", url, *self._body(), extra=extra)
        return Hostile(chance.choice(METHODS), url, extra=extra)

    def _url(self, name):
        chance, page = self.chance, PAGES[name]
        if page.of and chance.random() < 0.8:
            key = getattr(self.world.places[chance.choice(PLACES)], page.of).pk
        else:
            key = chance.choice([*KEYS, uuid4(), "x", chance.choice(VALUES)[:200]])
        for arguments in ([key], [], [str(key)]):
            try:
                return reverse(name, args=arguments)
            except (NoReverseMatch, ValueError):
                pass
        found = get_resolver().reverse_dict.getlist(name.split(":")[-1])
        return "/" + (found[0][0][0][0] if found else "").replace("%(", "").replace(")s", "")

    def _known(self, client, role, name):
        """``{field: [values that it may have]}`` of all forms on the page as it stands for the role."""
        if (role, name) not in self.fields:
            found = {}
            page = PAGES[name]
            if not page.post_only and not page.secret and name not in ("logout",):
                key = [getattr(self.world.places["own"], page.of).pk] if page.of else []
                answer = client.get(reverse(name, args=key))
                text = "" if answer.streaming else answer.content.decode("utf-8", "replace")
                for match in TAG.finditer(text):
                    values = found.setdefault(unescape(match[1]), [])
                    if value := VALUE.search(match[0]):
                        values.append(unescape(value[1]))
                    if match[0].startswith("<select"):
                        inner = text[match.end() : text.find("</select>", match.end())]
                        values += [unescape(v) for v in OPTION.findall(inner)]
            found.pop("csrfmiddlewaretoken", None)
            self.fields[role, name] = found
        return self.fields[role, name]

    def _value(self, known):
        chance = self.chance
        if known and chance.random() < 0.4:
            return chance.choice(known)
        return chance.choice(VALUES)

    def _with_query(self, client, role, name, url):
        chance = self.chance
        known = self._known(client, role, name)
        names = [*known, "page", "state", "q", "month", "on", "from", "to", "kind", "next", "phone"]
        pairs = [
            (field, self._value(known.get(field, ())))
            for field in chance.sample(names, chance.randint(1, min(5, len(names))))
        ]
        if chance.random() < 0.2:
            pairs += pairs
        query = urlencode(pairs)
        if chance.random() < 0.05:
            query = chance.choice(
                ["%", "%ff=%fe", "q=%ed%a0%80", "&&&=", "a" * 5000, "page=%00", "=;=", "[" * 500]
            )
        return f"{url}?{query}"

    def _form(self, client, role, name):
        """Mostly right, so that it gets far; some fields hostile, doubled or away."""
        chance = self.chance
        known = self._known(client, role, name)
        data = {}
        spoilt = chance.choice([0.05, 0.2, 0.6])
        for field_name, values in known.items():
            if chance.random() < 0.05:
                continue
            right = (
                chance.choice(values) if values else chance.choice(["", "1", "好", "2026-11-22"])
            )
            data[field_name] = chance.choice(VALUES) if chance.random() < spoilt else right
            if chance.random() < 0.03:
                data[field_name] = [data[field_name], chance.choice(VALUES)]
        if "token" in data and chance.random() < 0.9:
            data["token"] = str(uuid4())
        if chance.random() < 0.15:
            data[chance.choice(VALUES)[:50]] = chance.choice(VALUES)
        if chance.random() < 0.15 or any(field in known for field in FILE_FIELDS):
            named = [field for field in FILE_FIELDS if field in known] or FILE_FIELDS
            file_name, content = chance.choice(FILES)
            data[chance.choice(named)] = SimpleUploadedFile("x", content)
            data[chance.choice(named)] = _file(file_name, content)
        return data

    def _body(self):
        chance = self.chance
        boundary = "multipart/form-data; boundary=x"
        return chance.choice(
            [
                (b"", "application/x-www-form-urlencoded"),
                (b"%ff%fe=%00&" * 50, "application/x-www-form-urlencoded"),
                (b"a=1&" * 1500, "application/x-www-form-urlencoded"),
                (b"a=" + b"x" * 3_000_000, "application/x-www-form-urlencoded"),
                (b"a=1", "application/x-www-form-urlencoded; charset=no-such"),
                (json.dumps({"a": [1] * 100}).encode(), "application/json"),
                (b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n", boundary),
                (
                    b'--x\r\nContent-Disposition: form-data; name="f"; filename=""\r\n\r\n\r\n--x--',
                    boundary,
                ),
                (
                    b"--x\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; "
                    b'name="f"; filename="a"\r\n\r\n!!!\r\n--x--',
                    boundary,
                ),
                (b"garbage", "multipart/form-data"),
                (b"garbage", "multipart/form-data; boundary=" + "y" * 200),
                (b"garbage", "text/plain; charset=utf-7"),
                (b"\x00" * 1000, "application/octet-stream"),
            ]
        )


def _file(name, content):
    made = SimpleUploadedFile("x.csv", content)
    # Past the tidying of names: what a client really may send.
    made._name = name
    return made
