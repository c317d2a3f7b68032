"""The administrator's pages about the staff of their store or region (R1.1)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.once import save_once, sent
from foundation.pages import only_for, page_of

from ..access.queries import staff_visible_to
from ..log_in.queries import has_ways_in
from ..log_in.views.resets import root_of
from ..people.models import Role, User
from .forms import StaffFilter, StaffForm
from .models import RightsChange
from .queries import second_persons
from .services import reset_factors, reset_password, save_staff

administrators = only_for(Role.ADMINISTRATOR)


@administrators
def staff_list(request):
    people = staff_visible_to(request.user).select_related("store", "manager")
    filters = StaffFilter(request.GET, people.order_by("-is_active", "store", "full_name", "pk"))
    context = {
        "page_obj": page_of(request, filters.qs),
        "filter": filters,
        "is_filtered": any(filters.form.cleaned_data.values()),
    }
    return render(request, "accounts/staff/list.html", context)


@administrators
def staff_create(request):
    form = StaffForm(sent(request), by=request.user, instance=User())

    def save():
        person = form.instance
        waits = save_staff(person, by=request.user, now=request.now)
        messages.success(request, _("%(name)s has been added.") % {"name": person})
        _say_who_waits(request, waits)
        return reverse("accounts:staff_password", args=[person.pk])

    if answer := save_once(request, form, save):
        return answer
    return render(request, "accounts/staff/form.html", {"form": form})


@administrators
def staff_edit(request, pk):
    person = get_object_or_404(staff_visible_to(request.user), pk=pk)
    name = str(person)
    form = StaffForm(sent(request), by=request.user, instance=person)

    def save():
        waits = save_staff(form.instance, by=request.user, now=request.now)
        messages.success(request, _("Saved."))
        _say_who_waits(request, waits)
        return reverse("accounts:staff_list")

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "person": person, "name": name, "has_factor": has_ways_in(person)}
    return render(request, "accounts/staff/form.html", context)


def _say_who_waits(request, appointment):
    if appointment:
        aside = {request.user.pk, appointment.person_id}
        place = {"store": appointment.store, "region": appointment.region}
        names = ", ".join(str(person) for person in second_persons(**place, aside=aside))
        text = _("As %(role)s they count once a second person approves: %(names)s.")
        values = {"role": appointment.get_role_display(), "names": names}
        messages.warning(request, text % values)


def rights(request):
    """Who changed whose rights: of all in one's stores to who heads or administers them, else one's own."""
    changes = RightsChange.objects.visible_to(request.user).select_related("person", "by")
    return render(request, "accounts/staff/rights.html", {"page_obj": page_of(request, changes)})


@administrators
def staff_password(request, pk):
    person = get_object_or_404(staff_visible_to(request.user), pk=pk)
    context = {"person": person, "cancel_url": reverse("accounts:staff_list")}
    if request.method == "POST":
        key = reset_password(person, by=request.user, now=request.now)
        context["link"] = f"{root_of(request)}{reverse('password_reset', args=[key])}"
    return render(request, "accounts/staff/password.html", context)


@administrators
def staff_factor(request, pk):
    """Whoever lost their telephone sets up another second factor."""
    person = get_object_or_404(staff_visible_to(request.user), pk=pk)
    if request.method == "POST":
        if reset_factors(person, by=request.user, now=request.now):
            said = _("The second step of %(name)s is removed. They set up another.")
            messages.success(request, said % {"name": person})
        return redirect("accounts:staff_edit", person.pk)
    context = {"person": person, "cancel_url": reverse("accounts:staff_edit", args=[person.pk])}
    return render(request, "accounts/staff/factor.html", context)
