"""Departments: what they are asked, what customers complain of, and what customers are asked."""

from .complaints import urls as complaints
from .departments import urls as departments
from .losses import urls as losses
from .misconduct import urls as misconduct
from .questions import urls as questions
from .surveys import urls as surveys

app_name = "service"
urlpatterns = [
    *departments.urlpatterns,
    *losses.urlpatterns,
    *questions.urlpatterns,
    *complaints.urlpatterns,
    *surveys.urlpatterns,
    *misconduct.urlpatterns,
]
