"""Each filter of each list once: what a database cannot do in one of them shows here."""

import re
from html.parser import HTMLParser

from tests.access.table import PAGES


class Filters(HTMLParser):
    """``offered``: the values of each choice in a filter bar; ``words``: the fields that one types in."""

    def __init__(self):
        super().__init__()
        self.offered, self.words = {}, set()
        self._inside, self._select = False, None

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "form":
            self._inside = "filter-fields" in (values.get("class") or "")
        elif not self._inside:
            return
        elif tag == "select":
            self._select = self.offered.setdefault(values["name"], [])
        elif tag == "option" and values.get("value"):
            self._select.append(values["value"])
        elif tag == "input" and values.get("type") in ("text", "search", "number", "date", "month"):
            self.words.add((values["name"], values["type"]))

    def handle_endtag(self, tag):
        self._inside = self._inside and tag != "form"


TYPED = {"text": "王", "search": "王", "number": "1", "date": "2026-11-20", "month": "2026-11"}


def asked(page):
    """The query strings of a page: a value of each choice and field by itself, all at once, each order."""
    filters = Filters()
    filters.feed(page.content.decode())
    single = [(name, values[-1]) for name, values in filters.offered.items() if values]
    single += [(name, TYPED[kind]) for name, kind in filters.words]
    yield from ({name: value} for name, value in single)
    if single:
        yield dict(single)
    for order in set(re.findall(r'href="\?(?:[^"]*&amp;)?sort=([\w-]+)', page.content.decode())):
        yield {"sort": order}


def test_every_filter_of_every_list_answers(world, url_of, client):
    """Each list as the first of these roles that opens it."""
    wrong, tried = [], {}
    for role in ("region director", "marketing", "manager", "consultant", "service", "reception"):
        world.use_jobs_of(role)
        world.log_in(client, role)
        for name, page in PAGES.items():
            if page.post_only or page.secret or name in tried or not page.opens(role, "own"):
                continue
            url = url_of(name)
            opened = client.get(url)
            if opened.status_code != 200 or opened.streaming:
                continue
            tried[name] = list(asked(opened))
            for query in tried[name]:
                if (status := client.get(url, query).status_code) != 200:
                    wrong.append(f"{name} {query}: {status}")
    assert not wrong, "\n".join(wrong)
    assert sum(map(len, tried.values())) > 100
