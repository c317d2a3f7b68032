"""Leads: how they arrive, are sorted, given and first contacted."""

from .api import urls as api
from .desk import urls as desk
from .public_forms import urls as public_forms
from .sorting import urls as sorting
from .sources import urls as sources
from .store_rules import urls as store_rules

app_name = "intake"
urlpatterns = [
    *sources.urlpatterns,
    *sorting.urlpatterns,
    *store_rules.urlpatterns,
    *desk.urlpatterns,
    *public_forms.urlpatterns,
    *api.urlpatterns,
]
