"""Whose a number is (R1.3, R2.5)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from followups.phone_lookup.models import PhoneLookup
from followups.phone_lookup.services import count_lookup
from tests.factories import Floor

ABSURD = ["abc", "0", "-1", "9" * 5000, "\0", "1e3", "好" * 3000, "' OR 1=1 --"]


@pytest.fixture
def number():
    return iter(range(13_900_000_000, 13_900_001_000))


class TestLimit:
    """Whoever tries numbers out learns of few (R1.3)."""

    def ask(self, browser, number):
        return browser.get("/phone/", {"phone": str(next(number))}).content.decode()

    def test_the_sixty_first_number_within_an_hour_is_refused(self, browse, floor, number):
        browser = browse(floor.consultant)
        for _n in range(60):
            assert "very many numbers" not in self.ask(browser, number)
        assert "very many numbers" in self.ask(browser, number)
        # Every other door to the same answer is closed as well, and only theirs.
        asked = {"phone": str(next(number))}
        assert "very many" in browser.get("/claims/new/", asked).content.decode()
        assert browser.post("/customers/new/phone", asked).context["found"] is None
        assert "very many" in browser.post("/reception/new/caller", asked).content.decode()
        assert "very many" not in self.ask(browse(floor.manager), number)

    def test_the_same_number_counts_once(self, browse, floor):
        browser = browse(floor.consultant)
        for _n in range(70):
            page = browser.get("/phone/", {"phone": "13900000000"}).content.decode()
        assert "very many" not in page

    def test_an_hour_later_one_may_ask_again(self, floor, now, number):
        for n in range(60):
            count_lookup(by=floor.consultant, phone=str(n), now=now)
        with pytest.raises(ValidationError):
            count_lookup(by=floor.consultant, phone="x", now=now)
        later = now + timedelta(hours=1, seconds=1)
        count_lookup(by=floor.consultant, phone="x", now=later)
        assert not PhoneLookup.objects.filter(number__contains="x").exists()


class TestPhoneLookup:
    URL = "/phone/"

    def test_everyone_of_the_store_learns_the_owner_only(
        self, browse, floor, receptionist, now, today
    ):
        floor.open(now=now, on=today, name="韩梅梅", phone="13812345678")
        page = browse(receptionist).get(self.URL, {"phone": "+86 138 1234 5678"}).content.decode()
        assert floor.consultant.full_name in page and "cannot be claimed" in page
        assert "韩梅梅" not in page and "/customers/" not in page

    def test_another_store_learns_nothing(self, browse, floor, now, today):
        floor.open(now=now, on=today, phone="13812345678")
        page = browse(Floor().consultant).get(self.URL, {"phone": "13812345678"}).content.decode()
        assert "No card has this number." in page
        assert floor.consultant.full_name not in page

    @pytest.mark.parametrize("value", [*ABSURD, "1381234"])
    def test_what_is_no_whole_number_is_refused(self, client, value):
        answer = client.get(self.URL, {"phone": value})
        assert answer.status_code == 200
        assert not answer.context["found"]

    def test_the_fragment_is_the_same_part(self, client):
        asked = {"phone": "13812345678"}
        part = client.get(self.URL, asked, headers={"hx-request": "true"}).content.decode()
        assert part.lstrip().startswith('<div id="lookup-result"')
        assert part.strip() in client.get(self.URL, asked).content.decode()
