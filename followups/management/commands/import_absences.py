from foundation.importing.command import ImportCommand

from ...absences.imports import AbsencesImporter


class Command(ImportCommand):
    help = "Imports leave and training from a CSV or XLSX file."
    importer_class = AbsencesImporter
