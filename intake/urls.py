"""Leads: how they arrive, are sorted, given and first contacted."""

from .api import urls as api
from .cleaning import urls as cleaning
from .costs import urls as costs
from .desk import urls as desk
from .desk_policies import urls as desk_policies
from .desk_week import urls as desk_week
from .mailboxes import urls as mailboxes
from .public_forms import urls as public_forms
from .round_ups import urls as round_ups
from .sorting import urls as sorting
from .sources import urls as sources
from .store_rules import urls as store_rules
from .urging import urls as urging
from .webhooks import urls as webhooks

app_name = "intake"
urlpatterns = [
    *sources.urlpatterns,
    *cleaning.urlpatterns,
    *sorting.urlpatterns,
    *urging.urlpatterns,
    *store_rules.urlpatterns,
    *costs.urlpatterns,
    *desk.urlpatterns,
    *desk_policies.urlpatterns,
    *desk_week.urlpatterns,
    *round_ups.urlpatterns,
    *public_forms.urlpatterns,
    *mailboxes.urlpatterns,
    *webhooks.urlpatterns,
    *api.urlpatterns,
]
