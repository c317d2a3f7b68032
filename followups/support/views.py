"""Support wanted: written by consultants, answered by those who lead them (R9.4)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access.queries import READING_ROLES, today_for
from accounts.people.models import Role
from foundation.once import save_once, sent
from foundation.pages import only_for, page_of

from .forms import AnswerForm, SupportForm
from .models import SupportRequest
from .queries import support_for
from .services import answer_support, ask_for_support, read_answer

PER_PAGE = 25


@only_for(*READING_ROLES)
def support_list(request):
    """What was asked and answered; a consultant writes here what they want."""
    user = request.user
    form = SupportForm(sent(request)) if user.is_consultant else None
    if request.method == "POST" and form is None:
        raise PermissionDenied

    def save():
        ask_for_support(
            by=user,
            now=request.now,
            on=today_for(user, request.now),
            text=form.cleaned_data["text"],
        )
        messages.success(request, _("Your manager will read it."))
        return reverse("followups:support_list")

    if form and (answer := save_once(request, form, save)):
        return answer
    context = {"form": form, "page_obj": page_of(request, support_for(user), PER_PAGE)}
    return render(request, "followups/support/list.html", context)


@only_for(Role.MANAGER, Role.DIRECTOR)
def support_answer(request, pk):
    """The answer, which stands on the paper and reaches the consultant."""
    rows = SupportRequest.objects.visible_to(request.user).select_related("store", "consultant")
    wanted = get_object_or_404(rows, pk=pk)
    form = AnswerForm(sent(request), initial={"text": wanted.answer})

    def save():
        text = form.cleaned_data["text"]
        answer_support(by=request.user, now=request.now, wanted=wanted, text=text)
        values = {"name": wanted.consultant}
        messages.success(request, _("%(name)s will read it on the worklist.") % values)
        return reverse("followups:support_list")

    if answer := save_once(request, form, save):
        return answer
    context = {"form": form, "wanted": wanted, "cancel_url": reverse("followups:support_list")}
    return render(request, "followups/support/answer.html", context)


@only_for(Role.CONSULTANT)
@require_POST
def support_read(request, pk):
    """The answer is read with one tap."""
    wanted = get_object_or_404(SupportRequest, pk=pk, consultant=request.user)
    read_answer(by=request.user, now=request.now, wanted=wanted)
    return redirect("home")
