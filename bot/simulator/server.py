"""A small threaded HTTP/1.1 server for local LINE.

Written for this because no common WSGI server can accept a request and then close the connection without an answer,
which is what a bot's retry keys are for. A thread for each connection, so that a hanging call blocks nobody;
header and body leave in one write, without Nagle's 40 ms.
"""

import sys
import threading
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from socketserver import TCPServer, ThreadingMixIn
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication

from bot.simulator.fields import MOST_BYTES
from bot.simulator.gate import DROP


class Server(ThreadingMixIn, TCPServer):
    """Serves one WSGI application; port 0 takes a free one."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, app: WSGIApplication) -> None:
        self.app = app
        self._active = 0
        self._quiet = threading.Condition()
        super().__init__((host, port), _Handler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def run(self, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
        """Ask the application; the request counts as active meanwhile."""
        with self._quiet:
            self._active += 1
        try:
            return _run(self.app, environ)
        finally:
            with self._quiet:
                self._active -= 1
                self._quiet.notify_all()

    def drain(self, seconds: float) -> None:
        """Wait until no request is active, or the time is over."""
        with self._quiet:
            self._quiet.wait_for(lambda: self._active == 0, timeout=seconds)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is not worth a line; anything else is."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 90  # seconds an idle connection may stay
    server: Server

    def _serve(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal():
            self.send_error(411)
            return
        if int(length) > MOST_BYTES:
            self.send_error(413)
            return
        environ = self._environ(self.rfile.read(int(length)))
        status, headers, body = self.server.run(environ)
        if environ.get(DROP):
            self.close_connection = True
            return
        self._answer(status, headers, body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_OPTIONS = do_PATCH = _serve  # noqa: N815 http.server's names

    def _answer(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        self.log_request(status)
        self.send_response_only(int(status[:3]), status[4:])
        for name, value in headers:
            self.send_header(name, value)
        if not any(name.lower() == "content-length" for name, _ in headers):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _environ(self, body: bytes) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        host, port = self.server.server_address[:2]
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": str(host),
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in self.headers.items():
            key = name.upper().replace("-", "_")
            if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
                environ[f"HTTP_{key}"] = value
        return environ

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: what was asked is in the statistics, and lines would hold customers' ids."""


def _run(app: WSGIApplication, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:
        started.append((status, headers))

    answer: Iterable[bytes] = app(environ, start)
    try:
        body = b"".join(answer)
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()
    status, headers = started[-1]
    return status, headers, body
