"""An old form never undoes newer data, on any page; the same form twice, corrected, or at once."""

from unittest import mock
from uuid import uuid4

import pytest
from django.db import transaction
from django.forms import BaseForm
from django.test import Client
from django.urls import reverse

from foundation.edits import EditForm
from foundation.kept import AGAIN, kept
from foundation.once import OnceForm, SubmittedForm, result_of
from foundation.shown import MARKS
from tests.access.table import PAGES
from tests.access.world import World

# What forms know of what they showed lies in them; services that two people call at once have tests of their own.
pytestmark = pytest.mark.once

ROLES = ["consultant", "manager", "director", "administrator", "reception", "finance", "marketing"]

# Forms that add something: what they are filled with is a proposal, nothing that is on record.
ADDING = {
    "AgreementForm",
    "BeginForm",
    "CallForm",
    "CancelLastForm",
    "CareForm",
    "ChangeForm",
    "ClaimForm",
    "CustomerForm",
    "DeliverForm",
    "DrawUpForm",
    "ExpenseForm",
    "LeadForm",
    "MarketNoteForm",
    "MergeForm",
    "OpportunityForm",
    "OrderForm",
    "PlanForm",
    "QuestionForm",
    "QuickForm",
    "QuotationForm",
    "SignatureForm",
    "RegisterForm",
    "SheetForm",
    "SourceForm",
    "TakeOverForm",
}


@pytest.fixture
def world(db, now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with mock.patch("foundation.clock.now", return_value=now):
        yield World(now=now, places=("own",))


def address(world, name):
    of = PAGES[name].of
    return reverse(name, args=[getattr(world.places["own"], of).pk] if of else [])


def forms_of(answer):
    """Every form in what the page was made of."""
    for layer in answer.context or ():
        for part in layer:
            for value in part.values() if isinstance(part, dict) else ():
                for each in value.values() if isinstance(value, dict) else [value]:
                    if isinstance(each, BaseForm):
                        yield each


def shows_something(form):
    values = (form.get_initial_for_field(form.fields[n], n) for n in form.fields if n != "token")
    return any(value not in (None, "", []) for value in values)


@pytest.mark.parametrize("role", ROLES)
def test_every_form_that_shows_what_is_stored_knows_what_it_showed(role, world, client):
    world.use_jobs_of(role)
    world.log_in(client, role)
    wrong = set()
    for name, page in PAGES.items():
        if page.post_only or not page.opens(role, "own"):
            continue
        for form in forms_of(client.get(address(world, name))):
            is_sent = isinstance(form, OnceForm) and shows_something(form)
            if is_sent and not isinstance(form, EditForm) and type(form).__name__ not in ADDING:
                wrong.add((name, type(form).__name__))
    assert not wrong


# Where, by whom, what somebody else changes meanwhile, what the old form changes.
EDITS = [
    ("leads:customer_edit", "consultant", {"district": "海淀区"}, {"address": "wx_1"}),
    ("leads:event_edit", "marketing", {"budget": "900.00"}, {"place": "Hall 2"}),
    ("accounts:staff_edit", "administrator", {"full_name": "Another"}, {"email": "a@b.cn"}),
    ("buyers:car_edit", "consultant", {"insurer": "Ping An"}, {"plate_number": "京A12345"}),
    ("orders:vehicle_edit", "manager", {"colour": "红"}, {"note": "scratched"}),
    ("orders:target_grid", "director", {"orders_store": "9"}, {"deliveries_store": "8"}),
    ("followups:day_settings", "director", {"today": "41"}, {"tomorrow": "42"}),
    ("intake:rule_list", "director", {"days": "60"}, {"floor": "30"}),
    ("intake:term_list", "marketing", {"minutes_event": "60"}, {"minutes_yiche": "20"}),
    ("intake:mailbox", "marketing", {"since": "2026-11-02"}, {"folder": "Leads"}),
    ("leads:target_edit", "consultant", {"trade": "物流"}, {"remark": "by phone"}),
    ("leads:company_vehicle", "consultant", {"model": "Polo"}, {"plate_number": "京A12345"}),
    ("followups:errand_edit", "manager", {"priority": "1"}, {"text": "another"}),
    ("service:complaint_details", "director", {"model": "Golf"}, {"vehicle": "京A12345"}),
    ("service:loss_policy", "director", {"within_hours": "24"}, {"sample_percent": "30"}),
    ("reception:visit_edit", "manager", {"party_size": "4"}, {"remark": "tea"}),
]


class Browser:
    """Somebody with the page open."""

    def __init__(self, world, role, name):
        self.client, self.url = Client(), address(world, name)
        world.use_jobs_of(role)
        world.log_in(self.client, role)

    def open(self):
        self.form = next(
            form
            for form in forms_of(self.client.get(self.url))
            if isinstance(form, EditForm) and form.marks()
        )
        return self

    @property
    def stored(self):
        return {name: self.form[name].value() for name in self.form.fields}

    def send(self, **typed):
        values = {
            name: value
            for name, value in self.stored.items()
            if value is not None and value is not False
        }
        values[MARKS] = self.form.marks_as_text()
        return self.client.post(self.url, values | typed)


EACH = pytest.mark.parametrize(
    ("name", "role", "theirs", "mine"), EDITS, ids=[name for name, *_rest in EDITS]
)


@EACH
def test_an_old_form_leaves_alone_what_somebody_else_changed(world, name, role, theirs, mine):
    old, other = (Browser(world, role, name).open() for _n in range(2))
    answer = other.send(**theirs)
    assert answer.status_code == 302, answer.context["form"].errors
    answer = old.send(**mine)
    assert answer.status_code == 302, answer.context["form"].errors
    found = old.open().stored
    assert {key: str(found[key]) for key in theirs | mine} == theirs | mine


@EACH
def test_what_both_changed_is_shown_to_the_second_who_then_decides(world, name, role, theirs, mine):
    old, other = (Browser(world, role, name).open() for _n in range(2))
    assert other.send(**mine).status_code == 302
    (field,) = mine
    typed = "7" if mine[field].isdecimal() else "c@d.cn" if "@" in mine[field] else "另一个"
    answer = old.send(**{field: typed})
    form = next(f for f in forms_of(answer) if isinstance(f, EditForm) and f.is_bound)
    assert mine[field] in str(form.errors[field])
    assert form[field].value() == typed
    # As the page stands now it is sent again: a decision.
    values = {name: bound.value() for name, bound in ((b.html_name, b) for b in form)}
    values = {k: v for k, v in values.items() if v is not None and v is not False}
    values[MARKS] = form.marks_as_text()
    assert old.client.post(old.url, values).status_code == 302
    assert str(old.open().stored[field]) == typed


@EACH
def test_sent_twice_and_sent_again_corrected(world, name, role, theirs, mine):
    page = Browser(world, role, name).open()
    assert page.send(**mine).status_code == 302
    assert page.send(**mine).status_code == 302
    answer = page.send(**theirs | mine)
    assert answer.status_code == 200
    form = next(f for f in forms_of(answer) if isinstance(f, EditForm) and f.is_bound)
    assert "saved before" in str(form.errors)
    for field, value in theirs.items():
        assert form[field].value() == value


def sendable(form):
    """What the browser sends of a form as it was opened."""
    values = {bound.html_name: bound.value() for bound in form}
    sent = {k: v for k, v in values.items() if v not in (None, False, "")}
    if isinstance(form, EditForm):
        sent[MARKS] = form.marks_as_text()
    return sent


def test_every_form_with_an_ended_session_with_back_and_twice_at_once(world):
    """Each form of the site once, as the first role that opens it: nothing is lost, done twice or broken."""
    wrong, seen = [], set()
    for role in ROLES:
        world.use_jobs_of(role)
        client, stranger = Client(), Client()
        world.log_in(client, role)
        for name, page in PAGES.items():
            if page.post_only or name in seen or not page.opens(role, "own"):
                continue
            url = address(world, name)
            opened = client.get(url)
            form = next((f for f in forms_of(opened) if isinstance(f, OnceForm)), None)
            if form is None or not form.fields.keys() - {"token"}:
                continue
            with transaction.atomic():
                found = list(trouble(form, url, client, stranger, opened))
                transaction.set_rollback(True)
            # Who reads a page may not be who sends its form.
            if ("comes back", 403) not in found:
                seen.add(name)
                wrong += [(name, *each) for each in found]
    assert len(seen) > 40
    assert not wrong


def trouble(form, url, client, stranger, opened):
    """What goes wrong with one form, as ``(when, what)``."""
    sent = sendable(form) | {"token": str(uuid4())}
    before = SubmittedForm.objects.count()
    # With Back the page is asked for again: no browser has kept it.
    if "no-store" not in opened["Cache-Control"]:
        yield "back", opened["Cache-Control"]
    # The session has ended: what was typed goes through the log-in and comes back, unsaved.
    answer = stranger.post(url, sent, headers={"origin": "http://testserver"})
    held = kept(answer.context["kept"]) if answer.status_code == 401 else None
    if held is None or dict(held.fields) != {k: str(v) for k, v in flat(sent).items()}:
        yield "ended session", answer.status_code
    answer = client.post(url, sent | {AGAIN: "1"})
    if answer.status_code != 200 or SubmittedForm.objects.count() != before:
        yield "comes back", answer.status_code
    # Twice at once: the second asks before the first has written, and finds it when it writes itself.
    first = client.post(url, sent)
    after = SubmittedForm.objects.count()
    with mock.patch("foundation.once.result_of", side_effect=once_unknown(result_of)):
        second = client.post(url, sent)
    if {first.status_code, second.status_code} - {200, 302}:
        yield "twice", (first.status_code, second.status_code)
    if SubmittedForm.objects.count() != after:
        yield "twice", "two effects"


def flat(sent):
    """The last of several values, as a dictionary of them has it; of none, nothing is sent."""
    return {k: v[-1] if isinstance(v, list | tuple) else v for k, v in sent.items() if v != []}


def once_unknown(real):
    """``result_of`` that knows of nothing the first time it is asked."""
    asked = []

    def ask(**about):
        asked.append(about)
        return None if len(asked) == 1 else real(**about)

    return ask
