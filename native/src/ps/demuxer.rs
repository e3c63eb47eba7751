//! Takes a program stream apart into video frames and audio pieces, whatever the sender got wrong.
//!
//! Video payload ends at the next PS start code, not where PES_packet_length says: lengths of zero, lengths that wrapped
//! at 65,536 and lengths that run into the next pack are all read rightly. Audio can hold any bytes, so there the length rules.
use super::key_frame::holds_picture;
use super::markers::Markers;
use super::pes::{PesHeader, PesLook};
use super::program_map::ProgramMap;
use super::start_code;

/// A frame larger than this is damage (a 4K key frame stays below 2 MB).
const VIDEO_FRAME_MAX: usize = 8 << 20;
const AUDIO_PIECE_MAX: usize = 64 << 10;
/// System headers and maps longer than this have a wrong length.
const TABLE_MAX: usize = 1024;
/// A PES packet this large may be the first of several that hold one frame.
const PES_FULL: usize = 60_000;

/// When a frame is to be shown; 33-bit PES times where the sender gives them, else the RTP time stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Time {
    pub pts_90k: Option<u64>,
    pub dts_90k: Option<u64>,
    pub rtp_90k: u32,
}

/// Takes what the demultiplexer finds.
pub trait FrameSink {
    /// One access unit in Annex B form. `damaged`: a packet of it was lost.
    fn video(&mut self, frame: &[u8], time: Time, damaged: bool);
    fn audio(&mut self, piece: &[u8], time: Time);
    fn map(&mut self, map: ProgramMap);
    /// Packets are missing here.
    fn loss(&mut self);
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Seeking,
    Video,
    Audio { left: Option<usize> },
    Skipping { left: usize },
}

#[derive(Debug, Default)]
struct Piece {
    bytes: Vec<u8>,
    time: Time,
    damaged: bool,
}

/// The PES packet of video that is coming in.
#[derive(Debug, Default)]
struct Pes {
    /// Payload by PES_packet_length, where it says one, and what of it came.
    declared: Option<usize>,
    taken: usize,
    /// An RTP packet without a marker brought a part of it.
    has_unmarked: bool,
}

#[derive(Debug)]
pub struct PsDemuxer {
    state: State,
    pending: Vec<u8>,
    video: Piece,
    audio: Piece,
    rtp_90k: Option<u32>,
    after_marker: bool,
    after_loss: bool,
    pes: Pes,
    pub markers: Markers,
    /// Places where the stream was not what it should be.
    pub damages: u64,
    /// Whether any pack header or PES packet was ever read.
    pub is_program_stream: bool,
}

impl Default for PsDemuxer {
    fn default() -> Self {
        Self {
            state: State::Seeking,
            pending: Vec::new(),
            video: Piece::default(),
            audio: Piece::default(),
            rtp_90k: None,
            after_marker: false,
            after_loss: false,
            pes: Pes::default(),
            markers: Markers::default(),
            damages: 0,
            is_program_stream: false,
        }
    }
}

impl PsDemuxer {
    /// `markers`: what is already known of the sender's.
    pub fn new(markers: Markers) -> Self {
        Self { markers, ..Self::default() }
    }

    /// Feed the payload of the next packet in order.
    pub fn push(&mut self, payload: &[u8], rtp_90k: u32, marker: bool, sink: &mut dyn FrameSink) {
        let begins = start_code::begins_unit(payload);
        let same_time = self.rtp_90k == Some(rtp_90k);
        if self.after_marker {
            self.markers.judge(payload, same_time);
        }
        if !same_time {
            if self.markers.judge_boundary(begins, self.after_loss) {
                self.end_unit(sink);
            }
            self.after_loss = false;
        }
        self.rtp_90k = Some(rtp_90k);
        self.after_marker = marker;
        self.pending.extend_from_slice(payload);
        let mut pending = std::mem::take(&mut self.pending);
        let used = self.parse(&pending, sink);
        pending.drain(..used);
        self.pending = pending;
        if marker && (self.markers.are_proved() || self.is_whole()) {
            self.end_unit(sink);
        }
        self.pes.has_unmarked |= !marker;
    }

    /// Before markers have proved themselves: whether the packet just read, which has one, ends a key frame beyond doubt.
    /// The first picture of a stream need then not wait for the second.
    fn is_whole(&self) -> bool {
        let Pes { declared, taken, has_unmarked } = self.pes;
        let ends = match declared {
            Some(declared) => declared == taken + self.pending.len() && declared < PES_FULL,
            None => has_unmarked,
        };
        ends && self.state == State::Video
            && self.markers.are_plausible()
            && !self.video.damaged
            && holds_picture(&self.video.bytes)
    }

    /// Packets are missing here.
    pub fn loss(&mut self, sink: &mut dyn FrameSink) {
        sink.loss();
        self.pending.clear();
        match self.state {
            State::Video => self.video.damaged = true,
            State::Audio { .. } => self.audio.bytes.clear(),
            State::Seeking | State::Skipping { .. } => {}
        }
        if !self.video.bytes.is_empty() {
            self.video.damaged = true;
        }
        self.state = State::Seeking;
        self.after_marker = false;
        self.after_loss = true;
    }

    /// All packets of the unit are here: hand on what was gathered.
    fn end_unit(&mut self, sink: &mut dyn FrameSink) {
        match self.state {
            State::Video => self.video.bytes.extend_from_slice(&self.pending),
            State::Audio { .. } => self.audio.bytes.extend_from_slice(&self.pending),
            State::Seeking | State::Skipping { .. } => self.damages += u64::from(!self.pending.is_empty()),
        }
        self.pending.clear();
        self.state = State::Seeking;
        self.end_audio(sink);
        self.end_video(sink);
    }

    fn end_video(&mut self, sink: &mut dyn FrameSink) {
        if !self.video.bytes.is_empty() {
            sink.video(&self.video.bytes, self.video.time, self.video.damaged);
            self.video.bytes.clear();
        }
        self.video.damaged = false;
    }

    fn end_audio(&mut self, sink: &mut dyn FrameSink) {
        if !self.audio.bytes.is_empty() {
            sink.audio(&self.audio.bytes, self.audio.time);
            self.audio.bytes.clear();
        }
    }

    /// Reads on as far as the bytes allow; says how many were used up.
    fn parse(&mut self, bytes: &[u8], sink: &mut dyn FrameSink) -> usize {
        let mut at = 0;
        loop {
            let before = (at, self.state);
            at = match self.state {
                State::Seeking => self.seek(bytes, at, sink),
                State::Video => self.take_video(bytes, at),
                State::Audio { left } => self.take_audio(bytes, at, left, sink),
                State::Skipping { left } => {
                    let step = left.min(bytes.len() - at);
                    self.state = if step == left { State::Seeking } else { State::Skipping { left: left - step } };
                    at + step
                }
            };
            if (at, self.state) == before {
                return at;
            }
        }
    }

    fn seek(&mut self, bytes: &[u8], from: usize, sink: &mut dyn FrameSink) -> usize {
        let Some((at, id)) = start_code::find(bytes, from) else {
            let keep = (bytes.len() - from).min(3);
            let dropped = bytes.len() - keep;
            self.damages += u64::from(dropped > from);
            return dropped;
        };
        self.damages += u64::from(at > from);
        let rest = &bytes[at..];
        match id {
            start_code::PACK => self.pack(rest).map_or(at, |length| at + length),
            start_code::END => at + 4,
            start_code::VIDEO_FIRST..=start_code::VIDEO_LAST => at + self.begin_pes(rest, true, sink),
            start_code::AUDIO_FIRST..=start_code::AUDIO_LAST => at + self.begin_pes(rest, false, sink),
            _ => at + self.table(rest, id, sink),
        }
    }

    /// Length of a pack header, MPEG-2 or MPEG-1 form; `None` while it is cut off.
    fn pack(&mut self, bytes: &[u8]) -> Option<usize> {
        self.is_program_stream = true;
        match bytes.get(4)? {
            byte if byte >> 6 == 1 => {
                Some(14 + usize::from(bytes.get(13)? & 7)).filter(|&length| length <= bytes.len())
            }
            byte if byte >> 4 == 2 => Some(12).filter(|&length| length <= bytes.len()),
            _ => {
                self.damages += 1;
                Some(4)
            }
        }
    }

    /// System header, map, padding, private data: skipped, the map read.
    fn table(&mut self, bytes: &[u8], id: u8, sink: &mut dyn FrameSink) -> usize {
        let Some(length) = bytes.get(4..6) else {
            return 0;
        };
        let length = 6 + usize::from(u16::from_be_bytes([length[0], length[1]]));
        let is_table = matches!(id, start_code::SYSTEM | start_code::MAP);
        if is_table && length > TABLE_MAX {
            self.damages += 1;
            return 4;
        }
        if !is_table {
            self.state = State::Skipping { left: length };
            return 0;
        }
        // A length that runs over the next start code is wrong; what stands before it is all there is.
        let end = match start_code::find(bytes, 4) {
            Some((at, _)) if at < length => at,
            _ if bytes.len() < length => return 0,
            _ => length,
        };
        if id == start_code::MAP
            && let Some(map) = ProgramMap::parse(&bytes[..end])
        {
            sink.map(map);
        }
        end
    }

    fn begin_pes(&mut self, bytes: &[u8], is_video: bool, sink: &mut dyn FrameSink) -> usize {
        let header = match PesHeader::look(bytes) {
            PesLook::NeedsMore => return 0,
            PesLook::Damaged => {
                self.damages += 1;
                return 4;
            }
            PesLook::Header(header) => header,
        };
        self.is_program_stream = true;
        let time = Time { pts_90k: header.pts_90k, dts_90k: header.dts_90k, rtp_90k: self.rtp_90k.unwrap_or(0) };
        if is_video {
            // Another time means another frame; large frames come in several PES packets of which the first has the time.
            if header.pts_90k.is_some() && header.pts_90k != self.video.time.pts_90k {
                self.end_video(sink);
            }
            if self.video.bytes.is_empty() {
                self.video.time = time;
            }
            self.pes = Pes { declared: header.payload, ..Pes::default() };
            self.state = State::Video;
        } else {
            self.end_audio(sink);
            self.audio.time = time;
            self.state = State::Audio { left: header.payload };
        }
        header.bytes
    }

    fn take_video(&mut self, bytes: &[u8], from: usize) -> usize {
        let next = start_code::find(bytes, from);
        let end = match next {
            Some((at, _)) => {
                self.state = State::Seeking;
                at
            }
            None => bytes.len() - start_code::cut_off(&bytes[from..]),
        };
        self.pes.taken += end - from;
        if self.video.bytes.len() + end - from > VIDEO_FRAME_MAX {
            self.damages += 1;
            self.video.bytes.clear();
            self.video.damaged = true;
        } else {
            self.video.bytes.extend_from_slice(&bytes[from..end]);
        }
        end
    }

    fn take_audio(&mut self, bytes: &[u8], from: usize, left: Option<usize>, sink: &mut dyn FrameSink) -> usize {
        let Some(left) = left else {
            // An open length: audio to the next start code, as for video.
            let end = match start_code::find(bytes, from) {
                Some((at, _)) => at,
                None => bytes.len() - start_code::cut_off(&bytes[from..]),
            };
            let is_closed = start_code::find(bytes, from).is_some();
            self.keep_audio(&bytes[from..end]);
            if is_closed {
                self.state = State::Seeking;
                self.end_audio(sink);
            }
            return end;
        };
        let step = left.min(bytes.len() - from);
        self.keep_audio(&bytes[from..from + step]);
        if step == left {
            self.state = State::Seeking;
            self.end_audio(sink);
        } else {
            self.state = State::Audio { left: Some(left - step) };
        }
        from + step
    }

    fn keep_audio(&mut self, bytes: &[u8]) {
        if self.audio.bytes.len() + bytes.len() <= AUDIO_PIECE_MAX {
            self.audio.bytes.extend_from_slice(bytes);
        } else {
            self.damages += 1;
        }
    }
}
