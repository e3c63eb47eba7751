//! Forwards: opening their ways out, serving them after each batch, ending them.
use std::io::{ErrorKind, Read};
use std::net::SocketAddr;
use std::os::fd::AsRawFd;

use super::Transport;
use super::error::{EngineError, ErrorCode};
use super::forward::{Forward, Way};
use super::ports::Port;
use super::run::Engine;
use crate::events::Facts;
use crate::net::{accepted, connecting, tcp_listener, udp_socket};
use crate::stream::Stream;

const TRIES: u32 = 3;
const TRY_APART_US: u64 = 1_000_000;
const TRY_TIMEOUT_US: u64 = 3_000_000;

/// What `Core.add_forward` asks for.
#[derive(Debug)]
pub struct ForwardRequest {
    pub id: String,
    pub stream: String,
    pub ssrc: u32,
    pub transport: Transport,
    pub remote: SocketAddr,
    pub own_port: bool,
}

impl Engine {
    pub fn add_forward(&mut self, request: ForwardRequest) -> Result<u16, EngineError> {
        let stream = *self.by_id.get(&request.stream).ok_or_else(|| EngineError::unknown_stream(&request.stream))?;
        if self.forward_ids.contains_key(&request.id) {
            return Err(EngineError::new(ErrorCode::BadArgument, format!("forward exists: {}", request.id)));
        }
        if self.forwards.len() >= self.options.max_streams * 4 {
            return Err(EngineError::new(ErrorCode::TooMany, "forwards"));
        }
        let host = self.options.receive_host;
        let mut any_port = crate::net::PortRange::new(0, 0);
        let range = if request.own_port { &mut self.options.own_ports } else { &mut any_port };
        let mut listener = None;
        let (way, local_port) = match request.transport {
            Transport::Udp => {
                let socket = range.open(|port| udp_socket(host, port, false))?;
                socket.connect(request.remote)?;
                let port = socket.local_addr()?.port();
                (Way::Udp(socket), port)
            }
            // tcp_active: the listener only keeps the number until we connect from it.
            Transport::TcpPassive | Transport::TcpActive => {
                let opened = range.open(|port| tcp_listener(host, port))?;
                let port = opened.local_addr()?.port();
                listener = Some(opened);
                (Way::None, port)
            }
        };
        let forward =
            Forward::new(request.id.clone(), stream, request.ssrc, request.transport, request.remote, local_port, way);
        let key = self.forwards.insert(forward);
        if let Some(listener) = listener
            && let Err(error) = self.register(Port::ForwardListener { listener, forward: key })
        {
            self.forwards.remove(key);
            return Err(error.into());
        }
        self.forward_ids.insert(request.id, key);
        if let Some(stream) = self.streams.get_mut(stream) {
            stream.forwards.push(key);
        }
        Ok(local_port)
    }

    pub fn start_forward(&mut self, id: &str) -> Result<(), EngineError> {
        let key = *self.forward_ids.get(id).ok_or_else(|| EngineError::new(ErrorCode::UnknownForward, id))?;
        let Some(forward) = self.forwards.get_mut(key) else {
            return Ok(());
        };
        if forward.is_started {
            return Ok(());
        }
        forward.is_started = true;
        if forward.transport == Transport::TcpActive {
            self.close_listeners(key);
            self.connect_forward(key);
        }
        self.begin_if_ready(key);
        Ok(())
    }

    fn close_listeners(&mut self, key: u64) {
        for port in
            self.ports.keys_where(|port| matches!(port, Port::ForwardListener { forward, .. } if *forward == key))
        {
            self.ports.remove(port);
        }
    }

    fn connect_forward(&mut self, key: u64) {
        let now_us = self.now_us();
        let Some(forward) = self.forwards.get_mut(key) else {
            return;
        };
        forward.tries += 1;
        forward.tried_us = now_us;
        let (local_port, remote) = (forward.local_port, forward.remote);
        let opened = connecting(self.options.receive_host, local_port, remote)
            .and_then(|socket| self.register(Port::ForwardLink { socket, forward: key, stands: false }));
        if let (Ok(port), Some(forward)) = (opened, self.forwards.get_mut(key)) {
            forward.way = Way::Tcp(port);
        }
    }

    /// Started, and with a way that stands: from here on packets flow.
    fn begin_if_ready(&mut self, key: u64) {
        let Some(forward) = self.forwards.get_mut(key) else {
            return;
        };
        let stands = match forward.way {
            Way::None => false,
            Way::Udp(_) => true,
            Way::Tcp(port) => matches!(self.ports.get(port), Some(Port::ForwardLink { stands: true, .. })),
        };
        if !forward.is_started || forward.is_told || !stands {
            return;
        }
        forward.is_told = true;
        if let Some(stream) = self.streams.get(forward.stream) {
            forward.begin(&stream.store);
        }
        let facts = vec![("local_port", forward.local_port.into())];
        self.shared.events.tell("forward_started", &forward.id, facts);
        self.pump(key);
    }

    pub(super) fn accept_forward(&mut self, port: u64, key: u64) {
        while let Some(Port::ForwardListener { listener, .. }) = self.ports.get(port) {
            let Ok((socket, peer)) = accepted(listener) else {
                return;
            };
            let Some(forward) = self.forwards.get_mut(key) else {
                return;
            };
            if peer.ip() != forward.remote.ip() || forward.transport != Transport::TcpPassive {
                continue;
            }
            if let Ok(link) = self.register(Port::ForwardLink { socket, forward: key, stands: true })
                && let Some(forward) = self.forwards.get_mut(key)
            {
                forward.way = Way::Tcp(link);
                self.close_listeners(key);
                self.begin_if_ready(key);
            }
            return;
        }
    }

    /// The connection of a forward is writable, readable (the peer sends nothing but its end) or broken.
    pub(super) fn serve_link(&mut self, port: u64, key: u64, writable: bool) {
        let Some(Port::ForwardLink { socket, stands, .. }) = self.ports.get_mut(port) else {
            return;
        };
        if !*stands {
            if !matches!((socket.take_error(), socket.peer_addr()), (Ok(None), Ok(_))) {
                self.ports.remove(port);
                if let Some(forward) = self.forwards.get_mut(key) {
                    forward.way = Way::None;
                }
                return;
            }
            *stands = true;
            let fd = socket.as_raw_fd();
            // The descriptor is registered: changing what is waited for cannot fail.
            let _ = self.epoll.change(fd, port, false);
            self.begin_if_ready(key);
            return;
        }
        let mut ignored = [0; 512];
        match socket.read(&mut ignored) {
            Ok(0) => return self.fail_forward(key, "peer_closed", ""),
            Err(error) if !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {
                return self.fail_forward(key, "peer_closed", &error.to_string());
            }
            _ => {}
        }
        if writable {
            self.pump(key);
        }
    }

    /// Send what a forward can be sent now.
    pub(super) fn pump(&mut self, key: u64) {
        let now_us = self.now_us();
        let Some(forward) = self.forwards.get_mut(key).filter(|forward| forward.is_told) else {
            return;
        };
        let Some(stream) = self.streams.get(forward.stream) else {
            return;
        };
        let result = match forward.way {
            Way::None => return,
            Way::Udp(_) => forward.pump_udp(&stream.store, &mut self.sender, now_us),
            Way::Tcp(port) => {
                let Some(Port::ForwardLink { socket, .. }) = self.ports.get(port) else {
                    return;
                };
                forward
                    .pump_tcp(socket, &stream.store)
                    .and_then(|is_full| self.epoll.change(socket.as_raw_fd(), port, is_full))
            }
        };
        if let Err(error) = result {
            self.fail_forward(key, "send_failed", &error.to_string());
        }
    }

    /// After packets came: forwards first, then let go of what nobody needs.
    pub(super) fn serve_dirty(&mut self) {
        for key in std::mem::take(&mut self.dirty) {
            let forwards = self.streams.get(key).map_or(0, |stream| stream.forwards.len());
            for index in 0..forwards {
                if let Some(forward) = self.streams.get(key).and_then(|stream| stream.forwards.get(index).copied()) {
                    self.pump(forward);
                }
            }
            if let Some(stream) = self.streams.get_mut(key) {
                stream.is_dirty = false;
                stream.store.trim(&mut self.shared.pool);
            }
        }
        if self.has_burst() {
            for key in self.forwards.keys_where(Forward::is_bursting) {
                self.pump(key);
            }
        }
    }

    pub(super) fn has_burst(&self) -> bool {
        self.forwards.values().any(Forward::is_bursting)
    }

    pub(super) fn tick_forwards(&mut self, now_us: u64) {
        let waiting =
            |forward: &Forward| forward.is_started && !forward.is_told && forward.transport == Transport::TcpActive;
        for key in self.forwards.keys_where(waiting) {
            let Some(forward) = self.forwards.get_mut(key) else {
                continue;
            };
            let waited_us = now_us.saturating_sub(forward.tried_us);
            let is_pending = matches!(forward.way, Way::Tcp(_)) && waited_us < TRY_TIMEOUT_US;
            if is_pending || waited_us < TRY_APART_US {
                continue;
            }
            if let Way::Tcp(port) = std::mem::replace(&mut forward.way, Way::None) {
                self.ports.remove(port);
            }
            if self.forwards.get(key).is_some_and(|forward| forward.tries < TRIES) {
                self.connect_forward(key);
            } else {
                self.fail_forward(key, "connect_failed", "");
            }
        }
    }

    /// Tell why, and let go of it.
    pub(super) fn fail_forward(&mut self, key: u64, reason: &'static str, detail: &str) {
        let Some(forward) = self.drop_forward(key) else {
            return;
        };
        let detail =
            if detail.is_empty() { forward.remote.to_string() } else { format!("{}: {detail}", forward.remote) };
        self.shared.events.tell(
            "forward_failed",
            &forward.id,
            vec![("reason", reason.into()), ("detail", detail.into())],
        );
    }

    fn drop_forward(&mut self, key: u64) -> Option<Forward> {
        let forward = self.forwards.remove(key)?;
        self.forward_ids.remove(&forward.id);
        if let Way::Tcp(port) = forward.way {
            self.ports.remove(port);
        }
        self.close_listeners(key);
        if let Some(stream) = self.streams.get_mut(forward.stream) {
            stream.forwards.retain(|each| *each != key);
        }
        Some(forward)
    }

    /// An unknown forward has failed or ended already, as its event told.
    pub fn remove_forward(&mut self, id: &str) {
        if let Some(key) = self.forward_ids.get(id).copied() {
            self.drop_forward(key);
        }
    }

    pub fn forward_statistics(&self) -> Vec<Facts> {
        let stream_id = |key: u64| self.streams.get(key).map_or("", |stream: &Stream| &stream.options.id);
        self.forwards
            .values()
            .map(|forward| {
                vec![
                    ("id", forward.id.clone().into()),
                    ("stream", stream_id(forward.stream).into()),
                    ("packets", forward.packets.into()),
                    ("bytes", forward.bytes.into()),
                    ("dropped", forward.dropped.into()),
                    ("transport", forward.transport.name().into()),
                ]
            })
            .collect()
    }
}
