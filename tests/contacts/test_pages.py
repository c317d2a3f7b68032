"""Log a contact and plan the next, in one form (R4.2)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.holidays.models import DayOverride
from followups.activities.models import Activity
from followups.calendars.models import Absence
from followups.deadlines.models import Deadline
from followups.deadlines.services import compare
from leads.grading.models import GradingPolicy
from leads.opportunities.models import State
from tests.factories import Floor

SAID = {"result": "reached", "content": "谈了置换", "feedback": "再考虑"}


@pytest.fixture
def opportunity(floor, now, today):
    return floor.open(now=now, on=today, plan_in=0)


@pytest.fixture
def plan(opportunity):
    return opportunity.activities.get()


@pytest.fixture
def url(plan):
    return reverse("followups:log_plan", args=[plan.pk])


def texts(answer, name):
    return " ".join(answer.context["form"].errors.get(name, []))


def test_one_form_finishes_and_plans(client, url, fields, plan, opportunity, today):
    answer = client.post(url, fields(client.get(url), **SAID))
    assert (answer.status_code, answer.url) == (302, "/")
    plan.refresh_from_db()
    assert (plan.state, plan.result, plan.is_effective) == ("executed", "reached", True)
    following = opportunity.activities.planned().get()
    assert following.planned_on == today + timedelta(days=3)
    assert not compare([opportunity.pk])


def test_who_comes_along_next_time_is_named_with_the_next_plan(
    client, url, fields, floor, opportunity
):
    """S1: the manager comes along, to this contact or to the next."""
    sent = fields(client.get(url), **SAID, next_companion=floor.manager.pk)
    stranger = floor.new_consultant()
    assert texts(client.post(url, sent | {"next_companion": stranger.pk}), "next_companion")
    assert client.post(url, sent).status_code == 302
    done, following = opportunity.activities.order_by("pk")
    assert (done.companion, following.companion) == (None, floor.manager)


def test_a_plan_without_content_is_refused_beside_the_field_and_the_rest_kept_r4_2(
    client, url, fields, plan, opportunity
):
    sent = fields(client.get(url), **SAID, expected_content=" ")
    answer = client.post(url, sent)
    assert "what the next contact is about" in texts(answer, "expected_content")
    assert "谈了置换" in answer.content.decode()
    plan.refresh_from_db()
    assert plan.is_planned
    assert client.post(url, sent | {"expected_content": "报价"}).status_code == 302
    assert opportunity.activities.planned().get().expected_content == "报价"


def test_who_is_lost_needs_no_plan_r4_2(client, url, fields, opportunity):
    lost = {"result": "lost", "outcome": "lost", "lost_reason": "price", "expected_content": ""}
    assert client.post(url, fields(client.get(url), **SAID | lost)).status_code == 302
    assert not opportunity.activities.planned().exists()


def test_the_purpose_follows_the_new_grade_and_the_criteria_are_shown_r4_1_r3_2(
    client, url, fields, opportunity, today
):
    page = client.get(url)
    assert "Terms negotiated" in page.content.decode()
    later = today + timedelta(days=14)
    client.post(url, fields(page, **SAID, note="A 再看看", expected_on=later, planned_on=""))
    assert opportunity.activities.planned().get().purpose == "raise_grade"


def test_a_bad_note_is_refused_beside_the_field_and_kept(client, url, fields, plan):
    answer = client.post(url, fields(client.get(url), **SAID, note="想买 H"))
    assert answer.status_code == 200
    assert "H, A, B, C, O" in texts(answer, "note")
    page = answer.content.decode()
    assert "想买 H" in page and "谈了置换" in page
    plan.refresh_from_db()
    assert plan.is_planned


def test_a_date_outside_the_window_offers_both_corrections(client, url, fields, today):
    later = today + timedelta(days=20)
    sent = fields(client.get(url), **SAID, expected_on=later)
    answer = client.post(url, sent)
    offered = [correction.value for correction in answer.context["form"].corrections]
    assert offered == ["grade:B", f"date:{today + timedelta(days=7)}"]


@pytest.mark.parametrize("note", ["H 周末看车", "ｈ，周末看车"])
def test_one_click_makes_it_the_fitting_grade(client, url, fields, opportunity, plan, today, note):
    later = today + timedelta(days=20)
    sent = fields(client.get(url), **SAID, note=note, expected_on=later, planned_on="")
    answer = client.post(url, sent | {"correct": "grade:B"})
    assert answer.status_code == 302
    opportunity.refresh_from_db()
    assert (opportunity.grade.code, opportunity.note[0]) == ("B", "B")
    assert opportunity.note.endswith("周末看车")
    # Left blank, the next date is the new grade's: the fifteenth day, a Sunday.
    assert opportunity.activities.planned().get().planned_on == today + timedelta(days=15)


def test_one_click_takes_the_fitting_date(client, url, fields, opportunity, today):
    sent = fields(client.get(url), **SAID, expected_on=today + timedelta(days=20))
    right = today + timedelta(days=7)
    assert client.post(url, sent | {"correct": f"date:{right}"}).status_code == 302
    opportunity.refresh_from_db()
    assert (opportunity.expected_on, opportunity.grade.code) == (right, "H")


@pytest.mark.parametrize("value", ["grade:X", "date:0000", "date:", "nonsense", "grade:", ":"])
def test_a_made_up_correction_is_just_refused(client, url, fields, today, value):
    sent = fields(client.get(url), **SAID, expected_on=today + timedelta(days=20))
    assert client.post(url, sent | {"correct": value}).status_code == 200


def test_a_late_next_date_needs_a_reason(client, url, fields, opportunity, today):
    sent = fields(client.get(url), **SAID, planned_on=today + timedelta(days=9))
    answer = client.post(url, sent)
    assert "cadence" in texts(answer, "stretch_reason")
    assert answer.context["next_date"].is_late
    assert client.post(url, sent | {"stretch_reason": "on a journey"}).status_code == 302
    assert opportunity.activities.planned().get().is_stretched


def test_a_reached_customer_asks_for_content_r4_5(client, url, fields):
    sent = fields(client.get(url), result="reached", content=" ")
    assert texts(client.post(url, sent), "content")
    assert client.post(url, sent | {"result": "no_answer"}).status_code == 302


def test_a_talk_has_content_and_feedback_beside_the_field_and_kept_r4_3(client, url, fields, plan):
    sent = fields(client.get(url), **SAID | {"feedback": " "})
    answer = client.post(url, sent)
    assert "whoever was reached said something" in texts(answer, "feedback")
    assert "谈了置换" in answer.content.decode()
    plan.refresh_from_db()
    assert plan.is_planned
    assert client.post(url, sent | {"feedback": "太贵"}).status_code == 302
    plan.refresh_from_db()
    assert plan.feedback == "太贵"


def test_a_policy_may_do_without_feedback_r4_3(client, url, fields, opportunity):
    GradingPolicy.objects.filter(pk=opportunity.grade.policy_id).update(feedback_required=False)
    sent = fields(client.get(url), **SAID | {"feedback": "", "content": " "})
    answer = client.post(url, sent)
    assert texts(answer, "content") and not texts(answer, "feedback")
    assert client.post(url, sent | {"content": "谈了置换"}).status_code == 302


def test_double_submit_has_one_effect(client, url, fields, opportunity):
    sent = fields(client.get(url), **SAID)
    first, second = client.post(url, sent), client.post(url, sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert opportunity.activities.count() == 2


def test_an_unplanned_contact_sent_twice_has_one_effect(client, opportunity, fields):
    url = reverse("followups:log_contact", args=[opportunity.pk])
    sent = fields(client.get(url), **SAID)
    assert client.post(url, sent).url == client.post(url, sent).url
    assert opportunity.activities.executed().count() == 1
    # Another plan stood, and the date was left blank: no second one is made.
    assert opportunity.activities.planned().count() == 1


def test_the_second_of_two_people_keeps_his_text(client, browse, floor, url, fields, opportunity):
    sent = fields(client.get(url), **SAID)
    manager = browse(floor.manager)
    theirs = fields(manager.get(url), result="visited", content="经理谈过了", feedback="好")
    assert client.post(url, sent).status_code == 302
    answer = manager.post(url, theirs)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "This activity is already finished." in page and "经理谈过了" in page
    further = reverse("followups:log_contact", args=[opportunity.pk])
    assert f'formaction="{further}"' in page
    assert manager.post(further, theirs).status_code == 302
    assert Activity.objects.executed().count() == 2


def test_lost_needs_a_reason_and_no_plan(client, url, fields, opportunity):
    sent = fields(client.get(url), **SAID, outcome="lost")
    assert texts(client.post(url, sent), "lost_reason")
    sent |= {"lost_reason": "competitor"}
    assert texts(client.post(url, sent), "competitor")
    assert client.post(url, sent | {"competitor": "Polo"}).status_code == 302
    opportunity.refresh_from_db()
    assert (opportunity.state, opportunity.lost_reason) == (State.LOST, "competitor")
    assert not Deadline.objects.filter(opportunity=opportunity, ended_on=None).exists()


def test_won_ends_the_plans(client, url, fields, opportunity):
    assert client.post(url, fields(client.get(url), **SAID, outcome="won")).status_code == 302
    opportunity.refresh_from_db()
    assert opportunity.state == State.WON
    assert not opportunity.activities.planned().exists()


@pytest.mark.parametrize(
    "bad",
    [
        {"executed_on": "9999-12-31"},
        {"executed_on": "0001-01-01"},
        {"planned_on": "9999-12-31"},
        {"expected_on": "9999-12-31", "note": "C 观望"},
        {"note": "H" + "x" * 20_000},
        {"note": "H \0"},
        {"content": "\0"},
        {"content": "好" * 10_001},
        {"outcome": "maybe"},
        {"mode": "", "result": ""},
        {"token": "not a token", "result": ""},
        {"token": "\0"},
    ],
)
def test_absurd_input_is_refused_in_words(client, url, fields, bad):
    answer = client.post(url, fields(client.get(url), **(SAID | bad)))
    assert answer.status_code == 200
    assert answer.context["form"].errors


def test_an_empty_form_is_refused_in_words(client, url):
    assert client.post(url).context["form"].errors


def test_the_next_date_follows_the_note(client, opportunity, today):
    url = reverse("followups:next_date", args=[opportunity.pk])
    default = (today + timedelta(days=3)).isoformat()
    sent = {"note": "a 再看看", "executed_on": today, "planned_on": default, "default_on": default}
    page = client.post(url, sent).content.decode()
    assert f'name="planned_on" value="{today + timedelta(days=7)}"' in page
    # The seventh day is a Saturday, on which a dealership sells; this one was entered as off.
    DayOverride.objects.create(on=today + timedelta(days=7), is_working_day=False)
    page = client.post(url, sent).content.decode()
    assert f'name="planned_on" value="{today + timedelta(days=6)}"' in page
    assert "Instead of Sat 28 Nov, a day off." in page
    # A date that somebody chose stays.
    chosen = (today + timedelta(days=1)).isoformat()
    page = client.post(url, sent | {"planned_on": chosen}).content.decode()
    assert f'value="{chosen}"' in page


def test_the_form_says_why_it_is_that_day_r4_3(client, url, floor, today):
    def why():
        return client.get(url).context["next_date"].why

    assert why() == "The grade asks for a contact every 3 days."
    Absence.objects.create(
        user=floor.consultant,
        kind="leave",
        from_on=today + timedelta(days=5),
        to_on=today + timedelta(days=5),
        recorded_on=today,
    )
    sent = {"note": "A 再看看", "expected_on": today + timedelta(days=5), "planned_on": ""}
    page = client.post(url, sent)
    assert page.context["next_date"].why == "Instead of Thu 26 Nov, a day of absence."
    assert page.context["next_date"].last_on == today + timedelta(days=7)


def test_a_finished_plan_leads_to_the_card(client, url, fields, opportunity):
    client.post(url, fields(client.get(url), **SAID))
    card = reverse("followups:customer_card", args=[opportunity.customer_id])
    assert client.get(url).url == card
    assert "already finished" in client.get(card).content.decode()
    # What the device fetches by itself leaves no word for the next page.
    client.get(url, headers={"X-Keep": "1"})
    assert "already finished" not in client.get(card).content.decode()


def test_an_ended_opportunity_takes_no_contact(client, url, fields, opportunity):
    unplanned = reverse("followups:log_contact", args=[opportunity.pk])
    late = fields(client.get(unplanned), **SAID)
    ended = SAID | {"outcome": "lost", "lost_reason": "price"}
    client.post(url, fields(client.get(url), **ended))
    card = reverse("followups:customer_card", args=[opportunity.customer_id])
    assert client.get(unplanned).url == card
    answer = client.post(unplanned, late)
    assert "has ended" in texts(answer, "__all__")
    assert "谈了置换" in answer.content.decode()


def test_what_was_said_to_who_has_meanwhile_bought_is_kept(client, url, fields, opportunity):
    unplanned = reverse("followups:log_contact", args=[opportunity.pk])
    late = fields(client.get(unplanned), **SAID)
    client.post(url, fields(client.get(url), **SAID, outcome="won"))
    assert client.post(unplanned, late).status_code == 302
    assert opportunity.activities.executed().count() == 2


def test_nobody_else_logs_it(browse, floor, url, receptionist):
    assert browse(floor.new_consultant()).get(url).status_code == 404
    assert browse(Floor().consultant).post(url, {}).status_code == 404
    assert browse(receptionist).get(url).status_code == 403
    assert browse(floor.director).get(url).status_code == 200


class TestWhoDecides:
    """R4.12: a contact can say whether the person talked to decides."""

    @pytest.mark.parametrize(("word", "known"), [("yes", True), ("no", False), ("", None)])
    def test_three_ways(self, client, url, fields, plan, word, known):
        client.post(url, fields(client.get(url), **SAID, with_decision_maker=word))
        plan.refresh_from_db()
        assert (plan.state, plan.with_decision_maker) == ("executed", known)

    def test_whom_nobody_reached_is_not_known(self, client, url, fields, plan):
        sent = fields(client.get(url), result="no_answer", with_decision_maker="yes")
        client.post(url, sent)
        plan.refresh_from_db()
        assert (plan.state, plan.with_decision_maker) == ("executed", None)

    def test_another_word_is_refused(self, client, url, fields, plan):
        answer = client.post(url, fields(client.get(url), **SAID, with_decision_maker="perhaps"))
        assert texts(answer, "with_decision_maker")
        plan.refresh_from_db()
        assert plan.is_planned

    def test_the_card_says_so_and_advises_after_two(
        self, client, url, fields, opportunity, floor, now, today
    ):
        client.post(url, fields(client.get(url), **SAID, with_decision_maker="no"))
        card = reverse("followups:customer_card", args=[opportunity.customer_id])
        page = client.get(card).content.decode()
        assert "Not with the decision maker" in page and "does not decide" not in page
        floor.contact(opportunity, now=now, on=today, with_decision_maker=False)
        assert "does not decide" in client.get(card).content.decode()


def test_an_old_form_brings_no_old_grade_back(client, url, fields, opportunity, floor, now, today):
    """R3.4: what somebody else agreed meanwhile stays, and is not the sender's change."""
    old = fields(client.get(url), **SAID)
    later = today + timedelta(days=12)
    floor.contact(opportunity, now=now, on=today, note="A 想要白色", expected_on=later, next_in=5)
    changes = opportunity.changes.count()
    assert client.post(url, old).status_code == 302
    opportunity.refresh_from_db()
    assert (opportunity.note, opportunity.expected_on) == ("A 想要白色", later)
    assert opportunity.changes.count() == changes


def test_two_notes_are_both_shown(client, url, fields, opportunity, floor, now, today):
    old = fields(client.get(url), **SAID, note="B 观望", expected_on=today + timedelta(days=20))
    later = today + timedelta(days=12)
    floor.contact(opportunity, now=now, on=today, note="A 想要白色", expected_on=later, next_in=5)
    answer = client.post(url, old)
    assert "A 想要白色" in texts(answer, "note")
    page = answer.content.decode()
    assert "谈了置换" in page and "B 观望" in page
    again = fields(answer, **SAID, note="B 观望", expected_on=today + timedelta(days=20))
    assert client.post(url, again).status_code == 302
    opportunity.refresh_from_db()
    assert opportunity.note == "B 观望"
