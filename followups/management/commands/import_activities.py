from foundation.importing.command import ImportCommand

from ...contacts.imports.activities import ActivitiesImporter


class Command(ImportCommand):
    help = "Imports plans and contacts from a CSV or XLSX file."
    importer_class = ActivitiesImporter
