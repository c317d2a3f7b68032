"""A warm customer is lost only once somebody else has asked them (R2.7, R9.6)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.urls import reverse

from accounts.confidentiality.models import Agreement, Signature
from accounts.confidentiality.services import publish
from accounts.notices.models import Notice
from accounts.people.models import User
from compliance.audit.services import run_audit
from compliance.decisions.queries import count_waiting, waiting_items
from compliance.findings.models import Finding
from followups.deadlines.services import sync
from followups.ownership.services import reopen_opportunity
from followups.withdrawals.services import undo
from foundation.decisions import kind_of
from foundation.shown import MARKS
from leads.customers.models import Customer, Lifecycle
from leads.grading.queries import IntentReader
from leads.opportunities.models import State
from service.losses.models import LossReview
from service.losses.services import record_call, take_back, tell_late
from service.losses.tasks import watch_losses
from tests.factories import UserFactory, plan_on

LIST = reverse("service:loss_list")
HOUR = timedelta(hours=1)


def told(person, kind):
    return Notice.objects.filter(person=person, kind=f"loss.{kind}")


def back(review, floor, *, by=None, at=None, reason="他还想要白色的", note="A 还在比价", days=10):
    at = at or floor.now
    reader = IntentReader.of_opportunity(review.opportunity, on=at.date())
    return take_back(
        review,
        by=by or floor.manager,
        now=at,
        on=at.date(),
        intent=reader.read(note, at.date() + timedelta(days=days)),
        plan=plan_on(at.date() + timedelta(days=2)),
        said="没有买，等报价",
        reason=reason,
    )


def call(review, floor, *, by=None, at=None, word="lost", said="买了卡罗拉", agrees=True, **how):
    return record_call(
        review,
        by=by or floor.manager,
        now=at or floor.now,
        word=word,
        said=said,
        agrees=agrees,
        **how,
    )


@pytest.mark.parametrize("grade", ["H", "A", "B"])
def test_r2_7_a_warm_loss_is_a_request_to_the_manager(floor, now, grade):
    days = {"H": 5, "A": 10, "B": 20}[grade]
    opportunity = floor.open(now=now, on=now.date(), grade=grade, days=days, model="Polo")
    review = floor.lose(opportunity, competitor_price=Decimal("119800"))
    assert (review.grade, review.reason, review.competitor) == (grade, "competitor", "Corolla")
    assert (review.price, review.consultant, review.caller) == (119800, floor.consultant, "manager")
    (notice,) = told(floor.manager, "asked")
    assert "王" in str(notice) and "王小明" not in str(notice)
    assert count_waiting(floor.manager) == 1 and count_waiting(floor.director) == 0


def test_r2_7_cooler_losses_stand_at_once(floor, now):
    cool = floor.open(now=now, on=now.date(), grade="C", days=60, model="Polo")
    assert floor.lose(cool) is None
    cool.refresh_from_db()
    assert cool.state == State.LOST and not LossReview.objects.exists()


def test_r2_7_who_is_cooled_down_just_before_is_as_warm_as_before(floor, now):
    """H becomes C in the very contact that loses it; another one became C two days before."""
    on = now.date()
    review = floor.lose(note="C 不急了", expected_on=on + timedelta(days=60))
    assert review.grade == "H"
    other = floor.open(now=now, on=on, model="Polo")
    floor.contact(
        other, now=now, on=on, note="C 不急了", expected_on=on + timedelta(days=60), next_in=9
    )
    later = now + timedelta(days=2)
    assert floor.lose(other, at=later).grade == "H"
    long_ago = floor.open(now=now, on=on, model="Golf GTI")
    floor.contact(
        long_ago, now=now, on=on, note="C 不急了", expected_on=on + timedelta(days=60), next_in=9
    )
    assert floor.lose(long_ago, at=now + timedelta(days=9)) is None


def test_r2_7_the_call_is_owed_within_48_working_hours(floor, now):
    """Nine opening hours a day: five days and three hours, over a weekend; the store may say fewer."""
    review = floor.lose()
    assert review.due_at == (now + timedelta(days=7)).replace(hour=13)
    floor.policy.within_hours = 2
    floor.policy.save()
    other = floor.open(now=now, on=now.date(), model="Polo")
    assert floor.lose(other).due_at == now + 2 * HOUR


def test_r6_3_nothing_is_owed_while_the_review_waits(floor, now):
    """Lost from the day on which it was said; no plan, cadence or date breaks meanwhile (ADR 60)."""
    review = floor.lose()
    for days in range(1, 12):
        run_audit(floor.store, on=now.date() + timedelta(days=days), now=now + timedelta(days=days))
    assert not Finding.objects.exists()
    later = now + timedelta(days=24)
    back(review, floor, at=later, note="H 还要", days=5)
    run_audit(floor.store, on=later.date(), now=later + HOUR)
    assert not Finding.objects.exists()
    call_command("check_deadlines")
    contact = floor.opportunity.activities.executed().latest("pk")
    assert (contact.content, contact.executed_on) == ("没有买，等报价", later.date())


def test_r9_6_agreed_after_the_customer_was_asked(floor, now):
    review = floor.lose()
    with pytest.raises(ValidationError) as refused:
        call(review, floor, word="silent", said="")
    assert "agrees" in refused.value.message_dict
    assert not review.calls.exists()
    with pytest.raises(ValidationError) as refused:
        call(review, floor, said=" ")
    assert "said" in refused.value.message_dict
    done = call(review, floor)
    assert (done.state, done.word, done.decided_by) == ("agreed", "lost", floor.manager)
    assert told(floor.consultant, "agreed") and not told(floor.manager, "asked").unread()
    review.opportunity.refresh_from_db()
    assert review.opportunity.state == State.LOST
    with pytest.raises(ValidationError):
        call(review, floor)


def test_r9_6_nobody_answering_is_agreed_after_two_calls_an_hour_apart(floor, now):
    review = floor.lose()
    silent = {"word": "silent", "said": ""}
    call(review, floor, agrees=False, **silent)
    with pytest.raises(ValidationError):
        call(review, floor, at=now + HOUR / 2, **silent)
    assert call(review, floor, at=now + HOUR, **silent).state == "agreed"


def test_r2_7_a_customer_is_won_back(floor, now):
    review = floor.lose()
    done = back(review, floor)
    opportunity = review.opportunity
    opportunity.refresh_from_db()
    assert (opportunity.state, opportunity.grade.code) == (State.EXECUTING, "A")
    assert opportunity.activities.planned().count() == 1
    assert (done.state, done.word) == ("reopened", "not_lost") and done.is_false
    (notice,) = told(floor.consultant, "reopened")
    assert "他还想要白色的" in str(notice) and notice.of_kind.stands
    again = floor.lose(opportunity, at=now + timedelta(days=1))
    assert again and again.pk != review.pk


def test_r2_7_against_the_customers_word_with_a_reason_and_it_stays_a_false_loss(floor, now):
    review = floor.lose()
    with pytest.raises(ValidationError) as refused:
        call(review, floor, word="not_lost", said="还要买")
    assert "reason" in refused.value.message_dict
    done = call(review, floor, word="not_lost", said="还要买", reason="明年才有指标")
    assert done.state == "agreed" and done.is_false


def test_r2_7_only_who_leads_them_and_never_who_lost_it(floor, now):
    review = floor.lose()
    for person in (floor.consultant, floor.other, floor.service):
        with pytest.raises(PermissionDenied):
            call(review, floor, by=person)
    other = floor.open(now=now, on=now.date(), model="Polo")
    of_manager = floor.lose(other, by=floor.manager)
    assert of_manager.caller == "director" and told(floor.director, "asked").count() == 1
    with pytest.raises(PermissionDenied):
        call(of_manager, floor)
    assert call(of_manager, floor, by=floor.director).state == "agreed"


def test_r9_6_a_sample_is_called_by_customer_service(floor, now):
    """Whom they find not to be lost goes back to executing only through a manager (R2.7)."""
    floor.sample("service")
    review = floor.lose()
    assert review.caller == "service" and told(floor.service, "asked")
    assert not told(floor.manager, "asked") and count_waiting(floor.manager) == 0
    with pytest.raises(PermissionDenied):
        call(review, floor)
    with pytest.raises(PermissionDenied):
        back(review, floor, by=floor.service)
    with pytest.raises(ValidationError):
        call(review, floor, by=floor.service, word="not_lost", said="还要", reason="x")
    waits = call(review, floor, by=floor.service, word="not_lost", said="还要买", agrees=False)
    assert waits.is_waiting and waits.caller == "manager"
    assert told(floor.manager, "not_lost").count() == 1
    assert back(waits, floor).state == "reopened"


def test_r9_6_a_sample_goes_to_another_manager_and_is_drawn_the_same_way_twice(floor, now):
    floor.sample("other")
    review = floor.lose()
    assert (review.caller, review.reviewer) == ("other", floor.other)
    assert [item.record or item.pk for item in waiting_items(floor.other)] == [review.pk]
    assert back(review, floor, by=floor.other).state == "reopened"


def test_r10_3_a_late_review_goes_to_the_director(floor, now, monkeypatch):
    review = floor.lose()
    tell_late(review, now=review.due_at)
    assert not told(floor.manager, "late")
    monkeypatch.setattr("service.losses.tasks.clock", lambda: review.due_at + HOUR)
    for _twice in range(2):
        watch_losses()
    for person in (floor.manager, floor.director):
        assert told(person, "late").count() == 1
    assert count_waiting(floor.director) == 1
    assert call(review, floor, by=floor.director).state == "agreed"


def test_r2_7_an_undone_loss_asks_nobody(floor, now):
    floor.lose(at=now + timedelta(minutes=1))
    contact = floor.opportunity.activities.executed().get()
    undo(by=floor.consultant, now=now + timedelta(minutes=2), activity=contact)
    review = LossReview.objects.get()
    assert review.state == "withdrawn" and not told(floor.manager, "asked").unread()
    assert floor.lose(at=now + timedelta(minutes=5)).pk != review.pk


def test_r2_7_what_was_called_about_is_not_undone(floor, now):
    review = floor.lose(at=now + timedelta(minutes=1))
    back(review, floor, at=now + timedelta(minutes=2))
    first, talk = floor.opportunity.activities.executed().order_by("pk")
    for by, activity in ((floor.consultant, first), (floor.manager, talk)):
        with pytest.raises(ValidationError):
            undo(by=by, now=now + timedelta(minutes=3), activity=activity)


def test_r2_7_what_was_lost_before_comes_by_again_unasked(floor, now):
    """As an old loss does whose customer is handed over, or whose deadlines are mended."""
    floor.lose()
    LossReview.objects.all().delete()
    floor.open(now=now + timedelta(days=3), on=now.date() + timedelta(days=3), model="Polo")
    sync([floor.opportunity.pk])
    assert not LossReview.objects.exists()


def test_r2_7_taken_up_on_its_card_is_a_review_too(floor, now):
    review = floor.lose()
    on = now.date()
    reader = IntentReader.of_opportunity(floor.opportunity, on=on)
    reopen_opportunity(
        by=floor.manager,
        now=now + HOUR,
        on=on,
        opportunity=floor.opportunity,
        intent=reader.read("H 还要", on + timedelta(days=3)),
        plan=plan_on(on + timedelta(days=1)),
        reason="客户来电",
    )
    review.refresh_from_db()
    assert (review.state, review.decided_by) == ("reopened", floor.manager)


def test_r2_7_no_call_is_skipped_by_deciding_many(floor):
    kind = kind_of("loss")
    assert kind.approve is None and kind.refuse is None


def press(client, url, **typed):
    form = client.get(url).context["form"]
    marks = {MARKS: form.marks_as_text()} if hasattr(form, "marks_as_text") else {}
    return client.post(url, {"token": form["token"].value()} | marks | typed, follow=True)


def test_r2_7_by_the_pages(floor, now, browse):
    review = floor.lose()
    page = reverse("service:loss", args=[review.pk])
    desk = browse(floor.manager)
    assert floor.opportunity.customer.phone in desk.get(page).content.decode()
    bad = press(desk, page, word="sure", said="\0", agrees="", reason="x" * 400)
    assert set(bad.context["form"].errors) >= {"word", "said", "agrees", "reason"}
    press(desk, page, word="silent", said="", agrees="no")
    assert review.calls.count() == 1
    press(
        desk,
        reverse("service:loss_take_back", args=[review.pk]),
        said="还在看",
        reason="价格可以再谈",
        note="A 再谈价格",
        expected_on=(now.date() + timedelta(days=10)).isoformat(),
        planned_on=(now.date() + timedelta(days=2)).isoformat(),
        expected_content="报价",
    )
    review.refresh_from_db()
    assert review.state == "reopened"
    own = browse(floor.consultant)
    text = own.get(page).content.decode()
    assert "价格可以再谈" in text and "还在看" in text
    card = reverse("followups:customer_card", args=[floor.opportunity.customer_id])
    assert "价格可以再谈" in own.get(card).content.decode()
    assert browse(floor.other).get(page).status_code == 404
    assert browse(floor.service).get(page).status_code == 404


def test_r9_6_false_losses_per_person_with_the_rows_behind(floor, now, browse):
    """Of the consultant two were reviewed, one of them was none: too few for a share."""
    call(floor.lose(), floor)
    other = floor.open(now=now, on=now.date(), model="Polo", name="李四")
    back(floor.lose(other), floor)
    floor.lose(floor.open(now=now, on=now.date(), model="Passat", name="陈十"))
    client = browse(floor.director)
    sheet = client.get(reverse("reports:loss-reviews")).content.decode()
    assert "too few to say" in sheet and "欧阳娜" in sheet
    rows = client.get(
        reverse("reports:loss-reviews_rows") + f"?show=false&by_person={floor.consultant.pk}"
    ).content.decode()
    assert "李四" in rows and "欧阳娜" not in rows and "陈十" not in rows


def test_r9_6_a_store_sets_its_own_policy(floor, now, browse):
    page = reverse("service:loss_policy") + f"?store={floor.store.pk}"
    press(
        browse(floor.director),
        page,
        codes="h，a",
        within_hours="24",
        sample_percent="0",
        sampled_by="other",
    )
    floor.policy.refresh_from_db()
    assert (floor.policy.codes, floor.policy.within_hours) == ("H A", 24)
    cool = floor.open(now=now, on=now.date(), grade="B", days=20, model="Polo")
    assert floor.lose(cool) is None
    bad = press(
        browse(floor.director),
        page,
        codes="H",
        within_hours="9" * 30,
        sample_percent="101",
        sampled_by="me",
    )
    assert set(bad.context["form"].errors) == {"within_hours", "sample_percent", "sampled_by"}


def test_the_lists_take_as_many_queries_for_three_as_for_one(floor, now, browse, count_queries):
    floor.lose()
    client, sheet = browse(floor.manager), reverse("reports:loss-reviews")
    one = (
        count_queries(client, LIST),
        count_queries(client, sheet),
        count_queries(client, "/inbox/"),
    )
    for model in ("Polo", "Passat"):
        floor.lose(floor.open(now=now, on=now.date(), model=model))
    assert one == (
        count_queries(client, LIST),
        count_queries(client, sheet),
        count_queries(client, "/inbox/"),
    )


def test_r13_4_the_number_is_shown_to_who_has_signed(floor, now, browse):
    page = reverse("service:loss", args=[floor.lose().pk])
    agreement = Agreement.objects.create(
        store=floor.store, number=1, text_zh="保密", counts_from=now.date(), begins_at=now,
        published_by=floor.director, published_at=now,
    )  # fmt: skip
    number, desk = floor.opportunity.customer.phone, browse(floor.manager)
    assert number not in desk.get(page).content.decode()
    Signature.objects.create(agreement=agreement, person=floor.manager, signed_at=now)
    assert number in desk.get(page).content.decode()


def test_r2_6_of_a_card_out_of_use_no_call_is_owed(floor, now, monkeypatch):
    review, customer = floor.lose(), floor.opportunity.customer
    Customer.objects.filter(pk=customer.pk).update(lifecycle=Lifecycle.INACTIVE)
    monkeypatch.setattr("service.losses.tasks.clock", lambda: review.due_at + HOUR)
    watch_losses()
    assert count_waiting(floor.manager) == 0 and not told(floor.director, "late")
    Customer.objects.filter(pk=customer.pk).update(lifecycle=Lifecycle.PROSPECT)
    assert count_waiting(floor.manager) == 1


def test_r13_4_who_calls_reads_the_number_once_they_have_signed(floor, now, browse):
    page = reverse("service:loss", args=[floor.lose().pk])
    number = floor.opportunity.customer.phone
    assert number in browse(floor.manager).get(page).content.decode()
    publish(
        by=UserFactory(store=floor.store, role="general_manager"),
        now=now,
        stores=[floor.store],
        text_zh="客户号码不得外传。",
        text_en="No number leaves the house.",
        counts_from=now.date(),
    )
    assert number not in browse(floor.manager).get(page).content.decode()


def test_r1_3_another_manager_is_led_to_no_card_that_is_not_theirs(floor, now, browse):
    floor.sample("other")
    floor.lose()
    card = reverse("followups:customer_card", args=[floor.opportunity.customer_id])
    inbox = browse(floor.other).get("/inbox/").content.decode()
    assert str(floor.opportunity.customer) in inbox and card not in inbox


def test_r9_6_a_loss_that_is_undone_and_said_again_is_drawn_as_before(floor, now, monkeypatch):
    drawn = []
    monkeypatch.setattr("service.losses.services.draw", lambda key, percent: drawn.append(key))
    for minutes in (1, 3, 5):
        floor.lose(at=now + timedelta(minutes=minutes))
        contact = floor.opportunity.activities.executed().get()
        undo(by=floor.consultant, now=now + timedelta(minutes=minutes + 1), activity=contact)
    assert len(drawn) == 3 and len(set(drawn)) == 1


def lost_by_the_director(floor):
    """A consultant without a manager; the store's only director enters the loss."""
    floor.consultant.manager = None
    floor.consultant.save()
    floor.opportunity.consultant.refresh_from_db()
    return floor.lose(by=floor.director)


def test_r2_7_what_the_only_director_lost_goes_to_the_director_of_the_region(floor, now):
    above = UserFactory(store=None, region=floor.store.region, role="director")
    review = lost_by_the_director(floor)
    assert review.caller == "director" and told(above, "asked").exists()
    assert not told(floor.director, "asked").exists()
    with pytest.raises(PermissionDenied):
        call(review, floor, by=floor.director)
    call(review, floor, by=above)
    review.refresh_from_db()
    assert review.decided_by == above


def test_r2_7_else_to_another_manager(floor, now):
    review = lost_by_the_director(floor)
    assert (review.caller, review.reviewer.role) == ("other", "manager")
    assert told(review.reviewer, "asked").exists()
    call(review, floor, by=review.reviewer)


def test_r2_7_nor_does_the_sample_ask_the_only_director_about_their_own(floor, now):
    floor.sample("director")
    review = floor.lose(by=floor.director)
    assert review.caller == "manager" and told(floor.manager, "asked").exists()
    call(review, floor)


def test_r2_7_else_to_the_general_manager_who_agrees_and_takes_up_nothing(floor, now, browse):
    general = UserFactory(store=floor.store, role="general_manager")
    User.objects.filter(role="manager", store=floor.store).update(is_active=False)
    review = lost_by_the_director(floor)
    assert review.caller == "general" and told(general, "asked").exists()
    page = reverse("service:loss", args=[review.pk])
    desk = browse(general)
    assert desk.get(page).context["form"] and not desk.get(page).context["may_take_back"]
    assert browse(floor.director).get(page).context["form"] is None
    press(desk, page, word="not_lost", said="还想买", agrees="no", reason="")
    assert told(floor.director, "not_lost").exists()
    review.refresh_from_db()
    assert review.is_waiting
    press(desk, page, word="lost", said="买了别的", agrees="yes", reason="")
    review.refresh_from_db()
    assert (review.state, review.decided_by) == ("agreed", general)
