"""Two cards side by side, the merge of them, and parting them again (R2.5, R1.4)."""

from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import LEADING_ROLES, READING_ROLES
from accounts.confidentiality.views import signed_first
from foundation.chosen import key_in
from foundation.decisions import REFUSE, decide, words_of
from foundation.once import save_once, sent
from foundation.pages import only_for
from foundation.shown import Changed, fingerprint, marks_of, word
from leads.customers.models import Customer
from leads.customers.queries import find_cards, get_customer_for
from leads.customers.rules import PhoneError, normalise_phone

from ..retirement.forms import AnswerForm
from .decision import KIND
from .forms import MergeForm, OtherCardForm, PartForm
from .queries import (
    get_merge_for,
    holdings_of,
    intents_of,
    may_decide,
    may_merge,
    may_part,
    merge_of,
    pairs_of,
    plain_of,
)
from .rules import may_undo
from .services.merging import ending_of, merge_cards, require_mergeable
from .services.undoing import undo_merge


@only_for(*LEADING_ROLES)
@signed_first
def merge_create(request, pk):
    """The card and, with ``?with=``, another side by side: what is kept of each (R2.5)."""
    kept = get_customer_for(request.user, pk)
    visible = Customer.objects.visible_to(request.user).select_related(
        "store", "consultant__manager"
    )
    other = key_in(request.GET.get("with", ""))
    merged = other and visible.filter(pk=other).exclude(pk=pk).first()
    if not merged:
        done = merge_of(request.user, kept, other)
        if done is None:
            return _ask_for_other(request, kept, visible)
        messages.info(request, _("These two cards are one already."))
        return redirect("followups:merge", done.pk)
    if not may_merge(request.user, kept, merged):
        raise PermissionDenied
    pairs = list(pairs_of(kept, merged))
    form = MergeForm(sent(request), kept=kept, merged=merged, pairs=pairs)

    def save():
        done = merge_cards(
            by=request.user,
            now=request.now,
            kept=kept,
            merged=merged,
            owner=form.cleaned_data["owner"],
            taken=form.taken,
            reason=form.cleaned_data["reason"],
            shown=marks_of(request.POST).get("cards", ""),
        )
        if done.is_waiting:
            messages.success(request, _("The director decides: it waits among their decisions."))
        else:
            messages.success(request, _("The two cards are one. This can be undone for 30 days."))
        return reverse("followups:merge", args=[done.pk])

    try:
        if answer := save_once(request, form, save):
            return answer
    except Changed as error:
        form.add_error(None, str(error))
    hindrance, ends = "", {}
    try:
        require_mergeable(kept, merged)
        ends = ending_of(kept, merged)
    except ValidationError as error:
        hindrance = " ".join(error.messages)
    intents = intents_of(kept, merged)
    for each in [*intents[kept.pk], *intents[merged.pk]]:
        each.ends = each.pk in ends
    context = {
        "form": form,
        "kept": kept,
        "merged": merged,
        "same": [pair for pair in pairs if not pair.is_open],
        "cards": [(kept, intents[kept.pk]), (merged, intents[merged.pk])],
        "holdings": holdings_of(kept, merged),
        "hindrance": hindrance,
        "at_once": may_decide(request.user, kept, merged),
        "shown": [word("cards", fingerprint(*plain_of(kept, merged)))],
        "two_owners": kept.consultant_id != merged.consultant_id,
    }
    return render(request, "followups/merging/side_by_side.html", context)


def _ask_for_other(request, kept, visible):
    typed = request.GET if "q" in request.GET else None
    form = OtherCardForm(typed)
    if typed is not None and form.is_valid():
        found = _found(request.user, visible, form.cleaned_data["q"])
        if found and found != kept.pk:
            return redirect(f"{reverse('followups:merge_create', args=[kept.pk])}?with={found}")
        form.add_error("q", _("There is no other card with this number that you may open."))
    return render(request, "followups/merging/other.html", {"form": form, "kept": kept})


def _found(user, visible, text):
    """The key of a card that the user may open, by its exact phone number or the number of the card."""
    with suppress(PhoneError):
        keys = [card.pk for card in find_cards(user, normalise_phone(text))]
        if key := visible.filter(pk__in=keys).values_list("pk", flat=True).first():
            return key
    number = key_in(text.strip().rpartition("-")[2].lstrip("0"))
    return number and visible.filter(pk=number).values_list("pk", flat=True).first()


@only_for(*READING_ROLES)
def merge(request, pk):
    """What was merged or is asked for; for the director two buttons (R7.1)."""
    found = get_merge_for(request.user, pk)
    may_answer = (
        found.is_waiting
        and request.user.is_director
        and may_merge(request.user, found.kept, found.merged)
    )
    form = AnswerForm(sent(request))
    if request.method == "POST" and not request.user.is_director:
        raise PermissionDenied

    def save():
        act = form.cleaned_data["answer"]
        how = {"shown": marks_of(request.POST).get(act), "reason": form.cleaned_data["reason"]}
        try:
            decide(KIND, found, act=act, by=request.user, now=request.now, **how)
        except Changed as error:
            raise ValidationError(str(error)) from error
        if act == REFUSE:
            messages.success(request, _("Refused; both cards stay as they are."))
        else:
            messages.success(request, _("The two cards are one. This can be undone for 30 days."))
        return reverse("followups:merge", args=[pk])

    if answer := save_once(request, form, save):
        return answer
    context = {
        "merge": found,
        "form": form,
        "may_answer": may_answer,
        "shown": words_of(KIND, found.pk, now=request.now) if may_answer else [],
        "may_undo": _may_undo(request, found),
    }
    return render(request, "followups/merging/merge.html", context)


def _may_undo(request, found):
    return (
        found.is_done and may_part(request.user, found) and may_undo(found.decided_at, request.now)
    )


@only_for(*LEADING_ROLES)
def merge_part(request, pk):
    """Part the cards again, within 30 days."""
    found = get_merge_for(request.user, pk)
    if not may_part(request.user, found):
        raise PermissionDenied
    page = reverse("followups:merge", args=[pk])
    form = PartForm(sent(request))

    def save():
        reason = form.cleaned_data["reason"]
        undo_merge(found, by=request.user, now=request.now, reason=reason)
        messages.success(request, _("The cards are two again."))
        return page

    if answer := save_once(request, form, save):
        return answer
    if request.method != "POST" and not _may_undo(request, found):
        messages.info(request, _("This merge cannot be undone any more."))
        return redirect(page)
    context = {"form": form, "merge": found, "submit": _("Part the cards"), "cancel_url": page}
    return render(request, "followups/merging/part.html", context)
