"""The page of the tablet at the door: who is next, who is inside (R5.2, R9.1)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.chosen import key_in
from foundation.once import save_once, sent

from ..forms.roster import PassOverForm
from ..forms.visit import QuickForm
from ..models import Skip, Visit, VisitKind
from ..queries import load_board
from ..services.roster import pass_over, take_back
from ..services.visits import Entry, register_visit
from .access import at_desk

SHOWN = 30


@at_desk
def home(request):
    """The line and who is inside; asked by htmx, only these two."""
    store = request.user.store
    on = store.business_date(request.now)
    board = load_board(store, on=on)
    visible = (
        Visit.objects.visible_to(request.user)
        .filter(store=store)
        .select_related("store", "consultant", "customer__consultant")
    )
    inside = visible.inside()
    context = {
        "board": board,
        "inside": inside.filter(on=on).order_by("arrived_at", "pk")[:SHOWN],
        "forgotten": inside.filter(on__lt=on).order_by("on", "arrived_at", "pk")[:SHOWN],
        "gone": visible.standing().filter(on=on).count(),
        "quick": QuickForm(initial={"kind": VisitKind.WALK_IN}),
        "may_roster": request.user.is_manager or request.user.is_director,
        "store": store,
        "today": on,
        "now": request.now,
    }
    return render(
        request, "reception/_desk.html" if request.htmx else "reception/desk.html", context
    )


@at_desk
@require_POST
def quick(request):
    """A visitor without data: one tap."""
    form = QuickForm(sent(request))

    def save():
        entry = Entry(kind=form.cleaned_data["kind"])
        visit = register(request, entry)
        messages.success(request, _("%(name)s receives the visitor.") % {"name": visit.consultant})
        return reverse("reception:home")

    if answer := save_once(request, form, save):
        return answer
    for error in form.non_field_errors() or [_("Nobody is free to be next: choose a person.")]:
        messages.error(request, error)
    return redirect("reception:visit_create")


def register(request, entry):
    """The visit of today at the user's store."""
    store = request.user.store
    on = store.business_date(request.now)
    return register_visit(by=request.user, now=request.now, on=on, store=store, entry=entry)


@at_desk
def skip(request):
    """Pass somebody over until they are back, with the reason (R5.2)."""
    user = request.user
    initial = {"consultant": request.GET.get("consultant", "")}
    form = PassOverForm(sent(request), user=user, store=user.store, initial=initial)

    def save():
        skipped = pass_over(
            by=user,
            now=request.now,
            on=user.store.business_date(request.now),
            store=user.store,
            consultant=form.cleaned_data["consultant"],
            reason=form.said(),
        )
        messages.success(
            request, _("%(name)s is passed over until back.") % {"name": skipped.consultant}
        )
        return reverse("reception:home")

    if answer := save_once(request, form, save):
        return answer
    return render(
        request,
        "reception/skip.html",
        {"form": form, "cancel_url": reverse("reception:home"), "submit": _("Pass over")},
    )


@at_desk
@require_POST
def back(request):
    """The person is back; a consultant says so of no colleague."""
    user = request.user
    rows = Skip.objects.visible_to(user).standing()
    if user.is_consultant:
        rows = rows.filter(consultant=user)
    if found := rows.filter(pk=key_in(request.POST.get("skip", ""))).first():
        take_back(by=user, now=request.now, skip=found)
    return redirect("reception:home")
