"""A kind of decision is declared once: a new one is a declaration and its two templates."""

from pathlib import Path

import pytest

from accounts.people.models import Role
from compliance.decisions.queries import count_waiting
from compliance.reminders.queries import digests_for, items_of
from followups.annotations.models import Annotation
from foundation import decisions
from foundation.decisions import APPROVE, REFUSE, Kind

ROW = """<a id="title-{{ item.key }}" href="{{ item.page }}">{{ record.text }}</a>"""
CHOICE = """{% for note in records %}{{ note.text }}!{% endfor %} {{ together.number }} chosen"""


def read(annotation, *, by, now, reason, answer):
    annotation.read_at = now
    annotation.save()


def drop(annotation, *, by, now, reason, answer):
    annotation.text = reason
    read(annotation, by=by, now=now, reason="", answer=None)


@pytest.fixture
def notes(evening, settings, tmp_path, monkeypatch):
    """A kind that exists nowhere else: a note to a consultant that the manager clears."""
    for name, text in (("row.html", ROW), ("choice.html", CHOICE)):
        Path(tmp_path, name).write_text(text)
    settings.TEMPLATES = [
        {**engine, "DIRS": [*engine["DIRS"], tmp_path]} for engine in settings.TEMPLATES
    ]
    kind = Kind(
        code="note",
        label="Notes",
        name="note",
        icon="pin",
        place=1,
        announced="Notes to clear",
        roles=(Role.MANAGER, Role.DIRECTOR),
        rows=lambda: Annotation.objects.filter(read_at=None),
        since="written_at",
        person="addressee",
        store="addressee__store",
        decided=lambda user: Annotation.objects.exclude(read_at=None),
        decided_at="read_at",
        load=Annotation.objects.select_related("addressee").in_bulk,
        row_template="row.html",
        page=lambda note: f"/notes/{note.pk}/",
        about="addressee",
        preview=lambda notes, act, now: {"number": len(notes)},
        choice_template="choice.html",
        shown=lambda note, act: (note.text,),
        lock=lambda note, now: Annotation.objects.select_for_update().get(pk=note.pk),
        approve=read,
        refuse=drop,
    )
    monkeypatch.setattr(decisions, "_KINDS", dict(decisions._KINDS))
    decisions.register(kind)
    return evening


def write(evening, text):
    plan = evening.open(now=evening.now, on=evening.today, plan_in=1).activities.planned().get()
    return Annotation.objects.create(
        activity=plan,
        author=evening.director,
        addressee=evening.consultant,
        text=text,
        written_at=evening.now,
    )


def keys(*notes):
    return [f"note-{note.pk}" for note in notes]


def test_a_new_kind_is_everywhere_at_once(notes, client):
    first, second = write(notes, "call them"), write(notes, "ask again")
    client.force_login(notes.manager)
    page = client.get("/inbox/")
    text = page.content.decode()
    assert "call them" in text and f"/notes/{first.pk}/" in text
    assert page.context["kinds"] == [("note", "Notes", 2, False)]
    assert count_waiting(notes.manager) == 2
    assert '<span class="nav-badge">2</span>' in text
    (digest,) = digests_for([notes.manager], on=notes.today)
    (item,) = [item for item in items_of(digest) if item.code == "note"]
    assert (item.label, item.number) == ("Notes to clear", 2)
    assert client.get(item.url).context["page_obj"].paginator.count == 2
    chosen = {"act": APPROVE, "item": keys(first)}
    page = client.get("/inbox/decide/", chosen)
    assert "call them!" in page.content.decode() and "1 chosen" in page.content.decode()
    client.post("/inbox/decide/", chosen | {"shown": page.context["shown"]})
    chosen = {"act": REFUSE, "item": keys(second)}
    shown = client.get("/inbox/decide/", chosen).context["shown"]
    client.post("/inbox/decide/", chosen | {"shown": shown, "reason": "done long ago"})
    assert count_waiting(notes.manager) == 0
    decided = client.get("/inbox/?show=decided&kind=note")
    assert {item.record.text for item in decided.context["items"]} == {"call them", "done long ago"}


def test_what_changed_places_waits_and_is_shown(notes, client):
    first, second, same = (write(notes, text) for text in ("one", "two", "as it was"))
    client.force_login(notes.manager)
    chosen = {"act": APPROVE, "item": keys(first, second, same)}
    shown = client.get("/inbox/decide/", chosen).context["shown"]
    for note, text in ((first, "two"), (second, "one")):
        Annotation.objects.filter(pk=note.pk).update(text=text)
    answer = client.post("/inbox/decide/", chosen | {"shown": shown})
    assert answer.context["changed"] == set(keys(first, second))
    assert "as it was" not in answer.content.decode()
    assert list(Annotation.objects.exclude(read_at=None)) == [same]
    client.post("/inbox/decide/", chosen | {"shown": answer.context["shown"]})
    assert count_waiting(notes.manager) == 0


@pytest.mark.parametrize("shown", [[], ["note"], ["note-0:x", ":", "x:y:z"], ["\x00"]])
def test_nothing_is_decided_that_was_not_shown(shown, notes, client):
    note = write(notes, "call them")
    client.force_login(notes.manager)
    sent = {"act": APPROVE, "item": keys(note), "shown": shown}
    assert client.post("/inbox/decide/", sent).context["changed"] == set(keys(note))
    assert count_waiting(notes.manager) == 1


def test_of_two_with_one_code_the_second_is_refused(notes):
    kind = decisions.kind_of("note")
    decisions.register(kind)
    with pytest.raises(ValueError, match="note"):
        decisions.register(Kind(**{**vars(kind), "place": 2}))
