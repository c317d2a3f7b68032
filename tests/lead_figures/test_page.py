"""The page of leads' figures, of the cohort worked out by hand (R13.1, R13.2)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from intake.arrivals.models import Lead
from reports.sheets.queries.sheet import Figure
from reports.templatetags.sheets import address_of
from service.surveys.models import Survey
from tests.factories import UserFactory
from tests.lead_figures.cohort import SPAN, at

PAGE = reverse("reports:lead_figures")
OWN = f"{PAGE}?span=own&{SPAN}"


def plain(value):
    return value.value if isinstance(value, Figure) else value


def rows_of(table):
    return {str(line[0]): [plain(value) for value in line[1:]] for line in table.lines}


def test_r13_2_the_span_beside_as_many_days_before(marketing):
    compared = rows_of(marketing.get(OWN).context["compared"])
    # 郑八 alone asked in the four days before, and is nobody's yet.
    assert compared["Leads"] == [8, None, 1, None, 0, None]
    assert compared["Valid leads"] == [5, 71.4, 1, 100.0, 0, None]
    assert compared["Contacted in time"] == [2, 66.7, 0, None, 0, None]
    assert compared["Became an order"] == [1, 14.3, 0, 0.0, 0, None]
    assert compared["First contact, median in minutes"] == [10, None, None, None, None, None]
    assert compared["90 % within, minutes"][0] == 50


# Surveys answered, their mean, whether those are few.
NOT_ASKED = [0, None, ""]


def test_r13_2_how_soon_they_were_answered_and_how_many_ordered(marketing):
    answers = rows_of(marketing.get(OWN).context["answers"].table)
    assert answers == {
        "Within 5 minutes": [1, 0, 0.0, *NOT_ASKED],  # 吴七
        "Within 15 minutes": [1, 1, 100.0, *NOT_ASKED],  # 王一
        "Within 30 minutes": [0, 0, None, *NOT_ASKED],
        "Within an hour": [1, 0, 0.0, *NOT_ASKED],  # 李二
        "Within 4 hours": [0, 0, None, *NOT_ASKED],
        "Within 24 hours": [0, 0, None, *NOT_ASKED],
        "Later than a day": [0, 0, None, *NOT_ASKED],
        "No contact yet": [2, 0, 0.0, *NOT_ASKED],  # 孙三, 周六
    }


def test_r5_6_how_satisfied_they_are_stands_beside_how_soon_they_were_answered(cohort, marketing):
    """One that was opened before the lead came does not count, nor one that is not for the consultant."""
    lead = Lead.objects.get(name="王一", into=None)
    before = lead.received_at - timedelta(days=1)
    for number, opened in enumerate((lead.received_at, before, lead.received_at)):
        Survey.objects.create(
            store=lead.store,
            occasion="delivery",
            subject=number,
            customer_id=lead.customer_id,
            opportunity_id=lead.opportunity_id,
            happened_on=opened.date(),
            opened_at=opened,
            opened_on=opened.date(),
            good_until=opened + timedelta(days=14),
            recommend=9,
            care=8,
            course=7,
            points=24,
            way="link",
            answered_at=opened,
            answered_on=opened.date(),
            is_anonymous=number == 2,
        )
    answers = rows_of(marketing.get(OWN).context["answers"].table)
    assert answers["Within 15 minutes"] == [1, 1, 100.0, 1, 8, "few"]
    assert answers["Within 5 minutes"][3:] == NOT_ASKED


def test_r13_2_how_many_contacts_they_took_and_how_many_ordered(marketing, cohort):
    """What follows the day of the order is no effort for it; without a card the note of the lead counts."""
    for hour in (9, 10, 11, 12):
        cohort.contact("王一", at(19, hour), note="O 等交车")
    effort = rows_of(marketing.get(OWN).context["effort"].table)
    assert effort == {
        "0": [2, 0, 0.0],  # 孙三, 周六
        "1": [2, 0, 0.0],  # 李二, 吴七
        "2–3": [1, 1, 100.0],  # 王一: called, in the store, drove
        "4–6": [0, 0, None],
        "7 and more": [0, 0, None],
    }


def test_r13_2_month_by_month(marketing):
    chart = marketing.get(OWN).context["trend"]
    assert len(chart.table.lines) == 12
    assert [plain(value) for value in chart.table.lines[-1]] == [
        *("November 2026", 9, 0, 66.7, None, 1, 0, 12.5, None)
    ]


@pytest.mark.parametrize("part", ["compared", "answers", "effort", "trend"])
def test_r13_1_every_figure_leads_to_exactly_its_rows(marketing, part):
    context = marketing.get(OWN).context
    table = context[part] if part == "compared" else context[part].table
    figures = [cell for line in table.lines for cell in line if isinstance(cell, Figure)]
    for figure in [each for each in figures if each.value] + figures[:2]:
        behind = marketing.get(address_of(context["sheet"], context["form"], figure))
        assert behind.context["page_obj"].paginator.count == figure.value, figure


def test_who_opens_it(browse, cohort):
    for role in ("marketing", "director", "general_manager"):
        assert browse(UserFactory(store=cohort.road.store, role=role)).get(PAGE).status_code == 200
    for role in ("consultant", "manager", "reception", "finance", "administrator"):
        assert browse(UserFactory(store=cohort.road.store, role=role)).get(PAGE).status_code == 403


def test_the_number_of_queries_does_not_grow(marketing, cohort, count_queries):
    few = count_queries(marketing, OWN)
    for _each in range(3):
        cohort.road.record()
    assert count_queries(marketing, OWN) == few
