"""The first page after the log-in: what each role works with (R1.1)."""

from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from accounts.people.models import Role
from compliance.penalties.models import RectificationReport
from followups.worklist.views import consultant_home
from orders.coming_up.queries import coming_up_for
from reception.queries import notices_of

FIRST_PAGES = {
    Role.RECEPTION: ["reception:home"],
    Role.MANAGER: ["followups:board"],
    Role.DIRECTOR: ["compliance:inbox", "leads:customer_list"],
    Role.ADMINISTRATOR: ["import_list", "accounts:staff_list"],
    Role.FINANCE: ["orders:due_list"],
}
OTHERS = ["followups:phone_lookup"]


def home(request):
    """The worklist of a consultant; the others go on to the first page of their menu."""
    if request.user.role == Role.CONSULTANT:
        return consultant_home(request, **_owed(request), **_coming_up(request))
    for name in FIRST_PAGES.get(request.user.role, OTHERS):
        try:
            return redirect(reverse(name))
        except NoReverseMatch:
            continue
    return render(request, "home/welcome.html")


def _owed(request):
    """What stands above the worklist: visitors he is told of, reports that he is to write (R9.1, R8.7)."""
    reports = RectificationReport.objects.filter(person=request.user).to_write()
    return {
        "reports": reports.order_by("due_on", "pk"),
        "notices": notices_of(request.user),
    }


def _coming_up(request):
    """Birthdays, insurance, service and deliveries of the consultant's customers (R10.2)."""
    on = request.user.store.business_date(request.now)
    return {"occasions": coming_up_for(request.user, on=on)}
