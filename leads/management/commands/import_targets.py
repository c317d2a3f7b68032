from accounts.uploads.forms import OF_CARDS

from ...companies.imports import TargetsImporter
from ..placed import PlacedCommand


class Command(PlacedCommand):
    help = "Imports target customers from a CSV or XLSX file, or business cards from a VCF file."
    importer_class = TargetsImporter
    given = OF_CARDS
