"""The list of market notes, a new one, and its photo (S1)."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access.queries import CUSTOMER_ROLES, READING_ROLES, today_for
from accounts.people.models import Role
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of

from .forms import MarketNoteFilter, MarketNoteForm
from .models import MarketNote
from .services import write_note

READERS = (*READING_ROLES, Role.MARKETING)
WRITERS = (*CUSTOMER_ROLES, Role.MARKETING)
PER_PAGE = 25


@only_for(*READERS)
def note_list(request):
    rows = MarketNote.objects.visible_to(request.user).select_related("by", "store")
    notes = MarketNoteFilter(request.GET, rows, user=request.user)
    context = {
        "filter": notes,
        "page_obj": page_of(request, notes.qs, PER_PAGE),
        "may_write": request.user.role in WRITERS,
        "has_stores": not request.user.store_id,
    }
    return render(request, "leads/market_notes/list.html", context)


@only_for(*WRITERS)
def note_create(request):
    today = today_for(request.user, request.now)
    files = request.FILES if request.method == "POST" else None
    form = MarketNoteForm(sent(request), files, by=request.user, today=today, initial={"on": today})

    def save():
        write_note(form.instance, by=request.user, now=request.now)
        messages.success(request, _("The note is on file."))
        return reverse("leads:market_notes")

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "cancel_url": reverse("leads:market_notes")}
    return render(request, "leads/market_notes/form.html", context)


@only_for(*READERS)
@require_safe
def note_photo(request, pk):
    photo = get_object_or_404(MarketNote.objects.visible_to(request.user), pk=pk).photo
    if not photo or not photo.storage.exists(photo.name):
        raise Http404
    headers = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
    return FileResponse(photo.open(), headers=headers)
