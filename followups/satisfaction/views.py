"""What buyers say about the use of their car, for those who lead (S1)."""

from django.shortcuts import render

from accounts.access.queries import OVERSEEING_ROLES
from foundation.pages import only_for, page_of

from .forms import SatisfactionFilter
from .queries import answers_for, average


@only_for(*OVERSEEING_ROLES)
def satisfaction_list(request):
    answers = SatisfactionFilter(request.GET, answers_for(request.user), user=request.user)
    page = page_of(request, answers.qs)
    context = {"filter": answers, "page_obj": page, "average": average(answers.qs)}
    return render(request, "followups/satisfaction/list.html", context)
