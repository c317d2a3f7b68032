"""Telling in confidence without an account, following it by a code, and reading it (R13.4).

The page on which something is sent knows nobody: it needs no log-in, reads none, and keeps neither address nor
time of the day. Staff write on a page of their own, which sends to that one.
"""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.people.models import HEADS, Store
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of
from intake.public_forms.queries import new_page, qr_of, read_page
from intake.public_forms.rules import is_in_time

from .forms import (
    DEVICE,
    ActForm,
    CodeForm,
    ReplyForm,
    SubjectForm,
    TellForm,
    TrusteesForm,
    number_in,
    sealed_number,
)
from .models import (
    MessageKind,
    MisconductDesk,
    MisconductPhoto,
    MisconductReport,
    ReportState,
    Sender,
)
from .queries import desk_of, desks_named_by, places_of, report_of, reports_for, staff_of, today_at
from .rules import in_groups
from .services import act, name_subject, name_trustees, seen, take_in, write_back

public = csrf_exempt
METHODS = ["GET", "HEAD", "POST"]
PER_PAGE = 25


def _key(place):
    return f"{'store' if isinstance(place, Store) else 'region'}-{place.pk}"


def _place(request, places):
    """The place that the address names among these, else the first; and its desk."""
    if not places:
        raise PermissionDenied
    asked = request.GET.get("of", "")
    place = next((each for each in places if _key(each) == asked), places[0])
    desk = desk_of(store=place) if isinstance(place, Store) else desk_of(region=place)
    return place, desk


def _offered(places):
    return [(_key(each), each) for each in places]


def misconduct(request):
    """How it works, who reads it, and what was put to the user to read."""
    places = places_of(request.user)
    context = {
        "page_obj": page_of(request, reports_for(request.user), PER_PAGE),
        "today": request.now.date(),
        "names": request.user.heads and desks_named_by(request.user),
        "may_write": bool(places),
    }
    if places:
        place, desk = _place(request, places)
        context |= {"place": place, "places": _offered(places), "chosen": _key(place)}
        context["trustees"] = desk.trustees.select_related("person").order_by("person__full_name")
    return render(request, "service/misconduct/index.html", context)


@require_safe
def misconduct_write(request):
    """The form of everybody, with the staff to choose from; sent, it goes where no account is read."""
    _place_, desk = _place(request, places_of(request.user))
    form = TellForm(staff=staff_of(desk), initial={"page": new_page(desk, now=request.now)})
    return _public(request, "tell", _telling(desk, form) | {"is_staff": True})


def _telling(desk, form, said=""):
    return {
        "public_form": _("Tell in confidence"),
        "desk": desk,
        "form": form,
        "said": said,
        "action": reverse("service:misconduct_public", args=[desk.slug]),
    }


def _public(request, name, context, status=HTTPStatus.OK):
    response = render(request, f"service/misconduct/{name}.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@login_not_required
@public
@require_http_methods(METHODS)
def misconduct_public(request, slug):
    """Whoever they are: ``request.user`` is asked nothing, and nothing of the request is kept but its text."""
    rows = MisconductDesk.objects.select_related("store", "region")
    desk = get_object_or_404(rows, slug=slug)
    on = today_at(desk, request.now)
    before = number_in(request.COOKIES.get(DEVICE, ""), on=on)
    if request.method != "POST":
        form = TellForm(initial={"page": new_page(desk, now=request.now)})
        return _noted(_public(request, "tell", _telling(desk, form)), before, on=on)
    form = TellForm(request.POST, request.FILES)
    said = ""
    if form.is_valid():
        shown = read_page(form.cleaned_data["page"], desk, now=request.now)
        if shown and is_in_time(shown[1]) and not form.cleaned_data["website"]:
            try:
                return _noted(_taken_in(request, desk, form, shown[0], before), before + 1, on=on)
            except ValidationError as error:
                said = " ".join(error.messages)
        else:
            said = _("Please look at it once more, and send it again.")
    form.renew(new_page(desk, now=request.now))
    return _public(request, "tell", _telling(desk, form, said))


def _noted(response, number, *, on):
    """Every page shown notes the number on the device, so that its being there tells nothing of a report."""
    response.set_cookie(
        DEVICE,
        sealed_number(number, on=on),
        path=reverse("service:misconduct_status"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


def _taken_in(request, desk, form, page, before):
    sender = Sender.STAFF if form.person or "staff" in request.POST else Sender.CUSTOMER
    code = take_in(
        desk,
        page=page,
        on=today_at(desk, request.now),
        told={**form.told, "sender": sender},
        person=form.person and form.person.pk,
        photos=form.photos,
        sent_before=before,
    )
    context = {"public_form": _("Tell in confidence"), "desk": desk, "code": in_groups(code)}
    return _public(request, "code", context)


@login_not_required
@public
@require_http_methods(METHODS)
def misconduct_status(request):
    """How it stands, to whoever has the code; it is sent, so that it stands in no address and no log."""
    context = {"public_form": _("Follow what you told")}
    if request.method != "POST":
        return _public(request, "status", context | {"form": CodeForm()})
    is_reply = "text" in request.POST
    form = (ReplyForm if is_reply else CodeForm)(request.POST)
    report = report_of(form.data.get("code", ""))
    if report is None:
        form = CodeForm(request.POST)
        if form.is_valid():
            form.add_error("code", _("No report has this code."))
        return _public(request, "status", context | {"form": form})
    if is_reply and form.is_valid():
        try:
            report = write_back(
                report, on=today_at(report.desk, request.now), text=form.cleaned_data["text"]
            )
            is_reply = False
            context["said"] = _("Your message is on file.")
        except ValidationError as error:
            form.add_error(None, error)
    kinds = (MessageKind.SENT, MessageKind.ASKED, MessageKind.STATE)
    context |= {
        "report": report,
        "desk": report.desk,
        "said_so_far": report.messages.filter(kind__in=kinds),
        "is_read": report.readers.filter(ended_on=None).exists(),
        "form": form if is_reply else ReplyForm(initial={"code": form.data.get("code", "")}),
    }
    return _public(request, "status", context)


def _report(request, pk):
    report = get_object_or_404(reports_for(request.user), pk=pk)
    seen(report, by=request.user, now=request.now)
    return report


def misconduct_report(request, pk):
    """To its readers alone: what was told, what was said since, and what to do."""
    report = _report(request, pk)
    user, on = request.user, today_at(report.desk, request.now)
    form = ActForm(sent(request))

    def save():
        chosen = form.cleaned_data["act"]
        is_state = chosen in ReportState.values
        how = {"kind": MessageKind.STATE, "state": chosen} if is_state else {"kind": chosen}
        act(report, by=user, on=on, now=request.now, text=form.cleaned_data["text"], **how)
        return reverse("service:misconduct_report", args=[report.pk])

    if answered := save_once(request, form, save):
        return answered
    context = {
        "report": report,
        "said_so_far": report.messages.select_related("by"),
        "photos": report.photos.all(),
        "readers": report.readers.filter(ended_on=None).select_related("person"),
        "subjects": report.subjects.select_related("person"),
        "form": form,
        "today": on,
        "cancel_url": reverse("service:misconduct"),
    }
    return render(request, "service/misconduct/report.html", context)


def misconduct_subject(request, pk):
    """A reader says whom it is about, who then never reads it."""
    report = _report(request, pk)
    back = reverse("service:misconduct_report", args=[report.pk])
    form = SubjectForm(sent(request), desk=report.desk, but=request.user)

    def save():
        person, on = form.cleaned_data["person"], today_at(report.desk, request.now)
        name_subject(report, by=request.user, person=person, on=on)
        messages.success(request, _("%(name)s never reads it.") % {"name": person})
        return back

    if answered := save_once(request, form, save):
        return answered
    context = {"report": report, "form": form, "cancel_url": back}
    return render(request, "service/misconduct/subject.html", context)


@require_safe
def misconduct_photo(request, pk):
    rows = MisconductPhoto.objects.filter(
        report__in=MisconductReport.objects.visible_to(request.user)
    )
    photo = get_object_or_404(rows, pk=pk).photo
    if not photo.storage.exists(photo.name):
        raise Http404
    headers = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
    return FileResponse(photo.open(), headers=headers)


@only_for(*HEADS)
def misconduct_policy(request):
    """Who is named to read, of a store or of the region."""
    places = desks_named_by(request.user)
    place, desk = _place(request, places)
    form = TrusteesForm(sent(request), desk=desk)
    here = f"{reverse('service:misconduct_policy')}?of={_key(place)}"

    def save():
        people = form.cleaned_data["people"]
        name_trustees(desk, by=request.user, now=request.now, people=people)
        messages.success(request, _("They are named, and told."))
        return here

    if answered := save_once(request, form, save):
        return answered
    context = {
        "form": form,
        "place": place,
        "places": _offered(places),
        "chosen": _key(place),
        "cancel_url": reverse("service:misconduct"),
    }
    return render(request, "service/misconduct/policy.html", context)


@only_for(*HEADS)
def misconduct_poster(request):
    """The address of the public page as a code to hang up."""
    place, desk = _place(request, desks_named_by(request.user))
    path = reverse("service:misconduct_public", args=[desk.slug])
    address = settings.SITE_URL + path if settings.SITE_URL else request.build_absolute_uri(path)
    side, drawing = qr_of(address)
    context = {"place": place, "address": address, "side": side, "drawing": drawing}
    return render(request, "service/misconduct/poster.html", context)
