"""Complaints: the list, one with its steps, and each thing that is done about it (R9.9, R14.1)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access.queries import READING_ROLES, stores_of
from accounts.confidentiality.queries import has_signed
from accounts.people.models import Role
from foundation.chosen import key_in
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of
from foundation.registry import addresses
from leads.customers.models import Customer
from leads.customers.rules import mask_phone
from orders.orders.models import Order

from ..forms.cases import RegisterForm
from ..models import Complaint, ComplaintFile
from ..queries.filters import ComplaintFilter, narrowed
from ..queries.lists import complaints_for, get_complaint_for, what_it_may_be_about
from ..rules import may_reopen
from ..services.laying_down import KEEPERS, begin_causes
from ..services.registering import REGISTRARS, Told, register
from ..services.working import close, may_ask_for_number, read_complaint, show_number, why_not

READERS = (*READING_ROLES, Role.SERVICE, Role.FINANCE, Role.MARKETING, Role.RECEPTION)
PER_PAGE = 25
readers_only = only_for(*READERS)


@readers_only
def complaint_list(request):
    """What is open, the most urgent first; ``?by=`` and ``?key=`` are the bar of the analysis."""
    user, rows = request.user, complaints_for(request.user)
    by, key = request.GET.get("by", ""), request.GET.get("key", "")
    if by:
        try:
            rows = narrowed(rows, by, key)
        except (KeyError, ValueError) as error:
            raise Http404 from error
    filters = ComplaintFilter(request.GET, rows, user=user, now=request.now)
    context = {
        "page_obj": page_of(request, filters.qs, PER_PAGE),
        "filter": filters,
        "by": by,
        "now": request.now,
        "has_stores": not user.store_id,
        "may_register": user.role in REGISTRARS,
        "may_keep": user.role in KEEPERS,
        "as_sheet": reverse(addresses["complaints_sheet"]),
        "may_analyse": user.heads or user.role in (Role.SERVICE, Role.MANAGER),
    }
    return render(request, "service/complaints/list.html", context)


@readers_only
def complaint(request, pk):
    """All that happened to it; who may work on it finds the buttons, others why they may not."""
    found = get_complaint_for(request.user, pk)
    read_complaint(found, by=request.user, now=request.now)
    return _page(request, found)


@only_for(Role.SERVICE)
@require_POST
def complaint_number(request, pk):
    """The number to be called stands on the answer to this, once; it is kept who saw it (R1.3)."""
    found = get_complaint_for(request.user, pk)
    return _page(request, found, show_number(found, by=request.user, now=request.now))


def _page(request, found, shown=""):
    """``shown``: the number, where it was asked for."""
    user, pk = request.user, found.pk
    may_work = Complaint.objects.workable_by(user).filter(pk=pk).exists()
    cards = Customer.objects.visible_to(user).filter(pk=found.customer_id)
    may_open_card = cards.exists()
    # They call back: whose customer it is, of nobody's whoever has it (R1.3), once they have signed (R13.4).
    is_theirs = may_open_card or found.customer_id is None
    sees_number = may_work and is_theirs and has_signed(user, found.store_id)
    context = {
        "complaint": found,
        "steps": found.steps.select_related("by", "person"),
        "files": found.files.select_related("added_by"),
        "now": request.now,
        "may_work": may_work,
        "number": found.phone if sees_number else shown or mask_phone(found.phone),
        "sees_number": sees_number or shown,
        "may_ask_for_number": may_work
        and not (sees_number or shown)
        and may_ask_for_number(found, user),
        "why_not": "" if may_work else why_not(found, user),
        "may_reopen": found.is_closed and may_reopen(found.closed_at, request.now),
        "may_open_card": may_open_card,
        "may_open_order": Order.objects.visible_to(user).filter(pk=found.order_id).exists(),
    }
    return render(request, "service/complaints/complaint.html", context)


@only_for(*REGISTRARS)
def complaint_create(request):
    """A complaint of whoever called, came or wrote; a card of the number is found by itself."""
    stores = stores_of(request.user).order_by("code")
    asked = key_in(request.POST.get("store", ""))
    store = next((each for each in stores if each.pk == asked), None) or stores.first()
    if store is None:
        raise PermissionDenied
    return _register(request, store, stores=stores)


@only_for(*REGISTRARS)
def customer_complaint(request, pk):
    """A complaint of a customer whose card is open."""
    cards = Customer.objects.visible_to(request.user).select_related("store", "consultant")
    customer = get_object_or_404(cards, pk=pk)
    return _register(request, customer.store, customer=customer)


def _register(request, store, *, customer=None, stores=()):
    user = request.user
    begin_causes(store, now=request.now)
    form = RegisterForm(
        sent(request),
        request.FILES or None,
        store=store,
        stores=stores,
        customer=customer,
        **what_it_may_be_about(customer and customer.pk),
    )

    def save():
        values = {name: v for name, v in form.cleaned_data.items() if name not in ASIDE}
        about = form.cleaned_data.get("about")
        values["order" if isinstance(about, Order) else "opportunity"] = about
        told = Told(customer=customer, **values)
        made = register(by=user, now=request.now, store=store, told=told)
        if answer := form.cleaned_data["answer"].strip():
            close(made, by=user, now=request.now, answer=answer, at_once=True)
        messages.success(request, _("The complaint is registered."))
        return reverse("service:complaint", args=[made.pk])

    if answered := save_once(request, form, save):
        return answered
    back = "service:complaint_list"
    context = {
        "form": form,
        "customer": customer,
        "cancel_url": reverse("followups:customer_card", args=[customer.pk])
        if customer
        else reverse(back),
    }
    return render(request, "service/complaints/create.html", context)


ASIDE = ("token", "store", "about", "answer")


@readers_only
@require_safe
def complaint_file(request, pk):
    """A photo or recording, for whoever may read the complaint."""
    rows = ComplaintFile.objects.filter(
        complaint__in=Complaint.objects.visible_to(request.user).values("pk")
    )
    kept = get_object_or_404(rows, pk=pk)
    if not kept.file.storage.exists(kept.file.name):
        raise Http404
    answer = FileResponse(kept.file.open("rb"), content_type=kept.content_type)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
