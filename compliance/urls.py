"""Findings, the proposals that follow from them, and the ledger of those approved."""

from .audit import urls as audit
from .claims import urls as claims
from .decisions import urls as decisions
from .evidence import urls as evidence
from .findings import urls as findings
from .hand_over import urls as hand_over
from .penalties import urls as penalties
from .policies import urls as policies
from .reminders import urls as reminders
from .suspicions import urls as suspicions

app_name = "compliance"
urlpatterns = [
    *findings.urlpatterns,
    *audit.urlpatterns,
    *suspicions.urlpatterns,
    *penalties.urlpatterns,
    *claims.urlpatterns,
    *hand_over.urlpatterns,
    *evidence.urlpatterns,
    *policies.urlpatterns,
    *decisions.urlpatterns,
    *reminders.urlpatterns,
]
