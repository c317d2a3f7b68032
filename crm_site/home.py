"""The first page after the log-in: what each role works with (R1.1)."""

from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from accounts.models import Role
from followups.views import consultant_home

FIRST_PAGES = {
    Role.MANAGER: ["followups:board"],
    Role.DIRECTOR: ["compliance:finding_list", "leads:customer_list"],
    Role.ADMINISTRATOR: ["import_list", "accounts:staff_list"],
}
OTHERS = ["followups:phone_lookup"]


def home(request):
    """The worklist of a consultant; the others go on to the first page of their menu."""
    if request.user.role == Role.CONSULTANT:
        return consultant_home(request)
    for name in FIRST_PAGES.get(request.user.role, OTHERS):
        try:
            return redirect(reverse(name))
        except NoReverseMatch:
            continue
    return render(request, "home/welcome.html")
