from foundation.importing.command import ImportCommand

from ...stock.imports import VehiclesImporter


class Command(ImportCommand):
    help = "Imports the vehicles of a stock list from a CSV or XLSX file."
    importer_class = VehiclesImporter
