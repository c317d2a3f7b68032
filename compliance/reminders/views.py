"""The list behind the numbers of a digest, and the store's chat robots (R10.1)."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access.queries import LEADING_ROLES, staff_visible_to, stores_of, today_for
from followups.deadlines.queries import absences_on
from followups.worklist.queries import OVERDUE, ready_to_show
from foundation.deliveries import DeliveryState, NotDelivered, Unclear
from foundation.once import OnceForm, save_once, sent, submit_once
from foundation.pages import only_for, page_of

from .forms import PersonalMessagesForm, RobotForm
from .models import ChatRobot, Delivery, Letter, PersonalMessages
from .queries import DEADLINES, LABELS, SALES, deadlines_behind
from .services.robots import KEEPERS, save_personal_messages, save_robot, send_test


@only_for(*SALES)
def reminder_list(request):
    """The overdue plans, those of today, or what becomes a finding by tomorrow (R10)."""
    on = today_for(request.user, request.now)
    code = request.GET.get("what")
    code = code if code in DEADLINES else OVERDUE
    rows = ready_to_show(deadlines_behind(request.user, code, on=on))
    page = page_of(request, rows.order_by("responsible__full_name", "due_on", "pk"))
    may_give = request.user.role in LEADING_ROLES
    away = absences_on({row.responsible_id for row in page}, on) if may_give else {}
    for row in page:
        row.absence = away.get(row.responsible_id)
    context = {
        "page_obj": page,
        "may_give": may_give,
        "code": code,
        "parts": [(name, LABELS[name]) for name in DEADLINES],
        "title": LABELS[code],
        "today": on,
    }
    return render(request, "compliance/reminders/list.html", context)


TROUBLE = (DeliveryState.FAILED, DeliveryState.UNKNOWN)
SHOWN_FOR = timedelta(days=14)
# The latest of them; who is not reached is seen at once.
LETTERS = 50


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
    robots = [(robot, OnceForm(auto_id=False)) for robot in _robots(user)]
    letters = Letter.objects.filter(unfinished, user__in=staff_visible_to(user))
    letters = letters.filter(made_at__gte=request.now - SHOWN_FOR).select_related("user")
    context = {
        "robots": robots,
        "page_obj": page_of(request, troubles),
        "letters": letters.order_by("-made_at", "-pk")[:LETTERS],
        "stores": stores_of(user).select_related("personal_messages").order_by("code"),
    }
    return render(request, "compliance/reminders/robot_list.html", context)


@require_POST
@only_for(*KEEPERS)
def robot_test(request, pk):
    """Send a test message, once however often the button is pressed, and say what became of it."""
    robot = get_object_or_404(_robots(request.user), pk=pk)
    form = OnceForm(request.POST)
    back = reverse("compliance:robot_list")
    if not form.is_valid():
        return redirect(back)
    token = form.cleaned_data["token"]
    _url, repeated = submit_once(token=token, by=request.user, now=request.now, action=lambda: back)
    if not repeated:
        _try(request, robot)
    return redirect(back)


def _try(request, robot):
    try:
        send_test(robot, by=request.user, at=request.now)
    except NotDelivered as error:
        said = _("%(robot)s: the test message did not arrive (%(error)s).")
        messages.error(request, said % {"robot": robot, "error": error})
    except Unclear as error:
        said = _("%(robot)s: whether the test message arrived is unknown (%(error)s).")
        messages.warning(request, said % {"robot": robot, "error": error})
    else:
        messages.success(request, _("%(robot)s: the test message arrived.") % {"robot": robot})


@only_for(*KEEPERS)
def personal_messages(request, pk):
    """The application that writes to each of a store's people, and when it does not (R10.3)."""
    store = get_object_or_404(stores_of(request.user), pk=pk)
    row = PersonalMessages.objects.filter(store=store).first() or PersonalMessages(store=store)
    form = PersonalMessagesForm(sent(request), instance=row)

    def save():
        save_personal_messages(form.save(commit=False), by=request.user)
        messages.success(request, _("Saved."))
        return reverse("compliance:robot_list")

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "store": store, "cancel_url": reverse("compliance:robot_list")}
    return render(request, "compliance/reminders/personal.html", context)


@only_for(*KEEPERS)
def robot_create(request):
    form = RobotForm(sent(request), by=request.user)
    return _save(request, form, _("The robot has been added."))


@only_for(*KEEPERS)
def robot_edit(request, pk):
    robot = get_object_or_404(_robots(request.user), pk=pk)
    form = RobotForm(sent(request), instance=robot, by=request.user)
    return _save(request, form, _("Saved."))


def _save(request, form, done):
    def save():
        save_robot(form.save(commit=False), by=request.user)
        messages.success(request, done)
        return reverse("compliance:robot_list")

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "cancel_url": reverse("compliance:robot_list")}
    return render(request, "compliance/reminders/robot_form.html", context)
