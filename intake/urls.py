"""Leads: how they arrive, are sorted, given and first contacted."""

from .sorting import urls as sorting
from .store_rules import urls as store_rules

app_name = "intake"
urlpatterns = [*sorting.urlpatterns, *store_rules.urlpatterns]
