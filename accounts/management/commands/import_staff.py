from accounts.imports.staff import StaffImporter

from ._import_command import ImportCommand


class Command(ImportCommand):
    help = "Imports people, with their stores and regions, from a CSV or XLSX file."
    importer_class = StaffImporter
