"""Response, mean, promoters: of hand-made and of random answers; anonymous ones only of many (R5.6, R13.3)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from reports.scores.rules import Counted, Norm, points_of
from service.surveys.models import Survey
from service.surveys.queries import anonymous_quarters, figures_of
from service.surveys.rules import Figures, counted, is_low

ANSWERS = st.tuples(*[st.integers(0, 10)] * 3)


@given(st.lists(st.one_of(st.none(), ANSWERS)))
def test_r5_6_shares_stay_within_their_bounds(surveys):
    found = counted(surveys)
    assert found.answered <= found.asked == len(surveys)
    if found.asked:
        assert 0 <= found.response <= 100
    if found.answered:
        assert 0 <= found.mean <= 10 and 0 <= found.promoter_share <= 100
        assert -100 <= found.net <= 100
    else:
        assert (found.mean, found.promoter_share, found.net) == (None, None, None)


@given(st.lists(ANSWERS, min_size=1), st.integers(0, 10))
def test_r5_6_low_is_any_answer_at_or_under_the_bound(answers, low):
    assert any(is_low(each, low) for each in answers) == any(
        number <= low for each in answers for number in each
    )


def test_r13_3_surveys_are_the_source_of_the_score_where_there_are_any():
    norm = Norm(10, Decimal(10))
    both = Counted(asked=2, satisfied=10, surveyed=2, said=30)
    assert points_of(both, norm)["satisfaction"] == Decimal("50.0")
    assert points_of(Counted(asked=2, satisfied=10), norm)["satisfaction"] == Decimal("100.0")
    assert points_of(Counted(surveyed=1, said=30), norm)["satisfaction"] == Decimal("100.0")


def test_r5_6_the_database_counts_as_the_rule_says(floor):
    answers = [(9, 8, 10), (6, 7, 7), (10, 10, 10), (8, 8, 8)]
    for each in answers:
        floor.answered(*each)
    floor.survey()
    assert figures_of(Survey.objects.all()) == counted([*answers, None])
    assert counted(answers) == Figures(4, 4, 101, 2, 1)


@pytest.mark.parametrize("way", ["person", "model", "occasion", "month", "store"])
def test_r5_6_every_figure_leads_to_its_rows(floor, browse, way):
    floor.answered(9, 8, 10)
    floor.answered(3, 8, 10, model="Polo", consultant=floor.new_consultant())
    floor.answered(10, 9, 9, anonymous=True)
    floor.survey()
    for person in (floor.service, floor.director, floor.manager, floor.consultant):
        me = browse(person)
        page = me.get(reverse("reports:surveys"), {"by": way})
        figures = [
            cell for line in page.context["lines"] for cell in line if hasattr(cell, "query")
        ]
        assert figures
        for figure in figures:
            query = figure.query | {"start": "2026-08-21", "end": "2026-11-19", "by": way}
            rows = me.get(reverse("reports:surveys_rows"), query)
            assert rows.context["page_obj"].paginator.count == figure.value, (person.role, query)


def test_r1_3_figures_of_whom_it_is_about_hold_no_anonymous_answer(floor, browse):
    floor.answered(9, 9, 9)
    floor.answered(0, 0, 0, anonymous=True)
    sheet = reverse("reports:surveys")
    asked, answered, response, read, mean = browse(floor.manager).get(sheet).context["total"][1:6]
    assert (asked.value, answered, response, read.value, mean) == (2, 2, 100, 1, 9)
    service = browse(floor.service).get(sheet).context["total"]
    assert (service[2].value, service[4]) == (2, Decimal("4.5"))
    assert service[-1] == "few"


def test_r1_3_anonymous_answers_are_told_by_whole_quarters_of_five(floor, now, today):
    for _n in range(4):
        floor.answered(0, 0, 0, anonymous=True)
    later = today + timedelta(days=60)
    assert anonymous_quarters(floor.manager, today=today)[0][2:] == (0, None)
    assert anonymous_quarters(floor.manager, today=later)[0][2:] == (4, None)
    floor.answered(10, 10, 10, anonymous=True)
    found = anonymous_quarters(floor.manager, today=later)[0]
    assert found[2] == 5 and found[3].mean == 2
    assert anonymous_quarters(floor.new_consultant(), today=later)[0][2] == 0


@pytest.mark.parametrize("query", [{"by_person": "9" * 30}, {"by_month": "x"}, {"by_x": "1"}])
def test_nonsense_in_an_address_is_not_found(floor, browse, query):
    address = reverse("reports:surveys_rows")
    assert browse(floor.director).get(address, query | {"show": "asked"}).status_code == 404
