"""Contacts, plans and the customer card with all that happened."""

from .absences import urls as absences
from .annotations import urls as annotations
from .cards import urls as cards
from .contacts import urls as contacts
from .errands import urls as errands
from .evening import urls as evening
from .feeds import urls as feeds
from .merging import urls as merging
from .new_customers import urls as new_customers
from .note_parts import urls as note_parts
from .ownership import urls as ownership
from .phone_lookup import urls as phone_lookup
from .phrases import urls as phrases
from .plans import urls as plans
from .prospecting import urls as prospecting
from .quotas import urls as quotas
from .recordings import urls as recordings
from .regrading import urls as regrading
from .retirement import urls as retirement
from .satisfaction import urls as satisfaction
from .support import urls as support
from .take_overs import urls as take_overs
from .week_targets import urls as week_targets
from .withdrawals import urls as withdrawals
from .workdays import urls as workdays
from .worklist import urls as worklist
from .workload import urls as workload

app_name = "followups"
urlpatterns = [
    *new_customers.urlpatterns,
    *phone_lookup.urlpatterns,
    *cards.urlpatterns,
    *retirement.urlpatterns,
    *merging.urlpatterns,
    *contacts.urlpatterns,
    *plans.urlpatterns,
    *withdrawals.urlpatterns,
    *phrases.urlpatterns,
    *note_parts.urlpatterns,
    *ownership.urlpatterns,
    *regrading.urlpatterns,
    *workload.urlpatterns,
    *quotas.urlpatterns,
    *satisfaction.urlpatterns,
    *take_overs.urlpatterns,
    *week_targets.urlpatterns,
    *worklist.urlpatterns,
    *absences.urlpatterns,
    *workdays.urlpatterns,
    *evening.urlpatterns,
    *annotations.urlpatterns,
    *support.urlpatterns,
    *recordings.urlpatterns,
    *feeds.urlpatterns,
    *errands.urlpatterns,
    *prospecting.urlpatterns,
]
