"""Departments: what they are asked; what customers are asked."""

from .misconduct import urls as misconduct
from .questions import urls as questions
from .surveys import urls as surveys

app_name = "service"
urlpatterns = [*questions.urlpatterns, *surveys.urlpatterns, *misconduct.urlpatterns]
