"""Surveys: the page that a customer gets, their list, the telephone, the call back, the policy (R5.6, R13.3)."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access.queries import READING_ROLES, store_asked_for
from accounts.confidentiality.queries import has_signed
from accounts.people.models import HEADS, Role
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of
from intake.public_forms.queries import qr_of
from leads.customers.models import Customer

from .forms import CallForm, PolicyForm, QuestionsForm, SurveyFilter, ToldForm, policy_or_usual
from .models import Survey
from .queries import ASKERS, CALLERS, callable_by, names_customer, surveys_for
from .services import answer, call_back, set_policy, show_number

READERS = (*READING_ROLES, Role.SERVICE)
PER_PAGE = 25


@only_for(*READERS)
def survey_list(request):
    surveys = SurveyFilter(
        request.GET, surveys_for(request.user), user=request.user, now=request.now
    )
    page = page_of(request, surveys.qs, PER_PAGE)
    for each in page:
        each.names_customer = names_customer(each, request.user)
    context = {"filter": surveys, "page_obj": page, "now": request.now}
    return render(request, "service/surveys/list.html", context)


def _survey(request, pk):
    found = get_object_or_404(surveys_for(request.user), pk=pk)
    found.names_customer = names_customer(found, request.user)
    return found


@only_for(*READERS)
def survey(request, pk):
    """What was answered; of an open one, to who asks, the link and the way to the telephone."""
    found = _survey(request, pk)
    return _page(request, found)


def _page(request, found, *, number=""):
    user = request.user
    asks = found.is_open(request.now) and user.role in ASKERS
    calls = bool(found.call_back_by) and callable_by(user).filter(pk=found.pk).exists()
    named = found.names_customer
    context = {
        "survey": found,
        "number": number,
        "asks": asks,
        "calls": calls,
        "may_see_number": named
        and (asks or (calls and not found.called_at))
        and has_signed(user, found.store_id),
        "may_open_card": named
        and Customer.objects.visible_to(user).filter(pk=found.customer_id).exists(),
        "now": request.now,
        "cancel_url": reverse("service:survey_list"),
    }
    if asks:
        path = reverse("service:survey_public", args=[found.token])
        context["address"] = (
            settings.SITE_URL + path if settings.SITE_URL else request.build_absolute_uri(path)
        )
        context["side"], context["drawing"] = qr_of(context["address"])
    return render(request, "service/surveys/survey.html", context)


@only_for(*CALLERS)
@require_POST
def survey_number(request, pk):
    """The number to be called stands on the answer to this, once; it is kept who saw it (R1.3)."""
    found = _survey(request, pk)
    return _page(request, found, number=show_number(found, by=request.user, now=request.now))


@only_for(*ASKERS)
def survey_answer(request, pk):
    """Asked on the telephone: the same three questions, typed in."""
    found = _survey(request, pk)
    back = reverse("service:survey", args=[found.pk])
    form = ToldForm(sent(request))

    def save():
        values = form.cleaned_data
        answer(
            found,
            by=request.user,
            now=request.now,
            answers=form.answers,
            text=values["text"],
            is_anonymous=values["is_anonymous"],
        )
        messages.success(request, _("The answers are on file."))
        # What is not for the consultant is not for the director who leads them either.
        is_read = surveys_for(request.user).filter(pk=found.pk).exists()
        return back if is_read else reverse("service:survey_list")

    if answered := save_once(request, form, save):
        return answered
    context = {"form": form, "survey": found, "cancel_url": back}
    return render(request, "service/surveys/answer.html", context)


@only_for(*CALLERS)
def survey_call(request, pk):
    """What came of the call about a low answer."""
    found = get_object_or_404(callable_by(request.user).filter(call_back_by__isnull=False), pk=pk)
    found.names_customer = names_customer(found, request.user)
    back = reverse("service:survey", args=[found.pk])
    form = CallForm(sent(request), of=[found], initial={"note": found.call_note})

    def save():
        call_back(found, by=request.user, now=request.now, note=form.cleaned_data["note"])
        messages.success(request, _("The call is on file."))
        return back

    if answered := save_once(request, form, save):
        return answered
    context = {"form": form, "survey": found, "cancel_url": back}
    return render(request, "service/surveys/call.html", context)


@only_for(*HEADS)
def survey_policy(request):
    store, stores = store_asked_for(request.user, request.GET.get("store", ""))
    policy = policy_or_usual(store)
    form = PolicyForm(sent(request), policy=policy)
    here = f"{reverse('service:survey_policy')}?store={store.pk}"

    def save():
        names = ("good_for", "low", "call_back_minutes")
        values = {name: form.cleaned_data[name] for name in names}
        set_policy(store, by=request.user, now=request.now, days=form.days, **values)
        messages.success(request, _("The policy is on file."))
        return here

    if answered := save_once(request, form, save):
        return answered
    context = {
        "form": form,
        "store": store,
        "stores": stores,
        "cancel_url": reverse("service:survey_list"),
    }
    return render(request, "service/surveys/policy.html", context)


@login_not_required
# The address itself is the right to answer, once: no log-in and no cookie is used that another site could.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def survey_public(request, token):
    """The three questions, to whoever has the link; once answered it thanks."""
    found = Survey.objects.select_related("store", "customer").filter(token=token).first()
    if found is None:
        raise Http404
    form = QuestionsForm(sent(request))
    if request.method == "POST" and found.is_open(request.now) and form.is_valid():
        values = form.cleaned_data
        try:
            found = answer(
                found,
                by=None,
                now=request.now,
                answers=form.answers,
                text=values["text"],
                is_anonymous=values["is_anonymous"],
            )
        except ValidationError:
            # Sent twice at once: what came first counts, and this one is thanked for as well.
            found.refresh_from_db()
    is_over = not found.is_answered and not found.is_open(request.now)
    context = {"survey": found, "form": form, "is_over": is_over}
    status = HTTPStatus.GONE if is_over else HTTPStatus.OK
    response = render(request, "service/surveys/public.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
