"""The grades that everyone in the store works by, to read (R3.2)."""

from django.shortcuts import render

from accounts.access.queries import stores_of, today_for

from .models import GradingPolicy
from .queries import policies_in_force


def policy(request):
    on = today_for(request.user, request.now)
    adoptions = policies_in_force(stores_of(request.user), on=on)
    codes = {held.code for held in adoptions}
    policies = GradingPolicy.objects.filter(code__in=codes).prefetch_related("grades")
    context = {
        "policies": [
            {
                "policy": found,
                "stores": [held for held in adoptions if held.code == found.code],
                "has_capacity": any(grade.capacity for grade in found.grades.all()),
                "has_criteria": any(grade.criteria for grade in found.grades.all()),
            }
            for found in policies
        ],
        "on": on,
    }
    return render(request, "leads/grading/policy.html", context)
