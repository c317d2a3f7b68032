"""Whoever is judged is told, once, in their own language (R10.3)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from accounts.notices.models import KINDS, Notice
from accounts.notices.queries import banner_for, count_unread
from accounts.notices.services import News, forget_old, read_all, tell
from compliance.claims.notices import LOST
from followups.support.notices import ANSWERED
from foundation.words import surname_of
from tests.factories import Floor

VALUES = dict.fromkeys(
    ("name", "customer", "on", "penalty", "family", "from_on", "to_on", "due_on", "number")
    + ("until_on", "kind", "visit", "time", "by", "what", "before", "after", "way"),
    "x",
)
PAGES_WITHOUT_A_KEY = (
    "_list",
    ":register",
    ":rights",
    "mfa_index",
    ":misconduct",
    ":confidentiality",
    "health_details",
)


@pytest.fixture
def floor(db):
    return Floor()


def answered(person, now, key=1, **more):
    return News(ANSWERED, person.pk, key, {"name": "经理", "on": now.date()}, **more)


def test_an_event_is_told_once_and_nobody_of_what_they_did_themselves(floor, now):
    for _twice in range(2):
        tell(
            answered(floor.consultant, now), answered(floor.manager, now), now=now, by=floor.manager
        )
    assert [notice.person for notice in Notice.objects.all()] == [floor.consultant]
    tell(answered(floor.consultant, now, mark="again"), now=now)
    assert count_unread(floor.consultant) == 2


def test_a_notice_speaks_the_language_of_who_reads_it(floor, now):
    tell(answered(floor.consultant, now), now=now)
    notice = Notice.objects.get()
    with override("en"):
        assert str(notice) == f"经理 answered what you asked for on {now.day} Nov 2026"
        assert notice.act == "Read it"
    with override("zh-hans"):
        assert str(notice) == f"经理答复了您于2026年11月{now.day}日提出的支援事项"
        assert notice.act == "查看"


def test_many_are_told_in_as_many_queries_as_one(floor, now):
    numbers = []
    for start, many in ((0, 1), (10, 200)):
        news = [answered(floor.consultant, now, key=start + n) for n in range(many)]
        with CaptureQueriesContext(connection) as queries:
            tell(*news, now=now)
        numbers.append(len(queries))
    # SQLite takes so many values at once.
    assert numbers[1] <= numbers[0] + 2 and Notice.objects.count() == 201


def test_what_stands_is_a_banner_until_read(floor, now):
    for key in range(1, 6):
        values = {"name": "李", "customer": "王"}
        tell(News(LOST, floor.consultant.pk, key, values, target=key), now=now)
    tell(answered(floor.consultant, now), now=now)
    shown, more = banner_for(floor.consultant)
    assert (shown.kind, more) == (LOST.code, 4)
    read_all(by=floor.consultant, now=now, last=Notice.objects.latest("pk").pk)
    assert banner_for(floor.consultant) == (None, 0) and count_unread(floor.consultant) == 0


def test_it_is_kept_for_90_days(floor, now):
    for key, days in enumerate((89, 90, 91)):
        tell(answered(floor.consultant, now, key=key), now=now - timedelta(days=days))
    assert forget_old(now=now) == 1
    assert sorted(Notice.objects.values_list("key", flat=True)) == [0, 1]


def test_every_kind_leads_to_a_page_and_reads_well_in_both_languages(floor, now):
    """Each sentence is filled from the values of its notice alone."""
    for kind in KINDS.values():
        notice = Notice(
            kind=kind.code,
            values=VALUES,
            target=None if kind.page.endswith(PAGES_WITHOUT_A_KEY) else 7,
        )
        assert notice.url.startswith("/")
        for language in ("en", "zh-hans"):
            with override(language):
                assert str(notice) and notice.act and "%(" not in f"{notice}{notice.act}"


@pytest.mark.parametrize(
    ("name", "said"),
    [("王小明", "王"), ("欧阳娜", "欧阳"), ("Wang Xiaoming", "W."), (" li", "L."), ("", "–")],
)
def test_of_a_customer_no_more_is_said_than_the_surname(name, said):
    assert surname_of(name) == said


def test_the_unread_are_counted_by_an_index(floor, now, django_assert_num_queries):
    with django_assert_num_queries(1) as queries:
        count_unread(floor.consultant)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + queries[0]["sql"])
            assert "COVERING INDEX unread" in str(cursor.fetchall())
