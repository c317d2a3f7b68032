"""The lists of target customers and of tasks, on screen, paper and as spreadsheets (R14.2, R14.3)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from followups.errands.services import cancel_errand, finish_errand, give_errand
from leads.companies.services import add_part
from leads.prospecting.services import put_on_card, register_target, set_aside
from reports.sheets.queries.sheet import Figure

LIST, TASKS = reverse("reports:target-list"), reverse("reports:tasks")


def figures(answer):
    (group,) = answer.context["groups"]
    assert all(isinstance(figure, Figure) for figure in group.figures)
    return [figure.value for figure in group.figures]


@pytest.fixture
def listed(hand_made, now, today):
    """Three of the consultant: on the list, promoted, inactive; tasks: open, late, done, cancelled."""
    floor = hand_made.floor
    person = hand_made.chen
    who = {"by": person, "now": now}
    common = {**who, "on": today, "store": floor.store, "consultant": person}
    first, second, third = (register_target(**common, name=f"公司{n}") for n in range(3))
    for name in ("甲", "乙"):
        add_part("person", **who, owner=first, name=name)
    own = next(o.customer for o in hand_made.customers.values() if o.customer.consultant == person)
    put_on_card(**who, on=today, target=second, customer=own)
    set_aside(**who, on=today, target=third, reason="搬走")

    def task(at, **told):
        values = {"kind": "call", "text": "联系", "person": person, "target": first} | told
        return give_errand(**{**who, "now": at - timedelta(hours=1)}, due_at=at, **values)

    task(now + timedelta(hours=1))
    task(now - timedelta(days=1))
    finish_errand(task(now - timedelta(days=2)), by=person, now=now, result="有兴趣")
    cancel_errand(task(now), **who, reason="x")
    return first


def test_r14_2_the_list_with_what_became_of_each(
    director, listed, assert_figures_lead_to_their_rows
):
    answer = director.get(LIST)
    assert figures(answer) == [3, 1, 1, 1]
    lines = {str(line[1]): line for line in answer.context["lines"]}
    assert lines["公司0"][-1] == 2 and lines["公司1"][-1] == 0
    assert_figures_lead_to_their_rows(director, LIST)


def test_r14_3_the_tasks_with_what_came_of_them(
    director, listed, assert_figures_lead_to_their_rows
):
    answer = director.get(TASKS)
    assert figures(answer) == [3, 1, 1]
    assert [line[8] for line in answer.context["lines"]] == ["有兴趣", "", ""]
    assert_figures_lead_to_their_rows(director, TASKS)


@pytest.mark.parametrize(("url", "form"), [(LIST, "意向客户名单"), (TASKS, "任务清单")])
def test_r14_2_paper_and_spreadsheet(director, hand_made, listed, settings, tmp_path, url, form):
    settings.MEDIA_ROOT = tmp_path
    assert form in director.get(f"{url}paper").content.decode()
    token = director.get(url).context["once"]["token"].value()
    director.post(f"{url}export", {"token": token})
    assert [export.state for export in hand_made.floor.director.exports.all()] == ["done"]


@pytest.mark.parametrize("url", [LIST, TASKS])
def test_r14_2_the_number_of_queries_stays(director, listed, hand_made, now, count_queries, url):
    few = count_queries(director, url)
    who = {"by": hand_made.chen, "now": now}
    for number in range(3):
        more = register_target(
            **who,
            on=now.date(),
            store=listed.store,
            consultant=hand_made.chen,
            name=f"又{number}",
        )
        add_part("person", **who, owner=more, name="丙")
        give_errand(**who, person=hand_made.chen, kind="call", text="x", due_at=now, target=more)
    assert count_queries(director, url) == few
