from accounts.management.commands._import_command import ImportCommand
from followups.imports.absences import AbsencesImporter


class Command(ImportCommand):
    help = "Imports leave and training from a CSV or XLSX file."
    importer_class = AbsencesImporter
