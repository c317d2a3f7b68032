"""What may be asked of a card, and what a refusal leaves (R1.4, R2.5)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from followups.retirement.services import approve_request
from foundation.edits import EditForm
from foundation.shown import MARKS
from leads.change_requests.models import ChangeRequest
from leads.change_requests.services import ask_change, refuse_request
from leads.customers.services import DuplicatePhone, update_card
from tests.shown import press

NEW = "13912345678"


@pytest.fixture
def opportunity(evening):
    return evening.open(now=evening.now, on=evening.today)


@pytest.fixture
def customer(opportunity):
    return opportunity.customer


def ask(evening, customer, **values):
    values = {"phone": NEW, "reason": "new number"} | values
    return ask_change(**evening.by(evening.consultant), customer=customer, **values)


def agree(evening, asked, by=None):
    return approve_request(asked, **evening.by(by or evening.manager), on=evening.today)


def test_what_cannot_be_asked(evening, customer):
    taken = evening.open(now=evening.now, on=evening.today, model="Polo").customer
    for values in (
        {"phone": "12"},
        {"phone": taken.phone},
        {"phone": customer.phone},
        {"reason": " "},
    ):
        with pytest.raises(ValidationError):
            ask(evening, customer, **values)
    assert not ChangeRequest.objects.exists()
    ask(evening, customer)
    with pytest.raises(ValidationError):
        ask(evening, customer, name="李雷")


def test_a_number_taken_meanwhile_is_refused_at_the_approval(evening, customer, client):
    asked = ask(evening, customer)
    evening.open(now=evening.now, on=evening.today, phone=NEW)
    with pytest.raises(DuplicatePhone):
        agree(evening, asked)
    client.force_login(evening.manager)
    page = press(client, f"/requests/{asked.pk}/", {"answer": "approve"})
    assert "already on a card" in page.content.decode()
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_a_refusal_says_why_and_another_may_follow(evening, customer):
    asked = ask(evening, customer)
    with pytest.raises(ValidationError):
        refuse_request(asked, **evening.by(evening.manager), reason=" ")
    refuse_request(asked, **evening.by(evening.manager), reason="call them first")
    with pytest.raises(ValidationError):
        agree(evening, asked)
    assert ask(evening, customer).state == "waiting"


def test_who_may_answer(evening, customer):
    asked = ask(evening, customer)
    other = type(evening)(evening.now)
    for person in (evening.consultant, other.manager, other.director):
        with pytest.raises(PermissionDenied):
            agree(evening, asked, by=person)
    assert agree(evening, asked, by=evening.director).state == "approved"


def send(client, url, typed):
    """What stands on the page, with what is typed."""
    form = client.get(url).context["form"]
    values = {bound.html_name: bound.value() or "" for bound in form}
    if isinstance(form, EditForm):
        values[MARKS] = form.marks_as_text()
    return client.post(url, values | typed)


OTHERS = {"wechat": "wx_new", "id_number": "110101199003074477", "source": 1, "channel": "douyin"}


@pytest.fixture
def known(evening):
    card = {"wechat": "wx_old", "id_number": "110101199003074479", "channel": "store"}
    return evening.open(now=evening.now, on=evening.today, **card).customer


def test_r13_4_numbers_source_and_channel_change_when_the_manager_approves(evening, known, client):
    client.force_login(evening.consultant)
    url = f"/customers/{known.pk}/request/"
    send(client, url, OTHERS | {"reason": "as they say"})
    asked = ChangeRequest.objects.get()
    assert asked.others["wechat"] == ["wx_old", "wx_new"] and asked.others["source"] == [3, 1]
    known.refresh_from_db()
    assert (known.wechat, known.source) == ("wx_old", 3)
    client.force_login(evening.manager)
    for address in ("/inbox/", f"/requests/{asked.pk}/"):
        text = client.get(address).content.decode()
        assert "wx_old" in text and "wx_new" in text and "Douyin" in text
    press(client, f"/requests/{asked.pk}/", {"answer": "approve"})
    known.refresh_from_db()
    assert {name: getattr(known, name) for name in OTHERS} == OTHERS
    kept = known.history.first()
    assert (kept.history_user, kept.history_change_reason) == (evening.manager, "as they say")
    text = client.get(f"/customers/{known.pk}/history/").content.decode()
    assert "wx_old" in text and "wx_new" in text


def test_r13_4_what_is_blank_is_completed_and_what_stands_is_not_changed(evening, customer, known):
    by = evening.by(evening.consultant)
    assert update_card(**by, customer=customer, wechat="wx_1", channel="store").wechat == "wx_1"
    for name, value in OTHERS.items():
        with pytest.raises(ValidationError) as refused:
            update_card(**by, customer=known, **{name: value})
        assert name in refused.value.message_dict
    for person in (evening.manager, evening.director):
        with pytest.raises(ValidationError):
            update_card(**evening.by(person), customer=known, wechat="wx_new")


def test_r13_4_the_form_of_a_card_has_only_what_may_be_completed(evening, customer, known, client):
    client.force_login(evening.consultant)
    shown = {
        card: set(client.get(f"/customers/{card.pk}/edit/").context["form"].fields) & set(OTHERS)
        for card in (customer, known)
    }
    assert shown == {customer: {"wechat", "id_number", "channel"}, known: set()}
    page = send(client, f"/customers/{known.pk}/edit/", {"district": "海淀区", "wechat": "wx_new"})
    known.refresh_from_db()
    assert page.status_code == 302 and (known.district, known.wechat) == ("海淀区", "wx_old")


def test_r1_4_who_decides_changes_at_once_and_the_request_is_kept(evening, known, client):
    other = type(evening)(evening.now)
    client.force_login(other.manager)
    assert client.get(f"/customers/{known.pk}/request/").status_code == 404
    client.force_login(evening.manager)
    send(client, f"/customers/{known.pk}/request/", {"wechat": "wx_new", "reason": "seen"})
    known.refresh_from_db()
    asked = ChangeRequest.objects.get()
    assert (known.wechat, asked.state, asked.decided_by) == ("wx_new", "approved", evening.manager)
    # The end of a card stays two acts.
    send(client, f"/customers/{known.pk}/request/?kind=delete", {"reason": "twice"})
    assert ChangeRequest.objects.filter(kind="delete", state="waiting").exists()


def test_r13_4_nothing_changes_nothing(evening, known):
    same = {name: getattr(known, name) for name in OTHERS}
    with pytest.raises(ValidationError):
        ask(evening, known, phone="", **same)
    with pytest.raises(ValidationError):
        ask(evening, known, phone="", source="")
    assert ask(evening, known, phone="", channel="").others == {"channel": ["store", ""]}


def test_r13_4_what_was_completed_meanwhile_is_not_written_over(evening, customer):
    by = evening.by(evening.consultant)
    asked = ask(evening, customer, phone="", wechat="wx_asked")
    update_card(**by, customer=customer, wechat="wx_since")
    with pytest.raises(ValidationError):
        agree(evening, asked)
    customer.refresh_from_db()
    assert customer.wechat == "wx_since"
