"""Names of colleagues, proposed while one types."""

from django.shortcuts import render
from django.views.decorators.http import require_POST

from .fields import PROPOSED, name_typed, named
from .queries import staff_visible_to

LONGEST = 60


@require_POST
def people_named(request):
    """Those whose work one oversees, by the text of the only field that was sent."""
    text = next((v for k, v in request.POST.items() if k != "csrfmiddlewaretoken"), "").strip()
    people = staff_visible_to(request.user).filter(is_active=True).select_related("store")
    found = named(people, text[:LONGEST])[:PROPOSED] if text else []
    rows = [(name_typed(person), person.store) for person in found]
    return render(request, "accounts/access/named.html", {"rows": rows})
