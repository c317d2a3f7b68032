"""What somebody looks for (a number, a name, words) never stands in an address.

An address is kept by browsers, proxies and logs. So a form of things to look for is posted to its own
page: what is personal in it goes into the session, and the page is opened with a word in its place. The
word says nothing without the session; pages, filters and links go on with it.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

# The hidden field of such a form, and the fields whose content is personal.
FIELD = "look_for"
PERSONAL = frozenset({"q", "phone", "note"})
MARK = "~"
MOST, LONGEST = 30, 300
_SESSION = "looked_for"


class Found(str):
    """A text as it was typed, which knows the word that stands for it."""

    word: str

    def __new__(cls, text: str, word: str) -> "Found":
        found = super().__new__(cls, text)
        found.word = word
        return found

    def __deepcopy__(self, memo: object) -> "Found":
        return self


class Asked(QueryDict):
    """The parameters of a page; in links they are the words again."""

    def urlencode(self, safe: str | None = None) -> str:
        plain = QueryDict(mutable=True, encoding=self.encoding)
        for name, values in self.lists():
            plain.setlist(name, [getattr(value, "word", value) for value in values])
        return plain.urlencode(safe)


class LookFor:
    """Let every page be asked so: posted with ``FIELD`` it is opened again with words for what is personal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        if request.method == "POST" and FIELD in request.POST:
            query = _kept(request).urlencode()
            return HttpResponseRedirect(f"{request.path}?{query}" if query else request.path)
        words = request.session.get(_SESSION, {}) if MARK in str(request.GET) else {}
        asked = Asked(mutable=True, encoding=request.GET.encoding)
        for name, values in request.GET.lists():
            asked.setlist(name, [_read(name, value, words) for value in values])
        asked._mutable = False
        request.GET = asked  # type: ignore[assignment]
        return None


def _read(name: str, value: str, words: dict[str, str]) -> str:
    if name in PERSONAL and value.startswith(MARK):
        return Found(words[value], value) if value in words else ""
    return value


def word_for(request: HttpRequest, text: str) -> str:
    """The word that stands for a text in a link of the page that is being made."""
    text = text[:LONGEST]
    word = MARK + salted_hmac("looked for", text).hexdigest()[:16]
    words = dict(request.session.get(_SESSION, {}))
    words.pop(word, None)
    words[word] = text
    request.session[_SESSION] = dict(list(words.items())[-MOST:])
    return word


def _kept(request: HttpRequest) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name in (FIELD, "csrfmiddlewaretoken"):
            continue
        for value in values:
            if name in PERSONAL and value.strip():
                value = word_for(request, value)
            if value:
                query.appendlist(name, value)
    return query
