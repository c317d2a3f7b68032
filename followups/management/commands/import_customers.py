from foundation.importing.command import ImportCommand

from ...new_customers.imports import CustomersImporter


class Command(ImportCommand):
    help = "Imports customers with their purchase intents from a CSV or XLSX file."
    importer_class = CustomersImporter
