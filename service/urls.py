"""Departments: what they are asked."""

from .questions import urls as questions

app_name = "service"
urlpatterns = [*questions.urlpatterns]
