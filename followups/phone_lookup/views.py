"""Whose number it is: looked up, and checked while it is being typed (R1.3, R2.5)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.access.queries import CUSTOMER_ROLES
from foundation.pages import only_for
from leads.customers.services import clean_phone

from .queries import look_up
from .services import count_lookup


@only_for(*CUSTOMER_ROLES)
@require_POST
def phone_check(request):
    """While the number is being typed: whether a card has it already (R2.5)."""
    found = _found(request, request.POST.get("phone", ""))[0]
    return render(request, "followups/phone_lookup/_duplicates.html", {"found": found})


def phone_lookup(request):
    """Whose an exact number is, for everybody who works in a store (R1.3)."""
    if request.user.store is None and not request.user.heads:
        raise PermissionDenied
    found, error = _found(request, request.GET.get("phone", ""))
    context = {
        "found": found,
        "error": error,
        "phone": request.GET.get("phone", "")[:40],
        "may_enter": request.user.role in CUSTOMER_ROLES and request.user.store is not None,
    }
    template = (
        "followups/phone_lookup/_result.html"
        if request.htmx
        else "followups/phone_lookup/lookup.html"
    )
    return render(request, template, context)


def _found(request, text):
    """``(cards, error)`` for the number; ``(None, None)`` where none is given."""
    if not text.strip():
        return None, None
    try:
        phone = clean_phone(text[:100])
        count_lookup(by=request.user, phone=phone, now=request.now)
    except ValidationError as error:
        return None, error.messages[0]
    return look_up(request.user, phone, now=request.now), None
