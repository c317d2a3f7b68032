"""Orders, stock, payments due and targets."""

from .business_plans import urls as business_plans
from .delivery_sheets import urls as delivery_sheets
from .deposits import urls as deposits
from .discounts import urls as discounts
from .dues import urls as dues
from .expenses import urls as expenses
from .orders import urls as orders
from .quotations import urls as quotations
from .stock import urls as stock
from .targets import urls as targets

app_name = "orders"
urlpatterns = [
    *orders.urlpatterns,
    *delivery_sheets.urlpatterns,
    *dues.urlpatterns,
    *deposits.urlpatterns,
    *discounts.urlpatterns,
    *expenses.urlpatterns,
    *quotations.urlpatterns,
    *stock.urlpatterns,
    *targets.urlpatterns,
    *business_plans.urlpatterns,
]
