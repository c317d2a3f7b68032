"""A visitor with their data: registered, completed, signed out, made void (R9.1, R4.6)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.people.models import Role
from followups.phone_lookup.queries import look_up
from followups.phone_lookup.services import count_lookup
from foundation.chosen import key_in
from foundation.once import save_once, sent
from intake.invitations.queries import calls_at_desk
from leads.customers.models import Customer, Lifecycle
from leads.customers.queries import may_open
from leads.customers.rules import ending_of
from leads.customers.services import clean_phone, find_by_phone
from leads.grading.queries import IntentReader
from leads.opportunities.queries import models_to_offer

from ..forms.visit import VisitForm, VoidForm
from ..models import Choice, VisitKind
from ..queries import cards_ending, consultants_of, load_board, receiver_for
from ..services.register import sign_out, void_visit
from ..services.visits import complete_visit
from ..templatetags.reception import clock
from .access import at_desk, get_visit_for
from .desk import register

DISTRICTS = 12
# Of whom so many share their last digits; whoever means another types one more.
MOST_HITS = 5


@at_desk
def visit_create(request):
    """Number first: it says whose customer it is, or opens a card."""
    form = _form(request, request.user.store, initial=_initial(request))

    def save():
        visit = register(request, form.entry())
        messages.success(request, _said(visit))
        return reverse("reception:home")

    if answer := save_once(request, form, save):
        return answer
    return _page(request, form)


@at_desk
def visit_edit(request, pk):
    """Correct an entry, or add what the visitor left later."""
    visit = get_visit_for(request.user, pk)
    form = _form(request, visit.store, visit=visit)

    def save():
        saved = complete_visit(
            by=request.user, now=request.now, on=form.reader.on, visit=visit, entry=form.entry()
        )
        messages.success(request, _said(saved) if saved.call_back else _("Saved."))
        return _back(request, saved)

    if answer := save_once(request, form, save):
        return answer
    return _page(request, form, visit=visit)


def _form(request, store, visit=None, **kwargs):
    on = store.business_date(request.now)
    day = visit.on if visit else on
    data = sent(request)
    chosen = visit.consultant if visit else None
    if data and (key := key_in(data.get("consultant", ""))):
        chosen = consultants_of(store).filter(pk=key).first() or chosen
    return VisitForm(
        data,
        reader=IntentReader.of_store(store, on=on, person=chosen),
        user=request.user,
        store=store,
        day=day,
        board=load_board(store, on=day),
        visit=visit,
        **kwargs,
    )


def _initial(request):
    kind = request.GET.get("kind")
    return {
        "kind": kind if kind in VisitKind.values else VisitKind.WALK_IN,
        "phone": request.GET.get("phone", "")[:40],
    }


def _page(request, form, visit=None):
    store = form.store
    districts = Customer.objects.filter(store=store).order_by().values("district")
    common = districts.annotate(number=Count("pk")).order_by("-number", "district")
    context = {
        "form": form,
        "visit": visit,
        "caller": _caller(
            request,
            form.data.get("phone", "") or form.initial.get("phone", ""),
            form.data.get("known", ""),
            is_asked=form.is_bound,
        ),
        "models": models_to_offer(store),
        "districts": [row["district"] for row in common[:DISTRICTS]],
        "today": form.reader.on,
        "back": _back(request, visit),
    }
    return render(request, "reception/visit_form.html", context)


def _back(request, visit):
    """To the desk on the day itself, to the register of the day later."""
    if visit and visit.on < visit.store.business_date(request.now):
        kind, on = visit.kind, visit.on.isoformat()
        return f"{reverse('reception:register')}?kind={kind}&since={on}&until={on}"
    return reverse("reception:home")


def _said(visit):
    values = {"name": visit.consultant}
    text = _("%(name)s receives the visitor.")
    if not visit.is_walk_in:
        text = _("%(name)s takes the call.")
    if visit.call_back:
        text += " " + _("Call back by %(when)s.")
        values["when"] = clock(visit.call_back.call_back_by, visit.store, with_day=True)
    return text % values


@at_desk
@require_POST
def caller(request):
    """While the number is being typed: whose it is, who receives them (R1.3, R2.5)."""
    text, known = request.POST.get("phone", ""), request.POST.get("known", "")
    context = {"caller": _caller(request, text, known, is_asked=True)}
    return render(request, "reception/_caller.html", context)


def _caller(request, text, known, *, is_asked):
    """What is known of the number: ``state`` none, wrong, part, several, new or known, and what R1.3 allows.

    ``known``: the key of the card that is meant, where only last digits were typed; ``is_asked``: somebody
    typed it, so it counts among the numbers that they look up.
    """
    if not text.strip():
        return {"state": "none"}
    try:
        phone = clean_phone(text[:100])
    except ValidationError as error:
        if digits := ending_of(text[:100]):
            return _by_ending(request, digits, known, is_asked=is_asked)
        return {"state": "wrong", "error": error.messages[0]}
    if refused := _count(request, phone, is_asked=is_asked):
        return refused
    card = find_by_phone(request.user.store, phone)
    return _described(request, card) | {"phone": phone} if card else {"state": "new"}


def _by_ending(request, digits, known, *, is_asked):
    """The cards whose number ends so; one alone is taken as meant until somebody says otherwise."""
    cards = list(cards_ending(request.user, request.user.store, digits)[: MOST_HITS + 1])
    if not cards:
        return {"state": "part"}
    if refused := _count(request, digits, is_asked=is_asked):
        return refused
    hits = cards[:MOST_HITS]
    for card in hits:
        card.is_open_to = may_open(request.user, card)
    one = hits[0] if len(cards) == 1 else None
    chosen = next((card for card in hits if card.pk == key_in(known)), one)
    found = {"state": "several"} if chosen is None else _described(request, chosen)
    return found | {"hits": hits, "chosen": chosen, "are_more": len(cards) > MOST_HITS}


def _count(request, number, *, is_asked):
    """Count the look-up; the answer where it is refused."""
    try:
        if is_asked:
            count_lookup(by=request.user, phone=number, now=request.now)
    except ValidationError as error:
        return {"state": "wrong", "error": error.messages[0]}
    return None


def _described(request, card):
    """Whose the card is and who would receive them, as far as R1.3 allows."""
    store = request.user.store
    (found,) = (
        item for item in look_up(request.user, card.phone, now=request.now) if item.store == store
    )
    on = store.business_date(request.now)
    board = load_board(store, on=on)
    usable = card if card.lifecycle != Lifecycle.INACTIVE else None
    # A colleague learns no more than whose customer it is (R1.3).
    may_know = request.user.role == Role.RECEPTION or found.customer is not None
    calls_in = request.POST.get("kind") == VisitKind.CALL_IN
    invited = usable is not None and not calls_in and calls_at_desk(usable.consultant, on=on)
    receiver = receiver_for(board, usable, is_claimable=found.is_claimable, is_invited=invited)
    return {
        "state": "known",
        "found": found,
        "receiver": receiver,
        "is_invited": invited and receiver.chosen == Choice.TURN,
        "place": board.place_of(card.consultant),
        "is_idle": usable and may_know and not card.opportunities.executing().exists(),
    }


@at_desk
@require_POST
def visit_left(request, pk):
    """One tap: the visitor leaves now, or left at closing time on an earlier day."""
    visit = get_visit_for(request.user, pk)
    on = visit.store.business_date(request.now)
    try:
        sign_out(by=request.user, now=request.now, on=on, visit=visit)
    except ValidationError as error:  # made void meanwhile
        messages.error(request, error.messages[0])
    return redirect(_back(request, visit))


@at_desk
def visit_void(request, pk):
    """Registered by mistake."""
    visit = get_visit_for(request.user, pk)
    form = VoidForm(sent(request))

    def save():
        void_visit(
            by=request.user, now=request.now, visit=visit, reason=form.cleaned_data["reason"]
        )
        messages.success(request, _("The entry is struck out."))
        return _back(request, visit)

    if answer := save_once(request, form, save):
        return answer
    return render(
        request,
        "reception/visit_void.html",
        {
            "form": form,
            "visit": visit,
            "cancel_url": _back(request, visit),
            "submit": _("Strike out"),
        },
    )
