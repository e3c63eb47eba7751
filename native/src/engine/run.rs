use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};
use std::sync::Arc;
use std::time::Instant;

use super::forward::Forward;
use super::handle::Inbox;
use super::ports::{Dial, Port};
use super::slab::Slab;
use crate::events::{Events, unix_us};
use crate::net::{Epoll, PortRange, UdpBatch, UdpSender};
use crate::stream::{ChunkPool, Shared, Stream};

/// Silence, rates, retries are looked at this often.
const TICK_US: u64 = 100_000;
const COMMAND_KEY: u64 = u64::MAX;
/// Scratch space for one read of a TCP connection.
pub const READ_BYTES: usize = 256 << 10;

/// Bounds and addresses, fixed at the start.
pub struct EngineOptions {
    pub receive_host: IpAddr,
    pub own_ports: PortRange,
    pub max_streams: usize,
    pub reorder_window_us: u64,
    pub silence_us: u64,
    pub gop_bytes_max: usize,
}

/// Everything the receiving thread owns.
pub struct Engine {
    pub(super) options: EngineOptions,
    pub(super) receive_port: u16,
    pub(super) epoll: Epoll,
    pub(super) shared: Shared,
    pub(super) streams: Slab<Stream>,
    pub(super) by_id: HashMap<String, u64>,
    pub(super) by_ssrc: HashMap<u32, u64>,
    pub(super) ports: Slab<Port>,
    pub(super) dials: Vec<Dial>,
    pub(super) forwards: Slab<Forward>,
    pub(super) forward_ids: HashMap<String, u64>,
    pub(super) dirty: Vec<u64>,
    pub(super) sender: UdpSender,
    pub(super) strays: HashMap<SocketAddr, (u64, u64)>,
    pub(super) told_us: HashMap<(u64, &'static str), u64>,
    pub(super) read_buffer: Vec<u8>,
    began: (u64, Instant),
    stops: bool,
}

impl Engine {
    pub fn new(options: EngineOptions, udp: UdpSocket, listener: TcpListener, events: Arc<Events>) -> io::Result<Self> {
        let receive_port = udp.local_addr()?.port();
        let mut engine = Self {
            options,
            receive_port,
            epoll: Epoll::new()?,
            shared: Shared { events, pool: ChunkPool::default() },
            streams: Slab::default(),
            by_id: HashMap::new(),
            by_ssrc: HashMap::new(),
            ports: Slab::default(),
            dials: Vec::new(),
            forwards: Slab::default(),
            forward_ids: HashMap::new(),
            dirty: Vec::new(),
            sender: UdpSender::default(),
            strays: HashMap::new(),
            told_us: HashMap::new(),
            read_buffer: vec![0; READ_BYTES],
            began: (unix_us(), Instant::now()),
            stops: false,
        };
        engine.register(Port::Udp { socket: udp, stream: None })?;
        engine.register(Port::Listener { listener, stream: None })?;
        Ok(engine)
    }

    /// Unix time in µs that never goes back, whatever is done to the machine's clock.
    pub(super) fn now_us(&self) -> u64 {
        self.began.0 + self.began.1.elapsed().as_micros() as u64
    }

    pub fn stop(&mut self) {
        self.stops = true;
    }

    /// The thread's whole life.
    pub fn run(mut self, inbox: &Inbox) {
        if self.epoll.add(inbox.fd(), COMMAND_KEY, false).is_err() {
            return;
        }
        let mut batch = UdpBatch::default();
        let mut ready = Vec::new();
        let mut pace = Pace::default();
        let mut ticked_us = 0;
        while !self.stops {
            self.epoll.wait(&mut ready, self.patience_ms());
            let mut packets = 0;
            for each in &ready {
                match each.key {
                    COMMAND_KEY => inbox.quiet(),
                    key => packets += self.serve_port(key, each.writable, &mut batch),
                }
            }
            while let Some(command) = inbox.next() {
                command(&mut self);
            }
            let now_us = self.now_us();
            self.serve_holding(now_us);
            self.serve_dirty();
            if now_us.saturating_sub(ticked_us) >= TICK_US {
                ticked_us = now_us;
                self.tick(now_us);
            }
            let gather_ms = pace.gather_ms(packets, now_us);
            if packets > 0 && gather_ms > 0 && !self.stops {
                inbox.gather(if self.has_burst() { 1 } else { gather_ms });
            }
        }
        self.close_all();
    }

    /// How long the thread may sleep when nothing comes.
    fn patience_ms(&self) -> i32 {
        if self.has_burst() {
            1
        } else if self.streams.values().any(Stream::is_holding) {
            10
        } else {
            100
        }
    }

    fn serve_holding(&mut self, now_us: u64) {
        for key in self.streams.keys_where(Stream::is_holding) {
            if let Some(stream) = self.streams.get_mut(key) {
                stream.release(now_us, &mut self.shared);
                if stream.is_dirty {
                    self.dirty.push(key);
                }
            }
        }
    }

    fn tick(&mut self, now_us: u64) {
        for stream in self.streams.values_mut() {
            stream.tick(now_us, &mut self.shared);
        }
        self.tick_dials(now_us);
        self.tick_connections(now_us);
        self.tick_forwards(now_us);
        self.strays.retain(|_, (told_us, _)| now_us.saturating_sub(*told_us) < 10_000_000);
        self.told_us.retain(|_, told_us| now_us.saturating_sub(*told_us) < 10_000_000);
    }

    pub(super) fn register(&mut self, port: Port) -> io::Result<u64> {
        let (fd, writable) = (port.fd(), port.waits_for_writing());
        let key = self.ports.insert(port);
        if let Err(error) = self.epoll.add(fd, key, writable) {
            self.ports.remove(key);
            return Err(error);
        }
        Ok(key)
    }
}

/// How many packets come, and from it how long they may gather before the next system call takes them: with many streams a
/// call then takes many packets, with few the picture is not held up.
#[derive(Default)]
struct Pace {
    since_us: u64,
    packets: usize,
    per_second: u64,
}

impl Pace {
    const WINDOW_US: u64 = 100_000;

    fn gather_ms(&mut self, packets: usize, now_us: u64) -> i32 {
        self.packets += packets;
        let elapsed_us = now_us.saturating_sub(self.since_us);
        if elapsed_us >= Self::WINDOW_US {
            self.per_second = self.packets as u64 * 1_000_000 / elapsed_us;
            self.packets = 0;
            self.since_us = now_us;
        }
        match self.per_second {
            0..200 => 0,
            200..2_000 => 2,
            2_000..100_000 => 8,
            // 100,000 packets of 1,400 bytes a second fill the receive buffer in some 30 ms.
            _ => 2,
        }
    }
}
