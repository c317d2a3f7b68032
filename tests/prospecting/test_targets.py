"""Target, prospect, buyer, inactive: names on a list, worked on and promoted (R2.5, R2.6, R14.2)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.confidentiality.services import publish
from followups.errands.services import finish_errand, give_errand
from followups.prospecting.services import promote
from foundation.shown import MARKS
from leads.companies.models import ContactPerson
from leads.companies.services import add_part
from leads.customers.models import Customer, Lifecycle
from leads.customers.services import DuplicatePhone
from leads.opportunities.models import Opportunity
from leads.prospecting.models import TargetCustomer
from leads.prospecting.services import (
    OnListAlready,
    change_target,
    put_on_card,
    set_aside,
    take_up,
)
from tests.factories import Floor, UserFactory, plan_on

LIST = reverse("leads:target_list")
CREATE = reverse("leads:target_create")


def press(client, url, **typed):
    form = client.get(url).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    values = {name: "" if value is None else value for name, value in values.items()}
    values = {name: value for name, value in values.items() if value is not False}
    values |= {MARKS: form.marks_as_text()} if hasattr(form, "marks_as_text") else {}
    return client.post(url, values | typed, follow=True), values | typed


def promoted(floor, target, now, **card):
    return promote(
        target,
        by=floor.consultant,
        now=now,
        on=now.date(),
        consultant=floor.consultant,
        card=floor.card(name=target.name, phone=target.phone, customer_type="company") | card,
        intent={
            "model": "Golf",
            "note": "H 客户",
            "expected_on": now.date() + timedelta(days=5),
        },
        plan=plan_on(now.date() + timedelta(days=2)),
    )


def test_r2_6_a_name_on_the_list_is_no_customer(put):
    target = put()
    assert target.is_on_list and not Customer.objects.exists() and not Opportunity.objects.exists()


def test_r14_2_worked_on_promoted_with_its_history(floor, put, now, browse):
    target = put()
    add_part("person", by=floor.consultant, now=now, owner=target, name="陈建", position="采购")
    call = give_errand(
        by=floor.consultant,
        now=now,
        person=floor.consultant,
        kind="call",
        text="电话了解车队",
        due_at=now + timedelta(hours=1),
        target=target,
    )
    finish_errand(call, by=floor.consultant, now=now, result="年底要换五辆车")
    opportunity = promoted(floor, target, now)
    customer = opportunity.customer
    target.refresh_from_db()
    assert target.customer == customer and target.promoted_on == now.date()
    assert customer.lifecycle == Lifecycle.PROSPECT
    card = browse(floor.consultant).get(reverse("followups:customer_card", args=[customer.pk]))
    text = card.content.decode()
    assert "年底要换五辆车" in text and "陈建" in text
    assert list(ContactPerson.objects.of_customer(customer)) == list(ContactPerson.objects.all())
    assert target not in TargetCustomer.objects.on_list()
    with pytest.raises(ValidationError):
        promoted(floor, target, now, phone=floor.new_phone())


def test_r2_5_a_number_that_is_known_leads_to_its_card(floor, put, now, browse):
    known = floor.open(now=now, on=now.date(), name="王小明").customer
    with pytest.raises(DuplicatePhone):
        put(phone=known.phone)
    target = put(phone=f"+86 {floor.new_phone()}")
    assert len(target.phone) == 11
    with pytest.raises(OnListAlready):
        put(phone=target.phone)
    with pytest.raises(DuplicatePhone):
        change_target(by=floor.consultant, now=now, target=target, phone=known.phone)
    answer, _sent = press(browse(floor.consultant), CREATE, name="x", phone=known.phone)
    assert reverse("followups:customer_card", args=[known.pk]) in answer.content.decode()
    # A colleague's card is named to nobody.
    other, _sent = press(browse(floor.new_consultant()), CREATE, name="x", phone=known.phone)
    assert known.name not in other.content.decode()
    assert reverse("followups:phone_lookup") in other.content.decode()
    assert TargetCustomer.objects.count() == 1


def test_r2_5_one_that_is_a_customer_already_is_put_on_that_card(floor, put, now, browse):
    target = put()
    known = floor.open(now=now, on=now.date()).customer
    client = browse(floor.consultant)
    page, _sent = press(
        client, reverse("followups:target_promote", args=[target.pk]), phone=known.phone
    )
    join = f"{reverse('followups:target_promote', args=[target.pk])}?card={known.pk}"
    assert join in page.content.decode()
    answer, values = press(client, join)
    assert answer.request["PATH_INFO"] == reverse("followups:customer_card", args=[known.pk])
    client.post(join, values)
    target.refresh_from_db()
    assert target.customer == known and target.history.count() == 2
    stranger = floor.open(now=now, on=now.date(), consultant=floor.new_consultant()).customer
    with pytest.raises(PermissionDenied):
        put_on_card(by=floor.consultant, now=now, on=now.date(), target=put(), customer=stranger)


def test_r2_6_inactive_with_reason_and_date_and_taken_up_again(floor, put, now, browse):
    target, client = put(), browse(floor.consultant)
    on = {"on": now.date(), "now": now}
    with pytest.raises(ValidationError):
        set_aside(by=floor.consultant, **on, target=target, reason=" ")
    answer, _sent = press(client, reverse("leads:target_aside", args=[target.pk]), reason="已搬走")
    assert "已搬走" in answer.content.decode()
    target.refresh_from_db()
    assert (target.inactive_on, target.inactive_reason) == (now.date(), "已搬走")
    assert not client.get(LIST).context["page_obj"].object_list
    assert target in client.get(f"{LIST}?stage=inactive").context["page_obj"].object_list
    with pytest.raises(ValidationError):
        promoted(floor, target, now)
    with pytest.raises(ValidationError):
        change_target(by=floor.consultant, now=now, target=target, name="x")
    for _twice in range(2):
        client.post(reverse("leads:target_take_up", args=[target.pk]))
    target.refresh_from_db()
    assert target.is_on_list and target.history.count() == 3
    take_up(by=floor.consultant, now=now, target=target)


def test_r14_2_who_sees_and_works_on_which(floor, put, now):
    mine, nobodys = put(), put(by=floor.manager, consultant=None)
    second, stranger = floor.new_consultant(), Floor()
    general = UserFactory(store=floor.store, role="general_manager")
    for user, seen in (
        (floor.consultant, {mine}),
        (second, set()),
        (floor.manager, {mine, nobodys}),
        (floor.director, {mine, nobodys}),
        (general, {mine, nobodys}),
        (stranger.manager, set()),
        (UserFactory(store=floor.store, role="finance"), set()),
    ):
        assert set(TargetCustomer.objects.visible_to(user)) == seen, user.role
    for user in (second, general, stranger.director):
        with pytest.raises(PermissionDenied):
            change_target(by=user, now=now, target=mine, name="x")
    given = change_target(by=floor.manager, now=now, target=nobodys, consultant=second)
    assert set(TargetCustomer.objects.visible_to(second)) == {given}
    with pytest.raises(ValidationError):
        change_target(by=floor.manager, now=now, target=mine, consultant=stranger.consultant)


def test_r14_2_by_the_pages_once_and_no_old_form(floor, put, now, browse):
    client = browse(floor.manager)
    bad, _sent = press(client, CREATE, name="", phone="12", email="x", consultant="9" * 30)
    assert set(bad.context["form"].errors) == {"name", "phone", "email", "consultant"}
    typed = {"name": "蓝天旅行社", "size": "large", "consultant": floor.consultant.pk}
    _page, values = press(client, CREATE, **typed)
    client.post(CREATE, values)
    target = TargetCustomer.objects.get()
    assert (target.consultant, target.store, target.size) == (
        floor.consultant,
        floor.store,
        "large",
    )
    edit = reverse("leads:target_edit", args=[target.pk])
    old = client.get(edit).context["form"]
    press(browse(floor.consultant), edit, trade="旅游")
    values = {bound.html_name: "" if bound.value() is None else bound.value() for bound in old} | {
        MARKS: old.marks_as_text(),
        "remark": "朋友介绍",
    }
    client.post(edit, values)
    target.refresh_from_db()
    assert (target.trade, target.remark) == ("旅游", "朋友介绍")


def test_r14_2_found_by_name_number_and_stage(floor, put, browse):
    client, target = browse(floor.manager), put(name="ＡＢＣ 租赁", size="small")
    put(name="别家", consultant=None, by=floor.manager)

    def shown(query):
        return list(client.get(f"{LIST}?{query}").context["page_obj"].object_list)

    for query in ("q=abc", f"q={target.phone}", "size=small", f"consultant={floor.consultant.pk}"):
        assert shown(query) == [target], query
    assert shown("stage=promoted") == []
    assert len(shown("consultant=null")) == 1
    for query in ("q=a%00b", "consultant=99999999999999999999", "stage=x", "page=-1"):
        assert client.get(f"{LIST}?{query}").status_code == 200


@pytest.mark.parametrize("of_one", [False, True])
def test_r14_2_the_queries_do_not_grow(floor, put, now, browse, count_queries, of_one):
    client, target = browse(floor.manager), put()
    url = reverse("followups:target", args=[target.pk]) if of_one else LIST

    def fill():
        put()
        for part, told in (
            ("person", {"name": "陈建", "phone": floor.new_phone()}),
            ("vehicle", {"brand": "大众"}),
            ("contract", {"number": "1", "subject": "保养", "from_on": now.date()}),
        ):
            add_part(part, by=floor.consultant, now=now, owner=target, **told)
        give_errand(
            by=floor.manager,
            now=now,
            person=floor.consultant,
            kind="visit",
            text="拜访",
            due_at=now + timedelta(hours=1),
            target=target,
        )

    fill()
    few = count_queries(client, url)
    fill()
    fill()
    assert count_queries(client, url) == few


def test_r13_4_numbers_are_masked_until_the_agreement_is_signed(floor, put, now, browse):
    target, number = put(), floor.new_phone()
    add_part("person", by=floor.consultant, now=now, owner=target, name="陈建", phone=number)
    pages = [LIST, reverse("followups:target", args=[target.pk])]

    def shown():
        texts = [browse(floor.consultant).get(page).content.decode() for page in pages]
        return [f"tel:{target.phone}" in texts[0], f"tel:{number}" in texts[1]]

    assert shown() == [True, True]
    publish(
        by=UserFactory(store=floor.store, role="general_manager"),
        now=now,
        stores=[floor.store],
        text_zh="客户号码不得外传。",
        text_en="No number leaves the house.",
        counts_from=now.date(),
    )
    assert shown() == [False, False]
    for name in ("leads:target_edit", "followups:target_promote"):
        page = browse(floor.consultant).get(reverse(name, args=[target.pk]))
        assert target.phone not in page.content.decode()


def test_r1_3_what_became_a_colleagues_customer_is_read_on_the_card_alone(floor, put, now, browse):
    target, owner = put(wechat="yuanhang88"), floor.new_consultant()
    page = reverse("followups:target", args=[target.pk])
    card = floor.open(now=now, on=now.date(), consultant=owner).customer
    put_on_card(by=floor.manager, now=now, on=now.date(), target=target, customer=card)
    add_part("person", by=owner, now=now, owner=card, name="陈建", phone=floor.new_phone())
    led, former = browse(floor.manager).get(page), browse(floor.consultant).get(page)
    link = reverse("followups:customer_card", args=[card.pk])
    assert "陈建" in led.content.decode() and link in led.content.decode()
    text = former.content.decode()
    assert str(owner) in text
    for told in ("陈建", link, "yuanhang88", f"tel:{target.phone}"):
        assert told not in text


def test_r2_6_what_is_set_aside_leaves_no_open_task(floor, put, now):
    target = put()
    task = {"kind": "visit", "text": "拜访", "due_at": now + timedelta(hours=1), "target": target}
    who = {"by": floor.manager, "now": now}
    errand = give_errand(**who, person=floor.consultant, **task)
    for _twice in range(2):
        set_aside(**who, on=now.date(), target=target, reason="已搬走")
    errand.refresh_from_db()
    assert (errand.cancelled_at, errand.cancel_reason) == (now, "已搬走")
    target.refresh_from_db()
    with pytest.raises(ValidationError):
        give_errand(**who, person=floor.consultant, **task)


@pytest.mark.parametrize("is_own", [True, False])
def test_r2_5_one_whose_number_is_on_a_card_by_now_leads_there(floor, put, now, browse, is_own):
    target = put()
    page, owner = reverse("followups:target", args=[target.pk]), floor.new_consultant()
    assert not browse(floor.consultant).get(page).context["found"]
    whose = floor.consultant if is_own else owner
    card = floor.open(now=now, on=now.date(), consultant=whose, phone=target.phone).customer
    text = browse(floor.consultant).get(page).content.decode()
    join = f"{reverse('followups:target_promote', args=[target.pk])}?card={card.pk}"
    assert (join in text) == is_own and (f"Already a customer of {owner}" in text) != is_own
