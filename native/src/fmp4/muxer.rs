//! Frames in, initialisation and media segments out: once for all viewers of a stream.
use super::clock::{Clock, Placed, VideoLine};
use super::group::{Group, Verdict};
use super::segment::{AudioSamples, VideoSample};
use super::tracks::{AudioTrack, Description, VideoTrack};
use super::{init, segment};
use crate::codec::{AccessUnits, AudioCodec, VideoCodec, aac, flac, g711, h264, h265, nal};
use crate::ps::{FrameSink, ProgramMap, StreamType, Time, UnitKind, classify, video_codec_of};

/// Free bytes before each segment, for the header of the message that carries it.
pub const HEADROOM: usize = 10;
/// Parameter sets of one kind kept (cameras have one, some two).
const SETS_MAX: usize = 8;
const SET_BYTES_MAX: usize = 4096;
/// Audio without video for longer than this many pieces is dropped.
const AUDIO_WAITING_MAX: usize = 256;
/// Audio further from its clock than this is put back onto it.
const AUDIO_DRIFT_90K: i64 = 90 * 150;
/// A declared audio track without samples would stop the picture (the browser plays what both tracks have): after this
/// long it is taken out again.
const AUDIO_SILENT_90K: i64 = 2 * 90_000;

/// What a viewer is sent; each with `HEADROOM` free bytes in front.
pub enum Produced {
    Init {
        bytes: Vec<u8>,
        description: Description,
    },
    Segment {
        bytes: Vec<u8>,
        is_key: bool,
    },
    /// Frames that were lost, or left out because of a loss, before what comes next.
    Lost {
        frames: u32,
    },
}

#[derive(Default)]
pub struct Muxer {
    pub produced: Vec<Produced>,
    /// Video frames seen, damaged ones included.
    pub frames: u64,
    pub damaged_frames: u64,
    /// Video or audio type that no browser plays, by the program stream map.
    pub unsupported: Option<u8>,
    /// PES packets do not begin where frames do: frames are found by looking into the stream.
    pub is_cut: bool,
    units: AccessUnits<Time>,
    codec: Option<VideoCodec>,
    video: Option<VideoTrack>,
    audio: Option<AudioTrack>,
    declared: Option<Option<AudioTrack>>,
    map: ProgramMap,
    clock: Clock,
    line: VideoLine,
    group: Group,
    last_video_90k: i64,
    audio_seen_90k: i64,
    audio_next: Option<u64>,
    flac_samples: u64,
    waiting: AudioSamples,
    sample: Vec<u8>,
    sequence: u32,
}

struct Sorted {
    is_key: bool,
    track: Option<VideoTrack>,
}

impl Muxer {
    /// `audio`: what the stream is already known to carry, so that the first initialisation segment has it.
    /// `is_cut`: whether it is known to be cut anywhere.
    pub fn new(audio: Option<AudioTrack>, is_cut: bool) -> Self {
        Self { audio, is_cut, ..Self::default() }
    }

    pub fn video(&self) -> Option<&VideoTrack> {
        self.video.as_ref()
    }

    pub fn audio(&self) -> Option<AudioTrack> {
        self.audio
    }

    fn declare(&mut self) {
        let Some(video) = &self.video else { return };
        let mut bytes = vec![0; HEADROOM];
        init::write(&mut bytes, video, self.audio);
        self.declared = Some(self.audio);
        self.waiting = AudioSamples::default();
        self.produced.push(Produced::Init { bytes, description: Description::of(video, self.audio) });
    }

    /// Puts the frame's NAL units into `sample` and its parameter sets into a track description.
    fn sort_units(&mut self, frame: &[u8]) -> Option<Sorted> {
        let codec = self.codec?;
        self.sample.clear();
        let sample = &mut self.sample;
        let mut sets: [Vec<Vec<u8>>; 3] = Default::default();
        let (mut is_key, mut has_picture, mut is_intra) = (false, false, false);
        nal::for_each(frame, |unit| {
            let (set, drop, picture, key) = match codec {
                VideoCodec::H264 => match h264::kind(unit) {
                    h264::SPS => (Some(1), true, false, false),
                    h264::PPS => (Some(2), true, false, false),
                    h264::DELIMITER | h264::FILLER => (None, true, false, false),
                    h264::IDR => (None, false, true, true),
                    kind => (None, false, (h264::SLICE..h264::IDR).contains(&kind), false),
                },
                VideoCodec::H265 => match h265::kind(unit) {
                    h265::VPS => (Some(0), true, false, false),
                    h265::SPS => (Some(1), true, false, false),
                    h265::PPS => (Some(2), true, false, false),
                    h265::DELIMITER | h265::FILLER => (None, true, false, false),
                    kind => (None, false, kind < h265::VPS, (h265::IRAP_FIRST..=h265::IRAP_LAST).contains(&kind)),
                },
            };
            if let Some(index) = set
                && unit.len() <= SET_BYTES_MAX
                && sets[index].len() < SETS_MAX
                && !sets[index].iter().any(|known| known == unit)
            {
                sets[index].push(unit.to_vec());
            }
            if picture && !has_picture {
                is_intra = codec == VideoCodec::H264 && h264::is_intra_slice(unit);
            }
            has_picture |= picture;
            is_key |= key;
            if !drop {
                sample.extend((unit.len() as u32).to_be_bytes());
                sample.extend(unit);
            }
        });
        // Open groups of pictures: an intra picture with its parameter sets is as good a place to begin.
        is_key |= is_intra && !sets[1].is_empty();
        has_picture.then(|| Sorted { is_key, track: track_of(codec, sets) })
    }

    /// Whether the frame is worth showing after what was lost before it.
    fn admit(&mut self, decode_90k: i64, is_key: bool) -> bool {
        let elapsed = self.line.frames(decode_90k - self.last_video_90k);
        self.last_video_90k = decode_90k;
        let verdict = self.group.judge(is_key, elapsed);
        if verdict == Verdict::LeaveOut {
            return false;
        }
        let frames = self.group.take_untold();
        if frames > 0 && self.declared.is_some() {
            self.produced.push(Produced::Lost { frames });
        }
        if verdict == Verdict::Resume {
            self.line.resume(decode_90k);
        }
        true
    }

    fn emit(&mut self, placed: Placed, is_key: bool) {
        if is_key && self.audio.is_some() && placed.decode_90k - self.audio_seen_90k > AUDIO_SILENT_90K {
            if self.audio_seen_90k == 0 {
                self.audio_seen_90k = placed.decode_90k;
            } else {
                self.audio = None;
            }
        }
        if is_key && self.video.is_some() && self.declared != Some(self.audio) {
            self.declare();
        }
        if self.declared.is_none() {
            return;
        }
        let (decode_90k, duration_90k) = self.line.advance(placed.decode_90k);
        let video = VideoSample {
            bytes: &self.sample,
            decode_90k,
            duration_90k,
            shown_later_90k: placed.shown_later_90k,
            is_key,
        };
        let mut bytes = Vec::with_capacity(
            HEADROOM + 256 + self.waiting.entries.len() * 8 + self.sample.len() + self.waiting.bytes.len(),
        );
        bytes.resize(HEADROOM, 0);
        self.sequence = self.sequence.wrapping_add(1);
        segment::write(&mut bytes, self.sequence, &video, &self.waiting);
        self.waiting.bytes.clear();
        self.waiting.entries.clear();
        self.produced.push(Produced::Segment { bytes, is_key });
    }

    fn audio_track_of(&self, piece: &[u8]) -> Option<AudioTrack> {
        // A wrong or missing map: an ADTS header that fits the piece exactly decides first.
        if let Some((config, _, end)) = aac::adts_frame(piece)
            && (end == piece.len() || aac::adts_frame(&piece[end..]).is_some())
        {
            return Some(AudioTrack::Aac(config));
        }
        match self.map.audio {
            Some(StreamType::Audio(AudioCodec::G711U)) => Some(AudioTrack::G711U),
            Some(StreamType::Audio(AudioCodec::G711A)) => Some(AudioTrack::G711A),
            // No map at all: G.711A is what GB/T 28181 devices send, in pieces of 20 to 180 ms.
            None if piece.len().is_multiple_of(80) && (160..=1440).contains(&piece.len()) => Some(AudioTrack::G711A),
            _ => None,
        }
    }

    fn keep_audio(&mut self, track: AudioTrack, piece: &[u8], input_90k: i64) {
        let rate = i64::from(track.sample_rate_hz());
        let input = (input_90k.max(0) * rate / 90_000) as u64;
        let drift = self.audio_next.map_or(i64::MAX, |next| (input as i64 - next as i64) * 90_000 / rate);
        if drift < -AUDIO_DRIFT_90K || self.waiting.entries.len() >= AUDIO_WAITING_MAX {
            return;
        }
        if drift > AUDIO_DRIFT_90K && !self.waiting.entries.is_empty() {
            // What waits stands before the gap; a run of samples cannot hold a gap.
            self.waiting.bytes.clear();
            self.waiting.entries.clear();
        }
        let start = if drift > AUDIO_DRIFT_90K { input } else { self.audio_next.unwrap_or(input) };
        if self.waiting.entries.is_empty() {
            self.waiting.decode = start;
        }
        let before = self.waiting.bytes.len();
        let mut next = start;
        match track {
            AudioTrack::Aac(config) => {
                let mut rest = piece;
                while let Some((found, head, end)) = aac::adts_frame(rest)
                    && found == config
                {
                    self.waiting.bytes.extend(&rest[head..end]);
                    self.waiting.entries.push(((end - head) as u32, 1024));
                    next += 1024;
                    rest = &rest[end..];
                }
            }
            AudioTrack::G711A | AudioTrack::G711U => {
                let expand = if track == AudioTrack::G711A { g711::a_law } else { g711::mu_law };
                if piece.len() >= 16 {
                    flac::write_frame(
                        &mut self.waiting.bytes,
                        piece.iter().map(|&byte| expand(byte)),
                        self.flac_samples,
                    );
                    self.waiting.entries.push(((self.waiting.bytes.len() - before) as u32, piece.len() as u32));
                    self.flac_samples += piece.len() as u64;
                    next += piece.len() as u64;
                }
            }
        }
        self.audio_next = Some(next);
    }
}

fn track_of(codec: VideoCodec, [video_sets, sets, picture_sets]: [Vec<Vec<u8>>; 3]) -> Option<VideoTrack> {
    let first = sets.first()?;
    if picture_sets.is_empty() {
        return None;
    }
    match codec {
        VideoCodec::H264 => Some(VideoTrack::H264 { sps: h264::Sps::parse(first)?, sets, picture_sets }),
        VideoCodec::H265 => Some(VideoTrack::H265 { sps: h265::Sps::parse(first)?, video_sets, sets, picture_sets }),
    }
}

impl FrameSink for Muxer {
    fn video(&mut self, frame: &[u8], time: Time, damaged: bool) {
        self.frames += 1;
        if damaged {
            self.damaged_frames += 1;
            self.units.clear();
            self.group.note_damaged(classify(frame, self.codec) == UnitKind::KeyFrame);
            return;
        }
        self.is_cut |= !matches!(frame, [0, 0, 1, ..] | [0, 0, 0, 1, ..] | [0, 0, 0, 0, ..]);
        if let Some(seen) = video_codec_of(&frame[..frame.len().min(512)])
            && self.codec != Some(seen)
        {
            self.codec = Some(seen);
            self.video = None;
            self.declared = None;
        }
        match self.codec {
            Some(codec) if self.is_cut => {
                let mut units = std::mem::take(&mut self.units);
                units.push(frame, time, codec, |unit, time| self.frame(unit, time));
                self.units = units;
            }
            _ => self.frame(frame, time),
        }
    }

    fn audio(&mut self, piece: &[u8], time: Time) {
        self.audio_piece(piece, time);
    }

    fn map(&mut self, map: ProgramMap) {
        self.map = map;
        if let Some(StreamType::Other(code)) = map.video {
            self.unsupported = Some(code);
        }
    }

    fn loss(&mut self) {
        self.group.note_loss();
    }
}

impl Muxer {
    /// One whole access unit.
    fn frame(&mut self, frame: &[u8], time: Time) {
        let Some(sorted) = self.sort_units(frame) else {
            return;
        };
        if sorted.is_key
            && let Some(track) = sorted.track
            && self.video.as_ref() != Some(&track)
        {
            self.video = Some(track);
            self.declared = None;
        }
        let placed = self.clock.place(time);
        if self.admit(placed.decode_90k, sorted.is_key) {
            self.emit(placed, sorted.is_key);
        }
    }

    fn audio_piece(&mut self, piece: &[u8], time: Time) {
        let Some(track) = self.audio_track_of(piece) else {
            return;
        };
        let placed = self.clock.place(time);
        self.audio_seen_90k = placed.decode_90k;
        if self.audio != Some(track) {
            self.audio = Some(track);
            self.audio_next = None;
        }
        if self.declared == Some(Some(track)) {
            self.keep_audio(track, piece, placed.decode_90k);
        }
    }
}
