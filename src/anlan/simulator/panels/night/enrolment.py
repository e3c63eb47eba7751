"""Puts the night's subscribers on record as a person would: through the platform's own API."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from dataclasses import asdict
from typing import Any

import httpx

from anlan.simulator.panels.night.subscribers import Subscriber

_ROOT = "/api/v1/subscribers"


def record(subscriber: Subscriber) -> dict[str, Any]:
    """The body of ``POST /subscribers``."""
    return {
        "number": subscriber.number, "name": subscriber.name, "category": subscriber.category, "division": subscriber.division,
        "address": subscriber.address, "longitude": subscriber.longitude, "latitude": subscriber.latitude,
        "verbal_password": subscriber.verbal_password, "plan": list(subscriber.plan),
    }  # fmt: skip


def parts(subscriber: Subscriber) -> dict[str, list[dict[str, Any]]]:
    """The items of ``PUT /subscribers/{id}/{part}`` for each part that is not empty."""
    contacts = [asdict(contact) for contact in subscriber.contacts]
    for contact in contacts:
        # The order of the list is the order of calling.
        del contact["call_order"]
    rows = {
        "contacts": contacts,
        "partitions": [{"number": number, "name": name} for number, name in subscriber.partitions.items()],
        "zones": [asdict(zone) for zone in subscriber.zones],
        "schedules": [asdict(subscriber.hours)] if subscriber.hours is not None else [],
    }
    return {part: items for part, items in rows.items() if items}


def account(subscriber: Subscriber) -> dict[str, Any]:
    """The body of ``POST /subscribers/{id}/accounts``."""
    return {
        "protocol": "dc09", "account": subscriber.account, "receiver": "0", "line": "0", "model": "模拟报警主机",
        "key": subscriber.key.hex().upper() if subscriber.key else "", "key_required": subscriber.key is not None,
        "supervision_class": subscriber.supervision_class, "poll_s": subscriber.poll_s,
    }  # fmt: skip


async def enrol(client: httpx.AsyncClient, subscribers: Iterable[Subscriber]) -> int:
    """Put on record who is not yet; how many those were. ``client`` is signed in with the rights to subscribers and their secrets.

    The account comes last: a subscriber without one was cut short, and is completed. Raises ``httpx.HTTPError``.
    """
    entered = 0
    for subscriber in subscribers:
        found = await _answer(client.get(_ROOT, params={"q": subscriber.number, "limit": 10}))
        row = next((row for row in found["items"] if row["number"] == subscriber.number), None)
        if row is None:
            row = await _answer(client.post(_ROOT, json=record(subscriber)))
        place = f"{_ROOT}/{row['id']}"
        if (await _answer(client.get(f"{place}/accounts")))["items"]:
            continue
        version = row["version"]
        for part, items in parts(subscriber).items():
            body = {"version": version, "items": items}
            version = (await _answer(client.put(f"{place}/{part}", json=body)))["version"]
        await _answer(client.post(f"{place}/accounts", json=account(subscriber)))
        entered += 1
    return entered


async def _answer(asking: Awaitable[httpx.Response]) -> Any:
    return (await asking).raise_for_status().json()
