"""Runs local LINE: ``python -m bot.simulator``. Settings are listed in README.md beside this file."""

import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from bot.simulator.app import create_app
from bot.simulator.config import ConfigError, SimulatorConfig, port_from
from bot.simulator.keeping import Keeper
from bot.simulator.line import EXTENSION, Line
from bot.simulator.server import Server

FIRST_CUSTOMERS = (("สมชาย (ทดลอง)", "th"), ("มาลี (ทดลอง)", "th"), ("Alex (trial)", "en"))


def main() -> int:
    try:
        config = SimulatorConfig.from_environ(os.environ, customers=FIRST_CUSTOMERS)
        port = port_from(os.environ)
        app = create_app(config)
        keeper = _keeper(app.extensions[EXTENSION], os.environ.get("LOCAL_LINE_FILE"))
        server = Server(os.environ.get("HOST", "127.0.0.1"), port, app)
    except ConfigError as error:
        print(f"local LINE cannot start: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"local LINE cannot listen on port {port}: {error.strerror}", file=sys.stderr)
        return 1
    _stop_on_signal(server, app.extensions[EXTENSION])
    print(f"local LINE: chat at http://127.0.0.1:{server.port}/ , webhooks go to {config.webhook_url}", flush=True)
    server.serve_forever(poll_interval=0.2)
    server.drain(seconds=2.0)
    server.server_close()
    if keeper is not None:
        keeper.close()
    return 0


def _keeper(line: Line, path: str | None) -> Keeper | None:
    if not path:
        return None
    keeper = Keeper(line, Path(path))
    try:
        keeper.start()
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise ConfigError(f"LOCAL_LINE_FILE {path} cannot be used ({error}); remove it to begin again") from error
    return keeper


def _stop_on_signal(server: Server, line: Line) -> None:
    def stop(signum: int, frame: FrameType | None) -> None:
        line.close()
        threading.Thread(target=server.shutdown).start()  # shutdown waits for serve_forever, which runs here

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


if __name__ == "__main__":
    raise SystemExit(main())
