"""Log-in, second factor, password, language, a person's own page."""

from django.urls import path

from .views.asking import ask_again
from .views.entering import LogIn, LogInByPasskey, LogOut, SecondFactor
from .views.factors import (
    AddApp,
    AddPasskey,
    Codes,
    NewCodes,
    RemoveApp,
    RemovePasskey,
    index,
)
from .views.own import ChangePassword, Profile, choose_language
from .views.resets import forgotten, reset
from .views.sessions import session_end, sessions_end

# Names that begin with `mfa_` or `account_` are those by which allauth finds its way.
urlpatterns = [
    path("login/", LogIn.as_view(), name="login"),
    path("login/", LogIn.as_view(), name="account_login"),
    path("login/second-factor/", SecondFactor.as_view(), name="mfa_authenticate"),
    path("login/passkey/", LogInByPasskey.as_view(), name="passkey_login"),
    path("forgotten/", forgotten, name="password_forgotten"),
    path("reset/<str:key>/", reset, name="password_reset"),
    path("logout/", LogOut.as_view(), name="logout"),
    path("ask-again/", ask_again, name="ask_again"),
    path("password/", ChangePassword.as_view(), name="password_change"),
    path("profile/", Profile.as_view(), name="profile"),
    path("language/choose", choose_language, name="choose_language"),
    path("security/", index, name="mfa_index"),
    path("security/sessions/<int:pk>/end/", session_end, name="session_end"),
    path("security/sessions/end/", sessions_end, name="sessions_end"),
    path("security/app/", AddApp.as_view(), name="mfa_activate_totp"),
    path("security/app/remove/", RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("security/codes/", Codes.as_view(), name="mfa_view_recovery_codes"),
    path("security/codes/new/", NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("security/passkeys/new/", AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("security/passkeys/<int:pk>/remove/", RemovePasskey.as_view(), name="passkey_remove"),
]
