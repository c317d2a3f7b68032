"""Chat robots, and what of the reminders did not arrive (R10.1)."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import staff_visible_to, stores_of
from accounts.pages import only_for, page_of, today_for

from ..forms.robots import RobotForm
from ..models import ChatRobot, Delivery, DeliveryState
from ..services.reminders.robots import KEEPERS, save_robot

TROUBLE = (DeliveryState.FAILED, DeliveryState.UNKNOWN)
SHOWN_FOR = timedelta(days=14)


def _robots(user):
    rows = ChatRobot.objects.filter(store__in=stores_of(user)).select_related("store")
    return rows.order_by("store__code", "pk")


@only_for(*KEEPERS)
def robot_list(request):
    user = request.user
    since = today_for(user, request.now) - SHOWN_FOR
    whose = Q(user__in=staff_visible_to(user)) | Q(robot__in=_robots(user))
    unfinished = Q(state__in=TROUBLE) | Q(state=DeliveryState.WAITING, attempts__gt=0)
    troubles = Delivery.objects.filter(whose, unfinished, on__gte=since)
    troubles = troubles.select_related("user", "robot__store").order_by("-on", "-kind", "pk")
    context = {"robots": _robots(user), "page_obj": page_of(request, troubles)}
    return render(request, "compliance/robot_list.html", context)


@only_for(*KEEPERS)
def robot_create(request):
    form = RobotForm(request.POST or None, by=request.user)
    return _save(request, form, _("The robot has been added."))


@only_for(*KEEPERS)
def robot_edit(request, pk):
    robot = get_object_or_404(_robots(request.user), pk=pk)
    form = RobotForm(request.POST or None, instance=robot, by=request.user)
    return _save(request, form, _("Saved."))


def _save(request, form, done):
    if request.method == "POST" and form.is_valid():
        save_robot(form.save(commit=False), by=request.user)
        messages.success(request, done)
        return redirect("compliance:robot_list")
    context = {"form": form, "cancel_url": reverse("compliance:robot_list")}
    return render(request, "compliance/robot_form.html", context)
