from foundation.importing.command import ImportCommand

from ...staff.imports import StaffImporter


class Command(ImportCommand):
    help = "Imports people, with their stores and regions, from a CSV or XLSX file."
    importer_class = StaffImporter
