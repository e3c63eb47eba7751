//! One forward: a position in a stream's store and a way out. The packets go verbatim but for SSRC and sequence number.
use std::io::{self, IoSlice, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::os::fd::AsRawFd;

use super::Transport;
use crate::net::{SEND_MAX, UdpSender};
use crate::rtp::{HEADER_BYTES, patch_header};
use crate::stream::PacketStore;

/// The kept group of pictures goes out at this pace (some 270 Mbit/s): sent at once it would overrun the default receive
/// buffer of the other side.
const BURST_PACKETS: u64 = 24;
const BURST_APART_US: u64 = 1000;
/// Port unreachable for this long is a receiver that is gone.
const REFUSED_US: u64 = 3_000_000;
const TCP_PACKETS: usize = 32;

pub enum Way {
    None,
    Udp(UdpSocket),
    /// Key of the port that holds the connection.
    Tcp(u64),
}

pub struct Forward {
    pub id: String,
    pub stream: u64,
    pub ssrc: u32,
    pub transport: Transport,
    pub remote: SocketAddr,
    pub local_port: u16,
    pub way: Way,
    pub is_started: bool,
    pub is_told: bool,
    pub tries: u32,
    pub tried_us: u64,
    pub packets: u64,
    pub bytes: u64,
    pub dropped: u64,
    cursor: u64,
    burst_end: u64,
    burst_us: u64,
    sequence_step: Option<u16>,
    unsent: Vec<u8>,
    refused: Option<(u64, u64)>,
}

impl Forward {
    pub fn new(
        id: String,
        stream: u64,
        ssrc: u32,
        transport: Transport,
        remote: SocketAddr,
        local_port: u16,
        way: Way,
    ) -> Self {
        Self {
            id,
            stream,
            ssrc,
            transport,
            remote,
            local_port,
            way,
            is_started: false,
            is_told: false,
            tries: 0,
            tried_us: 0,
            packets: 0,
            bytes: 0,
            dropped: 0,
            cursor: 0,
            burst_end: 0,
            burst_us: 0,
            sequence_step: None,
            unsent: Vec::new(),
            refused: None,
        }
    }

    /// Begin at the kept group of pictures, or with what comes next.
    pub fn begin(&mut self, store: &PacketStore) {
        self.cursor = store.gop_start().unwrap_or(store.next());
        self.burst_end = store.next();
    }

    pub fn is_bursting(&self) -> bool {
        self.is_started && self.cursor < self.burst_end && matches!(self.way, Way::Udp(_))
    }

    /// A receiver too slow for the store goes on where the store begins: at a key frame.
    fn catch_up(&mut self, store: &PacketStore) {
        if self.cursor < store.first() {
            self.dropped += store.first() - self.cursor;
            self.cursor = store.first();
        }
    }

    fn header(&mut self, packet: &[u8]) -> [u8; HEADER_BYTES] {
        let sequence = u16::from_be_bytes([packet[2], packet[3]]);
        // The gaps of the source stay gaps: the receiver shall know what is missing.
        let step = *self.sequence_step.get_or_insert(0u16.wrapping_sub(sequence));
        patch_header(packet, sequence.wrapping_add(step), self.ssrc)
    }

    /// Send what is due by UDP. An error ends the forward.
    pub fn pump_udp(&mut self, store: &PacketStore, sender: &mut UdpSender, now_us: u64) -> io::Result<()> {
        self.catch_up(store);
        let mut due = store.next();
        if self.cursor < self.burst_end {
            if now_us.saturating_sub(self.burst_us) < BURST_APART_US {
                return Ok(());
            }
            self.burst_us = now_us;
            due = due.min(self.cursor + BURST_PACKETS);
        }
        while self.cursor < due {
            let mut packets: [([u8; HEADER_BYTES], &[u8]); SEND_MAX] = [([0; HEADER_BYTES], &[]); SEND_MAX];
            let mut count = 0;
            while count < SEND_MAX && self.cursor + (count as u64) < due {
                let Some(packet) = store.get(self.cursor + count as u64) else {
                    break;
                };
                packets[count] = (self.header(packet), &packet[HEADER_BYTES..]);
                count += 1;
            }
            let Way::Udp(socket) = &self.way else {
                return Ok(());
            };
            match sender.send(socket.as_raw_fd(), &packets[..count]) {
                Ok(sent) => {
                    self.packets += sent as u64;
                    self.bytes +=
                        packets[..sent].iter().map(|(_, rest)| (rest.len() + HEADER_BYTES) as u64).sum::<u64>();
                    self.cursor += sent as u64;
                    if sent < count {
                        return Ok(());
                    }
                }
                Err(error) if error.raw_os_error() == Some(libc::ECONNREFUSED) => {
                    self.note_refusal(now_us)?;
                    self.dropped += 1;
                    self.cursor += 1;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn note_refusal(&mut self, now_us: u64) -> io::Result<()> {
        let since_us = match self.refused {
            Some((since_us, last_us)) if now_us.saturating_sub(last_us) < REFUSED_US => since_us,
            _ => now_us,
        };
        self.refused = Some((since_us, now_us));
        if now_us - since_us >= REFUSED_US { Err(io::ErrorKind::ConnectionRefused.into()) } else { Ok(()) }
    }

    /// Send what fits into the connection. `Ok(true)`: it is full, go on when it is writable.
    pub fn pump_tcp(&mut self, mut socket: &TcpStream, store: &PacketStore) -> io::Result<bool> {
        self.catch_up(store);
        while !self.unsent.is_empty() {
            match socket.write(&self.unsent) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => drop(self.unsent.drain(..count)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(true),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        while self.cursor < store.next() {
            let mut heads = [[0u8; HEADER_BYTES + 2]; TCP_PACKETS];
            let mut rests: [&[u8]; TCP_PACKETS] = [&[]; TCP_PACKETS];
            let mut count = 0;
            while count < TCP_PACKETS {
                let Some(packet) = store.get(self.cursor + count as u64) else {
                    break;
                };
                heads[count][..2].copy_from_slice(&(packet.len() as u16).to_be_bytes());
                heads[count][2..].copy_from_slice(&self.header(packet));
                rests[count] = &packet[HEADER_BYTES..];
                count += 1;
            }
            let slices: [IoSlice<'_>; TCP_PACKETS * 2] = std::array::from_fn(|index| {
                IoSlice::new(if index % 2 == 0 { &heads[index / 2] } else { rests[index / 2] })
            });
            let written = match socket.write_vectored(&slices[..count * 2]) {
                Ok(written) => written,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(true),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if self.count_written(written, &heads[..count], &rests[..count]) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Moves on by whole packets; the rest of one that was cut is kept. True where less went out than was there.
    fn count_written(&mut self, mut written: usize, heads: &[[u8; HEADER_BYTES + 2]], rests: &[&[u8]]) -> bool {
        for (head, rest) in heads.iter().zip(rests) {
            let size = head.len() + rest.len();
            if written == 0 {
                return true;
            }
            self.cursor += 1;
            self.packets += 1;
            self.bytes += size as u64 - 2;
            if written < size {
                self.unsent.extend(head.iter().chain(*rest).skip(written));
                return true;
            }
            written -= size;
        }
        false
    }
}
