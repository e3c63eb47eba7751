//! Program stream map (ISO/IEC 13818-1 §2.5.4) with the stream types of GB/T 28181-2022 annex C.
use crate::codec::{AudioCodec, VideoCodec};

/// What the map says of one elementary stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamType {
    Video(VideoCodec),
    Audio(AudioCodec),
    /// A type that no browser plays: MPEG-4 0x10, SVAC 0x80, G.722.1 0x92, G.723.1 0x93, G.729 0x99, SVAC audio 0x9B …
    Other(u8),
}

impl StreamType {
    fn of(code: u8) -> Self {
        match code {
            0x1b => Self::Video(VideoCodec::H264),
            0x24 => Self::Video(VideoCodec::H265),
            0x90 => Self::Audio(AudioCodec::G711A),
            0x91 => Self::Audio(AudioCodec::G711U),
            0x0f => Self::Audio(AudioCodec::Aac),
            other => Self::Other(other),
        }
    }
}

/// The types of the video and the audio stream, where the map names them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProgramMap {
    pub video: Option<StreamType>,
    pub audio: Option<StreamType>,
}

impl ProgramMap {
    /// `bytes` begin with the start code and hold the whole map. The CRC is not checked: devices get it wrong.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let info = usize::from(u16::from_be_bytes([*bytes.get(8)?, *bytes.get(9)?]));
        let mut at = 10 + info;
        let entries = usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]));
        at += 2;
        let end = (at + entries).min(bytes.len());
        let mut map = Self::default();
        while let Some([code, id, high, low]) = bytes.get(at..end).and_then(|rest| rest.first_chunk()) {
            match id {
                0xe0..=0xef if map.video.is_none() => map.video = Some(StreamType::of(*code)),
                0xc0..=0xdf if map.audio.is_none() => map.audio = Some(StreamType::of(*code)),
                _ => {}
            }
            at += 4 + usize::from(u16::from_be_bytes([*high, *low]));
        }
        Some(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_streams_and_survives_cuts() {
        let map = [0, 0, 1, 0xbc, 0, 18, 0xe1, 0xff, 0, 0, 0, 8, 0x1b, 0xe0, 0, 0, 0x90, 0xc0, 0, 0, 0, 0, 0, 0];
        let parsed = ProgramMap::parse(&map).unwrap();
        assert_eq!(parsed.video, Some(StreamType::Video(VideoCodec::H264)));
        assert_eq!(parsed.audio, Some(StreamType::Audio(AudioCodec::G711A)));
        for length in 0..map.len() {
            ProgramMap::parse(&map[..length]);
        }
    }
}
