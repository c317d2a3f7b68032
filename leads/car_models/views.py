"""The store's list of models, kept by marketing and directors (R2.2)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import today_for
from accounts.people.models import Role
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of

from .forms import CarModelForm
from .models import CarModel
from .services import save_model

keepers_only = only_for(Role.MARKETING, Role.DIRECTOR)


@keepers_only
def model_list(request):
    """Those that are offered first, then those that were."""
    rows = CarModel.objects.visible_to(request.user).select_related("store")
    page = page_of(request, rows.order_by("store__code", "-retired_on", "brand", "name"))
    return render(request, "leads/car_models/list.html", {"page_obj": page})


@keepers_only
def model_create(request):
    return _edit(request, CarModel())


@keepers_only
def model_edit(request, pk):
    """Rename a model, or say that it is no longer offered."""
    return _edit(request, get_object_or_404(CarModel.objects.visible_to(request.user), pk=pk))


def _edit(request, car_model):
    name = str(car_model)
    on = today_for(request.user, request.now)
    form = CarModelForm(sent(request), instance=car_model, by=request.user, on=on)
    back = reverse("leads:model_list")

    def save():
        saved = save_model(form.instance, by=request.user, now=request.now)
        messages.success(request, _("%(name)s is saved.") % {"name": saved})
        return back

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "name": name, "cancel_url": back}
    return render(request, "leads/car_models/form.html", context)
