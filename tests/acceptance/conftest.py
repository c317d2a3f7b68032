"""The floor, the spreadsheets and the commands of the import tests serve here too."""

from tests.imports.conftest import floor, is_consistent, load, run, write  # noqa: F401
