"""Customers: the list and the card's fields. What shows activities too is in `followups`."""

from .car_models import urls as car_models
from .change_requests import urls as change_requests
from .companies import urls as companies
from .customers import urls as customers
from .events import urls as events
from .grading import urls as grading
from .market_notes import urls as market_notes
from .opportunities import urls as opportunities
from .prospecting import urls as prospecting

app_name = "leads"
urlpatterns = [
    *opportunities.urlpatterns,
    *customers.urlpatterns,
    *change_requests.urlpatterns,
    *events.urlpatterns,
    *car_models.urlpatterns,
    *grading.urlpatterns,
    *market_notes.urlpatterns,
    *prospecting.urlpatterns,
    *companies.urlpatterns,
]
