"""Questions to departments: asked from the card, answered by the department, listed with their times (R5.4)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access.queries import CUSTOMER_ROLES, READING_ROLES, today_for
from accounts.people.models import Role
from followups.activities.models import Activity
from foundation.chosen import key_in
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of
from leads.customers.models import Customer
from leads.customers.queries import get_customer_for

from .forms import AnswerForm, QuestionFilter, QuestionForm
from .models import Question
from .queries import answer_times, questions_for
from .services import answer, ask, read_answer

READERS = (*READING_ROLES, Role.FINANCE, Role.SERVICE, Role.MARKETING)
PER_PAGE = 25


@only_for(*READERS)
def question_list(request):
    """What waits for an answer, and what was answered; above it how soon each department answers."""
    user, now = request.user, request.now
    rows = questions_for(user)
    filters = QuestionFilter(request.GET, rows, user=user, now=now, on=today_for(user, now))
    context = {
        "filter": filters,
        "page_obj": page_of(request, filters.qs, PER_PAGE),
        "times": answer_times(user, now=now),
        "now": now,
    }
    return render(request, "service/questions/list.html", context)


@only_for(*READERS)
def question(request, pk):
    """The question with its answer; who may answer it writes here."""
    user = request.user
    found = get_object_or_404(questions_for(user), pk=pk)
    may_answer = Question.objects.answerable_by(user).filter(pk=pk).exists()
    if request.method == "POST" and not may_answer:
        raise PermissionDenied
    read_answer(found, by=user, now=request.now)
    form = AnswerForm(sent(request), of=[found], initial={"text": found.answer})

    def save():
        answer(found, by=user, now=request.now, text=form.cleaned_data["text"])
        messages.success(request, _("%(name)s is told.") % {"name": found.asked_by})
        return reverse("service:question_list")

    if may_answer and (answered := save_once(request, form, save)):
        return answered
    context = {
        "question": found,
        "form": form if may_answer else None,
        "now": request.now,
        "cancel_url": reverse("service:question_list"),
        "may_open_card": Customer.objects.visible_to(user).filter(pk=found.customer_id).exists(),
    }
    return render(request, "service/questions/question.html", context)


@only_for(*CUSTOMER_ROLES)
def question_create(request, pk):
    """A customer's question to a department; ``?activity=`` is the contact in which it was asked."""
    customer = get_customer_for(request.user, pk)
    activity = _activity(request, customer)
    form = QuestionForm(sent(request))
    back = reverse("followups:customer_card", args=[customer.pk])

    def save():
        values = form.cleaned_data
        ask(
            by=request.user,
            now=request.now,
            customer=customer,
            activity=activity,
            department=values["department"],
            text=values["text"],
            minutes=values["minutes"],
        )
        messages.success(request, _("Asked. The answer comes to your bell and onto the card."))
        return back

    if answered := save_once(request, form, save):
        return answered
    context = {"form": form, "customer": customer, "activity": activity, "cancel_url": back}
    return render(request, "service/questions/create.html", context)


def _activity(request, customer):
    text = request.GET.get("activity", "")
    if not text:
        return None
    key = key_in(text)
    if key is None:
        raise Http404
    rows = Activity.objects.executed().select_related("opportunity")
    return get_object_or_404(rows, pk=key, opportunity__customer=customer)
