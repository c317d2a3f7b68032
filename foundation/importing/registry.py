"""The kinds of files, by the name in their command."""

from accounts.staff.imports import StaffImporter
from accounts.uploads.models import ImportKind
from followups.absences.imports import AbsencesImporter
from followups.contacts.imports.activities import ActivitiesImporter
from followups.new_customers.imports import CustomersImporter
from orders.stock.imports import VehiclesImporter

IMPORTERS = {
    ImportKind.STAFF: StaffImporter,
    ImportKind.CUSTOMERS: CustomersImporter,
    ImportKind.ACTIVITIES: ActivitiesImporter,
    ImportKind.ABSENCES: AbsencesImporter,
    ImportKind.VEHICLES: VehiclesImporter,
}
