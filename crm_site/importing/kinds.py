"""The kinds of files, by the name in their command."""

from accounts.imports.staff import StaffImporter
from accounts.models import ImportKind
from followups.imports.absences import AbsencesImporter
from followups.imports.activities import ActivitiesImporter
from followups.imports.customers import CustomersImporter
from orders.imports.vehicles import VehiclesImporter

IMPORTERS = {
    ImportKind.STAFF: StaffImporter,
    ImportKind.CUSTOMERS: CustomersImporter,
    ImportKind.ACTIVITIES: ActivitiesImporter,
    ImportKind.ABSENCES: AbsencesImporter,
    ImportKind.VEHICLES: VehiclesImporter,
}
