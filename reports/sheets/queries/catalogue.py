"""All sheets, in the order in which they are offered."""

from .business_plan import PlanAndResult
from .complaints import Complaints
from .daily import DailyReport
from .events import EventEffect
from .expenses import Expenses
from .false_losses import FalseLosses
from .fleets import Fleets
from .forecast import CollectionForecast
from .introductions import Introductions
from .invalid import InvalidData
from .lead_classes import LeadClasses
from .leads import Leads
from .lost import LostSales
from .open_steps import FinanceSteps, ServiceSteps
from .progress import SalesProgress
from .progression import Progression
from .prospecting import TargetList, Tasks
from .questions import Questions
from .registers import CallIns, WalkIns
from .signatures import Signatures
from .stock import StockSheet
from .surveys import Surveys

SHEETS = {
    sheet.code: sheet
    for sheet in (
        DailyReport(),
        Progression(),
        WalkIns(),
        CallIns(),
        LostSales(),
        Surveys(),
        FalseLosses(),
        SalesProgress(),
        PlanAndResult(),
        CollectionForecast(),
        StockSheet(),
        EventEffect(),
        Expenses(),
        Leads(),
        LeadClasses(),
        Introductions(),
        TargetList(),
        Fleets(),
        Tasks(),
        Complaints(),
        Questions(),
        FinanceSteps(),
        ServiceSteps(),
        Signatures(),
        InvalidData(),
    )
}


def sheets_for(user):
    """Those that the person's role works with."""
    return [sheet for sheet in SHEETS.values() if user.role in sheet.roles]
