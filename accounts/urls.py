"""Log-in and profile under plain names; pages about the staff under `accounts:`."""

from django.urls import include, path

from . import views

staff_pages = []

urlpatterns = [
    path("login/", views.LogIn.as_view(), name="login"),
    path("logout/", views.LogOut.as_view(), name="logout"),
    path("password/", views.ChangePassword.as_view(), name="password_change"),
    path("profile/", views.Profile.as_view(), name="profile"),
    path("language/choose", views.choose_language, name="choose_language"),
    path("", include((staff_pages, "accounts"))),
]
