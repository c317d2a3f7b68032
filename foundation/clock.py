"""What every request carries."""

# By its own name, so that a test sets the clock of requests and of nothing else.
from django.utils.timezone import now


class RequestClock:
    """Set `request.now`, the one moment at which the whole page is true."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.now = now()
        return self.get_response(request)
