//! The core as one object: ports bound, threads started, everything stopped again.
use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;

use crate::engine::{Engine, EngineHandle, EngineOptions};
use crate::events::Events;
use crate::net::{PortRange, resolve, tcp_listener, udp_socket};
use crate::viewer::{Hub, TokenCheck, ViewerListener, acceptor};

/// How often another free port is tried where UDP and TCP must have the same number.
const PAIR_TRIES: usize = 20;

pub struct CoreOptions {
    pub receive_host: String,
    pub receive_port: u16,
    pub viewer_host: String,
    pub viewer_port: u16,
    pub token_key: Vec<u8>,
    pub allowed_origins: Vec<String>,
    pub own_port_first: u16,
    pub own_port_last: u16,
    pub tls: Option<(String, String)>,
    pub max_streams: usize,
    pub max_viewers: usize,
    pub reorder_window_ms: u64,
    pub silence_ms: u64,
    pub gop_bytes_limit: usize,
    pub worker_threads: usize,
}

/// A running media core.
pub struct MediaCore {
    pub engine: EngineHandle,
    pub hub: Arc<Hub>,
    pub events: Arc<Events>,
    pub receive_port: u16,
    pub viewer_port: u16,
    threads: Option<(JoinHandle<()>, ViewerListener)>,
}

impl MediaCore {
    pub fn start(options: CoreOptions) -> io::Result<Self> {
        let receive_host = resolve(&options.receive_host)?;
        let (udp, listener) = bind_pair(receive_host, options.receive_port)?;
        let viewers = tcp_listener(resolve(&options.viewer_host)?, options.viewer_port)?;
        let (receive_port, viewer_port) = (udp.local_addr()?.port(), viewers.local_addr()?.port());
        let tls = options.tls.map(|(certificate, key)| acceptor(&certificate, &key)).transpose()?;
        let events = Arc::new(Events::new()?);
        let (engine, inbox) = EngineHandle::pair()?;
        let bounds = EngineOptions {
            receive_host,
            own_ports: PortRange::new(options.own_port_first, options.own_port_last),
            max_streams: options.max_streams,
            reorder_window_us: options.reorder_window_ms * 1000,
            silence_us: options.silence_ms * 1000,
            gop_bytes_max: options.gop_bytes_limit,
        };
        let own = Engine::new(bounds, udp, listener, events.clone())?;
        let receiver = std::thread::Builder::new().name("anlan-receive".to_owned()).spawn(move || own.run(&inbox))?;
        let tokens = TokenCheck::new(options.token_key);
        let hub = Arc::new(Hub::new(
            engine.clone(),
            events.clone(),
            tokens,
            options.allowed_origins,
            tls,
            options.max_viewers,
        ));
        let served = ViewerListener::start(viewers, hub.clone(), options.worker_threads)?;
        Ok(Self { engine, hub, events, receive_port, viewer_port, threads: Some((receiver, served)) })
    }

    /// Streams first, so that viewers are told `stream_ended`; then the viewers' threads. Calling it again does nothing.
    pub fn stop(&mut self) {
        let Some((receiver, mut viewers)) = self.threads.take() else {
            return;
        };
        self.engine.tell(Engine::stop);
        // A panic there has been printed already; nothing more can be done for it.
        let _ = receiver.join();
        viewers.stop();
    }
}

impl Drop for MediaCore {
    fn drop(&mut self) {
        self.stop();
    }
}

fn bind_pair(host: std::net::IpAddr, port: u16) -> io::Result<(std::net::UdpSocket, std::net::TcpListener)> {
    let mut tries = 0;
    loop {
        tries += 1;
        let udp = udp_socket(host, port, true)?;
        match tcp_listener(host, udp.local_addr()?.port()) {
            Ok(listener) => return Ok((udp, listener)),
            // The number was free for UDP only: ask for another.
            Err(error) if port == 0 && tries < PAIR_TRIES && error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(error),
        }
    }
}
