"""What a customer asks goes to the department that can answer, and the answer comes back (R5.4)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.notices.models import Notice
from foundation.shown import MARKS
from service.questions.models import Question
from service.questions.queries import answer_times, count_to_answer
from service.questions.rules import DEPARTMENTS_OF, FINANCE, MANAGER, PARTS, ROLE_OF, SERVICE
from service.questions.services import answer, ask, tell_late
from service.questions.tasks import watch_questions
from tests.factories import Floor, UserFactory

LIST = reverse("service:question_list")


@pytest.fixture
def put(floor, now):
    def put(department=FINANCE, *, by=None, minutes=120, at=None, **how):
        return ask(
            by=by or floor.consultant,
            now=at or now,
            customer=floor.customer,
            department=department,
            text="分期首付三成，月供多少？",
            minutes=minutes,
            **how,
        )

    return put


def told(person, kind):
    return Notice.objects.filter(person=person, kind=kind)


def test_r5_4_each_department_has_people_who_answer():
    assert {name for names in DEPARTMENTS_OF.values() for name in names} == set(ROLE_OF)


@pytest.mark.parametrize(
    ("department", "whose"),
    [(FINANCE, "finance"), (SERVICE, "service"), (PARTS, "service"), (MANAGER, "manager")],
)
def test_r5_4_it_goes_to_the_department_with_a_due_time(floor, put, now, department, whose):
    question = put(department)
    assert question.due_at == now + timedelta(hours=2)
    (notice,) = told(getattr(floor, whose), "question.asked")
    assert "欧阳" in str(notice) and "娜" not in str(notice) and "11-19 12:00" in notice.act
    others = {"finance", "service", "marketing", "manager"} - {whose}
    assert not any(told(getattr(floor, each), "question.asked") for each in others)


def test_r5_4_hours_are_those_in_which_the_store_is_open(floor, put, now):
    """Asked half an hour before the doors close at six, two hours end at half past ten of the next day."""
    late = now.replace(hour=17, minute=30)
    assert put(at=late).due_at == (now + timedelta(days=1)).replace(hour=10, minute=30)


def test_r5_4_the_answer_comes_to_the_bell_and_into_the_timeline(floor, put, now, browse):
    question = put()
    with pytest.raises(PermissionDenied):
        answer(question, by=floor.service, now=now, text="…")
    answer(question, by=floor.finance, now=now + timedelta(hours=1), text="每月约 3,180 元")
    (notice,) = told(floor.consultant, "question.answered")
    assert notice.url == reverse("service:question", args=[question.pk])
    card = browse(floor.consultant).get(
        reverse("followups:customer_card", args=[floor.customer.pk])
    )
    text = card.content.decode()
    assert "每月约 3,180 元" in text and "月供多少" in text
    assert not told(floor.finance, "question.asked").unread().exists()
    assert list(Question.objects.waiting()) == []


def test_r5_4_whose_customer_it_is_by_now_is_told_too(floor, put, now):
    question = put()
    second = floor.new_consultant()
    floor.customer.consultant = second
    floor.customer.save()
    answer(question, by=floor.finance, now=now, text="好")
    assert told(second, "question.answered") and told(floor.consultant, "question.answered")


def test_r5_4_said_anew_it_is_read_again_and_the_former_is_kept(floor, put, now):
    question = put()
    answer(question, by=floor.finance, now=now, text="三千")
    again = answer(question, by=floor.finance, now=now + timedelta(days=9), text="三千二")
    assert again.answered_at == now and again.is_in_time
    assert told(floor.consultant, "question.answered").unread().count() == 1
    assert question.history.filter(answer="三千").exists()
    assert answer(question, by=floor.finance, now=now, text=" 三千二 ").answer == "三千二"
    assert told(floor.consultant, "question.answered").count() == 2


def test_r5_4_a_late_one_is_told_once(floor, put, now, monkeypatch):
    put()
    in_time = put(SERVICE)
    answer(in_time, by=floor.service, now=now, text="可以")
    tell_late(now=now + timedelta(hours=2))
    assert not told(floor.finance, "question.late")
    monkeypatch.setattr("service.questions.tasks.clock", lambda: now + timedelta(hours=3))
    for _twice in range(2):
        watch_questions()
    for person in (floor.finance, floor.manager, floor.consultant):
        assert told(person, "question.late").count() == 1, person
    assert not told(floor.service, "question.late")


def test_r5_4_nobody_there_is_said_beside_the_department(floor, put, now):
    floor.finance.is_active = False
    floor.finance.save()
    with pytest.raises(ValidationError) as refused:
        put()
    assert "department" in refused.value.message_dict and not Question.objects.exists()


def test_r5_4_a_leaders_question_goes_to_who_leads_the_customers_consultant(floor, put, now):
    put(MANAGER, by=floor.director)
    assert told(floor.manager, "question.asked").count() == 1
    other = UserFactory(store=floor.store, role="manager")
    assert not Question.objects.visible_to(other).exists()
    # The manager's own goes to the director.
    put(MANAGER, by=floor.manager)
    assert told(floor.director, "question.asked").count() == 1
    floor.director.is_active = False
    floor.director.save()
    with pytest.raises(ValidationError):
        put(MANAGER, by=floor.manager)


def test_r5_4_a_question_follows_the_team_and_leaves_nobody_who_left_informed(floor, put, now):
    question = put(MANAGER)
    new = UserFactory(store=floor.store, role="manager")
    floor.consultant.manager = new
    floor.consultant.save()
    left = floor.manager
    left.store = Floor().store
    left.save()
    tell_late(now=now + timedelta(hours=3))
    assert told(new, "question.late") and not told(left, "question.late")
    assert answer(question, by=new, now=now, text="可以").answered_by == new


def test_r5_4_only_of_a_card_that_one_may_open(floor, put, now):
    stranger = Floor()
    for person in (stranger.consultant, stranger.manager, floor.new_consultant(), floor.finance):
        with pytest.raises(PermissionDenied):
            put(by=person)
    elsewhere = stranger.open(now=now, on=now.date())
    talk = stranger.contact(elsewhere, now=now, on=now.date(), note="H 谈", content="谈")
    with pytest.raises(PermissionDenied):
        put(activity=talk)


def test_r5_4_who_reads_and_who_answers(floor, put, now, browse):
    question = put()
    page = reverse("service:question", args=[question.pk])
    stranger = Floor()
    abroad = UserFactory(store=stranger.store, role="finance")
    for user, reads, answers in (
        (floor.consultant, True, False),
        (floor.manager, True, False),
        (floor.director, True, True),
        (UserFactory(store=floor.store, role="general_manager"), True, False),
        (floor.finance, True, True),
        (floor.service, False, False),
        (floor.new_consultant(), False, False),
        (abroad, False, False),
        (stranger.director, False, False),
    ):
        shown = browse(user).get(page)
        assert (shown.status_code == 200) is reads, user.role
        assert not reads or bool(shown.context["form"]) is answers, user.role
        assert count_to_answer(user) == (answers and not user.heads)


def press(client, url, **typed):
    form = client.get(url).context["form"]
    marks = {MARKS: form.marks_as_text()} if hasattr(form, "marks_as_text") else {}
    return client.post(url, {"token": form["token"].value()} | marks | typed, follow=True)


def test_r5_4_asked_from_a_contact_and_answered_by_the_pages(floor, now, browse):
    talk = floor.contact(
        floor.opportunity, now=now, on=now.date(), note="H 谈", content="问月供", result="reached"
    )
    create = reverse("service:question_create", args=[floor.customer.pk])
    own = browse(floor.consultant)
    link = f"{create}?activity={talk.pk}"
    assert (
        link
        in own.get(reverse("followups:customer_card", args=[floor.customer.pk])).content.decode()
    )
    bad = press(own, link, department="nobody", text=" ", minutes="7")
    assert set(bad.context["form"].errors) == {"department", "text", "minutes"}
    press(own, link, department="finance", text="月供多少？", minutes="30")
    question = Question.objects.get()
    assert (question.activity, question.asked_by) == (talk, floor.consultant)
    desk = browse(floor.finance)
    shown = desk.get(LIST)
    assert (
        "月供多少" in shown.content.decode() and floor.customer.phone not in shown.content.decode()
    )
    page = reverse("service:question", args=[question.pk])
    press(desk, page, text="3180")
    question.refresh_from_db()
    assert (question.answer, question.answered_by) == ("3180", floor.finance)
    assert own.post(page, {"text": "4000"}).status_code == 403
    assert own.get(f"{create}?activity=999999").status_code == 404
    assert own.get(f"{create}?activity=%00").status_code == 404


def test_r5_4_how_soon_each_department_answers(floor, put, now):
    """Finance: 10, 50 and 200 minutes, one of them late, and one that waits; service: one late that waits."""
    for minutes in (10, 50, 200):
        answer(put(), by=floor.finance, now=now + timedelta(minutes=minutes), text="好")
    put()
    put(SERVICE)
    long_ago = put(at=now - timedelta(days=40))
    answer(long_ago, by=floor.finance, now=now - timedelta(days=39), text="好")
    found = {
        each.department: each for each in answer_times(floor.director, now=now + timedelta(hours=4))
    }
    finance = found[FINANCE]
    assert (finance.waiting, finance.late, finance.answered, finance.in_time) == (1, 1, 3, 2)
    assert (finance.median, finance.share) == (50, 66.7)
    assert (found[SERVICE].late, found[SERVICE].median, found[SERVICE].share) == (1, None, None)
    assert [each.department for each in answer_times(floor.service, now=now)] == [SERVICE]


def test_the_lists_take_as_many_queries_for_three_as_for_one(floor, put, browse, count_queries):
    client = browse(floor.director)
    put()
    one = count_queries(client, LIST)
    put(), put()
    assert count_queries(client, LIST) == one
