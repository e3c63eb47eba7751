//! Opening and closing streams; viewers joining them.
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use super::Transport;
use super::error::{EngineError, ErrorCode};
use super::ports::{Dial, Port};
use super::run::Engine;
use crate::events::Facts;
use crate::net::{tcp_listener, udp_socket};
use crate::stream::{SourceRule, Stream, StreamOptions, Viewer};
use crate::viewer::ViewerQueue;

/// What `Core.open_stream` asks for.
#[derive(Debug)]
pub struct StreamRequest {
    pub id: String,
    pub ssrc: u32,
    pub transport: Transport,
    pub expected_host: Option<IpAddr>,
    pub own_port: bool,
    pub check_ssrc: bool,
    pub any_source: bool,
}

impl Engine {
    pub fn open_stream(&mut self, request: StreamRequest) -> Result<u16, EngineError> {
        if !request.check_ssrc && !request.own_port {
            return Err(EngineError::new(
                ErrorCode::BadArgument,
                "check_ssrc may be false only with a port of its own",
            ));
        }
        if self.by_id.contains_key(&request.id) {
            return Err(EngineError::new(ErrorCode::StreamExists, request.id));
        }
        if !request.own_port && self.by_ssrc.contains_key(&request.ssrc) {
            return Err(EngineError::new(ErrorCode::SsrcTaken, request.ssrc.to_string()));
        }
        if self.streams.len() >= self.options.max_streams {
            return Err(EngineError::new(ErrorCode::TooMany, format!("{} streams", self.options.max_streams)));
        }
        let options = StreamOptions {
            id: request.id.clone(),
            ssrc: request.ssrc,
            transport: request.transport.name(),
            check_ssrc: request.check_ssrc,
            own_port: request.own_port,
            reorder_window_us: self.options.reorder_window_us,
            silence_us: self.options.silence_us,
            gop_bytes_max: self.options.gop_bytes_max,
        };
        let source = SourceRule::new(request.expected_host, request.any_source);
        let key = self.streams.insert(Stream::new(options, source, self.now_us()));
        let port = match request.own_port {
            false => self.receive_port,
            true => self.open_own_port(key, request.transport).inspect_err(|_| {
                self.streams.remove(key);
            })?,
        };
        self.by_id.insert(request.id, key);
        if !request.own_port {
            self.by_ssrc.insert(request.ssrc, key);
        }
        Ok(port)
    }

    fn open_own_port(&mut self, key: u64, transport: Transport) -> Result<u16, EngineError> {
        let host = self.options.receive_host;
        let (port, number) = match transport {
            Transport::Udp => {
                let socket = self.options.own_ports.open(|port| udp_socket(host, port, true))?;
                let number = socket.local_addr()?.port();
                (Port::Udp { socket, stream: Some(key) }, number)
            }
            // tcp_active connects out; the listener only keeps the number for it.
            Transport::TcpPassive | Transport::TcpActive => {
                let listener = self.options.own_ports.open(|port| tcp_listener(host, port))?;
                let number = listener.local_addr()?.port();
                (Port::Listener { listener, stream: Some(key) }, number)
            }
        };
        self.register(port)?;
        Ok(number)
    }

    fn stream_key(&self, id: &str) -> Result<u64, EngineError> {
        self.by_id.get(id).copied().ok_or_else(|| EngineError::unknown_stream(id))
    }

    pub fn rebind(&mut self, id: &str, ssrc: u32) -> Result<(), EngineError> {
        let key = self.stream_key(id)?;
        let Some(stream) = self.streams.get_mut(key) else {
            return Err(EngineError::unknown_stream(id));
        };
        let old = stream.options.ssrc;
        if old == ssrc {
            return Ok(());
        }
        if !stream.options.own_port {
            if self.by_ssrc.contains_key(&ssrc) {
                return Err(EngineError::new(ErrorCode::SsrcTaken, ssrc.to_string()));
            }
            self.by_ssrc.remove(&old);
            self.by_ssrc.insert(ssrc, key);
        }
        stream.rebind(ssrc);
        Ok(())
    }

    pub fn connect(&mut self, id: &str, remote: SocketAddr) -> Result<(), EngineError> {
        let key = self.stream_key(id)?;
        let is_active =
            self.streams.get(key).is_some_and(|stream| stream.options.transport == Transport::TcpActive.name());
        if !is_active {
            return Err(EngineError::new(ErrorCode::BadArgument, "only a tcp_active stream is connected"));
        }
        if self.dials.iter().any(|dial| dial.stream == key) {
            return Err(EngineError::new(ErrorCode::BadArgument, "already connecting"));
        }
        // The number that was promised as the local port: let go of its listener and connect from it.
        let listeners =
            self.ports.keys_where(|port| matches!(port, Port::Listener { stream, .. } if *stream == Some(key)));
        let mut local_port = 0;
        for listener in listeners {
            if let Some(Port::Listener { listener, .. }) = self.ports.remove(listener) {
                local_port = listener.local_addr().map_or(0, |address| address.port());
            }
        }
        self.dial(Dial { stream: key, remote, local_port, tries: 0, port: None, at_us: 0 });
        Ok(())
    }

    pub fn close_stream(&mut self, id: &str) -> Result<(), EngineError> {
        let key = self.stream_key(id)?;
        self.by_id.remove(id);
        let Some(mut stream) = self.streams.remove(key) else {
            return Err(EngineError::unknown_stream(id));
        };
        if self.by_ssrc.get(&stream.options.ssrc) == Some(&key) {
            self.by_ssrc.remove(&stream.options.ssrc);
        }
        for port in self.ports.keys_where(|port| port.stream() == Some(key)) {
            self.ports.remove(port);
        }
        self.dials.retain(|dial| dial.stream != key);
        stream.end_viewers("stream_ended");
        for forward in std::mem::take(&mut stream.forwards) {
            self.fail_forward(forward, "stream_ended", "");
        }
        self.shared.events.tell("stream_closed", id, vec![("reason", "stopped".into()), ("detail", "".into())]);
        Ok(())
    }

    pub(super) fn close_all(&mut self) {
        for key in self.streams.keys() {
            if let Some(id) = self.streams.get(key).map(|stream| stream.options.id.clone()) {
                // It exists: its key was just taken from the slab.
                let _ = self.close_stream(&id);
            }
        }
    }

    /// False where the stream is not (any more) open.
    pub fn add_viewer(&mut self, stream: &str, viewer: &str, queue: Arc<ViewerQueue>) -> bool {
        let now_us = self.now_us();
        let Some(stream) = self.by_id.get(stream).and_then(|key| self.streams.get_mut(*key)) else {
            return false;
        };
        stream.add_viewer(Viewer { id: viewer.to_owned(), queue }, now_us, &mut self.shared);
        true
    }

    pub fn remove_viewer(&mut self, stream: &str, viewer: &str) {
        if let Some(stream) = self.by_id.get(stream).and_then(|key| self.streams.get_mut(*key)) {
            stream.remove_viewer(viewer);
        }
    }

    /// How long the stream stands still; None before its first packet, or where there is no such stream.
    pub fn silent_ms(&self, id: &str) -> Option<u64> {
        let stream = self.by_id.get(id).and_then(|key| self.streams.get(*key))?;
        stream.silent_us(self.now_us()).map(|us| us / 1000)
    }

    pub fn stream_statistics(&self) -> Vec<Facts> {
        self.streams.values().map(Stream::statistics).collect()
    }
}
