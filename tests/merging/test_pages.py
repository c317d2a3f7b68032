"""Two cards side by side, the merge of them and its undoing, in the browser (R2.5, R1.3, R1.4)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation

from followups.merging.models import Merge
from followups.merging.services.merging import merge_cards
from followups.merging.services.undoing import undo_merge
from leads.customers.models import Customer
from tests.factories import ManagerFactory, UserFactory
from tests.shown import press

DAY = timedelta(days=1)


@pytest.fixture
def kept(floor, now, today):
    return floor.open(now=now - DAY, on=today - DAY, plan_in=3).customer


@pytest.fixture
def merged(floor, now, today):
    return floor.open(
        now=now, on=today, name="王晓明", model="golf", email="wang@example.cn"
    ).customer


@pytest.fixture
def url(kept, merged):
    return f"{reverse('followups:merge_create', args=[kept.pk])}?with={merged.pk}"


@pytest.fixture
def manager(browse, floor):
    return browse(floor.manager)


def filled(page, **typed):
    form = page.context["form"]
    values = {bound.html_name: bound.value() for bound in form if bound.name != "reason"}
    return values | {"shown": page.context["shown"], "reason": "同一个微信"} | typed


class TestSideBySide:
    @pytest.mark.parametrize("language", ["en", "zh-hans"])
    def test_it_shows_both_and_proposes_what_only_one_knows(self, manager, url, language):
        manager.cookies.load({"django_language": language})
        page = manager.get(url)
        said = page.content.decode()
        assert "王小明" in said
        assert "王晓明" in said
        assert "wang@example.cn" in said
        assert page.context["form"]["keep_email"].value() == "merged"
        assert page.context["form"]["keep_name"].value() == "kept"
        with translation.override(language):
            assert (
                translation.gettext("ends: the same model goes on in the other, with these plans")
                in said
            )

    def test_pressing_makes_one_card(self, manager, url, kept, merged):
        answer = manager.post(url, filled(manager.get(url), keep_name="merged"), follow=True)
        kept.refresh_from_db()
        merged.refresh_from_db()
        assert (kept.name, kept.email, merged.merged_into) == ("王晓明", "wang@example.cn", kept)
        assert "30 days" in answer.content.decode()

    def test_twice_does_it_once(self, manager, url):
        sent = filled(manager.get(url))
        for _ in range(2):
            assert manager.post(url, sent).status_code == 302
        assert Merge.objects.count() == 1

    def test_an_old_form_is_refused_in_plain_words(self, manager, url, merged):
        sent = filled(manager.get(url))
        Customer.objects.filter(pk=merged.pk).update(email="newer@example.cn")
        page = manager.post(url, sent)
        assert page.status_code == 200
        assert "changed meanwhile" in page.content.decode()
        assert "同一个微信" in page.content.decode()
        assert not Merge.objects.exists()

    def test_two_people_at_once_merge_once(self, manager, browse, floor, url):
        director = browse(floor.director)
        first, second = filled(manager.get(url)), filled(director.get(url))
        assert manager.post(url, first).status_code == 302
        page = director.post(url, second, follow=True)
        assert page.status_code == 200
        assert Merge.objects.count() == 1

    def test_without_a_reason_it_stays(self, manager, url):
        page = manager.post(url, filled(manager.get(url), reason=""))
        assert page.status_code == 200
        assert page.context["form"].errors["reason"]

    def test_nonsense_is_no_error_page(self, manager, url):
        sent = {"token": uuid4(), "owner": "x", "keep_name": "no", "shown": "???", "reason": "x"}
        assert manager.post(url, sent).status_code == 200
        for other in ("x", "0", "99999999999999999999", ""):
            assert manager.get(url.partition("?")[0], {"with": other}).status_code == 200

    def test_a_consultant_has_no_such_page(self, client, url):
        assert client.get(url).status_code == 403

    def test_another_teams_card_is_not_found(self, manager, floor, kept, now, today):
        """R1.3."""
        leader = ManagerFactory(store=floor.store)
        other = floor.open(
            now=now,
            on=today,
            consultant=UserFactory(store=floor.store, manager=leader),
            name="李雷",
        ).customer
        page = manager.get(f"{reverse('followups:merge_create', args=[kept.pk])}?with={other.pk}")
        assert "李雷" not in page.content.decode()
        asked = {"look_for": 1, "q": other.phone}
        page = manager.post(page.request["PATH_INFO"], asked, follow=True)
        assert "李雷" not in page.content.decode()

    @pytest.mark.parametrize("by", ["phone", "card_number"])
    def test_the_other_is_found_by_its_number(self, manager, url, kept, merged, by):
        asked = {"look_for": 1, "q": getattr(merged, by)}
        page = manager.post(url.partition("?")[0], asked, follow=True)
        assert page.redirect_chain[-1][0] == url

    def test_its_queries_do_not_grow(self, manager, url, kept, floor, now, today, count_queries):
        from followups.new_customers.services import open_opportunity

        first = count_queries(manager, url)
        from tests.factories import plan_on

        for model in ("Polo", "Tiguan"):
            open_opportunity(
                by=floor.consultant,
                now=now,
                on=today,
                customer=kept,
                intent={"model": model, "note": "H", "expected_on": today},
                plan=plan_on(today),
            )
        assert count_queries(manager, url) == first


class TestAfterwards:
    @pytest.fixture
    def done(self, manager, url):
        manager.post(url, filled(manager.get(url)))
        return Merge.objects.get()

    def test_old_addresses_lead_on(self, client, manager, done, merged, kept):
        """The owner's bookmark, and a leader's."""
        card = reverse("followups:customer_card", args=[kept.pk])
        for person in (client, manager):
            for name in ("followups:customer_card", "leads:customer_edit"):
                answer = person.get(reverse(name, args=[merged.pk]))
                assert answer.url == reverse(name, args=[kept.pk])
            answer = person.post(reverse("leads:customer_edit", args=[merged.pk]), {"x": 1})
            assert answer.url == card
        assert "Nothing is saved" in client.get(card).content.decode()

    def test_the_card_says_what_it_is_made_of(self, client, done, kept, merged):
        said = client.get(reverse("followups:customer_card", args=[kept.pk])).content.decode()
        assert "Merged cards" in said
        assert merged.phone in said
        history = client.get(reverse("followups:customer_history", args=[kept.pk]))
        assert "同一个微信" in history.content.decode()

    def test_both_numbers_are_looked_up(self, client, done, kept, merged):
        for phone in (kept.phone, merged.phone):
            said = client.get(reverse("followups:phone_lookup"), {"phone": phone}).content.decode()
            assert reverse("followups:customer_card", args=[kept.pk]) in said

    def test_it_is_parted_with_a_reason(self, manager, done, merged, kept):
        url = reverse("followups:merge_part", args=[done.pk])
        token = manager.get(url).context["form"]["token"].value()
        assert manager.post(url, {"token": token}).status_code == 200
        for _ in range(2):  # a double press
            assert manager.post(url, {"token": token, "reason": "父子"}).status_code == 302
        merged.refresh_from_db()
        assert merged.merged_into is None
        page = manager.get(reverse("followups:merge", args=[done.pk]))
        assert "父子" in page.content.decode()
        assert manager.get(url).status_code == 302

    def test_the_consultant_reads_it_and_undoes_nothing(self, client, done):
        assert client.get(reverse("followups:merge", args=[done.pk])).status_code == 200
        assert client.get(reverse("followups:merge_part", args=[done.pk])).status_code == 403


class TestTheDirector:
    @pytest.fixture
    def merged(self, floor, now, today):
        return floor.open(
            now=now, on=today, consultant=floor.new_consultant(), name="王晓明"
        ).customer

    @pytest.fixture
    def asked(self, manager, url):
        manager.post(url, filled(manager.get(url)))
        return Merge.objects.get()

    def test_it_waits_in_the_inbox_with_its_evidence(self, browse, floor, asked):
        director = browse(floor.director)
        page = director.get(reverse("compliance:inbox"))
        assert "王晓明" in page.content.decode()
        evidence = director.get(reverse("compliance:inbox_evidence", args=[f"merge-{asked.pk}"]))
        assert evidence.status_code == 200

    @pytest.mark.parametrize(("act", "state"), [("approve", "done"), ("refuse", "refused")])
    def test_they_decide(self, browse, floor, asked, act, state):
        director = browse(floor.director)
        url = reverse("followups:merge", args=[asked.pk])
        press(director, url, {"answer": act, "reason": "看过了"})
        asked.refresh_from_db()
        assert asked.state == state

    def test_the_manager_does_not(self, manager, asked):
        url = reverse("followups:merge", args=[asked.pk])
        assert manager.get(url).status_code == 200
        assert manager.post(url, {"answer": "approve"}).status_code == 403


class TestAnothersCustomer:
    """R1.3: whoever may open one of the two cards does not learn whose the other is."""

    @pytest.fixture
    def leader(self, floor):
        return ManagerFactory(store=floor.store)

    @pytest.fixture
    def other(self, floor, leader):
        return UserFactory(store=floor.store, manager=leader)

    @pytest.fixture
    def merged(self, floor, now, today, other):
        return floor.open(now=now, on=today, consultant=other, name="李雷").customer

    @pytest.fixture
    def merge(self, kept, merged, floor, now):
        return Merge.objects.create(
            store=floor.store,
            kept=kept,
            merged=merged,
            owner=floor.consultant,
            reason="同",
            asked_by=floor.manager,
            asked_at=now,
        )

    @pytest.mark.parametrize("state", ["waiting", "refused"])
    def test_what_is_not_carried_out(self, browse, floor, merge, leader, other, state):
        Merge.objects.update(state=state)
        for person in (floor.consultant, floor.manager, leader, other):
            answer = browse(person).get(reverse("followups:merge", args=[merge.pk]))
            assert answer.status_code == 404
        page = browse(floor.director).get(reverse("followups:merge", args=[merge.pk]))
        assert "李雷" in page.content.decode()

    def test_what_was_undone(self, browse, floor, merge, kept, merged, leader, other, now):
        Merge.objects.update(state="undone", decided_at=now, undone_at=now)
        page = reverse("followups:merge", args=[merge.pk])
        for mine, hidden, people in (
            (kept, merged, (floor.consultant, floor.manager)),
            (merged, kept, (leader, other)),
        ):
            for person in people:
                user = browse(person)
                said = user.get(page).content.decode()
                assert mine.name in said
                assert hidden.name not in said
                assert hidden.card_number in said
                history = reverse("followups:customer_history", args=[mine.pk])
                assert hidden.name not in user.get(history).content.decode()
        said = browse(floor.director).get(page).content.decode()
        assert "李雷" in said
        history = reverse("followups:customer_history", args=[kept.pk])
        assert "李雷" in browse(floor.director).get(history).content.decode()

    def test_parting_leaves_no_name_behind(self, browse, floor, kept, merged, other, now):
        merge = merge_cards(
            by=floor.director,
            now=now,
            kept=kept,
            merged=merged,
            owner=floor.consultant,
            reason="同",
        )
        undo_merge(merge, by=floor.director, now=now + DAY, reason="父子")
        for person, mine, hidden in (
            (floor.consultant, kept, merged),
            (other, merged, kept),
        ):
            history = reverse("followups:customer_history", args=[mine.pk])
            said = browse(person).get(history).content.decode()
            assert hidden.name not in said
