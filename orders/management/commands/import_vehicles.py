from accounts.management.commands._import_command import ImportCommand
from orders.imports.vehicles import VehiclesImporter


class Command(ImportCommand):
    help = "Imports the vehicles of a stock list from a CSV or XLSX file."
    importer_class = VehiclesImporter
