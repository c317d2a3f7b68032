"""Log-in and profile under plain names; pages about the staff under `accounts:`."""

from django.urls import include, path

from . import views
from .views import staff

staff_pages = [
    path("staff/", staff.staff_list, name="staff_list"),
    path("staff/new/", staff.staff_create, name="staff_create"),
    path("staff/<int:pk>/", staff.staff_edit, name="staff_edit"),
    path("staff/<int:pk>/password/", staff.staff_password, name="staff_password"),
]

urlpatterns = [
    path("login/", views.LogIn.as_view(), name="login"),
    path("logout/", views.LogOut.as_view(), name="logout"),
    path("password/", views.ChangePassword.as_view(), name="password_change"),
    path("profile/", views.Profile.as_view(), name="profile"),
    path("language/choose", views.choose_language, name="choose_language"),
    path("", include((staff_pages, "accounts"))),
]
