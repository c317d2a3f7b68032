"""The floor, the spreadsheets and the commands of the import tests serve here too."""

from tests.importing.conftest import (
    floor,  # noqa: F401
    is_consistent,  # noqa: F401
    load,  # noqa: F401
    run,  # noqa: F401
    write,  # noqa: F401  # noqa: F401
)
