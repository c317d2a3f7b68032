from .auth import ChangePassword, LogIn, LogOut, choose_language
from .profile import Profile

__all__ = ["ChangePassword", "LogIn", "LogOut", "Profile", "choose_language"]
