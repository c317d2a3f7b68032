"""Addresses of the staff (R1.1)."""

from django.urls import path

from .views import rights, staff_create, staff_edit, staff_factor, staff_list, staff_password

urlpatterns = [
    path("staff/", staff_list, name="staff_list"),
    path("staff/rights/", rights, name="rights"),
    path("staff/new/", staff_create, name="staff_create"),
    path("staff/<int:pk>/", staff_edit, name="staff_edit"),
    path("staff/<int:pk>/password/", staff_password, name="staff_password"),
    path("staff/<int:pk>/second-factor/", staff_factor, name="staff_factor"),
]
