"""A begun absence ends earlier: its days so far stay, the others count again (R4.7, ADR 15)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from compliance.audit.services import run_audit
from compliance.decisions.queries import waiting_items
from compliance.findings.models import Finding
from followups.absences.services.requesting import refuse_absence, withdraw_absence
from followups.absences.services.shortening import ask_to_shorten, shorten_absence
from followups.calendars.models import Absence
from followups.deadlines.services import compare
from foundation.decisions import APPROVE, decide_all
from tests.factories import Floor
from tests.shown import choices_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(today):
    return lambda number: today + timedelta(days=number)


@pytest.fixture
def opportunity(floor, now, today):
    return floor.open(now=now, on=today, grade="H", days=6, plan_in=4)


@pytest.fixture
def away(ask, approve, opportunity):
    """Away from day 1 to day 20; the plan of day 4 has moved to day 21."""
    return approve(ask(1, 20))


@pytest.fixture
def shorten(floor, now, day):
    def shorten(absence, end, *, on, reason="回来早了", by=None, service=shorten_absence):
        return service(
            by=by or floor.manager,
            now=now + timedelta(days=on),
            on=day(on),
            absence=absence,
            to_on=day(end),
            reason=reason,
        )

    return shorten


def breaks(opportunity):
    return opportunity.deadlines.get(kind="cadence_breach", ended_on=None).breaks_on


def test_the_days_after_the_new_end_count_again(away, shorten, opportunity, day, plan_of):
    assert breaks(opportunity) == day(21), "due on day 3, and away until day 20"
    shorter = shorten(away, 4, on=5)
    assert breaks(opportunity) == day(5), "the four days away stay"
    away.refresh_from_db()
    assert (away.state, away.cancelled_on) == ("cancelled", day(5))
    assert (shorter.state, shorter.from_on, shorter.to_on) == ("approved", day(1), day(4))
    assert (shorter.recorded_on, shorter.replaces) == (day(5), away)
    assert plan_of(opportunity).planned_on == day(21), "plans stay where they are"
    assert not compare([opportunity.pk])


def test_the_nights_before_saw_the_whole_absence_those_after_the_rest(
    away, shorten, floor, opportunity, day, now
):
    rules = ["cadence_breach", "suspected_evasion"]

    def audit(number):
        run_audit(floor.store, on=day(number), now=now + timedelta(days=number + 1))
        found = Finding.objects.filter(opportunity=opportunity, rule__in=rules)
        return list(found.values_list("rule", "opened_on"))

    for number in range(9):
        assert audit(number) == []
    shorten(away, 8, on=9)
    assert audit(9) == [("cadence_breach", day(9))]


@pytest.mark.parametrize("end, on", [(3, 5), (20, 5), (25, 5), (0, 1), (0, 2)])
def test_judged_days_stay_and_it_only_gets_shorter(away, shorten, end, on):
    with pytest.raises(ValidationError) as refused:
        shorten(away, end, on=on)
    assert "to_on" in refused.value.error_dict
    away.refresh_from_db()
    assert away.state == "approved" and Absence.objects.count() == 1


@pytest.mark.parametrize("on", [0, 21, 30])
def test_only_while_it_lasts(away, shorten, on):
    with pytest.raises(ValidationError) as refused:
        shorten(away, 10, on=on)
    assert refused.value.code == "decided"


def test_once_and_with_a_reason(away, shorten):
    with pytest.raises(ValidationError):
        shorten(away, 6, on=5, reason=" ")
    shorter = shorten(away, 10, on=5)
    with pytest.raises(ValidationError):
        shorten(away, 9, on=5)
    assert shorten(shorter, 7, on=6).replaces == shorter, "the shorter one again"


def test_the_owner_asks_and_the_manager_decides_in_the_inbox(
    away, shorten, floor, opportunity, day, now
):
    asked = shorten(away, 6, on=5, by=floor.consultant, service=ask_to_shorten)
    assert breaks(opportunity) == day(21), "a request alone changes nothing"
    with pytest.raises(ValidationError):
        shorten(away, 7, on=5, by=floor.consultant, service=ask_to_shorten)
    (item,) = waiting_items(floor.manager, code="absence")
    assert item.pk == asked.pk
    then = now + timedelta(days=9)
    choices = choices_of("absence", [asked], now=then)
    (result,) = decide_all(choices, act=APPROVE, by=floor.manager, now=then)
    assert result.problem == ""
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == ("approved", floor.manager)
    assert asked.to_on == day(8), "the days until the decision were days of absence"
    assert breaks(opportunity) == day(9)
    history = asked.history.order_by("history_id").values_list("history_user", "state")
    assert list(history) == [(floor.consultant.pk, "requested"), (floor.manager.pk, "approved")]


def test_decided_when_it_is_over_nothing_is_left(away, shorten, floor, now):
    asked = shorten(away, 6, on=5, by=floor.consultant, service=ask_to_shorten)
    then = now + timedelta(days=21)
    choices = choices_of("absence", [asked], now=then)
    (result,) = decide_all(choices, act=APPROVE, by=floor.manager, now=then)
    assert "no longer" in result.problem
    away.refresh_from_db()
    assert away.state == "approved"


def test_refused_or_withdrawn_the_absence_stays(away, shorten, floor, now):
    for decide in (
        lambda asked: refuse_absence(by=floor.manager, now=now, absence=asked, reason="人手够"),
        lambda asked: withdraw_absence(by=floor.consultant, now=now, absence=asked),
    ):
        decide(shorten(away, 6, on=5, by=floor.consultant, service=ask_to_shorten))
        away.refresh_from_db()
        assert away.state == "approved"


@pytest.fixture
def begun(ask, approve, opportunity):
    """Away from today to day 5."""
    return approve(ask(0, 5))


def test_through_the_page_by_the_manager_twice_with_one_effect(begun, browse, floor, day):
    client = browse(floor.manager)
    assert "/shorten/" in client.get(f"/absences/{begun.pk}/").content.decode()
    url = f"/absences/{begun.pk}/shorten/"
    page = client.get(url)
    assert "stays on its new day" in page.content.decode() and "王小明" in page.content.decode()
    token = str(page.context["form"]["token"].value())
    values = {"token": token, "to_on": day(9).isoformat(), "reason": "回来了"}
    refused = client.post(url, values)
    assert refused.context["form"].errors["to_on"] and "回来了" in refused.content.decode()
    values["to_on"] = day(0).isoformat()
    first, second = (client.post(url, values) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Absence.objects.approved().get().to_on == day(0)
    text = client.get(first["Location"]).content.decode()
    assert f"/absences/{begun.pk}/" in text and "回来了" in text
    assert "Ends earlier" in client.get(f"/absences/{begun.pk}/").content.decode()
    assert client.get(url).status_code == 302


def test_through_the_page_by_the_owner_it_is_asked(begun, browse, floor, day):
    client = browse(floor.consultant)
    url = f"/absences/{begun.pk}/shorten/"
    page = client.get(url)
    token = str(page.context["form"]["token"].value())
    client.post(url, {"token": token, "to_on": day(1).isoformat(), "reason": "回来了"})
    asked = Absence.objects.get(state="requested")
    assert asked.replaces == begun
    manager = browse(floor.manager)
    for address in (f"/absences/{asked.pk}/", "/inbox/"):
        text = manager.get(address).content.decode()
        assert "回来了" in text and "earlier" in text.lower()
    shown = manager.get(f"/absences/{asked.pk}/").context["shown"]
    manager.post(f"/absences/{asked.pk}/approve/", {"shown": shown})
    assert Absence.objects.approved().get() == asked


def test_not_by_others_and_not_a_suspension(begun, browse, floor):
    stranger = Floor(store=floor.store).manager
    url = f"/absences/{begun.pk}/shorten/"
    assert browse(stranger).get(url).status_code == 404
    Absence.objects.filter(pk=begun.pk).update(kind="suspension")
    assert browse(floor.manager).get(url).status_code == 403
