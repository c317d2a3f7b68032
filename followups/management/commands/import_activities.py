from accounts.management.commands._import_command import ImportCommand
from followups.imports.activities import ActivitiesImporter


class Command(ImportCommand):
    help = "Imports plans and contacts from a CSV or XLSX file."
    importer_class = ActivitiesImporter
