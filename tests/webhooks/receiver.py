"""A partner's server on this machine: it checks signatures, and is as unreliable as one asks."""

import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver(ThreadingHTTPServer):
    """``got``: (headers, body) of each call; ``troubles``: what goes wrong with the next ones.

    A trouble is a status, or ``"silent"``: it takes the call and never answers.
    """

    daemon_threads = True

    def __init__(self, context):
        super().__init__(("127.0.0.1", 0), Handler)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.got, self.troubles, self.pace = [], [], 0

    @property
    def url(self):
        return f"https://localhost:{self.server_port}/leads?from=crm"

    def handle_error(self, request, address):
        """Whoever distrusts the certificate ends the call."""


@contextmanager
def running(context):
    server = Receiver(context)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *arguments):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        trouble = self.server.troubles.pop(0) if self.server.troubles else None
        time.sleep(self.server.pace)
        if trouble == "silent":
            self.server.got.append((dict(self.headers), body))
            time.sleep(2)
            return
        status = trouble or 204
        if status < 300:
            self.server.got.append((dict(self.headers), body))
        self.send_response(status)
        if status in (301, 302, 307, 308):
            self.send_header("Location", "https://localhost:1/elsewhere")
        self.end_headers()

    do_GET = do_POST
