"""Annotations and instructions: written, shown on the worklist, read (R4.9)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from followups.annotations.models import Annotation
from tests.factories import UserFactory


def page(activity):
    return reverse("followups:review_activity", args=[activity.pk])


def writing(activity):
    return reverse("followups:annotation_create", args=[activity.pk])


@pytest.fixture
def three(floor, now, today):
    """Three contacts of the day in the order of the queue."""
    opened = [floor.open(now=now, on=today, name=f"客户{n}") for n in range(3)]
    return [
        floor.contact(o, now=now + timedelta(minutes=n), on=today) for n, o in enumerate(opened)
    ]


class TestAnnotations:
    def test_in_place_the_answer_is_the_page_with_the_note(self, manager, three):
        url = writing(three[0]) + "?review=1"
        answer = manager.post(url, {"text": " 请补充预算 "}, follow=True, HTTP_HX_REQUEST="true")
        assert answer.redirect_chain[-1][0] == page(three[0])
        assert "请补充预算" in answer.content.decode()
        note = Annotation.objects.get()
        assert (note.text, note.addressee) == ("请补充预算", three[0].consultant)

    def test_without_the_review_it_leads_to_the_card(self, manager, three):
        answer = manager.post(writing(three[0]), {"text": "请补充预算"})
        assert answer.url == f"/customers/{three[0].opportunity.customer_id}/"

    def test_nothing_said_is_refused_beside_the_field(self, manager, three):
        answer = manager.post(writing(three[0]) + "?review=1", {"text": "  "})
        assert answer.context["form"].errors["text"]
        assert 'id="annotations"' in answer.content.decode()
        assert not Annotation.objects.exists()

    def test_sent_twice_it_is_written_once(self, manager, three):
        token = manager.get(page(three[0])).context["form"]["token"].value()
        for _n in range(2):
            manager.post(writing(three[0]), {"text": "一次", "token": token})
        assert Annotation.objects.count() == 1

    def test_a_consultant_writes_none(self, client, three):
        assert client.post(writing(three[0]), {"text": "x"}).status_code == 403

    def test_it_stands_on_top_of_the_worklist_until_read(self, manager, client, three):
        manager.post(writing(three[0]), {"text": "请补充预算"})
        answer = client.get("/")
        assert answer.context["unread"] == 1
        shown = answer.content.decode()
        assert "请补充预算" in shown and "客户0" in shown
        note = Annotation.objects.get()
        read = reverse("followups:annotation_read", args=[note.pk])
        assert client.post(read).url == "/"
        note.refresh_from_db()
        first = note.read_at
        assert first is not None
        assert client.get("/").context["unread"] == 0
        # It stays on the card and in the list.
        card = f"/customers/{three[0].opportunity.customer_id}/"
        assert "请补充预算" in client.get(card).content.decode()
        assert client.post(read, {"then": "card"}).url == card
        assert "请补充预算" in client.get(reverse("followups:annotation_list")).content.decode()
        note.refresh_from_db()
        assert note.read_at == first

    def test_only_the_addressee_acknowledges(self, manager, browse, floor, three):
        manager.post(writing(three[0]), {"text": "请补充预算"})
        read = reverse("followups:annotation_read", args=[Annotation.objects.get().pk])
        colleague = UserFactory(store=floor.store, manager=floor.manager)
        assert browse(colleague).post(read).status_code == 404
        assert manager.post(read).status_code == 403

    def test_a_directors_is_an_instruction(self, browse, floor, client, three):
        browse(floor.director).post(writing(three[0]), {"text": "请店长跟进"})
        assert "Instruction" in client.get("/").content.decode()

    def test_the_number_of_queries_stays(self, manager, client, three, count_queries):
        urls = ["/", reverse("followups:annotation_list")]
        urls.append(f"/customers/{three[0].opportunity.customer_id}/")
        manager.post(writing(three[0]), {"text": "一"})
        one = [count_queries(client, url) for url in urls]
        for activity in (three[0], three[1]):
            manager.post(writing(activity), {"text": "二"})
        assert [count_queries(client, url) for url in urls] == one
