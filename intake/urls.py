"""Leads: how they arrive, are sorted, given and first contacted."""

from .sorting import urls as sorting

app_name = "intake"
urlpatterns = [*sorting.urlpatterns]
