"""A month of scores from the count to the signature, with an objection between (R13.3)."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.notices.models import Notice
from accounts.people.models import User
from compliance.decisions.queries import waiting_rows
from followups.activities.models import Activity
from foundation.decisions import kind_of
from foundation.history import save_as
from foundation.shown import MARKS
from intake.arrivals.models import Lead
from reports.models import Score, ScoreAppeal, ScoreMonth, ScorePolicy
from reports.scores.queries import count
from reports.scores.services import answer, draw_up, object_to, set_weights, sign
from service.surveys.models import Survey
from tests.factories import Floor, UserFactory
from tests.lead_figures.cohort import at

NOVEMBER = date(2026, 11, 1)
DAY = timedelta(days=1)
FIRST = at(30, 9) + DAY
LATER = FIRST + 8 * DAY
NEW, WEIGHTS = reverse("reports:score_draw_up"), reverse("reports:score_weights")
VALUES = {
    "leads_weight": 10,
    "follow_up_weight": 20,
    "conversion_weight": 70,
    "satisfaction_weight": 0,
    "leads_wanted": 4,
    "conversion_wanted": Decimal(50),
    "honours": 2,
    "appeal_days": 7,
}


@pytest.fixture
def weights(cohort):
    road = cohort.road
    return set_weights(
        by=road.director, now=at(19, 10), store=road.store, month=NOVEMBER, values=VALUES
    )


@pytest.fixture
def month(cohort, weights):
    return draw(cohort)


def draw(cohort, now=FIRST):
    road = cohort.road
    return draw_up(by=road.director, now=now, store=road.store, month=NOVEMBER)


def score_of(person):
    return Score.objects.get(person=person)


def parts(score):
    return list(score.points.values())


def test_r13_3_people_are_scored_by_the_leads_that_are_theirs(cohort, month):
    """A: 王一, 李二, 孙三, 周六 (郑八 of the week before is nobody's); one followed up, one ordered."""
    score = score_of(cohort.a)
    counted = score.figures
    assert [counted[name] for name in ("leads", "assigned", "followed", "ordered")] == [3, 3, 1, 1]
    # 3 of 4 leads, 1 of 3 followed up, 33.3 % of the 50 % wanted; nobody was asked, and it weighs nothing.
    assert parts(score) == ["75.0", "33.3", "66.7", None]
    assert score.total == Decimal("60.9")  # 7.5 + 6.66 + 46.69
    assert parts(score_of(cohort.b)) == ["0.0", None, None, None]


def test_r13_3_departments_together_marketing_by_all_leads(cohort, month):
    team = Score.objects.get(person=None, team=cohort.road.manager)
    whole = Score.objects.get(person=None, team=None)
    people = Score.objects.filter(team=cohort.road.manager, person__isnull=False)
    for name in ("leads", "assigned", "followed", "ordered"):
        assert team.figures[name] == sum(each.figures[name] for each in people)
    assert team.figures["people"] == len(people) == 3
    # All seven persons counted in the week, and the one of the week before.
    assert (whole.figures["leads"], whole.figures["ordered"]) == (8, 1)
    assert str(whole) == "Marketing"


def test_r13_3_satisfaction_of_buyers_asked_in_the_month(cohort, weights):
    talks = Activity.objects.executed().filter(opportunity__store=cohort.road.store)
    first, second = talks.order_by("pk")[:2]
    assert first.consultant_id == cohort.a.pk
    Activity.objects.filter(pk=first.pk).update(satisfaction=5)
    Activity.objects.filter(pk=second.pk).update(satisfaction=4, executed_on=date(2026, 10, 31))
    draw(cohort)
    asked = score_of(first.consultant).figures
    assert (asked["asked"], asked["satisfied"]) == (1, 5)
    assert Score.objects.get(person=None, team=None).points["satisfaction"] == "100.0"


def test_r13_3_satisfaction_is_that_of_the_surveys_answered_in_the_month(cohort, weights):
    """Of surveys rather than marks: a person answers for what they may read, the store for all."""
    store, customer = cohort.road.store, Lead.objects.get(name="王一", into=None).customer
    talk = Activity.objects.executed().filter(opportunity__store=store).order_by("pk").first()
    Activity.objects.filter(pk=talk.pk).update(satisfaction=5)
    november, october = date(2026, 11, 18), date(2026, 10, 31)
    said = [(9, november, False), (3, november, True), (10, october, False)]
    for subject, (mark, on, is_anonymous) in enumerate(said):
        Survey.objects.create(
            store=store,
            occasion="visit",
            subject=subject,
            customer=customer,
            consultant=cohort.a,
            happened_on=on,
            opened_at=at(18, 10),
            opened_on=on,
            good_until=at(30, 10),
            recommend=mark,
            care=mark,
            course=mark,
            points=3 * mark,
            is_anonymous=is_anonymous,
            way="link",
            answered_at=at(18, 11),
            answered_on=on,
        )
    draw(cohort)
    own, whole = score_of(cohort.a), Score.objects.get(person=None, team=None)
    assert [own.figures[name] for name in ("asked", "surveyed", "said")] == [0, 1, 27]
    assert [whole.figures[name] for name in ("asked", "surveyed", "said")] == [0, 2, 36]
    assert (own.points["satisfaction"], whole.points["satisfaction"]) == ("90.0", "60.0")
    assert score_of(cohort.b).points["satisfaction"] is None


def test_r13_3_people_are_those_of_the_month(cohort, weights):
    """Whoever came later has no score; who left or moved after the month has theirs where they worked."""
    road = cohort.road
    for person in cohort.road.people:
        save_as(person, by=None, now=at(1, 9))
    late = road.new_consultant()
    User.history.filter(id=late.pk).delete()
    save_as(late, by=None, now=FIRST)
    moved, left = cohort.a, cohort.c
    moved.store, moved.manager = Floor().store, None
    save_as(moved, by=None, now=at(30, 18) + DAY)
    left.is_active = False
    save_as(left, by=None, now=at(30, 18) + DAY)
    draw(cohort, now=LATER)
    assert {score.person for score in Score.objects.filter(person__role="consultant")} == {
        moved,
        left,
        cohort.b,
    }
    assert Score.objects.get(person=None, team=road.manager).figures["people"] == 3


def test_r13_3_what_a_manager_sold_counts_for_the_department_alone(cohort, weights):
    draw(cohort)
    before = Score.objects.get(person=None, team=cohort.road.manager).figures
    ScoreMonth.objects.get().scores.all().delete()
    ScoreMonth.objects.all().delete()
    lead = cohort.leads["测试"]
    Lead.objects.filter(pk=lead.pk).update(assigned_to=cohort.road.manager)
    draw(cohort)
    team = Score.objects.get(person=None, team=cohort.road.manager).figures
    assert (team["leads"], team["people"]) == (before["leads"] + 1, 3)


def test_r13_3_a_month_of_long_ago_is_refused(cohort):
    road = cohort.road
    with pytest.raises(ValidationError, match="too long ago"):
        draw_up(by=road.director, now=FIRST, store=road.store, month=date(2025, 11, 1))


def test_r13_3_nobody_answers_their_own_appeal(cohort, month):
    appeal = object_to(score_of(cohort.a), by=cohort.a, now=FIRST, text="…")
    cohort.a.role = "director"
    cohort.a.save()
    with pytest.raises(PermissionDenied):
        answer(appeal, by=cohort.a, now=LATER, points=Decimal(100), text="好")
    assert not waiting_rows(kind_of("score"), cohort.a).exists()


def test_r13_3_what_was_read_is_what_is_answered(cohort, month, browse, clock):
    clock(FIRST)
    director = browse(cohort.road.director)
    appeal = object_to(score_of(cohort.a), by=cohort.a, now=FIRST, text="v1")
    page = reverse("reports:score_answer", args=[appeal.pk])
    form = director.get(page).context["form"]
    typed = {"token": form["token"].value(), MARKS: form.marks_as_text(), "text": "好"}
    typed["read"] = form["read"].value()
    object_to(score_of(cohort.a), by=cohort.a, now=FIRST, text="v2")
    refused = director.post(page, typed)
    assert refused.status_code == 200 and refused.context["form"].errors
    appeal.refresh_from_db()
    assert appeal.state == "waiting"


def test_r13_3_drawn_up_once_after_the_month_and_by_the_director(cohort, weights):
    with pytest.raises(ValidationError, match="not over yet"):
        draw(cohort, now=at(30, 23))
    road = cohort.road
    with pytest.raises(PermissionDenied):
        draw_up(by=road.manager, now=FIRST, store=road.store, month=NOVEMBER)
    month = draw(cohort)
    Score.objects.filter(person=cohort.a).update(total=1)
    assert draw(cohort, now=LATER) == month and score_of(cohort.a).total == 1
    assert month.weights["conversion"] == 70


def test_r13_3_each_person_is_told_with_the_term(cohort, month):
    told = Notice.objects.get(person=cohort.a, kind="score.drawn_up")
    assert "60.9" in str(told) and "2026-11" in str(told) and "8 Dec 2026" in told.act
    assert not Notice.objects.filter(kind="score.drawn_up", person=cohort.road.director).exists()


def test_r13_3_weights_make_a_hundred_and_never_change_what_is_drawn_up(cohort, month):
    road = cohort.road
    how = {"by": road.director, "now": LATER, "store": road.store}
    with pytest.raises(ValidationError, match="is over"):
        set_weights(month=NOVEMBER, values=VALUES, **how)
    with pytest.raises(ValidationError, match="drawn up"):
        set_weights(month=NOVEMBER, values=VALUES, **how | {"now": at(30, 9)})
    with pytest.raises(ValidationError, match="100"):
        set_weights(month=date(2026, 12, 1), values=VALUES | {"leads_weight": 11}, **how)
    set_weights(month=date(2026, 12, 9), values=VALUES | {"honours": 5}, **how)
    assert ScorePolicy.objects.get(effective_from=date(2026, 12, 1)).honours == 5
    assert ScoreMonth.objects.get().honours == 2


def test_r13_3_an_objection_is_answered_before_the_director_signs(cohort, month):
    road, score = cohort.road, score_of(cohort.a)
    with pytest.raises(PermissionDenied):
        object_to(score, by=cohort.b, now=FIRST, text="…")
    object_to(score, by=cohort.a, now=FIRST, text="孙三是周末来的")
    appeal = object_to(score, by=cohort.a, now=FIRST + DAY, text="孙三还在期限内")
    assert ScoreAppeal.objects.get().text == "孙三还在期限内"
    with pytest.raises(ValidationError, match="waits"):
        sign(month, by=road.director, now=LATER)
    with pytest.raises(PermissionDenied):
        answer(appeal, by=road.manager, now=LATER, points=Decimal(70), text="同意")
    answer(appeal, by=road.director, now=LATER, points=Decimal("70.5"), text="同意")
    with pytest.raises(ValidationError, match="before"):
        answer(appeal, by=road.director, now=LATER, points=Decimal(1), text="再来")
    score.refresh_from_db()
    assert (score.total, score.corrected, score.final) == (
        Decimal("60.9"),
        Decimal("70.5"),
        Decimal("70.5"),
    )
    assert "70.5" in str(Notice.objects.get(person=cohort.a, kind="score.answered"))
    signed = sign(month, by=road.director, now=LATER)
    assert signed.signed_by == road.director
    assert sign(month, by=road.director, now=LATER + DAY).signed_at == LATER


def test_r13_3_no_objection_after_the_term_nor_a_signature_before_it(cohort, month):
    with pytest.raises(ValidationError, match="may still come"):
        sign(month, by=cohort.road.director, now=at(30, 23) + 8 * DAY)
    with pytest.raises(ValidationError, match="too late"):
        object_to(score_of(cohort.a), by=cohort.a, now=LATER, text="…")


def test_r13_3_left_as_it_was(cohort, month):
    appeal = object_to(score_of(cohort.a), by=cohort.a, now=FIRST, text="…")
    answer(appeal, by=cohort.road.director, now=FIRST, points=None, text="数据无误")
    assert score_of(cohort.a).final == Decimal("60.9")
    with pytest.raises(ValidationError, match="answered"):
        object_to(score_of(cohort.a), by=cohort.a, now=FIRST + DAY, text="再看")


def press(client, url, **typed):
    form = client.get(url).context["form"]
    sent = {"token": form["token"].value()}
    if hasattr(form, "marks_as_text"):
        sent[MARKS] = form.marks_as_text()
    if "read" in form.fields:
        sent["read"] = form["read"].value()
    return client.post(url, sent | typed, follow=True)


def test_r13_3_the_road_of_a_month_through_the_pages(cohort, weights, browse, clock):
    clock(FIRST)
    director, own = browse(cohort.road.director), browse(cohort.a)
    assert press(director, NEW, month="2026-11").status_code == 200
    month, score = ScoreMonth.objects.get(), score_of(cohort.a)
    page = reverse("reports:score", args=[score.pk])
    answered = press(own, page, text="孙三还在期限内")
    assert "孙三还在期限内" in answered.content.decode()
    waiting = kind_of("score").rows()
    assert [each.score for each in waiting] == [score]
    inbox = director.get(reverse("compliance:inbox")).content.decode()
    assert f"/scores/objections/{waiting[0].pk}/" in inbox and "孙三还在期限内" in inbox
    unfolded = director.get(f"/inbox/evidence/score-{waiting[0].pk}/").content.decode()
    assert "66.7" in unfolded and "Became an order" in unfolded
    clock(LATER)
    early = press(director, reverse("reports:score_sign", args=[month.pk]))
    assert "waits for its answer" in early.content.decode()
    answer_page = reverse("reports:score_answer", args=[waiting[0].pk])
    bad = press(director, answer_page, points="101", text="")
    assert set(bad.context["form"].errors) == {"points", "text"}
    press(director, answer_page, points="88.8", text="属实")
    press(director, reverse("reports:score_sign", args=[month.pk]))
    shown = own.get(reverse("reports:score_month", args=[month.pk])).context
    assert [score.person for score, _points in shown["rows"]] == [cohort.a]
    honours = director.get(reverse("reports:score_honours", args=[month.pk])).context["honours"]
    assert honours[0] == (1, cohort.a, Decimal("88.8"))
    finance = browse(UserFactory(store=cohort.road.store, role="finance"))
    file = finance.get(reverse("reports:score_file", args=[month.pk]))
    sheet = load_workbook(BytesIO(file.getvalue())).active
    rows = {row[2]: row for row in sheet.iter_rows(values_only=True)}
    assert rows[cohort.a.username][-2:] == (60.9, 88.8)


def test_r13_3_who_sees_whose(cohort, month, browse):
    road = cohort.road
    stranger = Floor()
    page = reverse("reports:score", args=[score_of(cohort.a).pk])
    whole = reverse("reports:score_month", args=[month.pk])
    for user, sees in (
        (cohort.a, True),
        (cohort.b, False),
        (road.manager, True),
        (road.director, True),
        (road.marketing, False),
        (stranger.director, False),
        (stranger.manager, False),
    ):
        assert (browse(user).get(page).status_code == 200) is sees, user.role
    assert browse(stranger.director).get(whole).status_code == 404
    # Not signed yet: nothing for the payroll, whoever asks.
    finance = browse(UserFactory(store=road.store, role="finance"))
    assert finance.get(whole).status_code == 404
    assert browse(road.director).get(f"{whole}file").status_code == 404


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"leads_weight": "101"}, "leads_weight"),
        ({"leads_weight": "11"}, "satisfaction_weight"),
        ({"leads_wanted": "0"}, "leads_wanted"),
        ({"conversion_wanted": "0"}, "conversion_wanted"),
        ({"appeal_days": "x"}, "appeal_days"),
        ({"effective_from": "2026-13"}, "effective_from"),
        ({"honours": "\0"}, "honours"),
    ],
)
def test_r13_3_bad_weights_are_refused_beside_the_field(cohort, weights, browse, typed, field):
    client = browse(cohort.road.director)
    values = {name: str(value) for name, value in VALUES.items()} | {"effective_from": "2026-12"}
    refused = client.post(WEIGHTS, values | typed)
    assert field in refused.context["form"].errors
    assert ScorePolicy.objects.count() == 1


def test_r13_3_weights_by_the_page(cohort, browse):
    client = browse(cohort.road.director)
    values = {name: str(value) for name, value in VALUES.items()} | {"effective_from": "2026-12"}
    assert press(client, WEIGHTS, **values).status_code == 200
    policy = ScorePolicy.objects.get()
    assert (policy.conversion_weight, policy.effective_from) == (70, date(2026, 12, 1))


def test_a_month_takes_as_many_queries_for_three_as_for_thirty(
    cohort, month, browse, count_queries
):
    """Its page, and counting it."""
    road = cohort.road
    client, page = browse(road.director), reverse("reports:score_month", args=[month.pk])

    def counting():
        with CaptureQueriesContext(connection) as queries:
            count(road.store, NOVEMBER, viewer=road.director, today=date(2026, 12, 1))
        return len(queries)

    few = count_queries(client, page), counting()
    for _more in range(9):
        person = road.new_consultant()
        copy = score_of(cohort.b)
        copy.pk, copy.person = None, person
        copy.save()
    assert (count_queries(client, page), counting()) == few
