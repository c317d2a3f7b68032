"""The models of the rooms, where Django looks for them."""

from foundation.once import SubmittedForm
from foundation.pace import Pace
from foundation.pulse import Pulse

from .backups.models import BackupRun
from .confidentiality.models import Agreement, Signature
from .emphasis.models import Emphasis
from .holidays.models import DayOverride
from .log_in.models import Attempt
from .notices.models import Notice
from .people.models import Region, Role, Store, User
from .saved_filters.models import SavedFilter
from .staff.models import Appointment, RightsChange
from .uploads.models import ImportJob, ImportKind, ImportState

__all__ = [
    "Agreement",
    "Appointment",
    "Attempt",
    "BackupRun",
    "DayOverride",
    "Emphasis",
    "ImportJob",
    "ImportKind",
    "ImportState",
    "Notice",
    "Pace",
    "Pulse",
    "Region",
    "RightsChange",
    "Role",
    "SavedFilter",
    "Signature",
    "Store",
    "SubmittedForm",
    "User",
]
