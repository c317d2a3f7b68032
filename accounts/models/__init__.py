from .forms import SubmittedForm
from .people import Role, User
from .places import Region, Store
from .workdays import DayOverride

__all__ = ["DayOverride", "Region", "Role", "Store", "SubmittedForm", "User"]
