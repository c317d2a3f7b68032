"""The review queue (R4.9)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from followups.evening.models import Review
from tests.factories import Floor, ManagerFactory

QUEUE = reverse("followups:review")


def page(activity):
    return reverse("followups:review_activity", args=[activity.pk])


def finish(activity):
    return reverse("followups:review_done", args=[activity.pk])


def writing(activity):
    return reverse("followups:annotation_create", args=[activity.pk])


@pytest.fixture
def three(floor, now, today):
    """Three contacts of the day in the order of the queue."""
    opened = [floor.open(now=now, on=today, name=f"客户{n}") for n in range(3)]
    return [
        floor.contact(o, now=now + timedelta(minutes=n), on=today) for n, o in enumerate(opened)
    ]


class TestQueue:
    def test_one_after_another(self, manager, three, floor):
        answer = manager.get(QUEUE)
        assert [a.pk for a in answer.context["page_obj"]] == [a.pk for a in three]
        assert answer.context["first"] == three[0].pk
        place = manager.get(page(three[1])).context["place"]
        assert (place.previous, place.following, place.left) == (three[0].pk, three[2].pk, 3)

        assert manager.post(finish(three[1])).url == page(three[2])
        assert manager.post(finish(three[2])).url == page(three[0])
        assert manager.post(finish(three[0])).url == QUEUE
        assert manager.get(QUEUE).context["left"] == 0
        assert Review.objects.filter(by=floor.manager).count() == 3

    def test_done_twice_is_done_once(self, manager, three):
        for _n in range(2):
            manager.post(finish(three[0]))
        assert Review.objects.count() == 1
        assert "Not in your queue" in manager.get(page(three[0])).content.decode()

    def test_each_reviewer_has_a_queue_of_his_own(self, manager, browse, floor, three):
        manager.post(finish(three[0]))
        assert browse(floor.director).get(QUEUE).context["left"] == 3

    def test_the_evening_stays_chosen(self, manager, floor, three):
        query = f"?consultant={floor.consultant.pk}"
        answer = manager.post(finish(three[0]) + query)
        assert answer.url == page(three[1]) + query

    def test_yesterdays_contacts_stand_under_yesterday(self, manager, floor, now, today):
        before = today - timedelta(days=1)
        opportunity = floor.open(now=now, on=before)
        floor.contact(opportunity, now=now, on=before)
        assert manager.get(QUEUE).context["left"] == 0
        assert manager.get(QUEUE, {"on": before.isoformat()}).context["left"] == 1

    def test_the_page_shows_what_one_judges_by(self, manager, floor, now, today):
        opportunity = floor.open(now=now, on=today)
        floor.contact(opportunity, now=now, on=today, content="上次谈的内容")
        activity = floor.contact(
            opportunity,
            now=now,
            on=today,
            content="好",
            feedback="价格太高",
            note="B 再等等",
            expected_on=today + timedelta(days=20),
        )
        answer = manager.get(page(activity))
        reviewed = answer.context["reviewed"]
        assert (reviewed.before.code, reviewed.after.code) == ("H", "B")
        assert reviewed.direction == "down"
        assert reviewed.red_flags == {"no_content"}
        assert [a.content for a in reviewed.earlier] == ["上次谈的内容"]
        assert reviewed.plans
        text = answer.content.decode()
        assert "价格太高" in text and "Grade lowered" in text

    def test_a_grade_that_stayed_has_no_direction(self, manager, three):
        reviewed = manager.get(page(three[0])).context["reviewed"]
        assert (reviewed.after.code, reviewed.direction) == ("H", "")

    def test_plans_and_other_teams_are_not_found(self, manager, browse, floor, three, now, today):
        plan = three[0].opportunity.activities.planned().first()
        assert manager.get(page(plan)).status_code == 404
        for stranger in (ManagerFactory(store=floor.store), Floor().director):
            client = browse(stranger)
            assert client.get(page(three[0])).status_code == 404
            assert client.post(finish(three[0])).status_code == 404
            assert client.post(writing(three[0]), {"text": "x"}).status_code == 404

    def test_the_number_of_queries_stays(
        self, manager, floor, now, today, three, browse, count_queries
    ):
        other = browse(ManagerFactory(store=floor.store))
        one = count_queries(manager, page(three[0])), count_queries(manager, QUEUE)
        other_count = count_queries(other, QUEUE)
        for n in range(2):
            floor.contact(three[0].opportunity, now=now, on=today)
            manager.post(writing(three[0]), {"text": f"第{n}条"})
        again = floor.contact(three[0].opportunity, now=now, on=today)
        assert count_queries(manager, page(again)) <= one[0] + 1
        assert count_queries(manager, page(three[0])) == one[0]
        assert count_queries(manager, QUEUE) == one[1]
        assert count_queries(other, QUEUE) <= other_count
