"""An HTTP server in a thread, for development and tests; in production, any WSGI server runs a ``Router``."""

from __future__ import annotations

import threading
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server


class Server(threading.Thread):
    """``s = Server(r); s.start(); print(s.url)``. Port 0 takes a free one."""

    def __init__(self, application: Any, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(daemon=True)
        self._server = make_server(host, port, application, threaded=True, request_handler=_Handler)
        self.url = f"http://{host}:{self._server.server_port}/"

    def run(self) -> None:
        """Serves until :meth:`stop`."""
        self._server.serve_forever()

    def stop(self) -> None:
        """Ends it, and waits for that."""
        self._server.shutdown()
        self._server.server_close()
        self.join()

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_request(self, *_: Any) -> None:
        """Says nothing of each request."""
