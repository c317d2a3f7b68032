"""What an installed app asks for: its worker, its name and icons, its page without the network."""

import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .queries import offline_pages, saved_among, session_ends_at, shell, worker_files
from .rules import key_for, word_for

# As in static/icons/mark.svg.
COLOUR = "#0e5a6b"
SIZES = (192, 512)


@login_not_required
@require_safe
def device(request):
    """Who is logged in; until when, and with which key, the device may keep what they see; what was saved."""
    if not request.user.is_authenticated:
        return JsonResponse({"person": ""})
    return JsonResponse(
        {
            "person": word_for(request.user.pk),
            "key": key_for(request.user.pk),
            "until": int(session_ends_at(request.session).timestamp() * 1000),
            "csrf": get_token(request),
            "saved": saved_among(request.GET.getlist("sent"), by=request.user),
        }
    )


@login_not_required
@require_safe
def worker(request):
    """The worker: it changes with every file that it keeps, so that nobody stays on an old shell."""
    text = "".join(
        f"self.{name} = {json.dumps(value)};\n"
        for name, value in (("SHELL", shell()), ("OFFLINE", offline_pages()))
    )
    text += f"importScripts(...{json.dumps(worker_files())});\n"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@login_not_required
@require_safe
def manifest(request):
    """What the phone shows of the installed app."""
    return JsonResponse(
        {
            "id": "/",
            "name": _("Sales floor"),
            "short_name": _("Sales floor"),
            "description": _("Every customer contacted, every promise kept."),
            "lang": get_language(),
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": COLOUR,
            "theme_color": COLOUR,
            "icons": [
                {
                    "src": static(f"icons/{name}-{size}.png"),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": purpose,
                }
                for name, purpose in (("icon", "any"), ("maskable", "maskable"))
                for size in SIZES
            ]
            + [{"src": static("icons/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
        },
        content_type="application/manifest+json",
    )


@login_not_required
@require_safe
def offline(request):
    """Kept by the worker for everybody: it shows nobody, and fills itself with what the device may show."""
    request.user = AnonymousUser()
    language = request.GET.get("in", "")
    if language not in dict(settings.LANGUAGES):
        language = get_language()
    with override(language):
        return render(request, "device/offline.html")
