//! The sockets of the receiving thread and what is done when one of them is ready.
use std::io::{ErrorKind, Read};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::os::fd::{AsRawFd, RawFd};

use super::run::Engine;
use crate::net::{Framer, UdpBatch, accepted, connecting};

/// Batches taken from one socket before the others have their turn.
const BATCHES_IN_A_ROW: usize = 8;
/// Reads from one connection before the others have their turn.
const READS_IN_A_ROW: usize = 4;
/// A connection that belongs to no stream after this long is closed.
const UNBOUND_US: u64 = 10_000_000;
const UNBOUND_MAX: usize = 256;
/// GB/T 28181 annex L: at least three tries, at least one second apart.
const DIAL_TRIES: u32 = 3;
const DIAL_APART_US: u64 = 1_000_000;
const DIAL_TIMEOUT_US: u64 = 3_000_000;

pub enum Port {
    Udp { socket: UdpSocket, stream: Option<u64> },
    Listener { listener: TcpListener, stream: Option<u64> },
    Connection(Box<Connection>),
    Dialing { socket: TcpStream, stream: u64 },
    ForwardListener { listener: TcpListener, forward: u64 },
    ForwardLink { socket: TcpStream, forward: u64, stands: bool },
}

/// A TCP connection that brings media.
pub struct Connection {
    socket: TcpStream,
    peer: SocketAddr,
    by: &'static str,
    stream: Option<u64>,
    framer: Framer,
    since_us: u64,
}

/// A connection to a sender that is yet to stand.
pub struct Dial {
    pub stream: u64,
    pub remote: SocketAddr,
    pub local_port: u16,
    pub tries: u32,
    pub port: Option<u64>,
    pub at_us: u64,
}

impl Port {
    pub fn fd(&self) -> RawFd {
        match self {
            Self::Udp { socket, .. } => socket.as_raw_fd(),
            Self::Listener { listener, .. } | Self::ForwardListener { listener, .. } => listener.as_raw_fd(),
            Self::Connection(connection) => connection.socket.as_raw_fd(),
            Self::Dialing { socket, .. } | Self::ForwardLink { socket, .. } => socket.as_raw_fd(),
        }
    }

    pub fn waits_for_writing(&self) -> bool {
        matches!(self, Self::Dialing { .. } | Self::ForwardLink { stands: false, .. })
    }

    /// The stream that this socket serves alone.
    pub fn stream(&self) -> Option<u64> {
        match self {
            Self::Udp { stream, .. } | Self::Listener { stream, .. } => *stream,
            Self::Connection(connection) => connection.stream,
            Self::Dialing { stream, .. } => Some(*stream),
            Self::ForwardListener { .. } | Self::ForwardLink { .. } => None,
        }
    }
}

impl Engine {
    /// Says how many packets came.
    pub(super) fn serve_port(&mut self, key: u64, writable: bool, batch: &mut UdpBatch) -> usize {
        match self.ports.get(key) {
            Some(Port::Udp { socket, stream }) => {
                let (fd, stream) = (socket.as_raw_fd(), *stream);
                self.serve_udp(fd, stream, batch)
            }
            Some(Port::Listener { .. }) => {
                self.accept(key);
                0
            }
            Some(Port::Connection(_)) => self.serve_connection(key),
            Some(Port::Dialing { stream, .. }) => {
                let stream = *stream;
                self.dialed(key, stream);
                0
            }
            Some(Port::ForwardListener { forward, .. }) => {
                let forward = *forward;
                self.accept_forward(key, forward);
                0
            }
            Some(Port::ForwardLink { forward, .. }) => {
                let forward = *forward;
                self.serve_link(key, forward, writable);
                0
            }
            None => 0,
        }
    }

    fn serve_udp(&mut self, fd: RawFd, stream: Option<u64>, batch: &mut UdpBatch) -> usize {
        let mut total = 0;
        for _ in 0..BATCHES_IN_A_ROW {
            let count = batch.receive(fd);
            let now_us = self.now_us();
            for index in 0..count {
                if let Some((bytes, from)) = batch.datagram(index) {
                    self.route(bytes, from, "udp", stream, now_us);
                }
            }
            self.serve_dirty();
            total += count;
            if count < UdpBatch::MAX {
                break;
            }
        }
        total
    }

    fn accept(&mut self, key: u64) {
        while let Some(Port::Listener { listener, stream }) = self.ports.get(key) {
            let stream = *stream;
            let Ok((socket, peer)) = accepted(listener) else {
                return;
            };
            let unbound =
                self.ports.values().filter(|port| matches!(port, Port::Connection(c) if c.stream.is_none())).count();
            if unbound >= UNBOUND_MAX {
                continue;
            }
            self.add_connection(socket, peer, "tcp_passive", stream);
        }
    }

    fn add_connection(&mut self, socket: TcpStream, peer: SocketAddr, by: &'static str, stream: Option<u64>) {
        let connection = Connection { socket, peer, by, stream, framer: Framer::default(), since_us: self.now_us() };
        // Out of descriptors or memory: the peer sees its connection closed and tries again.
        let _ = self.register(Port::Connection(Box::new(connection)));
    }

    fn serve_connection(&mut self, key: u64) -> usize {
        let mut buffer = std::mem::take(&mut self.read_buffer);
        let mut packets = 0;
        for _ in 0..READS_IN_A_ROW {
            let Some(Port::Connection(connection)) = self.ports.get_mut(key) else {
                break;
            };
            let end = match connection.socket.read(&mut buffer) {
                Ok(0) => Some("peer_closed"),
                Ok(count) => {
                    let (by, peer, mut stream) = (connection.by, connection.peer, connection.stream);
                    let mut framer = std::mem::take(&mut connection.framer);
                    let now_us = self.now_us();
                    let fed = framer.feed(&buffer[..count], |packet| {
                        packets += 1;
                        if let Some(found) = self.route(packet, peer, by, stream, now_us) {
                            stream = Some(found);
                        }
                    });
                    if let Some(Port::Connection(connection)) = self.ports.get_mut(key) {
                        connection.framer = framer;
                        connection.stream = stream;
                    }
                    self.serve_dirty();
                    match fed {
                        Ok(()) if count < buffer.len() => break,
                        Ok(()) => None,
                        Err(_) => Some("framing"),
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => None,
                Err(_) => Some("peer_closed"),
            };
            if let Some(reason) = end {
                self.end_connection(key, reason);
                break;
            }
        }
        self.read_buffer = buffer;
        packets
    }

    fn end_connection(&mut self, key: u64, reason: &'static str) {
        let Some(Port::Connection(connection)) = self.ports.remove(key) else {
            return;
        };
        if let Some(stream) = connection.stream.and_then(|stream| self.streams.get(stream)) {
            let facts = vec![("reason", reason.into()), ("detail", connection.peer.to_string().into())];
            self.shared.events.tell("stream_closed", &stream.options.id, facts);
        }
    }

    pub(super) fn tick_connections(&mut self, now_us: u64) {
        let stale = |port: &Port| match port {
            Port::Connection(connection) => {
                connection.stream.is_none() && now_us.saturating_sub(connection.since_us) > UNBOUND_US
            }
            _ => false,
        };
        for key in self.ports.keys_where(stale) {
            self.ports.remove(key);
        }
    }

    pub(super) fn dial(&mut self, mut dial: Dial) {
        dial.tries += 1;
        dial.at_us = self.now_us();
        dial.port = connecting(self.options.receive_host, dial.local_port, dial.remote)
            .and_then(|socket| self.register(Port::Dialing { socket, stream: dial.stream }))
            .ok();
        self.dials.push(dial);
    }

    /// The connection stands, or failed.
    fn dialed(&mut self, key: u64, stream: u64) {
        let Some(Port::Dialing { socket, .. }) = self.ports.remove(key) else {
            return;
        };
        let Some(place) = self.dials.iter().position(|dial| dial.port == Some(key)) else {
            return;
        };
        match (socket.take_error(), socket.peer_addr()) {
            (Ok(None), Ok(peer)) => {
                self.dials.swap_remove(place);
                let fd = socket.as_raw_fd();
                let connection = Connection {
                    socket,
                    peer,
                    by: "tcp_active",
                    stream: Some(stream),
                    framer: Framer::default(),
                    since_us: self.now_us(),
                };
                let again = self.ports.insert(Port::Connection(Box::new(connection)));
                // The descriptor is registered under the key of the dial; giving it another cannot fail.
                let _ = self.epoll.change(fd, again, false);
            }
            _ => self.dials[place].port = None,
        }
    }

    pub(super) fn tick_dials(&mut self, now_us: u64) {
        for mut dial in std::mem::take(&mut self.dials) {
            let waited_us = now_us.saturating_sub(dial.at_us);
            let pending = dial.port.is_some() && waited_us < DIAL_TIMEOUT_US;
            if pending || waited_us < DIAL_APART_US {
                self.dials.push(dial);
                continue;
            }
            if let Some(port) = dial.port.take() {
                self.ports.remove(port);
            }
            if dial.tries < DIAL_TRIES {
                self.dial(dial);
            } else if let Some(stream) = self.streams.get(dial.stream) {
                let facts = vec![("reason", "connect_failed".into()), ("detail", dial.remote.to_string().into())];
                self.shared.events.tell("stream_closed", &stream.options.id, facts);
            }
        }
    }
}
