"""Queries that are put into SQL once: the rows are those of the same query of Django's (ADR 63)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Count, Q, Sum
from django.utils import timezone

from accounts.notices.models import Notice
from accounts.people.models import Role, User
from foundation.prepared import in_one_row, prepared
from orders.targets.models import Target
from tests.factories import DirectorFactory, StoreFactory, UserFactory


@prepared
def told(person, since):
    return Notice.objects.filter(person=person, made_at__gte=since).select_related("person")


@prepared
def by_role(number, **roles):
    wanted = Q()
    for n in range(number):
        wanted |= Q(role=roles[f"role{n}"])
    return User.objects.filter(wanted).order_by("pk").values_list("pk", flat=True)


@prepared
def on_days(first):
    rows = Notice.objects.filter(made_at__date__range=(first - timedelta(1), first + timedelta(2)))
    return rows.order_by("pk").values_list("pk", flat=True)


def tell(person, at):
    number = Notice.objects.count()
    return Notice.objects.create(person=person, kind="visitor", key=number, values={}, made_at=at)


@pytest.fixture
def six(db, now):
    """A person, and what they were told on six days."""
    person = UserFactory()
    return person, [tell(person, now + timedelta(days=n)) for n in range(6)]


def test_the_rows_are_those_of_the_query_with_what_they_relate_to(
    six, now, django_assert_num_queries
):
    person, notices = six
    for since in (now, now + timedelta(days=3), now + timedelta(days=9)):
        plain = Notice.objects.filter(person=person, made_at__gte=since)
        assert list(told(person=person.pk, since=since)) == list(plain)
    assert list(told(person=UserFactory().pk, since=now)) == []
    with django_assert_num_queries(1):
        found = list(told(person=person.pk, since=now))
        assert found[0].person == person and found[0].made_at == notices[-1].made_at


def test_one_statement_each_time_and_none_before(six, now, django_assert_num_queries):
    person, _notices = six
    with django_assert_num_queries(0):
        rows = told(person=person.pk, since=now)
    with django_assert_num_queries(1):
        assert len(rows) == 6 and len(list(rows)) == 6 and rows


def test_days_before_and_after_a_day(six, now):
    _person, notices = six
    keys = [notice.pk for notice in notices]
    assert list(on_days(first=now.date())) == keys[:3]
    assert list(on_days(first=now.date() + timedelta(days=3))) == keys[2:]


def test_a_day_of_a_moment_is_that_of_the_zone_in_force(db):
    late = tell(UserFactory(), datetime(2026, 11, 20, 18, tzinfo=UTC))
    day = date(2026, 11, 23)
    with timezone.override("Asia/Shanghai"):
        assert late.pk not in on_days(first=day)
        assert late.pk in on_days(first=day - timedelta(days=1))
    with timezone.override("UTC"):
        assert late.pk not in on_days(first=day - timedelta(days=1))
        assert late.pk in on_days(first=day - timedelta(days=2))


def test_what_goes_by_position_is_written_for_itself(db):
    director, consultant = DirectorFactory(), UserFactory()
    assert list(by_role(1, role0=Role.DIRECTOR)) == [director.pk]
    both = by_role(2, role0=Role.DIRECTOR, role1=Role.CONSULTANT)
    assert set(both) == {director.pk, consultant.pk}


def test_sums_in_one_row(db):
    store = StoreFactory()
    of_store = prepared(
        lambda store: in_one_row(
            Target.objects.filter(store=store), number=Count("pk"), sum=Sum("orders")
        )
    )
    assert of_store.row(store=store.pk) == {"number": 0, "sum": None}
    for month in (10, 11):
        Target.objects.create(store=store, month=date(2026, month, 1), orders=3)
    assert of_store.row(store=store.pk) == {"number": 2, "sum": 6}


def test_what_can_hold_nothing_asks_nothing(db, django_assert_num_queries):
    nothing = prepared(lambda person: Notice.objects.filter(person=person).none())
    with django_assert_num_queries(0):
        assert list(nothing(person=1)) == []


def test_it_cannot_be_narrowed(six, now):
    """It would be asked without what narrows it, and show what it must not."""
    person, _notices = six
    rows = told(person=person.pk, since=now)
    for narrow in (
        lambda: rows.filter(pk=1),
        lambda: rows[:1],
        rows.first,
        rows.count,
        rows.exists,
    ):
        with pytest.raises(TypeError):
            narrow()


def test_no_value_is_refused(now):
    """SQL says of nothing that it equals NULL."""
    with pytest.raises(TypeError):
        told(person=None, since=now)


@pytest.mark.django_db(transaction=True)
def test_several_threads_have_each_their_own(now):
    people = [UserFactory() for _ in range(4)]
    for number, person in enumerate(people):
        for _ in range(number):
            tell(person, now)

    def count(person):
        try:
            return len(told(person=person.pk, since=now))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(count, people * 5)) == [0, 1, 2, 3] * 5
