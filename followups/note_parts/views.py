"""Where a word stands in notes (R12.5)."""

from django.shortcuts import render

from accounts.access.queries import READING_ROLES, today_for
from foundation.pages import only_for, page_of

from .forms import NoteSearchForm
from .queries import found_parts

PER_PAGE = 25


@only_for(*READING_ROLES)
def note_search(request):
    """The parts of notes of one's own customers, or the team's, that hold the text."""
    form = NoteSearchForm(request.GET)
    values = form.cleaned_data if form.is_valid() else {"q": "", "part": ""}
    rows = found_parts(request.user, values["q"], part=values["part"])
    context = {
        "form": form,
        "page_obj": page_of(request, rows, PER_PAGE),
        "today": today_for(request.user, request.now),
    }
    return render(request, "followups/note_parts/search.html", context)
