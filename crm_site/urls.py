"""Every address of the site; the apps bring their own."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from .errors.views import health
from .health.views import health_details
from .home.views import home

urlpatterns = [
    path("", home, name="home"),
    path("health", health, name="health"),
    path("health/details", health_details, name="health_details"),
    # Before the log-in as well, so that one can read the log-in page.
    path("language", login_not_required(set_language), name="set_language"),
    path("", include("crm_site.device.urls")),
    path("", include("crm_site.find.urls")),
    path("", include("accounts.urls")),
    path("", include("leads.urls")),
    path("", include("followups.urls")),
    path("", include("orders.buyers.urls")),
    path("", include("intake.urls")),
    path("", include("service.urls")),
    path("", include("reception.urls")),
    path("", include("orders.urls")),
    path("", include("compliance.urls")),
    path("rewards/", include("rewards.urls")),
    path("", include("reports.urls")),
]

handler400 = "crm_site.errors.views.bad_request"
handler403 = "crm_site.errors.views.permission_denied"
handler404 = "crm_site.errors.views.page_not_found"
handler500 = "crm_site.errors.views.server_error"
