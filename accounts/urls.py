"""Log-in, profile and imports under plain names; pages about the staff under `accounts:`."""

from django.urls import include, path

from .access import urls as access
from .confidentiality import urls as confidentiality
from .emphasis import urls as emphasis
from .log_in import urls as log_in
from .notices import urls as notices
from .saved_filters import urls as saved_filters
from .staff import urls as staff
from .uploads import urls as uploads
from .ways_in import urls as ways_in

ROOMS = [*staff.urlpatterns, *emphasis.urlpatterns, *confidentiality.urlpatterns]

urlpatterns = [
    *access.urlpatterns,
    *uploads.urlpatterns,
    *log_in.urlpatterns,
    *ways_in.urlpatterns,
    *notices.urlpatterns,
    *saved_filters.urlpatterns,
    path("", include((ROOMS, "accounts"))),
]
