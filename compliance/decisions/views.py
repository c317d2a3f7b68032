"""The inbox, and many decisions at once with what they will change shown first (R1.2)."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access.queries import today_for
from accounts.people.models import Role
from foundation.decisions import (
    APPROVE,
    REFUSE,
    Choice,
    Kind,
    decide_all,
    evidence_marks,
    kind_of,
    kinds,
    preview,
)
from foundation.pages import only_for, page_of
from foundation.shown import SEEN, marks_of, word

from ..penalties.forms import are_valid
from .forms import SharedReasonForm
from .queries import by_person, decided_items, groups_of, load_things, record_for, waiting_items

PER_PAGE = 25
# Administrators approve what takes two of them.
DECIDING = (Role.MANAGER, Role.DIRECTOR, Role.ADMINISTRATOR)


@only_for(*DECIDING)
def inbox(request):
    """`?kind=` of one kind only, `?show=decided` what was decided, by whom and why."""
    shows_decided = request.GET.get("show") == "decided"
    everything = (decided_items if shows_decided else waiting_items)(request.user)
    kind = request.GET.get("kind", "")
    kind = kind if kind_of(kind) else ""
    listed = [i for i in everything if kind in ("", i.code)]
    page = page_of(request, listed if shows_decided else by_person(listed), PER_PAGE)
    items = load_things(list(page))
    context = {
        "page_obj": page,
        "items": items,
        "groups": [] if shows_decided else groups_of(items, listed),
        "may_choose": not shows_decided and any(item.is_choosable for item in items),
        "shows_decided": shows_decided,
        "kinds": _kinds(everything, kind),
        "total": len(everything),
        "kind": kind,
        "today": today_for(request.user, request.now),
    }
    return render(request, "compliance/decisions/inbox.html", context)


@only_for(*DECIDING)
def inbox_evidence(request, key):
    """What one row is decided on: unfolded beneath it in the inbox, or a page of its own."""
    found = record_for(request.user, key)
    if found is None or found[0].evidence is None:
        raise Http404
    kind, record = found
    today = today_for(request.user, request.now)
    context = kind.evidence(record, user=request.user, on=today)
    context |= {"kind": kind, "subject": kind.subject(record), "today": today}
    mark = evidence_marks(kind, [record], now=request.now)[record.pk]
    context["seen"] = word(kind.key(record.pk), mark)
    page = "_evidence.html" if request.htmx else "evidence.html"
    return render(request, f"compliance/decisions/{page}", context)


def _kinds(items, chosen):
    numbers = {kind.code: 0 for kind in kinds()}
    for item in items:
        numbers[item.code] += 1
    return [
        (kind.code, kind.label, numbers[kind.code], kind.code == chosen)
        for kind in kinds()
        if numbers[kind.code] or kind.code == chosen
    ]


MOST = 200


@dataclass(frozen=True)
class Section:
    """The chosen records of a kind, with what they will change one by one and ``together``."""

    kind: Kind
    records: list
    together: dict
    forms: list


@only_for(*DECIDING)
def inbox_decide(request):
    """What the chosen decisions will change, then takes them, each on its own.

    A row of which anything is no longer as it was shown stays, with a word about it, and is shown anew. So
    does one whose evidence has changed since it was unfolded.
    """
    sent = request.POST if request.method == "POST" else request.GET
    act = REFUSE if sent.get("act") == REFUSE else APPROVE
    wanted = list(dict.fromkeys(sent.getlist("item")))[:MOST]
    waiting = {item.key: item for item in waiting_items(request.user)}
    chosen = [waiting[key] for key in wanted if key in waiting]
    items = _decidable(chosen, act)
    if not items:
        messages.warning(request, _nothing_left(wanted, chosen))
        return redirect("compliance:inbox")
    sections = _sections(items, act, request.POST, now=request.now)
    form = _reason_form(request.POST or None, act, sections)
    changed = set()
    if request.method == "POST":
        forms = [form for section in sections for form in section.forms]
        if are_valid(forms) and (form is None or form.is_valid()):
            reason = form.cleaned_data["reason"] if form else ""
            changed = _decide(request, items, act, reason)
            items = [i for i in waiting_items(request.user) if i.key in changed]
            items = _decidable(items, act)
            if not items:
                return redirect("compliance:inbox")
            sections = _sections(items, act, None, now=request.now)
    seen = marks_of(request.GET, SEEN)
    for item in items:
        item.record.has_changed = item.key in changed
        present = item.record.evidence_mark
        item.record.evidence_has_changed = seen.get(item.key, present) != present
        item.record.evidence_url = item.evidence_url
    context = {
        "act": act,
        "items": items,
        "sections": sections,
        "changed": changed,
        "shown": [word(item.key, item.record.mark) for item in items],
        "gone": len(wanted) - len(chosen),
        "impossible": 0 if changed else len(chosen) - len(items),
        "form": form,
        "submit": _submit(act, sections),
        "cancel_url": reverse("compliance:inbox"),
    }
    return render(request, "compliance/decisions/decide.html", context)


def _decidable(items, act):
    """Those that can be approved, or refused, here; with their records."""
    return load_things([item for item in items if item.kind.service(act)])


def _sections(items, act, data, *, now):
    """Kind by kind, as the registry has them; each record gets its fingerprint and its form."""
    by_kind = {}
    for item in sorted(items, key=lambda item: item.kind.place):
        by_kind.setdefault(item.code, (item.kind, []))[1].append(item.record)
    sections = []
    for kind, records in by_kind.values():
        together = preview(kind, records, act=act, now=now)
        forms = kind.ask(records, data, now=now) if kind.ask and act == APPROVE else []
        sections.append(Section(kind, records, together, forms))
    return sections


def _nothing_left(wanted, chosen):
    if chosen:
        return _("What you chose cannot be refused.")
    if wanted:
        return _("What you chose has already been decided.")
    return _("Choose at least one.")


def _reason_form(data, act, sections):
    """Refusals need a reason, and so do approvals of the kinds that ask for one; others do not."""
    why = [s.kind.approval_reason for s in sections if s.kind.approval_reason]
    if act == APPROVE and not why:
        return None
    form = SharedReasonForm(data)
    if act == APPROVE:
        form.fields["reason"].label = why[0]
    return form


def _submit(act, sections):
    if len(sections) == 1 and act in sections[0].kind.submits:
        return sections[0].kind.submits[act]
    return _("Approve") if act == APPROVE else _("Waive, refuse or return")


def _answer(item, act):
    return item.kind.answer(item.record) if item.kind.answer and act == APPROVE else None


def _decide(request, items, act, reason):
    """Take the decisions and say what came of them; returns the keys of what has changed meanwhile."""
    marks = marks_of(request.POST)
    choices = [
        Choice(item.kind, item.record, marks.get(item.key, ""), _answer(item, act))
        for item in items
    ]
    results = decide_all(choices, act=act, by=request.user, now=request.now, reason=reason)
    for result in results:
        if result.problem:
            subject = result.choice.kind.subject(result.choice.record)
            messages.warning(request, f"{subject}: {result.problem}")
    done = sum(1 for result in results if not result.problem)
    if done:
        said = ngettext("%(count)d decision taken.", "%(count)d decisions taken.", done)
        messages.success(request, said % {"count": done})
    return {r.choice.kind.key(r.choice.record.pk) for r in results if r.changed}
