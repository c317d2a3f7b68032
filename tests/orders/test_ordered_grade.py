"""The grade of who has ordered comes from an order, never from a note (R3.1, R6.5)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from foundation.shown import MARKS
from leads.grading.models import Grade, GradingPolicy, StorePolicy
from tests.browsing import fields  # noqa: F401


@pytest.fixture
def consultant(browse, floor):
    return browse(floor.consultant)


@pytest.fixture
def typed(fields, consultant, opportunity, today):  # noqa: F811
    """A contact with a note that says O, and a date a year away."""
    url = reverse("followups:log_contact", args=[opportunity.pk])
    said = {"result": "reached", "content": "谈妥了", "feedback": "就订这台"}
    far = {"note": "ｏ，要白色", "expected_on": today + timedelta(days=365)}
    return url, fields(consultant.get(url), **said, **far)


def test_a_typed_o_is_refused_and_leads_to_the_order_r3_1(consultant, typed, opportunity):
    url, sent = typed
    answer = consultant.post(url, sent)
    assert "comes from an order" in " ".join(answer.context["form"].errors["note"])
    page = answer.content.decode()
    assert "谈妥了" in page and "就订这台" in page and "ｏ，要白色" in page
    address = answer.context["form"].order_url
    assert address in page.replace("&amp;", "&")
    assert consultant.get(address).context["form"]["note"].value() == "要白色"
    opportunity.refresh_from_db()
    assert (opportunity.grade.code, opportunity.activities.executed().count()) == ("H", 0)


def test_once_the_order_is_taken_the_same_form_is_saved(
    consultant, typed, place, opportunity, today
):
    url, sent = typed
    consultant.post(url, sent)
    place(opportunity)
    # The order wrote a note of its own: both are shown, and sent again the typed one stands.
    answer = consultant.post(url, sent)
    form = answer.context["form"]
    assert "O" in form.errors["note"][0] and form["note"].value() == sent["note"]
    assert consultant.post(url, sent | {MARKS: form.marks_as_text()}).status_code == 302
    opportunity.refresh_from_db()
    assert (opportunity.grade.code, opportunity.note) == ("O", "O，要白色")


def test_no_service_lets_it_slip_through(floor, opportunity, now, today):
    with pytest.raises(ValidationError) as error:
        floor.contact(opportunity, now=now, on=today, note="O 订了", next_in=3)
    assert list(error.value.message_dict) == ["note"]
    with pytest.raises(ValidationError) as error:
        floor.open(now=now, on=today, grade="O", days=365)
    assert list(error.value.message_dict) == ["note"]


def test_who_brought_o_along_says_a_grade_at_the_next_contact(floor, opportunity, now, today):
    """An imported note may say O: the next contact finds an order, or another grade."""
    ordered = Grade.objects.get(policy=opportunity.grade.policy, code="O")
    opportunity.changes.update(grade=ordered, note="O 老客户")
    type(opportunity).objects.filter(pk=opportunity.pk).update(grade=ordered, note="O 老客户")
    with pytest.raises(ValidationError):
        floor.contact(opportunity, now=now, on=today)
    floor.contact(opportunity, now=now, on=today, note="A 还没订")
    opportunity.refresh_from_db()
    assert opportunity.grade.code == "A"


def test_every_policy_has_one_r3_1(db):
    for policy in GradingPolicy.objects.all():
        assert policy.grades.filter(is_ordered=True).count() == 1, policy


def test_an_order_in_a_store_of_the_telesales_desk_regrades(floor, place, now, today):
    s2 = GradingPolicy.objects.get(code="S2")
    StorePolicy.objects.create(store=floor.store, policy=s2, effective_from=today)
    opportunity = floor.open(now=now, on=today, grade="2", days=3, plan_in=2)
    place(opportunity)
    opportunity.refresh_from_db()
    assert (opportunity.grade.code, opportunity.note) == ("O", "O 客户")
