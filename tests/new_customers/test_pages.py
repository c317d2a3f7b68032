"""A new customer: card, intent and first plan in one form (R2.1, R2.2, R2.5, R4.6)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from leads.customers.models import Customer
from leads.opportunities.models import Opportunity
from tests.factories import Floor, UserFactory

URL = "/customers/new/"


@pytest.fixture
def card(today):
    return {
        "phone": "138 1234-5678",
        "name": "李雷",
        "gender": "M",
        "customer_type": "private",
        "birthday_unknown": "on",
        "source": "3",
        "district": "海淀区",
        "model": "Golf",
        "note": "a 想要白色",
        "expected_on": today + timedelta(days=10),
    }


@pytest.fixture
def sent(client, fields, card):
    return fields(client.get(URL), **card)


def texts(answer, name):
    return " ".join(answer.context["form"].errors.get(name, []))


def test_district_and_source_are_remembered_and_nothing_of_the_person_r2_1(client, sent, floor):
    first = client.get(URL).context["form"]
    assert (first["customer_type"].value(), first["district"].value()) == ("private", None)
    assert first["birthday_unknown"].value() and first["gender"].value() is None
    client.post(URL, sent | {"source": "5"})
    again = client.get(URL).context["form"]
    assert (again["district"].value(), again["source"].value()) == ("海淀区", 5)
    assert again["gender"].value() is None and again["name"].value() is None


def test_it_registers_card_intent_and_plan(client, sent, today):
    answer = client.post(URL, sent)
    customer = Customer.objects.get()
    assert answer.url == reverse("followups:customer_card", args=[customer.pk])
    assert (customer.phone, customer.birthday) == ("13812345678", date(1900, 1, 1))
    opportunity = customer.opportunities.get()
    assert (opportunity.note, opportunity.grade.code) == ("A 想要白色", "A")
    # A walk-in is called back within a day.
    assert opportunity.activities.get().planned_on == today + timedelta(days=1)


def test_other_sources_follow_the_cadence(client, sent, today):
    client.post(URL, sent | {"source": "5"})
    plan = Opportunity.objects.get().activities.get()
    # The seventh day is a Saturday, on which a dealership sells (R4.3).
    assert plan.planned_on == today + timedelta(days=7)


def test_double_submit_makes_one_card(client, sent):
    assert client.post(URL, sent).url == client.post(URL, sent).url
    assert Customer.objects.count() == 1


def test_a_bad_note_is_kept_with_all_the_rest(client, sent):
    answer = client.post(URL, sent | {"note": "Hello 想要白色"})
    assert "grade letter" in texts(answer, "note")
    page = answer.content.decode()
    assert "Hello 想要白色" in page and "李雷" in page
    assert not Customer.objects.exists()


def test_one_click_corrects_grade_or_date(client, sent, today):
    sent |= {"note": "H 急", "expected_on": today + timedelta(days=12)}
    answer = client.post(URL, sent)
    offered = [correction.value for correction in answer.context["form"].corrections]
    assert offered == ["grade:A", "grade:B", f"date:{today + timedelta(days=7)}"]
    assert client.post(URL, sent | {"correct": "grade:A"}).status_code == 302
    assert Opportunity.objects.get().note == "A 急"


def test_a_past_date_is_refused_with_a_way_out(client, sent, today):
    answer = client.post(URL, sent | {"expected_on": today - timedelta(days=1)})
    assert "past" in texts(answer, "expected_on")
    offered = [correction.value for correction in answer.context["form"].corrections]
    assert offered == [f"date:{today + timedelta(days=15)}"]


@pytest.mark.parametrize("name", ["phone", "name", "gender", "source", "customer_type", "district"])
def test_seven_fields_are_required_r2_1(client, sent, name):
    assert texts(client.post(URL, sent | {name: ""}), name)


def test_the_birthday_is_given_or_unknown(client, sent, today):
    del sent["birthday_unknown"]
    assert texts(client.post(URL, sent), "birthday")
    assert texts(client.post(URL, sent | {"birthday": today + timedelta(days=1)}), "birthday")
    # It is ticked beforehand: a birthday that is given says more.
    both = {"birthday": "1990-05-01", "birthday_unknown": "on"}
    assert client.post(URL, sent | both).status_code == 302
    assert Customer.objects.get().known_birthday == date(1990, 5, 1)


@pytest.mark.parametrize(
    "bad",
    [
        {"phone": "12"},
        {"phone": "１３８\0"},
        {"phone": "9" * 20},
        {"name": "王\0"},
        {"name": "王" * 81},
        {"expected_on": "9999-12-31", "note": "C 观望"},
        {"expected_on": "0001-01-01"},
        {"expected_on": "31.02.2026"},
        {"birthday": "0001-01-01", "birthday_unknown": ""},
        {"budget": "-1"},
        {"budget": "1e400"},
        {"source": "99"},
        {"note": "\U0001f600" * 10_001},
        {"planned_on": "2020-01-01"},
    ],
)
def test_absurd_input_is_refused_in_words(client, sent, bad):
    answer = client.post(URL, sent | bad)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Customer.objects.exists()


class TestDuplicates:
    """Whose card exists, and nothing more (R1.3, R2.5)."""

    def test_ones_own_customer_is_linked(self, client, sent, floor, now, today):
        own = floor.open(now=now, on=today, phone="13812345678").customer
        page = client.post(URL, sent).content.decode()
        assert reverse("followups:customer_card", args=[own.pk]) in page
        assert Customer.objects.count() == 1

    def test_of_a_colleagues_customer_one_learns_the_owner(self, client, sent, floor, now, today):
        colleague = floor.new_consultant(full_name="李娜")
        other = floor.open(
            now=now, on=today, phone="13812345678", consultant=colleague, name="韩梅梅"
        ).customer
        for page in (
            client.post(URL, sent).content.decode(),
            client.post(URL + "phone", {"phone": "１３８ 1234 5678"}).content.decode(),
        ):
            assert "Already a customer of 李娜." in page
            assert "cannot be claimed" in page
            assert "韩梅梅" not in page
            assert reverse("followups:customer_card", args=[other.pk]) not in page

    def test_thirty_days_of_silence_open_him_to_claims(self, client, floor, now, today):
        long_ago = today - timedelta(days=31)
        colleague = floor.new_consultant()
        floor.open(now=now, on=long_ago, phone="13812345678", consultant=colleague)
        page = client.post(URL + "phone", {"phone": "13812345678"}).content.decode()
        assert "can be claimed" in page

    def test_half_a_number_tells_nothing(self, client, floor, now, today):
        floor.open(now=now, on=today, phone="13812345678")
        for half in ("1381234", "", "\0", "1" * 500, "韩"):
            page = client.post(URL + "phone", {"phone": half}).content.decode()
            assert "customer" not in page

    def test_another_stores_customer_is_unknown(self, client, sent, now, today):
        Floor().open(now=now, on=today, phone="13812345678")
        assert client.post(URL, sent).status_code == 302


def test_a_manager_chooses_the_consultant(browse, floor, fields, card):
    manager = browse(floor.manager)
    sent = fields(manager.get(URL), **card)
    assert texts(manager.post(URL, sent), "consultant")
    stranger = Floor().consultant
    assert texts(manager.post(URL, sent | {"consultant": stranger.pk}), "consultant")
    assert manager.post(URL, sent | {"consultant": floor.consultant.pk}).status_code == 302
    assert Customer.objects.get().consultant == floor.consultant


def test_reception_has_no_customer_form(browse, receptionist):
    assert browse(receptionist).get(URL).status_code == 403


def test_a_region_director_registers_nobody(browse, floor):
    director = browse(UserFactory(role="director", store=None, region=floor.store.region))
    assert director.get(URL).status_code == 403
    assert director.post(URL + "first-date").status_code == 403


def test_the_first_date_follows_source_and_note(client, today):
    sent = {"note": "C 观望", "source": "5", "planned_on": "", "default_on": ""}
    page = client.post(URL + "first-date", sent).content.decode()
    assert f'value="{today + timedelta(days=30)}"' in page
