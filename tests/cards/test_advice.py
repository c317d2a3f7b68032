"""Advice on the card and in the form of a contact (R4.12)."""

from datetime import timedelta

from django.urls import reverse


class TestAdvice:
    def unanswered(self, floor, now, today, times):
        opportunity = floor.open(now=now, on=today)
        for _n in range(times):
            floor.contact(opportunity, now=now, on=today, result="no_answer", content="没接")
        return opportunity

    def test_on_the_card_and_in_the_contact_form(self, client, floor, now, today):
        opportunity = self.unanswered(floor, now, today, 3)
        for url in (
            f"/customers/{opportunity.customer_id}/",
            reverse("followups:log_contact", args=[opportunity.pk]),
        ):
            assert "not reached three times running" in client.get(url).content.decode()
        opportunity.refresh_from_db()
        assert (opportunity.state, opportunity.grade.code) == ("executing", "H")

    def test_not_after_two(self, client, floor, now, today):
        opportunity = self.unanswered(floor, now, today, 2)
        page = client.get(f"/customers/{opportunity.customer_id}/").content.decode()
        assert "three times" not in page

    def test_a_raised_grade_is_progress(self, client, floor, now, today):
        opportunity = floor.open(now=now, on=today, grade="B", days=20)
        for note in ("B 一", "A 二", "A 三"):
            days = {"expected_on": today + timedelta(days=12 if note[0] == "A" else 20)}
            floor.contact(opportunity, now=now, on=today, note=note, **days)
        page = client.get(f"/customers/{opportunity.customer_id}/").content.decode()
        assert "Three talks" not in page
        for _n in range(2):
            floor.contact(opportunity, now=now, on=today)
        page = client.get(f"/customers/{opportunity.customer_id}/").content.decode()
        assert "Three talks" in page
