from accounts.management.commands._import_command import ImportCommand
from followups.imports.customers import CustomersImporter


class Command(ImportCommand):
    help = "Imports customers with their purchase intents from a CSV or XLSX file."
    importer_class = CustomersImporter
