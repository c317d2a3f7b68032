"""The short form of a contact: chips, "no answer", phrases; and where one comes to after it (R3.1, R4.2)."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.urls import reverse

from followups.phrases.models import Phrase

SAID = {"result": "reached", "content": "谈了置换", "feedback": "再考虑"}


@pytest.fixture
def opportunity(floor, now, today):
    return floor.open(now=now, on=today, plan_in=0)


@pytest.fixture
def plan(opportunity):
    return opportunity.activities.get()


@pytest.fixture
def url(plan):
    return reverse("followups:log_plan", args=[plan.pk])


def texts(answer, name):
    return " ".join(answer.context["form"].errors.get(name, []))


class TestTheSheet:
    """One short form, over the list or as a page."""

    def test_a_chip_sets_the_letter_so_that_nobody_types_it_r3_1(
        self, client, url, fields, opportunity, today
    ):
        later = today + timedelta(days=14)
        page = client.get(url)
        sent = fields(page, **SAID, letter="A", note="H 周末看车", expected_on=later, planned_on="")
        assert client.post(url, sent).status_code == 302
        opportunity.refresh_from_db()
        assert (opportunity.note, opportunity.grade.code) == ("A 周末看车", "A")

    @pytest.mark.parametrize(
        ("typed", "kept"), [("想要白色", "A 想要白色"), ("", "A"), ("ｈ，等", "A，等")]
    )
    def test_a_letter_goes_before_whatever_was_typed(
        self, client, url, fields, opportunity, today, typed, kept
    ):
        later = today + timedelta(days=14)
        sent = fields(
            client.get(url), **SAID, letter="A", note=typed, expected_on=later, planned_on=""
        )
        assert client.post(url, sent).status_code == 302
        opportunity.refresh_from_db()
        assert opportunity.note == kept

    def test_a_letter_that_is_not_touched_brings_no_old_grade_back_r3_4(
        self, client, url, fields, opportunity, floor, now, today
    ):
        old = fields(client.get(url), **SAID, letter="H")
        later = today + timedelta(days=12)
        floor.contact(
            opportunity, now=now, on=today, note="A 想要白色", expected_on=later, next_in=5
        )
        client.post(url, old)
        opportunity.refresh_from_db()
        assert opportunity.note == "A 想要白色"

    def test_no_answer_asks_nothing_but_when_to_try_again_r4_2(
        self, client, url, fields, plan, opportunity, today
    ):
        again = today + timedelta(days=1)
        sent = fields(client.get(url), try_again=again, expected_content="", result="")
        assert client.post(url, sent).status_code == 302
        plan.refresh_from_db()
        assert (plan.result, plan.is_effective) == ("no_answer", False)
        following = opportunity.activities.planned().get()
        assert (following.planned_on, bool(following.expected_content)) == (again, True)

    def test_whom_nobody_reached_is_not_asked_about_a_date_that_is_past_r3_3(
        self, client, url, fields, opportunity, plan, today
    ):
        opportunity.expected_on = today - timedelta(days=1)
        opportunity.save()
        page = client.get(url)
        assert page.context["form"].shows_date
        sent = fields(page, try_again=today + timedelta(days=1))
        assert client.post(url, sent | {"note": "A 改了"}).status_code == 200
        assert client.post(url, sent).status_code == 302
        plan.refresh_from_db()
        assert plan.result == "no_answer"

    def test_a_talk_is_asked_about_it_r3_3(self, client, url, fields, opportunity, today):
        opportunity.expected_on = today - timedelta(days=1)
        opportunity.save()
        answer = client.post(url, fields(client.get(url), **SAID))
        assert texts(answer, "expected_on")

    def test_from_the_list_one_comes_to_the_next_customer(self, client, url, fields):
        listed = f"{url}?show=today&page=1&then=7"
        answer = client.post(listed, fields(client.get(listed), **SAID))
        assert answer.url == "/?show=today&page=1#customer-7"

    @pytest.mark.parametrize("then", ["x", "9" * 5000, "-1", "²", "\0"])
    def test_an_absurd_place_is_the_head_of_the_list(self, client, url, fields, then):
        answer = client.post(f"{url}?then={quote(then)}", fields(client.get(url), **SAID))
        assert answer.url == "/"


class TestPhrases:
    URL = "/phrases/"

    def offered(self, client, url, field="content"):
        return client.get(url).context["form"].phrases[field]

    def test_what_somebody_writes_often_comes_first(
        self, client, url, floor, opportunity, now, today
    ):
        for _n in range(2):
            floor.contact(opportunity, now=now, on=today, content="送了礼品；等电话")
        assert self.offered(client, url)[:2] == ["等电话", "送了礼品"]

    def test_own_and_the_stores_are_kept_and_dropped(
        self, client, browse, floor, url, plan, fields, opportunity
    ):
        client.post(self.URL, {"field": "content", "text": " 我的 话 ", "for_store": "on"})
        manager = browse(floor.manager)
        manager.post(self.URL, {"field": "content", "text": "全店的", "for_store": "on"})
        assert self.offered(client, url)[:2] == ["我的 话", "全店的"]
        assert "我的 话" not in self.offered(manager, url)
        client.post("/phrases/hide/", {"field": "content", "text": "全店的"})
        assert "全店的" not in self.offered(client, url)
        assert "全店的" in self.offered(manager, url)
        manager.post("/phrases/hide/", {"field": "content", "text": "我的 话", "for_store": "1"})
        assert client.get(self.URL).status_code == 200

    def test_a_consultant_changes_nothing_of_the_stores(self, client, floor):
        sent = {"field": "content", "text": "价格", "for_store": "1"}
        assert client.post("/phrases/hide/", sent).status_code == 403
        assert not Phrase.objects.exists()

    @pytest.mark.parametrize("text", ["", " ", "好" * 25, "\0"])
    def test_absurd_phrases_are_refused_in_words(self, client, text):
        assert client.post(self.URL, {"field": "content", "text": text}).context["form"].errors
        assert client.post("/phrases/hide/", {"field": "x", "text": text}).status_code == 302
        assert not Phrase.objects.exists()
