"""To an account elsewhere and back; linking one and parting with it."""

from django.urls import path

from .views import WayIn, way_back, way_link, way_unlink

urlpatterns = [
    path("login/by/", WayIn.as_view(), name="way_in"),
    path("login/back/<str:way>/", way_back, name="way_back"),
    path("security/accounts/link/", way_link, name="way_link"),
    path("security/accounts/<int:pk>/unlink/", way_unlink, name="way_unlink"),
]
