"""The media core (Rust, ``native/``): RTP/PS in, fragmented MP4 to browsers and verbatim RTP/PS to upper platforms.

Packets never pass through Python. What happens in the core is told by events: the core makes ``event_fd`` readable and
Python takes what has gathered. All methods are thread-safe, return at once and never wait for the network.
"""

from typing import Literal, Self, final

__all__ = ["Core", "MediaError", "Transport"]

Transport = Literal["udp", "tcp_passive", "tcp_active"]

@final
class MediaError(Exception):
    """What was asked of the core cannot be done; ``args == (code, detail)``.

    Codes: ``unknown_stream``, ``stream_exists``, ``ssrc_taken``, ``unknown_forward``, ``port_in_use``, ``too_many``,
    ``bad_argument``.
    """

@final
class Core:
    """One media core: its receiving ports, its viewer listener and its threads."""

    def __new__(
        cls,
        *,
        receive_host: str,
        receive_port: int,
        viewer_host: str,
        viewer_port: int,
        token_key: bytes,
        allowed_origins: list[str] = ...,
        own_port_first: int = 0,
        own_port_last: int = 0,
        tls_certificate: str | None = None,
        tls_key: str | None = None,
        max_streams: int = 2000,
        max_viewers: int = 5000,
        reorder_window_ms: int = 200,
        silence_ms: int = 5000,
        gop_bytes_limit: int = 8_388_608,
        worker_threads: int = 0,
    ) -> Self:
        """Bind the ports and start.

        ``receive_port`` is bound for UDP and TCP and is multiplexed by SSRC; 0 takes a free one. ``own_port_first`` to
        ``own_port_last`` is the range for streams that need a port of their own (0: any free port). ``allowed_origins``
        lists the web origins whose pages may connect as viewers (empty: the same host as the listener's, any port).
        ``silence_ms`` without a packet raises ``stream_silent``. Raises ``OSError`` where a port cannot be bound.
        """

    @property
    def receive_port(self) -> int: ...
    @property
    def viewer_port(self) -> int: ...
    @property
    def event_fd(self) -> int:
        """Readable while events wait; ``take_events`` makes it quiet again."""

    def take_events(self) -> list[tuple[int, str, str, dict[str, str | int | float | bool]]]:
        """All events since the last call: ``(unix time in µs, name, id of stream/viewer/forward, facts)``.

        Bounded to 65,536 waiting; beyond that the oldest statistics go first and ``events_lost`` tells how many.

        - ``stream_first_packet`` {source_host, source_port, ssrc, transport}
        - ``stream_first_key_frame`` {}
        - ``stream_parameters`` {video_codec: h264|h265|"" , audio_codec: g711a|g711u|aac|"", mime, width, height}: at first and at change
        - ``stream_wrong_ssrc`` {expected, received, source_host, source_port}: from the expected host while the stream waits, once a second at most
        - ``stream_wrong_source`` {expected_host, source_host, source_port}: right SSRC, another host (packets are dropped unless the stream takes any source)
        - ``stream_silent`` {silent_ms} · ``stream_resumed`` {}
        - ``stream_undecodable`` {reason: not_ps|no_video|unsupported_codec|no_key_frame, detail}: once each
        - ``stream_closed`` {reason: peer_closed|connect_failed|framing|stopped, detail}
        - ``stray_packets`` id "" {ssrc, source_host, source_port, packets}: nobody expects this SSRC; once a second per source at most
        - ``viewer_joined`` {stream, user, remote_host} · ``viewer_first_byte`` {stream} · ``viewer_left`` {stream, reason: closed|too_slow|stream_ended|dropped, bytes_sent, seconds}
        - ``viewer_refused`` id "" {remote_host, reason: bad_token|expired|used|wrong_address|unknown_stream|origin|too_many}
        - ``forward_started`` {local_port} · ``forward_failed`` {reason: connect_failed|send_failed|peer_closed|stream_ended, detail}
        """

    def open_stream(
        self,
        stream: str,
        *,
        ssrc: int,
        transport: Transport,
        expected_host: str | None = None,
        own_port: bool = False,
        check_ssrc: bool = True,
        any_source: bool = False,
    ) -> int:
        """Expect a stream and return the local port the sender must send (or be connected) to.

        With ``own_port`` the stream gets a port to itself; only then may ``check_ssrc`` be false. ``tcp_active`` opens
        nothing until ``connect``. ``any_source`` takes packets from any host (devices behind changing addresses).
        """

    def rebind(self, stream: str, ssrc: int) -> None:
        """The sender answered with an SSRC of its own (y=): expect that one from now on. Raises ``ssrc_taken``."""

    def connect(self, stream: str, host: str, port: int) -> None:
        """Connect a ``tcp_active`` stream to its sender (3 tries, 1 s apart)."""

    def close_stream(self, stream: str) -> None:
        """Stop receiving; viewers are told ``ended``, forwards fail with ``stream_ended``."""

    def add_forward(
        self,
        forward: str,
        stream: str,
        *,
        ssrc: int,
        transport: Transport,
        host: str,
        port: int,
        own_port: bool = True,
    ) -> int:
        """Prepare to send a stream on, packets verbatim but for SSRC and sequence; return the local port it will send from.

        UDP sends from the returned port; ``tcp_active`` connects to host:port when started; ``tcp_passive`` listens on
        the returned port and takes one connection from ``host``.
        """

    def start_forward(self, forward: str) -> None:
        """Begin with the kept GOP, so that the receiver has a key frame at once, then live."""

    def remove_forward(self, forward: str) -> None: ...
    def drop_viewer(self, viewer: str, reason: str) -> None: ...
    def silent_ms(self, stream: str) -> int | None:
        """Milliseconds since the stream's last packet; None before its first, or where there is no such stream."""

    def stream_statistics(self) -> list[dict[str, str | int | float]]:
        """Per stream: id, ssrc, transport, packets, bytes, lost, reordered, duplicated, late, damaged_ps, jitter_ms, bitrate_kbps,
        frame_rate, key_frame_interval_ms, gop_bytes, viewers, forwards, video_codec, width, height, last_packet_us, opened_us."""

    def viewer_statistics(self) -> list[dict[str, str | int | float]]:
        """Per viewer: id, stream, user, remote_host, bytes, skipped_frames, queue_bytes, joined_us."""

    def forward_statistics(self) -> list[dict[str, str | int | float]]:
        """Per forward: id, stream, packets, bytes, dropped, transport."""

    def close(self) -> None:
        """End every viewer, forward and stream and release the ports; the object is of no use afterwards."""
