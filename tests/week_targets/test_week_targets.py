"""The target customers of a week: chosen by who leads, done when contacted (S1)."""

from datetime import date, timedelta
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from followups.week_targets.queries import chosen_in, progress_of, targets_of
from followups.week_targets.services import choose_targets
from tests.factories import Floor

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 16)


@pytest.fixture
def floor(db):
    return Floor()


@pytest.fixture
def on(now):
    return now.date()


@pytest.fixture
def three(floor, now, on):
    return [floor.open(now=now, on=on, model=model) for model in ("Golf", "Polo", "Passat")]


def choose(floor, now, on, shown, chosen, **changes):
    values = {"by": floor.manager, "consultant": floor.consultant, "week": MONDAY} | changes
    keys = {"shown": [o.pk for o in shown], "chosen": [o.pk for o in chosen]}
    choose_targets(now=now, on=on, **values, **keys)


def test_a_target_is_done_when_it_was_contacted_in_the_week(floor, three, now, on):
    choose(floor, now, on, three, three[:2])
    assert progress_of(floor.consultant, on=on) == (0, 2)
    floor.contact(three[0], now=now, on=on, result="no_answer", content="")
    assert progress_of(floor.consultant, on=on) == (1, 2)
    assert [o.is_done for o in targets_of(floor.consultant, on=on)] == [False, True]
    assert progress_of(floor.consultant, on=on + timedelta(days=7)) == (0, 0)


def test_what_was_not_shown_stays(floor, three, now, on):
    choose(floor, now, on, three[:1], three[:1])
    choose(floor, now, on, three[1:], three[1:2])
    choose(floor, now, on, three[1:], three[1:2])
    assert chosen_in(floor.consultant, week=MONDAY) == {three[0].pk, three[1].pk}
    choose(floor, now, on, three[:1], [])
    assert chosen_in(floor.consultant, week=MONDAY) == {three[1].pk}


def test_who_chooses_and_for_which_week(floor, three, now, on):
    for by in (floor.consultant, Floor().manager):
        with pytest.raises(PermissionDenied):
            choose(floor, now, on, three, three, by=by)
    with pytest.raises(ValidationError):
        choose(floor, now, on, three, three, week=MONDAY - timedelta(days=7))


def test_the_manager_chooses_on_the_page_and_the_consultant_reads_it(client, floor, three, now):
    with mock.patch("foundation.clock.now", return_value=now):
        client.force_login(floor.manager)
        page = reverse("followups:week_targets")
        data = {"shown": [o.pk for o in three], "chosen": [three[0].pk, "x"]}
        client.post(f"{page}?consultant={floor.consultant.pk}", data)
        client.force_login(floor.consultant)
        assert "week 0/1" in client.get(reverse("home")).content.decode()
        assert [o.pk for o in client.get(page).context["targets"]] == [three[0].pk]
        assert client.post(page, data).status_code == 403
        assert client.get(page, {"week": "soon", "consultant": "x"}).status_code == 200
