"""Routes that answer without a sign-in. Matched whole, never by prefix: a test holds every other route to the gate."""

from __future__ import annotations

OPEN_ROUTES: frozenset[tuple[str, str]] = frozenset(
    {
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        # From the loopback or with system.read; the route itself decides, because a collector has no session.
        ("GET", "/metrics"),
        ("POST", "/api/v1/session"),
        # Signed by a link's key, which the route itself asks for: a platform has no session.
        ("WEBSOCKET", "/api/v1/feed"),
        # A household's phone: no user, but known by the token of its enrolment, which each of these asks for.
        ("POST", "/api/v1/button/enrolment"),
        ("GET", "/api/v1/button"),
        ("POST", "/api/v1/button/presses"),
        ("GET", "/api/v1/button/presses/{press}"),
        ("POST", "/api/v1/button/cancellations"),
        # Signed by the device's own key over method, path, time, nonce and body, which the route itself proves.
        ("POST", "/api/v1/alarm-messages"),
        # The console's files hold no data; what they show they ask from the API. One route serves them all.
        ("GET", "/{path:path}"),
    }
)
