"""The night's search, its pages and the answers (R2.5, R1.3, R5.2, R13.4)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from followups.merging.services.merging import merge_cards
from followups.merging.services.undoing import undo_merge
from intake.arrivals.models import Lead, LeadState
from intake.arrivals.services.recording import Arrival, record_lead
from intake.arrivals.services.sorting import sort_lead
from intake.cleaning.models import DeadNumber, Suspicion
from intake.cleaning.services.doubles import look_for_duplicates, not_the_same, the_same
from intake.cleaning.tasks import look_for_all_duplicates
from leads.customers.models import Customer
from tests.factories import Floor, ManagerFactory, UserFactory

LIST = "/leads/duplicates/"
DEAD = "/leads/dead-numbers/"


@pytest.fixture
def card(floor, now, today):
    def make(**values):
        return floor.open(now=now, on=today, **values).customer

    return make


@pytest.fixture
def look(floor, now):
    def run(days=0):
        return look_for_duplicates(floor.store, now=now + timedelta(days=days))

    return run


@pytest.fixture
def lead(floor, now):
    def make(**values):
        arrival = Arrival(channel="wechat", received_at=now, **values)
        found, _new = record_lead(by=floor.director, now=now, store=floor.store, arrival=arrival)
        return sort_lead(found, by=floor.director, now=now)

    return make


@pytest.fixture
def marketing(browse, floor):
    return browse(UserFactory(store=floor.store, role="marketing"))


@pytest.fixture
def manager(browse, floor):
    return browse(floor.manager)


def whys():
    return sorted(Suspicion.objects.values_list("why", flat=True))


class TestTheSearch:
    @pytest.mark.parametrize(
        ("one", "other", "why"),
        [
            ({"wechat": "wxid_a"}, {"wechat": "WXID_A", "name": "李雷"}, "wechat"),
            ({"email": "a@b.cn"}, {"email": "A@b.cn", "name": "李雷"}, "email"),
            ({"id_number": "1101"}, {"id_number": "1101", "name": "李雷"}, "id_number"),
            ({"wechat": "13911112222"}, {"phone": "13911112222", "name": "李雷"}, "number"),
            ({"phone": "13911112222"}, {"phone": "13911112223"}, "near_number"),
            ({"phone": "13911112222"}, {"phone": "13911121222"}, "near_number"),
            ({"phone": "13911112222"}, {"phone": "13755556666"}, "name"),
        ],
    )
    def test_what_is_suspected(self, card, look, one, other, why):
        """R2.5."""
        card(**one)
        card(**other)
        look()
        assert whys() == [why]

    def test_two_people_of_one_name_are_not(self, card, look):
        card(phone="13911112222", district="朝阳区")
        card(phone="13755556666", district="海淀区")
        look()
        assert whys() == []

    def test_twice_changes_nothing_and_what_is_mended_goes(self, card, look):
        _first, second = card(wechat="a1"), card(wechat="a1", name="李雷")
        look()
        before = list(Suspicion.objects.values())
        look()
        assert list(Suspicion.objects.values()) == before
        Customer.objects.filter(pk=second.pk).update(wechat="b2")
        look()
        assert whys() == []

    def test_stores_are_apart(self, card, look, now, today):
        card(wechat="a1")
        Floor().open(now=now, on=today, wechat="a1")
        look_for_all_duplicates()
        assert whys() == []

    def test_its_queries_do_not_grow(self, card, look, django_assert_max_num_queries):
        for n in range(3):
            card(wechat="a1", name=f"李{n}")
        with django_assert_max_num_queries(40):
            look()
        assert Suspicion.objects.count() == 3

    def test_leads_beside_cards_and_each_other(self, card, lead, look):
        """R5.2."""
        known = card(wechat="wang", name="王")
        first = lead(name="王先生", wechat="wang")
        look()
        assert Suspicion.objects.get().card == known
        lead(name="李", email="li@b.cn")
        lead(name="小李", email="LI@b.cn")
        look()
        assert Suspicion.objects.filter(other_lead__isnull=False).count() == 1
        assert first.state == LeadState.NEW

    @pytest.mark.parametrize("answered", [False, True])
    def test_leads_sent_on_are_suspected_where_they_are(self, lead, look, floor, now, answered):
        """R5.2: no store is held up by what another one found, and no answer is lost."""
        pair = lead(name="李", email="li@b.cn"), lead(name="小李", email="li@b.cn")
        look()
        row = Suspicion.objects.get()
        if answered:
            not_the_same(row, by=floor.director, now=now)
        there = Floor()
        Lead.objects.filter(pk__in=[each.pk for each in pair]).update(store=there.store)
        for store in (there.store, floor.store, there.store):
            look_for_duplicates(store, now=now)
        row = Suspicion.objects.get()
        assert (row.store, row.answered_at is not None) == (there.store, answered)

    def test_the_failure_of_one_store_stays_one(self, floor, monkeypatch):
        """Each store has a task of its own."""
        asked = []
        monkeypatch.setattr("intake.cleaning.tasks.look_in_store.delay", asked.append)
        there = Floor()
        look_for_all_duplicates()
        assert asked == [floor.store.pk, there.store.pk]


class TestMerged:
    @pytest.fixture
    def merge(self, floor, now):
        def run(kept, merged):
            return merge_cards(
                by=floor.manager,
                now=now,
                kept=kept,
                merged=merged,
                owner=floor.consultant,
                reason="同",
            )

        return run

    @pytest.fixture
    def merged_with_wrong_number(self, floor, now, today, card, merge):
        """A card with a good number, into which one with another's number was merged."""
        kept = card()
        intent = floor.open(now=now, on=today, name="李雷", model="Polo")
        floor.contact(intent, now=now, on=today, result="wrong_number", content="", feedback="")
        return kept, merge(kept, intent.customer)

    def test_parted_cards_are_not_suspected_again(self, card, look, merge, floor, now):
        """R2.5."""
        done = merge(card(wechat="a1"), card(wechat="a1", name="李雷"))
        undo_merge(done, by=floor.manager, now=now, reason="父子")
        look()
        assert whys() == []

    def test_an_answer_holds_for_the_card_that_stands_for_another(
        self, card, look, merge, floor, now
    ):
        """R2.5."""
        first, other = card(wechat="a1"), card(wechat="a1", name="李雷")
        look()
        not_the_same(Suspicion.objects.get(), by=floor.manager, now=now)
        merge(card(wechat="a1", name="王"), first)
        look()
        assert not Suspicion.objects.open().exists()
        assert other.pk

    def test_the_dead_number_of_a_merged_card_is_not_the_kept_ones(
        self, merged_with_wrong_number, look
    ):
        """R13.4."""
        look()
        assert not DeadNumber.objects.exists()

    def test_what_was_said_after_the_merge_is_of_the_kept_one(
        self, merged_with_wrong_number, look, floor, now, today
    ):
        kept, _done = merged_with_wrong_number
        day = timedelta(days=1)
        intent = kept.opportunities.get(model="Polo")
        floor.contact(
            intent,
            now=now + day,
            on=today + day,
            result="wrong_number",
            content="",
            feedback="",
        )
        look(days=1)
        assert DeadNumber.objects.get().card == kept

    def test_nothing_is_locked_while_it_reads(self, card, floor, now, monkeypatch):
        """Whoever works at night does not wait for the search."""
        depth = len(connection.savepoint_ids)
        seen = []

        def reading(store, *, on):
            seen.append(len(connection.savepoint_ids))
            return {}

        monkeypatch.setattr("intake.cleaning.services.doubles.numbers_dead", reading)
        look_for_duplicates(floor.store, now=now)
        assert seen == [depth]


class TestAnswers:
    def test_two_people_are_never_asked_again(self, card, look, manager):
        card(wechat="a1")
        card(wechat="a1", name="李雷")
        look()
        row = Suspicion.objects.get()
        sent = {"token": uuid4(), "answer": "different"}
        for _ in range(2):
            assert manager.post(f"{LIST}{row.pk}/", sent).url == LIST
        look()
        row.refresh_from_db()
        assert row.answered_at
        assert manager.get(LIST).context["page_obj"].paginator.count == 0

    def test_a_merged_pair_is_gone(self, card, look, manager, floor, now):
        first, second = card(wechat="a1"), card(wechat="a1", name="李雷")
        look()
        page = manager.get(LIST).content.decode()
        assert f"/customers/{first.pk}/merge/?with={second.pk}" in page
        merge_cards(
            by=floor.manager,
            now=now,
            kept=first,
            merged=second,
            owner=floor.consultant,
            reason="同",
        )
        assert manager.get(LIST).context["page_obj"].paginator.count == 0
        look()
        assert whys() == []

    def test_the_lead_goes_to_the_owner_of_the_card(self, card, lead, look, marketing, floor):
        known = card(wechat="wang")
        asked = lead(name="王先生", wechat="wang")
        look()
        row = Suspicion.objects.get()
        assert marketing.post(f"{LIST}{row.pk}/", {"token": uuid4(), "answer": "same"}).url == LIST
        asked.refresh_from_db()
        assert (asked.state, asked.customer) == (LeadState.KNOWN, known)
        assert asked.assigned_to == floor.consultant
        again = marketing.post(
            f"{LIST}{row.pk}/", {"token": uuid4(), "answer": "same"}, follow=True
        )
        assert "answered before" in again.content.decode()

    def test_what_is_answered_is_not_answered_otherwise(
        self, card, lead, look, marketing, floor, now
    ):
        """R5.2: the first answer counts."""
        card(wechat="wang")
        asked = lead(name="王先生", wechat="wang")
        look()
        row = Suspicion.objects.get()
        not_the_same(row, by=floor.director, now=now)
        sent = {"token": uuid4(), "answer": "same"}
        page = marketing.post(f"{LIST}{row.pk}/", sent, follow=True)
        assert "answered before" in page.content.decode()
        asked.refresh_from_db()
        assert asked.state == LeadState.NEW
        with pytest.raises(ValidationError):
            the_same(row, by=floor.director, now=now)

    def test_a_lead_that_was_sent_on_is_no_customers_here(self, card, lead, look, floor, now):
        """R5.2."""
        card(wechat="wang")
        asked = lead(name="王先生", wechat="wang")
        look()
        row = Suspicion.objects.get()
        Lead.objects.filter(pk=asked.pk).update(store=Floor().store)
        with pytest.raises(ValidationError, match="another store"):
            the_same(row, by=floor.director, now=now)
        asked.refresh_from_db()
        assert (asked.state, asked.customer) == (LeadState.NEW, None)

    def test_the_card_that_stands_for_a_merged_one_has_the_lead(self, card, lead, look, floor, now):
        """R2.5."""
        merged, kept = card(wechat="wang"), card(name="李雷")
        asked = lead(name="王先生", wechat="wang")
        look()
        row = Suspicion.objects.get()
        merge_cards(
            by=floor.manager,
            now=now,
            kept=kept,
            merged=merged,
            owner=floor.consultant,
            reason="同",
        )
        the_same(row, by=floor.director, now=now)
        asked.refresh_from_db()
        assert (asked.state, asked.customer) == (LeadState.KNOWN, kept)

    def test_one_lead_joins_the_other(self, lead, look, marketing):
        earlier, later = lead(name="李", email="li@b.cn"), lead(name="小李", email="li@b.cn")
        look()
        row = Suspicion.objects.get()
        marketing.post(f"{LIST}{row.pk}/", {"token": uuid4(), "answer": "same"})
        later.refresh_from_db()
        assert later.into == earlier

    def test_nonsense_is_said_in_plain_words(self, card, look, manager):
        card(wechat="a1")
        card(wechat="a1", name="李雷")
        look()
        row = Suspicion.objects.get()
        for sent in ({}, {"answer": "x"}, {"answer": "same", "token": "?"}):
            assert manager.post(f"{LIST}{row.pk}/", sent).status_code == 302
        row.refresh_from_db()
        assert row.answered_at is None
        assert manager.post(f"{LIST}999999/", {"answer": "same"}).status_code == 302


class TestSight:
    def test_a_pair_across_two_teams_is_the_directors(self, card, look, browse, floor, manager):
        """R1.3: nobody learns of another's customer here."""
        leader = ManagerFactory(store=floor.store)
        other = UserFactory(store=floor.store, manager=leader)
        card(wechat="a1")
        card(wechat="a1", name="李雷", consultant=other)
        look()
        for person, number in ((floor.manager, 0), (leader, 0), (floor.director, 1)):
            page = browse(person).get(LIST)
            assert page.context["page_obj"].paginator.count == number

    def test_marketing_sees_leads_and_no_numbers(self, card, lead, look, marketing):
        known = card(wechat="wang")
        card(wechat="xx", name="李雷")
        card(wechat="xx", name="李磊")
        lead(name="王先生", wechat="wang")
        look()
        page = marketing.get(LIST)
        assert page.context["page_obj"].paginator.count == 1
        assert known.phone not in page.content.decode()
        assert known.name not in page.content.decode()
        assert marketing.get(DEAD).context["page_obj"].paginator.count == 0

    def test_the_number_of_queries_is_that_of_one_row(self, card, look, manager, count_queries):
        card(wechat="a1", name="李一", phone="13888888888")
        card(wechat="a1", name="李二")
        look()
        first = [count_queries(manager, url) for url in (LIST, DEAD)]
        card(wechat="a1", name="李三", phone="13877777777")
        card(wechat="b1", name="李四", phone="13866666666")
        look()
        assert Suspicion.objects.count() == 3
        assert [count_queries(manager, url) for url in (LIST, DEAD)] == first


class TestDeadNumbers:
    @pytest.fixture
    def dead(self, floor, now, today, card):
        intent = floor.open(now=now, on=today)
        floor.contact(intent, now=now, on=today, result="wrong_number", content="", feedback="")
        return intent.customer

    def test_another_persons_number(self, dead, look):
        """R13.4."""
        look()
        row = DeadNumber.objects.get()
        assert (row.card, row.why) == (dead, "wrong_number")

    def test_nobody_answers(self, floor, now, today, look):
        day = timedelta(days=1)
        intent = floor.open(now=now - 40 * day, on=today - 40 * day)
        for ago in (35, 28, 20, 12, 5):
            floor.contact(
                intent,
                now=now - ago * day,
                on=today - ago * day,
                result="no_answer",
                content="",
                feedback="",
                executed_on=today - ago * day,
            )
        look()
        assert DeadNumber.objects.get().why == "unanswered"

    def test_no_such_number(self, card, look):
        card(phone="13888888888")
        look()
        assert DeadNumber.objects.get().why == "invented"

    def test_a_corrected_number_is_alive(self, dead, look, floor, now):
        from foundation.history import save_as

        dead.phone = "13912345670"
        save_as(dead, by=floor.manager, now=now + timedelta(hours=1))
        look(days=1)
        assert not DeadNumber.objects.exists()

    def test_an_open_row_says_what_is_so_now(self, dead, look, floor, now, today):
        look()
        day = timedelta(days=1)
        intent = dead.opportunities.get()
        floor.contact(
            intent,
            now=now + day,
            on=today + day,
            result="wrong_number",
            content="",
            feedback="",
        )
        look(days=1)
        assert DeadNumber.objects.get().last_on == today + day

    def test_an_answer_holds_until_a_further_contact_in_vain(
        self, dead, look, manager, floor, now, today
    ):
        look()
        row = DeadNumber.objects.get()
        sent = {"token": uuid4()}
        for _ in range(2):
            assert manager.post(f"{DEAD}{row.pk}/", sent).url == DEAD
        look()
        assert not DeadNumber.objects.open().exists()
        later = timedelta(days=1)
        intent = dead.opportunities.get()
        floor.contact(
            intent,
            now=now + later,
            on=today + later,
            result="wrong_number",
            content="",
            feedback="",
        )
        look(days=1)
        assert DeadNumber.objects.open().exists()


def test_every_lead_is_kept(lead, look):
    """R5.2: looking drops nothing."""
    lead(name="李", email="li@b.cn")
    look()
    assert Lead.objects.count() == 1
