"""Changes of a card, its photo, and the cards out of use (R1.3, R1.4)."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access.queries import CUSTOMER_ROLES, OVERSEEING_ROLES, READING_ROLES
from accounts.confidentiality.views import signed_first
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of

from .forms import CardForm
from .models import Customer
from .queries import CardMerged, get_customer_for, with_end_of_use
from .services import update_card


class LeadOnMerged:
    """An address of a card that was merged leads on to the one that stands for it (R2.5).

    Nothing that was sent there is saved: it was meant for the other card, and the answer says so.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, CardMerged):
            return None
        match = request.resolver_match
        if request.method in ("GET", "HEAD") and "pk" in match.kwargs:
            kept = reverse(match.view_name, kwargs={**match.kwargs, "pk": exception.kept})
            query = request.META.get("QUERY_STRING")
            return redirect(f"{kept}?{query}" if query else kept)
        messages.warning(
            request,
            _(
                "That card was merged into this one meanwhile. Nothing is saved: do it once more here."
            ),
        )
        return redirect("followups:customer_card", exception.kept)


@only_for(*READING_ROLES)
@require_safe
def customer_photo(request, pk):
    """The photo of a customer whose card the user may open (R1.3, R2.3)."""
    photo = get_customer_for(request.user, pk).photo
    if not photo or not photo.storage.exists(photo.name):
        raise Http404
    headers = {"X-Content-Type-Options": "nosniff"}
    return FileResponse(photo.open(), headers=headers)


@only_for(*CUSTOMER_ROLES)
@signed_first
def customer_edit(request, pk):
    """Change what is on a card, but for name and phone (R1.4)."""
    customer = get_customer_for(request.user, pk)
    on = customer.store.business_date(request.now)
    files = request.FILES if request.method == "POST" else None
    form = CardForm(sent(request), files, instance=customer, on=on)

    def save():
        update_card(by=request.user, now=request.now, customer=customer, **form.card())
        messages.success(request, _("The card is saved."))
        return reverse("followups:customer_card", args=[pk])

    if answer := save_once(request, form, save):
        return answer
    return render(request, "leads/customers/edit.html", {"form": form, "customer": customer})


@only_for(*OVERSEEING_ROLES)
def inactive_list(request):
    """The cards that were taken out of use: nothing is lost, and each can come back."""
    cards = Customer.objects.visible_to(request.user).inactive()
    page = page_of(request, cards.select_related("consultant").order_by("-pk"))
    return render(request, "leads/customers/inactive.html", {"page_obj": with_end_of_use(page)})
