"""An upper that sends us to one of its servers (302): followed once, left again when the server fails us."""

from __future__ import annotations

import pytest
from tests.gateways.gb28181.cascade.conftest import Joined
from tests.gateways.gb28181.cascade.fakes import OWN, UPPER, ScriptedUpper, upper_record
from tests.gateways.gb28181.cascade.test_uplink import CHALLENGE, Stage, Wire, needs_digest

from anlan.gateways.gb28181.cascade.registration import Redirected, _redirected
from anlan.gateways.sip import IncomingRequest, Target
from anlan.protocols.manscdp import catalog_query
from anlan.protocols.sip import Headers, Request, Response, parse_name_address, reply

SERVER = "99000000002000000077"
CONTACT = f"<sip:{SERVER}@192.0.2.77:5070>"


class Redirecting(Wire):
    """The upper redirects who has proved its password; its server at 192.0.2.77 answers as ``answer`` says."""

    contact = CONTACT

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage.clock)
        self.reached: list[tuple[str, int, str, str]] = []

    async def request(self, request: Request, target: Target, *, timeout_s: float = 32.0) -> Response:
        self.reached.append((target.host, target.port, target.transport, request.method))
        if request.method == "REGISTER" and target.host != "192.0.2.77":
            self.sent.append((self.clock.monotonic_s(), request))
            if needs_digest(request) == 401:
                return Response(401, "", Headers([("WWW-Authenticate", CHALLENGE)]))
            return Response(302, "", Headers([("Contact", self.contact), ("Expires", "3600")]))
        response = await super().request(request, target, timeout_s=timeout_s)
        if response.status == 302:
            response.headers.add("Contact", CONTACT)
        return response

    def hosts(self, method: str) -> list[str]:
        return [host for host, _, _, each in self.reached if each == method]


def redirecting(**record: object) -> tuple[Stage, Redirecting]:
    stage = Stage(upper_record(**record))
    wire = Redirecting(stage)
    wire.answer = needs_digest
    stage.wire = wire
    stage.uplink._caller._endpoint = wire
    return stage, wire


async def test_registers_where_it_is_sent_and_stays_there() -> None:
    stage, wire = redirecting()
    stage.uplink.start()
    await stage.clock.advance(3400)
    assert stage.uplink.state == "online"
    assert stage.directory.reasons() == [("online", "redirected")]
    # The upper once with its challenge, then its server: registered, prolonged, all keepalives.
    assert wire.hosts("REGISTER") == ["127.0.0.1", "127.0.0.1", *["192.0.2.77"] * 4]
    assert set(wire.hosts("MESSAGE")) == {"192.0.2.77"}
    last = wire.registers()[-1]
    assert last.uri == f"sip:{SERVER}@{SERVER[:10]}"
    assert stage.uplink.target == Target("udp", "192.0.2.77", 5070)
    await stage.uplink.stop()
    assert wire.registers()[-1].headers.get("Expires") == "0"
    assert wire.hosts("REGISTER")[-1] == "192.0.2.77"


@pytest.mark.parametrize(
    ("failing", "reasons"),
    [
        (lambda request: None if request.method == "MESSAGE" else needs_digest(request), ("offline", "keepalive_lost")),
        (
            lambda request: 403 if request.method == "MESSAGE" else needs_digest(request),
            ("offline", "keepalive_refused"),
        ),
    ],
)
async def test_goes_back_to_the_upper_when_the_server_is_lost(failing: object, reasons: tuple[str, str]) -> None:
    stage, wire = redirecting()
    stage.uplink.start()
    await stage.clock.advance(30)
    asked = wire.hosts("REGISTER").count("127.0.0.1")
    wire.answer = failing  # type: ignore[assignment]
    await stage.clock.advance(220)
    assert reasons in stage.directory.reasons()
    assert wire.hosts("REGISTER").count("127.0.0.1") > asked
    wire.answer = needs_digest
    await stage.uplink.stop()


@pytest.mark.parametrize(("status", "state"), [(403, "refused"), (500, "offline"), (None, "offline"), (302, "offline")])
async def test_goes_back_to_the_upper_when_the_server_does_not_take_it(status: int | None, state: str) -> None:
    stage, wire = redirecting()
    wire.answer = lambda request: needs_digest(request) if request.method != "REGISTER" else status
    stage.uplink.start()
    await stage.clock.advance(100)
    assert stage.uplink.state == state
    hosts = wire.hosts("REGISTER")
    first = hosts.index("192.0.2.77")
    assert "127.0.0.1" in hosts[first:]
    if status == 302:
        assert ("offline", "redirected_again") in stage.directory.reasons()
    # To and fro, but never in a hot loop.
    assert len(hosts) < 120
    await stage.uplink.stop()


@pytest.mark.parametrize(
    ("contact", "to"),
    [
        (CONTACT, Redirected(SERVER, "192.0.2.77", 5070, "udp")),
        (f"<sip:{SERVER}@upper.example;transport=tcp>;expires=60", Redirected(SERVER, "upper.example", 5060, "tcp")),
        (f"sip:{SERVER}@192.0.2.77:5070", Redirected(SERVER, "192.0.2.77", 5070, "udp")),
        ("<sip:192.0.2.77:5070>", None),
        ("<sip:alice@192.0.2.77>", None),
        ("<tel:1>", None),
        ("", None),
    ],
)
def test_where_a_redirect_leads(contact: str, to: Redirected | None) -> None:
    response = Response(302, "", Headers([("Contact", contact)] if contact else []))
    assert _redirected(response, Target("udp", "192.0.2.1", 5060)) == to


async def test_a_redirect_that_names_no_server_is_told() -> None:
    stage, wire = redirecting()
    wire.contact = "<sip:nobody>"
    stage.uplink.start()
    await stage.clock.advance(1)
    assert stage.directory.reasons() == [("offline", "redirect_unreadable")]
    await stage.uplink.stop()


class Balancer(ScriptedUpper):
    """Sends everybody to another upper's socket, under the code of its server."""

    server: ScriptedUpper

    def _answer(self, incoming: IncomingRequest) -> Response | None:
        if incoming.request.method != "REGISTER":
            return reply(incoming.request, 403)
        contact = f"<sip:{SERVER}@127.0.0.1:{self.server.endpoint.port}>"
        return reply(incoming.request, 302, headers=[("Contact", contact), ("Expires", "3600")])


class Server(ScriptedUpper):
    """Speaks under its own code."""

    def request(self, method: str, to: str, headers: object = (), body: bytes = b"") -> Request:
        request = super().request(method, to, headers, body)  # type: ignore[arg-type]
        request.headers.set("From", (request.headers.get("From") or "").replace(UPPER, SERVER))
        return request


async def test_the_server_is_served_as_the_upper_whose_it_is() -> None:
    balancer, server = Balancer(), Server()
    await server.start()
    balancer.server = server
    joined = await Joined.build(balancer)
    await server.until(lambda: any(each.cmd_type == "Keepalive" for each in server.messages))
    assert parse_name_address(server.registrations[0].headers.get("From") or "").uri.user == OWN
    assert (await server.query(catalog_query(OWN, 3))).status == 200
    await server.until(lambda: any(each.cmd_type == "Catalog" for each in server.messages))
    await joined.close()
    assert server.registrations[-1].headers.get("Expires") == "0"
    await server.stop()
