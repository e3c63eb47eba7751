//! What is made of a stream while somebody looks, or while it is not yet known what the stream is.
use bytes::Bytes;

use crate::fmp4::{AudioTrack, Description, Muxer, Produced};
use crate::ps::{Markers, PsDemuxer};
use crate::rtp::RtpPacket;
use crate::viewer::message;

/// A group of pictures larger than this is not kept for late viewers (they wait for the next key frame).
const GOP_BYTES_MAX: usize = 16 << 20;

/// What is known of how a sender does it, kept while nobody looks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Habits {
    pub audio: Option<AudioTrack>,
    /// Its PES packets do not begin where frames do.
    pub is_cut: bool,
    pub markers: Markers,
}

pub struct Watch {
    pub demuxer: PsDemuxer,
    pub muxer: Muxer,
    /// Nobody looks: only the parameters are wanted.
    pub only_probes: bool,
    start: Option<(Bytes, Bytes)>,
    gop: Vec<Bytes>,
    gop_bytes: usize,
}

/// What is new for those who look.
pub enum News<'a> {
    Start {
        ready: &'a Bytes,
        init: &'a Bytes,
        description: Description,
    },
    Segment {
        bytes: &'a Bytes,
        is_key: bool,
    },
    /// Frames left out because of a loss.
    Lost(u32),
    /// While probing: what the stream is.
    Description(Description),
}

impl Watch {
    pub fn new(habits: Habits, only_probes: bool) -> Self {
        Self {
            demuxer: PsDemuxer::new(habits.markers),
            muxer: Muxer::new(habits.audio, habits.is_cut),
            only_probes,
            start: None,
            gop: Vec::new(),
            gop_bytes: 0,
        }
    }

    pub fn habits(&self) -> Habits {
        Habits { audio: self.muxer.audio(), is_cut: self.muxer.is_cut, markers: self.demuxer.markers }
    }

    /// Packets are missing before the next one.
    pub fn lose(&mut self) {
        self.demuxer.loss(&mut self.muxer);
    }

    pub fn push(&mut self, packet: &RtpPacket<'_>, stream: &str, tell: impl FnMut(News<'_>)) {
        self.demuxer.push(packet.payload, packet.timestamp, packet.marker, &mut self.muxer);
        if !self.muxer.produced.is_empty() {
            self.hand_out(stream, tell);
        }
    }

    fn hand_out(&mut self, stream: &str, mut tell: impl FnMut(News<'_>)) {
        for produced in std::mem::take(&mut self.muxer.produced) {
            match produced {
                Produced::Init { description, .. } if self.only_probes => tell(News::Description(description)),
                Produced::Segment { .. } | Produced::Lost { .. } if self.only_probes => {}
                Produced::Lost { frames } => tell(News::Lost(frames)),
                Produced::Init { bytes, description } => {
                    self.forget_gop();
                    let (ready, init) =
                        self.start.insert((message::ready(stream, &description), message::binary(bytes)));
                    tell(News::Start { ready, init, description });
                }
                Produced::Segment { bytes, is_key } => {
                    if is_key {
                        self.forget_gop();
                    }
                    let bytes = message::binary(bytes);
                    tell(News::Segment { bytes: &bytes, is_key });
                    self.keep(bytes, is_key);
                }
            }
        }
    }

    fn forget_gop(&mut self) {
        self.gop.clear();
        self.gop_bytes = 0;
    }

    fn keep(&mut self, bytes: Bytes, is_key: bool) {
        if self.gop.is_empty() && !is_key {
            return;
        }
        self.gop_bytes += bytes.len();
        self.gop.push(bytes);
        if self.gop_bytes > GOP_BYTES_MAX {
            self.forget_gop();
        }
    }

    /// What a new viewer begins with: announcement, initialisation segment, group of pictures.
    pub fn beginning(&self) -> Option<(&Bytes, &Bytes, &[Bytes])> {
        self.start.as_ref().map(|(ready, init)| (ready, init, self.gop.as_slice()))
    }
}
