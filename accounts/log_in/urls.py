"""Log-in, password, language, a person's own page."""

from django.urls import path

from .views import ChangePassword, LogIn, LogOut, Profile, choose_language

urlpatterns = [
    path("login/", LogIn.as_view(), name="login"),
    path("logout/", LogOut.as_view(), name="logout"),
    path("password/", ChangePassword.as_view(), name="password_change"),
    path("profile/", Profile.as_view(), name="profile"),
    path("language/choose", choose_language, name="choose_language"),
]
