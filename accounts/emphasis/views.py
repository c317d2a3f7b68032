"""The page on which who heads a store writes what the month is about (R1.1)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.once import save_once, sent
from foundation.pages import only_for, page_of

from ..access.queries import stores_of, today_for
from ..people.models import HEADS
from .forms import EmphasisForm
from .queries import written_for
from .services import write_emphasis

PER_PAGE = 12


@only_for(*HEADS)
def emphasis(request):
    """The form of this month, with what stands; below it what was written before."""
    stores = list(stores_of(request.user).order_by("code"))
    if not stores:
        raise PermissionDenied
    month = today_for(request.user, request.now).replace(day=1)
    rows = written_for(request.user)
    present = rows.filter(month=month, store=stores[0]).first()
    initial = {
        "month": f"{month:%Y-%m}",
        "store": stores[0].pk,
        "text": present.text if present else "",
    }
    offered = stores_of(request.user).order_by("code")
    form = EmphasisForm(sent(request), stores=offered, initial=initial)

    def save():
        values = form.cleaned_data
        write_emphasis(
            by=request.user,
            now=request.now,
            store=form.chosen_store,
            month=values["month"],
            text=values["text"],
        )
        messages.success(request, _("It stands on the first page of everybody in the store."))
        return reverse("accounts:emphasis")

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "page_obj": page_of(request, rows, PER_PAGE)}
    context["has_stores"] = len(stores) > 1
    return render(request, "accounts/emphasis/edit.html", context)
