"""What is approved is what was shown."""

from hashlib import sha256


def fingerprint_of_form(request):
    """Differs where anything typed differs: what is adopted is what was shown."""
    aside = {"csrfmiddlewaretoken", "token", "seen", "adopt"}
    typed = sorted((name, text) for name, text in request.POST.items() if name not in aside)
    return sha256(repr(typed).encode()).hexdigest()[:16]


def is_adoption(request):
    return "adopt" in request.POST and request.POST.get("seen") == fingerprint_of_form(request)
