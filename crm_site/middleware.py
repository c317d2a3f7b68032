"""What every request carries."""

from django.utils import timezone


class RequestClock:
    """Set `request.now`, the one moment at which the whole page is true."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.now = timezone.now()
        return self.get_response(request)
