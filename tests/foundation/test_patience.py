"""How long one may ask the database, and how many count much at once (ADR 62)."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from foundation.patience import (
    NoPlace,
    TookTooLong,
    a_place,
    allow,
    at_most,
    require_time,
    took_too_long,
)

LONG = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
    "postgresql": "SELECT pg_sleep(60)",
}


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else None


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_takes_too_long_is_broken_off_and_the_next_one_is_not():
    with at_most(0.2):
        for _again in range(2):
            with pytest.raises(DatabaseError) as error:
                run(LONG[connection.vendor])
            assert took_too_long(error.value)
        assert run("SELECT 1") == [(1,)]


@pytest.mark.django_db(transaction=True)
def test_what_was_saved_in_a_transaction_that_is_broken_off_goes_with_it():
    run("CREATE TABLE IF NOT EXISTS patience_test (n integer)")
    try:
        with pytest.raises(DatabaseError), at_most(0.3), transaction.atomic(), transaction.atomic():
            run("INSERT INTO patience_test VALUES (1)")
            run(LONG[connection.vendor])
        assert run("SELECT count(*) FROM patience_test") == [(0,)]
    finally:
        run("DROP TABLE patience_test")


@pytest.mark.django_db(transaction=True)
def test_many_short_statements_take_too_long_together_where_they_count_as_one():
    with at_most(0), pytest.raises(TookTooLong):
        allow(0)
        with at_most(-1, whole=True):
            run("SELECT 1")


@pytest.mark.django_db(transaction=True)
def test_a_limit_within_a_limit_ends_with_it():
    with at_most(60):
        with at_most(-1, whole=True), pytest.raises(TookTooLong):
            require_time()
        require_time()
        assert run("SELECT 1") == [(1,)]
    require_time()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_the_server_is_told_once_and_afterwards_forgets():
    def told():
        with connection.connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            return cursor.fetchone()[0]

    with at_most(7):
        run("SELECT 1")
        assert told() == "7s"
        with pytest.raises(ZeroDivisionError), transaction.atomic(), at_most(9):
            run("SELECT 1")
            assert told() == "9s"
            raise ZeroDivisionError
        run("SELECT 1")
        assert told() == "7s"
    assert told() == "0"
    with at_most(8, resets=False):
        run("SELECT 1")
    assert told() == "8s"
    with at_most(9):
        run("SELECT 1")
    assert told() == "0"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_the_server_is_told_anew_after_a_transaction_that_was_undone():
    with at_most(3, whole=True, resets=False):
        run("SELECT 1")
    with at_most(60):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            run("SELECT 1")
            raise ZeroDivisionError
        with transaction.atomic():
            assert run("SHOW statement_timeout") == [("1min",)]


@pytest.mark.django_db(transaction=True)
def test_other_errors_are_no_matter_of_time():
    with at_most(60), pytest.raises(DatabaseError) as error:
        run("SELECT nothing FROM nowhere")
    assert not took_too_long(error.value)


class TestPlaces:
    """Two at once; a third waits for a moment."""

    @pytest.fixture(autouse=True)
    def two(self, settings, tmp_path):
        settings.HEAVY_AT_ONCE, settings.HEAVY_IN_PROCESS, settings.HEAVY_WAIT = 2, 9, 0.3
        settings.PLACES_DIR = tmp_path / "places"

    def test_a_third_finds_none_until_one_is_free(self):
        with a_place():
            with a_place():
                for waits in (True, False):
                    with pytest.raises(NoPlace), a_place(waits=waits):
                        pass
            with a_place(waits=False):
                pass

    def test_whoever_waits_comes_in_when_somebody_goes(self, settings):
        settings.HEAVY_WAIT = 60
        came = threading.Event()

        def waits():
            with a_place():
                came.set()

        waiting = threading.Thread(target=waits)
        with a_place(), a_place():
            waiting.start()
            assert not came.wait(0.3)
        assert came.wait(60)
        waiting.join(60)

    def test_in_one_process_a_thread_is_left_to_others(self, settings):
        settings.HEAVY_IN_PROCESS, settings.HEAVY_WAIT = 1, 60
        for _again in range(2):
            with a_place(), pytest.raises(NoPlace), a_place():
                pass
