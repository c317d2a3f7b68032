"""Whose a number is (R1.3, R2.5)."""

import pytest

from tests.factories import Floor

ABSURD = ["abc", "0", "-1", "9" * 5000, "\0", "1e3", "好" * 3000, "' OR 1=1 --"]


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
