use std::net::SocketAddr;
use std::sync::Arc;

use super::rates::{Rates, Totals};
use super::watch::{Habits, News};
use super::{Admission, ChunkPool, PacketStore, SourceRule, Watch};
use crate::codec::VideoCodec;
use crate::events::{Events, Facts};
use crate::fmp4::Description;
use crate::ps::{Markers, UnitKind, begins_unit, classify, sequence_set};
use crate::rtp::{Arrival, Jitter, Reorder, RtpPacket};
use crate::viewer::{End, ViewerQueue, message};

/// Packets of a unit looked at for telling what it is.
const LOOKED_AT_MAX: u32 = 8;
/// After the first key frame, how long audio may take to show itself before the stream counts as silent film.
const AUDIO_WAIT_US: u64 = 2_000_000;
/// After the first packet, how long the parameters may take.
const PARAMETERS_WAIT_US: u64 = 5_000_000;

/// What all streams of an engine share.
pub struct Shared {
    pub events: Arc<Events>,
    pub pool: ChunkPool,
}

/// How a stream is to be received.
#[derive(Debug, Clone)]
pub struct StreamOptions {
    pub id: String,
    pub ssrc: u32,
    pub transport: &'static str,
    pub check_ssrc: bool,
    pub own_port: bool,
    pub reorder_window_us: u64,
    pub silence_us: u64,
    pub gop_bytes_max: usize,
}

pub struct Viewer {
    pub id: String,
    pub queue: Arc<ViewerQueue>,
}

/// The unit (packets of one time stamp) that is coming in.
#[derive(Debug, Default)]
struct Unit {
    rtp_90k: Option<u32>,
    first: u64,
    looked_at: u32,
    is_decided: bool,
    /// Begins in the middle of something: any packet may hold the beginning of a key frame.
    is_cut: bool,
}

#[derive(Debug, Default)]
struct Counters {
    totals: Totals,
    reordered: u64,
    duplicated: u64,
    late: u64,
    damaged: u64,
}

/// One stream: order of arrival, the kept packets, and what viewers are sent.
pub struct Stream {
    pub options: StreamOptions,
    pub source: SourceRule,
    pub store: PacketStore,
    pub viewers: Vec<Viewer>,
    pub forwards: Vec<u64>,
    /// Packets came since forwards were last served.
    pub is_dirty: bool,
    reorder: Reorder,
    unit: Unit,
    counters: Counters,
    jitter: Jitter,
    rates: Rates,
    watch: Option<Watch>,
    parameters: Option<Description>,
    habits: Habits,
    codec: Option<VideoCodec>,
    /// The sequence parameter set in force, to notice another one.
    sequence_set: Vec<u8>,
    last_key_90k: Option<u32>,
    key_interval_ms: f64,
    first_us: u64,
    first_key_us: u64,
    last_us: u64,
    opened_us: u64,
    is_silent: bool,
    told_undecodable: Vec<&'static str>,
}

impl Stream {
    pub fn new(options: StreamOptions, source: SourceRule, opened_us: u64) -> Self {
        Self {
            source,
            store: PacketStore::new(options.gop_bytes_max),
            viewers: Vec::new(),
            forwards: Vec::new(),
            is_dirty: false,
            reorder: Reorder::new(options.reorder_window_us),
            unit: Unit::default(),
            counters: Counters::default(),
            jitter: Jitter::default(),
            rates: Rates::default(),
            watch: Some(Watch::new(Habits::default(), true)),
            parameters: None,
            habits: Habits::default(),
            codec: None,
            sequence_set: Vec::new(),
            last_key_90k: None,
            key_interval_ms: 0.0,
            first_us: 0,
            first_key_us: 0,
            last_us: 0,
            opened_us,
            is_silent: false,
            told_undecodable: Vec::new(),
            options,
        }
    }

    pub fn has_packets(&self) -> bool {
        self.first_us != 0
    }

    /// The sender uses another SSRC than was asked for: what came before is of another sequence.
    pub fn rebind(&mut self, ssrc: u32) {
        self.options.ssrc = ssrc;
        self.reorder.reset();
    }

    /// A packet with the right SSRC. False: it came from the wrong place.
    pub fn receive(
        &mut self,
        packet: &RtpPacket<'_>,
        from: SocketAddr,
        by: &'static str,
        now_us: u64,
        shared: &mut Shared,
    ) -> bool {
        match self.source.admit(from, now_us) {
            Admission::Refused => return false,
            Admission::Admitted => {}
            Admission::NewSender => {
                self.reorder.reset();
                self.lost(0);
                self.habits.markers = Markers::default();
                if let Some(watch) = &mut self.watch {
                    watch.demuxer.markers = Markers::default();
                }
                if self.first_us == 0 {
                    self.first_us = now_us;
                    let facts = vec![
                        ("source_host", from.ip().to_string().into()),
                        ("source_port", from.port().into()),
                        ("ssrc", packet.ssrc.into()),
                        ("transport", by.into()),
                    ];
                    shared.events.tell("stream_first_packet", &self.options.id, facts);
                }
            }
        }
        self.last_us = now_us;
        self.is_dirty = true;
        self.counters.totals.packets += 1;
        self.counters.totals.bytes += packet.bytes.len() as u64;
        match self.reorder.arrive(packet.sequence, packet.bytes, now_us) {
            Arrival::InOrder => self.take(packet, now_us, shared),
            Arrival::Restart => {
                self.lost(0);
                self.take(packet, now_us, shared);
            }
            Arrival::Held => self.counters.reordered += 1,
            Arrival::Duplicate => self.counters.duplicated += 1,
            Arrival::Late | Arrival::Stray => self.counters.late += 1,
        }
        if self.reorder.is_holding() {
            self.release(now_us, shared);
        }
        true
    }

    pub fn count_damaged(&mut self) {
        self.counters.damaged += 1;
    }

    pub fn is_holding(&self) -> bool {
        self.reorder.is_holding()
    }

    /// Pass on what the reorder window lets go.
    pub fn release(&mut self, now_us: u64, shared: &mut Shared) {
        while let Some(released) = self.reorder.release(now_us) {
            self.is_dirty = true;
            if released.lost > 0 {
                self.lost(released.lost);
            }
            if let Ok(packet) = RtpPacket::parse(&released.bytes) {
                self.take(&packet, now_us, shared);
            }
        }
    }

    fn lost(&mut self, packets: u32) {
        self.counters.totals.lost += u64::from(packets);
        if let Some(watch) = &mut self.watch {
            watch.lose();
        }
    }

    /// A packet in its order.
    fn take(&mut self, packet: &RtpPacket<'_>, now_us: u64, shared: &mut Shared) {
        if self.unit.rtp_90k != Some(packet.timestamp) {
            self.unit = Unit {
                rtp_90k: Some(packet.timestamp),
                first: self.store.next(),
                looked_at: 0,
                is_decided: false,
                is_cut: !begins_unit(packet.payload),
            };
            self.jitter.observe(packet.timestamp, now_us);
        }
        self.store.push(packet.bytes, &mut shared.pool);
        if !self.unit.is_decided {
            self.look(packet, now_us, shared);
        } else if self.unit.is_cut && sequence_set(packet.payload).is_some() {
            self.unit.is_cut = false;
            self.begin_gop(packet, self.unit.first.min(self.store.next().saturating_sub(3)), now_us, shared);
        }
        if self.watch.is_some() {
            self.show(packet, now_us, shared);
        }
    }

    /// Find out whether the unit is a key frame, another frame or audio.
    fn look(&mut self, packet: &RtpPacket<'_>, now_us: u64, shared: &Shared) {
        self.unit.looked_at += 1;
        let kind = classify(packet.payload, self.codec);
        if kind == UnitKind::Undecided && self.unit.looked_at < LOOKED_AT_MAX {
            return;
        }
        self.unit.is_decided = true;
        self.counters.totals.frames += u64::from(kind != UnitKind::Audio);
        if kind == UnitKind::KeyFrame {
            self.unit.is_cut = false;
            self.begin_gop(packet, self.unit.first, now_us, shared);
        }
    }

    fn begin_gop(&mut self, packet: &RtpPacket<'_>, first: u64, now_us: u64, shared: &Shared) {
        self.store.begin_gop(first);
        if let Some(last) = self.last_key_90k.replace(packet.timestamp) {
            self.key_interval_ms = f64::from(packet.timestamp.wrapping_sub(last)) / 90.0;
        }
        if self.first_key_us == 0 {
            self.first_key_us = now_us;
            shared.events.tell("stream_first_key_frame", &self.options.id, vec![]);
        }
        self.notice_change(packet.payload);
    }

    /// While nobody looks, a key frame with another sequence parameter set starts the probe again.
    fn notice_change(&mut self, payload: &[u8]) {
        if self.watch.is_none()
            && let Some(set) = sequence_set(payload)
            && !self.sequence_set.starts_with(set)
        {
            self.watch = Some(Watch::new(self.habits, true));
        }
    }

    fn show(&mut self, packet: &RtpPacket<'_>, now_us: u64, shared: &Shared) {
        let Some(watch) = &mut self.watch else { return };
        let mut learned = None;
        watch.push(packet, &self.options.id, |news| match news {
            News::Start { ready, init, description } => {
                for viewer in &self.viewers {
                    viewer.queue.push_control(ready.clone());
                    viewer.queue.push_control(init.clone());
                }
                learned = Some(description);
            }
            News::Segment { bytes, is_key } => {
                self.viewers.iter().for_each(|viewer| viewer.queue.push_media(bytes, is_key))
            }
            News::Lost(frames) => {
                let told = message::skipped(frames, "loss");
                self.viewers.iter().for_each(|viewer| viewer.queue.push_control(told.clone()));
            }
            News::Description(description) => learned = Some(description),
        });
        if let Some(description) = learned {
            self.learn(description, shared);
        }
        self.settle(now_us, shared);
    }

    fn learn(&mut self, description: Description, shared: &Shared) {
        if let Some(watch) = &self.watch {
            self.habits = watch.habits();
            if let Some(video) = watch.muxer.video() {
                self.codec = Some(video.codec());
                self.sequence_set = video.sequence_set().to_vec();
            }
        }
        if self.parameters.as_ref() != Some(&description) {
            let facts = vec![
                ("video_codec", description.video_codec.into()),
                ("audio_codec", description.audio_codec.into()),
                ("mime", description.mime.clone().into()),
                ("width", description.width.into()),
                ("height", description.height.into()),
            ];
            shared.events.tell("stream_parameters", &self.options.id, facts);
            self.parameters = Some(description);
        }
    }

    /// End the probe once it has nothing more to find out.
    fn settle(&mut self, now_us: u64, shared: &Shared) {
        let Some(watch) = &self.watch else { return };
        let waited = self.first_key_us != 0 && now_us.saturating_sub(self.first_key_us) >= AUDIO_WAIT_US;
        if !watch.only_probes || watch.muxer.video().is_none() || !(waited || watch.muxer.audio().is_some()) {
            return;
        }
        if let Some(video) = watch.muxer.video() {
            self.learn(Description::of(video, watch.muxer.audio()), shared);
        }
        self.end_watch();
    }

    fn end_watch(&mut self) {
        if let Some(watch) = self.watch.take() {
            self.habits = watch.habits();
        }
    }

    /// Starts from the kept group of pictures; the first viewer starts the multiplexer.
    pub fn add_viewer(&mut self, viewer: Viewer, now_us: u64, shared: &mut Shared) {
        if self.watch.as_ref().is_none_or(|watch| watch.only_probes) {
            self.end_watch();
            self.watch = Some(Watch::new(self.habits, false));
            self.replay(now_us, shared);
        }
        if let Some((ready, init, gop)) = self.watch.as_ref().and_then(Watch::beginning) {
            viewer.queue.push_control(ready.clone());
            viewer.queue.push_control(init.clone());
            viewer.queue.push_burst(gop.iter());
        }
        self.viewers.push(viewer);
    }

    fn replay(&mut self, now_us: u64, shared: &Shared) {
        let Some(start) = self.store.gop_start() else {
            return;
        };
        let store = std::mem::replace(&mut self.store, PacketStore::new(0));
        let mut expected = None;
        for index in start..store.next() {
            if let Some(packet) = store.get(index).and_then(|bytes| RtpPacket::parse(bytes).ok()) {
                if expected.is_some_and(|expected| expected != packet.sequence)
                    && let Some(watch) = &mut self.watch
                {
                    watch.lose();
                }
                expected = Some(packet.sequence.wrapping_add(1));
                self.show(&packet, now_us, shared);
            }
        }
        self.store = store;
    }

    pub fn remove_viewer(&mut self, id: &str) {
        self.viewers.retain(|viewer| viewer.id != id);
        if self.viewers.is_empty()
            && let Some(watch) = &mut self.watch
        {
            match self.parameters {
                Some(_) => self.end_watch(),
                None => watch.only_probes = true,
            }
        }
    }

    pub fn end_viewers(&mut self, reason: &str) {
        for viewer in self.viewers.drain(..) {
            viewer.queue.end(End::StreamEnded(reason.to_owned()));
        }
    }

    /// Silence, rates, undecodable streams: several times a second.
    pub fn tick(&mut self, now_us: u64, shared: &mut Shared) {
        self.release(now_us, shared);
        let Some(silent_us) = self.silent_us(now_us) else { return };
        if self.is_silent != (silent_us >= self.options.silence_us) {
            self.is_silent = !self.is_silent;
            let (name, facts) = match self.is_silent {
                true => ("stream_silent", vec![("silent_ms", (silent_us / 1000).into())]),
                false => ("stream_resumed", vec![]),
            };
            shared.events.tell(name, &self.options.id, facts);
        }
        if self.rates.observe(self.counters.totals, now_us) && !self.viewers.is_empty() {
            let facts = message::text(&self.viewer_facts());
            self.viewers.iter().for_each(|viewer| viewer.queue.push_control(facts.clone()));
        }
        if self.parameters.is_none() && now_us.saturating_sub(self.first_us) >= PARAMETERS_WAIT_US {
            self.tell_undecodable(shared);
        }
    }

    fn tell_undecodable(&mut self, shared: &Shared) {
        let Some(watch) = &self.watch else { return };
        let (reason, detail) = match watch.muxer.unsupported {
            _ if !watch.demuxer.is_program_stream => ("not_ps", String::new()),
            Some(code) => ("unsupported_codec", format!("stream type 0x{code:02x}")),
            None if watch.muxer.frames == 0 => ("no_video", String::new()),
            None => ("no_key_frame", format!("{} frames", watch.muxer.frames)),
        };
        if !self.told_undecodable.contains(&reason) {
            self.told_undecodable.push(reason);
            let facts = vec![("reason", reason.into()), ("detail", detail.into())];
            shared.events.tell("stream_undecodable", &self.options.id, facts);
        }
    }

    fn viewer_facts(&self) -> String {
        serde_json::json!({
            "type": "facts",
            "bitrate_kbps": self.rates.bitrate_kbps.round(),
            "loss": self.rates.loss,
            "jitter_ms": (self.jitter.milliseconds() * 10.0).round() / 10.0,
            "frame_rate": (self.rates.frame_rate * 10.0).round() / 10.0,
            "key_frame_interval_ms": self.key_interval_ms.round(),
            "viewers": self.viewers.len(),
        })
        .to_string()
    }

    /// Since the last packet; None before the first.
    pub fn silent_us(&self, now_us: u64) -> Option<u64> {
        self.has_packets().then(|| now_us.saturating_sub(self.last_us))
    }

    /// Names and values, as `_core.pyi` lists them.
    pub fn statistics(&self) -> Facts {
        let Counters { totals, reordered, duplicated, late, damaged } = &self.counters;
        let damaged_ps =
            damaged + self.watch.as_ref().map_or(0, |watch| watch.demuxer.damages + watch.muxer.damaged_frames);
        let (codec, width, height) =
            self.parameters.as_ref().map_or(("", 0, 0), |d| (d.video_codec, d.width, d.height));
        vec![
            ("id", self.options.id.clone().into()),
            ("ssrc", self.options.ssrc.into()),
            ("transport", self.options.transport.into()),
            ("packets", totals.packets.into()),
            ("bytes", totals.bytes.into()),
            ("lost", totals.lost.into()),
            ("reordered", (*reordered).into()),
            ("duplicated", (*duplicated).into()),
            ("late", (*late).into()),
            ("damaged_ps", damaged_ps.into()),
            ("jitter_ms", self.jitter.milliseconds().into()),
            ("bitrate_kbps", self.rates.bitrate_kbps.into()),
            ("frame_rate", self.rates.frame_rate.into()),
            ("key_frame_interval_ms", self.key_interval_ms.into()),
            ("gop_bytes", self.store.bytes().into()),
            ("viewers", self.viewers.len().into()),
            ("forwards", self.forwards.len().into()),
            ("video_codec", codec.into()),
            ("width", width.into()),
            ("height", height.into()),
            ("last_packet_us", self.last_us.into()),
            ("opened_us", self.opened_us.into()),
        ]
    }
}
