//! What is made of a stream while somebody looks, or while it is not yet known what the stream is.
use bytes::Bytes;

use crate::fmp4::{AudioTrack, Description, Muxer, Produced};
use crate::ps::PsDemuxer;
use crate::rtp::RtpPacket;
use crate::viewer::message;

/// A group of pictures larger than this is not kept for late viewers (they wait for the next key frame).
const GOP_BYTES_MAX: usize = 16 << 20;

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
    /// While probing: what the stream is.
    Description(Description),
}

impl Watch {
    pub fn new(audio: Option<AudioTrack>, is_cut: bool, only_probes: bool) -> Self {
        Self {
            demuxer: PsDemuxer::default(),
            muxer: Muxer::new(audio, is_cut),
            only_probes,
            start: None,
            gop: Vec::new(),
            gop_bytes: 0,
        }
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
                Produced::Segment { .. } if self.only_probes => {}
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
