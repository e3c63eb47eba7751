//! From a packet to its stream: by SSRC on the shared port, by the socket on a port of its own.
use std::net::SocketAddr;

use super::run::Engine;
use crate::rtp::{RtpFault, RtpPacket};

const TOLD_APART_US: u64 = 1_000_000;
/// Senders nobody expects that are told apart at most.
const STRAYS_MAX: usize = 1024;

impl Engine {
    /// Gives the packet to its stream and says which that is.
    pub(super) fn route(
        &mut self,
        bytes: &[u8],
        from: SocketAddr,
        by: &'static str,
        bound: Option<u64>,
        now_us: u64,
    ) -> Option<u64> {
        let packet = match RtpPacket::parse(bytes) {
            Ok(packet) => packet,
            Err(fault) => {
                if fault != RtpFault::Control
                    && let Some(stream) = bound.and_then(|key| self.streams.get_mut(key))
                {
                    stream.count_damaged();
                }
                return None;
            }
        };
        let Some(key) = bound.or_else(|| self.by_ssrc.get(&packet.ssrc).copied()) else {
            self.unexpected(&packet, from, now_us);
            return None;
        };
        let stream = self.streams.get_mut(key)?;
        if packet.ssrc != stream.options.ssrc && stream.options.check_ssrc {
            self.tell_wrong_ssrc(key, &packet, from, now_us);
            return None;
        }
        if !stream.receive(&packet, from, by, now_us, &mut self.shared) {
            self.tell_wrong_source(key, from, now_us);
            return None;
        }
        if !self.dirty.contains(&key) {
            self.dirty.push(key);
        }
        Some(key)
    }

    fn may_tell(&mut self, key: u64, name: &'static str, now_us: u64) -> bool {
        let told_us = self.told_us.entry((key, name)).or_insert(0);
        let may = now_us.saturating_sub(*told_us) >= TOLD_APART_US;
        if may {
            *told_us = now_us;
        }
        may
    }

    fn tell_wrong_ssrc(&mut self, key: u64, packet: &RtpPacket<'_>, from: SocketAddr, now_us: u64) {
        if !self.may_tell(key, "stream_wrong_ssrc", now_us) {
            return;
        }
        let Some(stream) = self.streams.get(key) else {
            return;
        };
        let facts = vec![
            ("expected", stream.options.ssrc.into()),
            ("received", packet.ssrc.into()),
            ("source_host", from.ip().to_string().into()),
            ("source_port", from.port().into()),
        ];
        self.shared.events.tell("stream_wrong_ssrc", &stream.options.id, facts);
    }

    fn tell_wrong_source(&mut self, key: u64, from: SocketAddr, now_us: u64) {
        if !self.may_tell(key, "stream_wrong_source", now_us) {
            return;
        }
        let Some(stream) = self.streams.get(key) else {
            return;
        };
        let facts = vec![
            ("expected_host", stream.source.host().map_or(String::new(), |host| host.to_string()).into()),
            ("source_host", from.ip().to_string().into()),
            ("source_port", from.port().into()),
        ];
        self.shared.events.tell("stream_wrong_source", &stream.options.id, facts);
    }

    /// Nobody has this SSRC: a waiting stream's sender with an SSRC of its own, or a stray.
    fn unexpected(&mut self, packet: &RtpPacket<'_>, from: SocketAddr, now_us: u64) {
        if self.strays.len() >= STRAYS_MAX && !self.strays.contains_key(&from) {
            return;
        }
        let (told_us, packets) = self.strays.entry(from).or_insert((0, 0));
        *packets += 1;
        if now_us.saturating_sub(*told_us) < TOLD_APART_US {
            return;
        }
        *told_us = now_us;
        let count = std::mem::take(packets);
        let waiting = self.streams.keys_where(|stream| !stream.has_packets() && stream.source.expects(from.ip()));
        if waiting.is_empty() {
            let facts = vec![
                ("ssrc", packet.ssrc.into()),
                ("source_host", from.ip().to_string().into()),
                ("source_port", from.port().into()),
                ("packets", count.into()),
            ];
            self.shared.events.tell("stray_packets", "", facts);
        }
        for key in waiting {
            self.tell_wrong_ssrc(key, packet, from, now_us);
        }
    }
}
