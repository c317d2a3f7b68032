from .forms import SubmittedForm
from .imports import ImportJob, ImportKind, ImportState
from .people import Role, User
from .places import Region, Store
from .workdays import DayOverride

__all__ = [
    "DayOverride",
    "ImportJob",
    "ImportKind",
    "ImportState",
    "Region",
    "Role",
    "Store",
    "SubmittedForm",
    "User",
]
