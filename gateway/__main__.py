"""Run the gateway: `python -m gateway`. Loopback only; a web server with TLS stands in front of it."""

from __future__ import annotations

import uvicorn

from gateway.app import create_app
from wegwijzer import settings


def main() -> None:
    """Serve until stopped. No access log: an address is personal data."""
    config = settings.gateway()
    uvicorn.run(
        create_app(config),
        host="127.0.0.1",
        port=config.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        ws="none",
    )


if __name__ == "__main__":
    main()
