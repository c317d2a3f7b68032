"""Suspected duplicates and dead numbers, with one button for each answer (R2.5, R13.4)."""

from uuid import uuid4

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.people.models import Role
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of

from ...arrivals.models import SORTING_ROLES
from ..forms import AnswerForm, RightForm
from ..models import DeadNumber, Suspicion
from ..queries.doubles import get_suspicion_for
from ..services.doubles import not_the_same, number_is_right, the_same

PER_PAGE = 25


@only_for(*SORTING_ROLES)
def suspicion_list(request):
    rows = Suspicion.objects.visible_to(request.user).open()
    rows = rows.select_related(
        "card__consultant", "other_card__consultant", "lead__assigned_to", "other_lead__assigned_to",
        "store",
    )  # fmt: skip
    page = page_of(request, rows.order_by("-found_at", "-pk"), PER_PAGE)
    return _list(request, "suspicions", page)


@only_for(*SORTING_ROLES)
def dead_number_list(request):
    rows = DeadNumber.objects.visible_to(request.user).open()
    rows = rows.select_related("card__consultant", "store").order_by("-found_at", "-pk")
    return _list(request, "dead_numbers", page_of(request, rows, PER_PAGE))


def _list(request, name, page):
    for row in page:
        row.token = uuid4()
    context = {
        "page_obj": page,
        "may_merge": request.user.role in (Role.MANAGER, Role.DIRECTOR),
        "sees_cards": request.user.role != Role.MARKETING,
    }
    return render(request, f"intake/cleaning/{name}.html", context)


@only_for(*SORTING_ROLES)
@require_POST
def suspicion_answer(request, pk):
    page = reverse("intake:suspicion_list")
    rows = Suspicion.objects.select_related("lead__store", "other_lead__store", "card")
    found = rows.visible_to(request.user).filter(pk=pk).first()
    form = AnswerForm(sent(request))
    if found is None and not Suspicion.objects.filter(pk=pk).exists():
        messages.info(request, _("This was answered before."))
        return redirect(page)
    found = get_suspicion_for(request.user, rows, pk)

    def save():
        act = the_same if form.cleaned_data["answer"] == "same" else not_the_same
        act(found, by=request.user, now=request.now)
        if act is the_same:
            messages.success(request, _("They are one person now."))
        else:
            messages.success(request, _("Kept: they are two people. It is not asked again."))
        return page

    return _answered(request, form, save, page)


@only_for(*SORTING_ROLES)
@require_POST
def dead_number_answer(request, pk):
    page = reverse("intake:dead_number_list")
    found = get_suspicion_for(request.user, DeadNumber.objects, pk)
    form = RightForm(sent(request))

    def save():
        number_is_right(found, by=request.user, now=request.now)
        messages.success(request, _("Kept: the number is right."))
        return page

    return _answered(request, form, save, page)


def _answered(request, form, save, page):
    """Back to the list, with a plain word where the answer could not be taken."""
    if answer := save_once(request, form, save):
        return answer
    said = [error for errors in form.errors.values() for error in errors]
    messages.warning(request, " ".join(map(str, said)) or _("Choose one of the two answers."))
    return redirect(page)
