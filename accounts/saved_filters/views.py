"""Saving the filter that is chosen, and deleting one (R3.5)."""

from urllib.parse import parse_qs

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .models import SavedFilter
from .queries import fields_of
from .rules import LONGEST, keepable
from .services import delete_filter, save_filter


@require_POST
def filter_save(request):
    """``page``, ``name`` and the ``query`` of the list; back to the list with it."""
    page, text = request.POST.get("page", ""), request.POST.get("query", "")[:LONGEST]
    fields = fields_of(page)
    if fields is None:
        raise Http404
    query = keepable(parse_qs(text), fields=fields)
    name = request.POST.get("name", "")
    try:
        saved = save_filter(by=request.user, now=request.now, page=page, name=name, query=query)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Saved as “%(name)s”.") % {"name": saved.name})
    return redirect(f"{reverse(page)}?{query}" if query else reverse(page))


@require_POST
def filter_delete(request, pk):
    """Of one's own."""
    saved = get_object_or_404(SavedFilter, pk=pk, user=request.user)
    delete_filter(saved)
    messages.success(request, _("“%(name)s” is deleted.") % {"name": saved.name})
    return redirect(reverse(saved.page))
