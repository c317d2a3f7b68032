"""Data that cannot be right: what is found, when, and what people do about it (R13.4)."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.urls import reverse

from intake.arrivals.models import Lead, LeadState
from intake.cleaning.models import CleaningRun, CleaningSchedule, InvalidKind, InvalidRecord
from intake.cleaning.queries.invalid import FINDERS
from intake.cleaning.rules import PLACEHOLDER, is_placeholder, last_due
from intake.cleaning.services.invalid import (
    SILENCE,
    ask_search,
    look_for,
    run_search,
    searches_due,
    set_schedule,
)
from leads.change_requests.services import ask_deletion
from leads.companies.services import add_part
from leads.customers.models import Customer
from leads.prospecting.services import register_target
from orders.buyers.services import add_vehicle
from orders.stock.models import Vehicle
from tests.factories import Floor, UserFactory

LIST = "/leads/invalid-data/"
LONG_AGO = timedelta(days=400)
DAY = timedelta(days=1)


@pytest.fixture
def card(floor, now, today):
    """A card whose fields are as no form would have saved them."""

    def make(**values):
        found = floor.open(now=now, on=today).customer
        Customer.objects.filter(pk=found.pk).update(**values)
        found.refresh_from_db()
        return found

    return make


@pytest.fixture
def lead(floor, now):
    def make(**values):
        told = {"channel": "event", "phone": floor.new_phone(), "state": LeadState.NEW} | values
        return Lead.objects.create(store=floor.store, received_at=now, recorded_at=now, **told)

    return make


@pytest.fixture
def search(floor, now):
    """Looks through the store, and says what stands: ``{(kind, value)}``."""

    def run(after=timedelta(0)):
        moment = now + after
        found, _new = ask_search(by=floor.director, now=moment, store=floor.store)
        assert run_search(found.pk, clock=lambda: moment)
        return set(InvalidRecord.objects.open().values_list("kind", "value"))

    return run


@pytest.fixture
def director(browse, floor):
    return browse(floor.director)


@pytest.fixture
def marketing(browse, floor):
    return browse(UserFactory(store=floor.store, role="marketing"))


class TestWhatIsFound:
    @pytest.mark.parametrize(
        ("values", "kind", "value"),
        [
            ({"phone": "999"}, "phone", "999"),
            ({"phone": "138001380"}, "phone", "138001380"),
            ({"name": "未知"}, "name", "未知"),
            ({"name": "先生"}, "name", "先生"),
            ({"name": "138001"}, "name", "138001"),
            ({"name": "N/A"}, "name", "N/A"),
            ({"birthday": date(2026, 1, 1)}, "birthday", "2026-01-01"),
            ({"birthday": date(1899, 5, 1)}, "birthday", "1899-05-01"),
        ],
    )
    def test_r13_4_cards(self, card, search, values, kind, value):
        card(**values)
        assert search() == {(kind, value)}

    @pytest.mark.parametrize(
        "values",
        [
            {},
            {"name": "王先生"},
            {"name": "Nona"},
            {"phone": "02088888881"},
            {"phone": "+85223456789"},
            {"birthday": date(1990, 5, 1)},
            # Of invented numbers another list says so.
            {"phone": "12345678"},
        ],
    )
    def test_r13_4_what_is_right_is_left_alone(self, card, search, values):
        card(**values)
        assert search() == set()

    def test_r13_4_an_intent_whose_model_nobody_asked_for_in_a_week(
        self, floor, now, today, search
    ):
        floor.open(now=now, on=today - 8 * DAY, model="–")
        floor.open(now=now, on=today - 6 * DAY, model="–")
        floor.open(now=now, on=today - 8 * DAY, model="007")
        assert search() == {("no_model", "–")}
        assert InvalidRecord.objects.count() == 1

    def test_r13_4_no_intent_and_no_contact_for_a_year(self, floor, now, today, search, card):
        idle, busy = card(registered_on=today - LONG_AGO), card(registered_on=today - LONG_AGO)
        told = {"state": "lost", "last_contact_on": None}
        idle.opportunities.update(**told, ended_on=today - LONG_AGO)
        busy.opportunities.update(**told, ended_on=today - 10 * DAY)
        assert search() == {("idle", "")}
        assert InvalidRecord.objects.get().card == idle

    def test_r13_4_leads_without_contact_or_with_an_unknown_event(self, lead, search):
        lead(phone="", phone_given="1380")
        lead(phone="", phone_given="1380", wechat="wang")
        lead(event_name="车展A")
        lead(event_name="车展A", state=LeadState.SET_ASIDE, reason="test_data")
        assert search() == {("lead_contact", "1380"), ("lead_event", "车展A")}

    def test_r13_4_target_customers_that_nobody_can_contact(self, floor, now, today, search):
        who = {"by": floor.consultant, "now": now}
        told = {**who, "on": today - 15 * DAY, "store": floor.store}
        told["consultant"] = floor.consultant
        register_target(**told, name="甲")
        register_target(**told, name="乙", phone="02088888881")
        known = register_target(**told, name="丙")
        add_part("person", **who, owner=known, name="李", phone="13800000001")
        assert search() == {("target_contact", "")}

    def test_r13_4_cars_of_customers_and_in_stock(self, card, floor, now, today, search):
        owner = card()
        who = {"by": floor.consultant, "now": now, "customer": owner, "model": "Golf"}
        add_vehicle(**who, vin="ABC")
        add_vehicle(**who, plate_number="京A12345")
        add_vehicle(**who)
        stock = {"store": floor.store, "arrived_on": today, "colour": "白"}
        Vehicle.objects.create(**stock, vin="LSVAA4187E2000001", model="–")
        Vehicle.objects.create(**stock, vin="LSVAA4187E2000002", model="001")
        assert search() == {("car_vin", "ABC"), ("car_unnamed", ""), ("vehicle", "–")}

    def test_r13_4_each_kind_is_one_query(self, floor, now, card, django_assert_num_queries):
        for kind in FINDERS:
            for _n in range(2):
                with django_assert_num_queries(1):
                    list(FINDERS[kind](floor.store, now.date()))
            card(name="未知")

    def test_r13_4_what_is_mended_leaves_the_list_at_once(self, card, search):
        found = card(name="未知")
        search()
        Customer.objects.filter(pk=found.pk).update(name="王小明")
        assert not InvalidRecord.objects.open().exists()
        search()
        assert not InvalidRecord.objects.exists()

    def test_r13_4_the_lines_of_rules(self):
        assert is_placeholder("待定", PLACEHOLDER) and not is_placeholder("3", PLACEHOLDER)
        assert set(FINDERS) == set(InvalidKind)


class TestSchedule:
    @pytest.mark.parametrize(
        ("every", "weekday", "due"),
        [
            ("day", 3, date(2026, 11, 25)),
            ("week", 2, date(2026, 11, 25)),
            ("week", 3, date(2026, 11, 19)),
            ("month", 6, date(2026, 11, 1)),
            ("month", 2, date(2026, 11, 4)),
        ],
    )
    def test_r13_4_the_last_day_that_was_due(self, every, weekday, due):
        assert last_due(every, weekday, datetime(2026, 11, 25, 5)) == due

    def test_r13_4_the_clock_begins_each_search_once(self, floor, now):
        (first,) = searches_due(now=now)
        assert searches_due(now=now) == [first]
        assert run_search(first, clock=lambda: now)
        assert searches_due(now=now) == []
        (second,) = searches_due(now=now + 7 * DAY)
        assert second != first

    def test_r13_4_each_store_has_its_own(self, floor, now):
        other = Floor().store
        set_schedule(by=floor.director, now=now, store=floor.store, every="day", weekday=0)
        for pk in searches_due(now=now):
            run_search(pk, clock=lambda: now)
        (pk,) = searches_due(now=now + DAY)
        assert CleaningRun.objects.get(pk=pk).store == floor.store
        assert CleaningRun.objects.filter(store=other).count() == 1

    def test_r13_4_a_killed_worker_is_followed_by_another(self, floor, now, card):
        card(name="未知")
        run, _new = ask_search(by=None, now=now, store=floor.store)
        CleaningRun.objects.filter(pk=run.pk).update(alive_at=now, done=3)
        assert not run_search(run.pk, clock=lambda: now)
        later = now + SILENCE
        assert searches_due(now=later) == [run.pk]
        assert run_search(run.pk, clock=lambda: later)
        run.refresh_from_db()
        assert (run.done, run.found, run.new) == (len(InvalidKind), 1, 1)

    def test_r13_4_a_search_that_the_database_refused_is_free_again(
        self, floor, now, card, monkeypatch
    ):
        card(name="未知")
        run, _new = ask_search(by=None, now=now, store=floor.store)

        def refuse(kind, store, *, now):
            raise OperationalError("database is locked")

        with monkeypatch.context() as patched, pytest.raises(OperationalError):
            patched.setattr("intake.cleaning.services.invalid.look_for", refuse)
            run_search(run.pk, clock=lambda: now)
        assert ask_search(by=floor.director, now=now, store=floor.store) == (run, False)
        assert run_search(run.pk, clock=lambda: now)
        run.refresh_from_db()
        assert (run.done, run.found) == (len(InvalidKind), 1) and run.finished_at

    def test_r13_4_marketing_sets_it_on_a_form(self, marketing, floor, fields, browse):
        url = f"{LIST}schedule/"
        sent = fields(marketing.get(url), every="month", weekday="4")
        assert marketing.post(url, sent).url == f"{LIST}?store={floor.store.pk}"
        row = CleaningSchedule.objects.get()
        assert (row.every, row.weekday, row.history.count()) == ("month", 4, 1)
        page = marketing.get(LIST).content.decode()
        assert "Every month" in page and "Friday" in page
        answer = marketing.post(url, sent | {"token": str(uuid4()), "every": "hour"})
        assert "every" in answer.context["form"].errors
        assert browse(floor.manager).get(url).status_code == 403
        with pytest.raises(PermissionDenied):
            set_schedule(by=floor.manager, now=None, store=floor.store, every="day", weekday=1)

    def test_r13_4_an_old_form_undoes_nothing(self, marketing, director, fields):
        url = f"{LIST}schedule/"
        theirs, mine = fields(director.get(url)), fields(marketing.get(url))
        director.post(url, theirs | {"every": "month"})
        assert marketing.post(url, mine | {"weekday": "4"}).status_code == 302
        row = CleaningSchedule.objects.get()
        assert (row.every, row.weekday) == ("month", 4)

    def test_r13_4_search_now_in_the_background(
        self, director, floor, card, monkeypatch, django_capture_on_commit_callbacks
    ):
        card(name="未知")
        handed = []
        monkeypatch.setattr("intake.cleaning.views.invalid.search_store.delay", handed.append)
        with django_capture_on_commit_callbacks(execute=True):
            assert director.post(f"{LIST}search/").status_code == 302
        run = CleaningRun.objects.get()
        assert handed == [run.pk] and run.asked_by == floor.director
        page = director.get(LIST).content.decode()
        assert "<progress" in page and "0 / 11" in page and "Search now" not in page
        # Twice pressed it is the same search.
        with django_capture_on_commit_callbacks(execute=True):
            assert "under way" in director.post(f"{LIST}search/", follow=True).content.decode()
        assert handed == [run.pk]
        run_search(run.pk, clock=lambda: run.asked_at)
        page = director.get(LIST).content.decode()
        assert "1 record is invalid" in page and "Search now" in page


class TestPage:
    def test_r13_4_by_kind_with_counts_and_what_to_do(self, card, lead, search, director):
        found = card(name="未知")
        card(name="未知", phone="999")
        lead(event_name="车展A")
        search()
        page = director.get(LIST)
        counts = {code: number for code, _label, number in page.context["counts"]}
        assert (counts["name"], counts["phone"], counts["lead_event"]) == (2, 1, 1)
        assert page.context["page_obj"].paginator.count == page.context["all"] == 4
        page = director.get(f"{LIST}?kind=name")
        assert page.context["page_obj"].paginator.count == 2
        text = page.content.decode()
        assert f"/customers/{found.pk}/request/" in text
        assert f"/customers/{found.pk}/request/?kind=delete" in text
        assert director.get(f"{LIST}?kind=x&state=y&page=z&store=q").status_code == 200

    def test_r13_4_right_as_it_is_never_comes_again(self, card, search, director, now):
        found = card(name="未知")
        search()
        row = InvalidRecord.objects.get()
        sent = {"token": uuid4(), "answer": "right"}
        for _n in range(2):
            assert "kind=name" in director.post(f"{LIST}{row.pk}/", sent).url
        assert search(DAY) == set()
        page = director.get(f"{LIST}?state=kept")
        assert [each.pk for each in page.context["page_obj"]] == [row.pk]
        # What stands there later is another question.
        Customer.objects.filter(pk=found.pk).update(name="某")
        assert search(2 * DAY) == {("name", "某")}

    def test_r13_4_an_old_page_answers_for_nothing_else(self, card, search, director):
        found = card(name="未知")
        search()
        row = InvalidRecord.objects.get()
        shown = director.get(LIST).context["page_obj"][0].found_at.isoformat()
        assert shown in director.get(LIST).content.decode()
        Customer.objects.filter(pk=found.pk).update(name="某")
        search(DAY)
        sent = {"token": uuid4(), "answer": "right", "found": shown}
        answer = director.post(f"{LIST}{row.pk}/", sent, follow=True)
        assert "Something else stands there" in answer.content.decode()
        row.refresh_from_db()
        assert (row.value, row.answered_at) == ("某", None)
        director.post(f"{LIST}{row.pk}/", sent | {"found": row.found_at.isoformat()})
        row.refresh_from_db()
        assert row.answered_by is not None

    def test_r13_4_an_answer_can_be_taken_back(self, card, search, director):
        card(name="未知")
        search()
        row = InvalidRecord.objects.get()
        for answer in ("right", "again"):
            director.post(f"{LIST}{row.pk}/", {"token": uuid4(), "answer": answer})
        row.refresh_from_db()
        assert row.answered_at is None and row.answered_by is None

    def test_r13_4_nonsense_is_said_in_plain_words(self, card, search, director):
        card(name="未知")
        search()
        row = InvalidRecord.objects.get()
        for sent in ({}, {"answer": "x"}, {"answer": "right", "token": "?"}):
            assert director.post(f"{LIST}{row.pk}/", sent).status_code == 302
        answer = director.post(f"{LIST}999999/", {"answer": "right"}, follow=True)
        assert "mended before" in answer.content.decode()

    def test_r13_4_a_card_whose_deletion_is_asked_for_says_so(
        self, card, search, director, floor, now
    ):
        found = card(name="未知")
        search()
        ask_deletion(by=floor.consultant, now=now, customer=found, reason="假")
        page = director.get(LIST).content.decode()
        assert "Deletion asked for" in page and "kind=delete" not in page

    def test_r1_3_r13_4_everybody_sees_their_own(
        self, card, lead, search, browse, floor, marketing, now
    ):
        known = card(name="未知", phone="999")
        lead(event_name="车展A")
        search()
        stranger = UserFactory(store=floor.store, role="manager")
        elsewhere = Floor().director
        for person, number in ((floor.manager, 3), (stranger, 1), (elsewhere, 0)):
            page = browse(person).get(LIST)
            assert page.context["page_obj"].paginator.count == number
        page = marketing.get(LIST)
        assert [row.kind for row in page.context["page_obj"]] == ["lead_event"]
        assert known.phone not in page.content.decode()
        row = InvalidRecord.objects.get(kind="name")
        sent = {"token": uuid4(), "answer": "right"}
        for client in (marketing, browse(stranger), browse(elsewhere)):
            assert client.post(f"{LIST}{row.pk}/", sent).status_code == 404

    def test_r13_4_the_number_of_queries_is_that_of_one_row(
        self, card, lead, search, director, count_queries, floor, now
    ):
        def more():
            owner = card(name="未知", phone=f"99{Customer.objects.count()}")
            lead(event_name="车展A")
            add_vehicle(by=floor.consultant, now=now, customer=owner, model="Golf", vin="ABC")

        more()
        search()
        urls = [LIST, reverse("reports:invalid-data")]
        first = [count_queries(director, url) for url in urls]
        more()
        more()
        search(DAY)
        assert [count_queries(director, url) for url in urls] == first

    def test_r13_4_the_search_does_not_grow_with_the_rows(
        self, card, floor, now, django_assert_num_queries
    ):
        card(name="未知")
        with django_assert_num_queries(3):
            look_for("name", floor.store, now=now)
        for _n in range(3):
            card(name="未知")
        with django_assert_num_queries(3):
            look_for("name", floor.store, now=now)


class TestSheet:
    def test_r13_4_as_a_spreadsheet_and_on_paper(
        self, card, lead, search, director, browse, floor, settings, tmp_path, marketing
    ):
        settings.MEDIA_ROOT = tmp_path
        card(name="未知", phone="999")
        lead(event_name="车展A")
        search()
        url = reverse("reports:invalid-data")
        answer = director.get(url)
        (group,) = answer.context["groups"]
        assert [figure.value for figure in group.figures] == [3, 1, 1, 1]
        for figure in group.figures:
            rows = director.get(reverse("reports:invalid-data_rows"), figure.query)
            assert rows.context["page_obj"].paginator.count == figure.value
        assert "无效数据清单" in director.get(f"{url}paper").content.decode()
        token = answer.context["once"]["token"].value()
        assert director.post(f"{url}export", {"token": token}).status_code == 302
        seen = browse(floor.consultant).get(url).context["groups"][0].figures[0].value
        assert (seen, len(marketing.get(url).context["lines"])) == (2, 1)
        # Nobody's number stands in it.
        assert "999" not in director.get(f"{url}paper").content.decode()


def test_r13_4_who_sees_a_part_of_them_is_told_that_the_number_is_of_the_whole_store(
    card, search, marketing, director
):
    card(name="先生")
    assert search()
    assert "Whole store: 1 record" in " ".join(marketing.get(LIST).content.decode().split())
    assert "Whole store" not in director.get(LIST).content.decode()
