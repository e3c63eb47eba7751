"""The configuration file of each platform of the demo, written once and then the user's to change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from anlan.app.demo.plan import PlatformPlan

CONFIG_FILE = "platform.toml"


def configuration_of(platform: PlatformPlan, data: Path) -> dict[str, dict[str, Any]]:
    """Section → option → value; everything listens on the loopback address only."""
    sections: dict[str, dict[str, Any]] = {
        "platform": {
            "code": platform.code, "name": platform.name, "level": platform.level, "division": platform.division,
        },
        "http": {"host": "127.0.0.1", "port": platform.http_port},
        "sip": {"host": "127.0.0.1", "port": platform.sip_port, "advertised_host": "127.0.0.1"},
        "media": {
            "receive_host": "127.0.0.1", "receive_port": platform.receive_port,
            "viewer_host": "127.0.0.1", "viewer_port": platform.viewer_port, "advertised_host": "127.0.0.1",
        },
        # Signalling and media of a whole city share one machine: keepalives are close, so that a cut shows soon.
        "gb28181": {"keepalive_interval_s": 10},
    }  # fmt: skip
    if platform.dc09_port is not None:
        ports = {"tcp_port": platform.dc09_port, "udp_port": platform.dc09_port}
        sections["dc09"] = {"enabled": True, "host": "127.0.0.1", **ports}
    return sections


def keep_configuration(platform: PlatformPlan, data: Path) -> Path:
    """Write the file unless it is there; returns its path."""
    folder = platform.folder(data)
    path = folder / CONFIG_FILE
    if path.exists():
        return path
    from anlan.foundation.config.rendering import toml_value

    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"data_directory = {toml_value(str(folder))}"]
    for section, options in configuration_of(platform, data).items():
        lines += ["", f"[{section}]"]
        lines += [f"{name} = {toml_value(value)}" for name, value in options.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
