//! What begins in a packet, without demultiplexing: enough to keep the last group of pictures of a stream nobody watches.
use super::start_code;
use crate::codec::{VideoCodec, h264, h265};
use memchr::memmem;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKind {
    KeyFrame,
    OtherFrame,
    Audio,
    /// Nothing telling in this packet; the next one of the unit may say more.
    Undecided,
}

/// Judges the unit (all packets of one RTP time stamp) from its first bytes.
///
/// NAL units decide; only where none is known to us (MPEG-4, SVAC) a system header or map behind the pack header does:
/// GB/T 28181-2022 annex C puts them before key frames.
pub fn classify(payload: &[u8], codec: Option<VideoCodec>) -> UnitKind {
    let finder = memmem::Finder::new(&[0, 0, 1]);
    let (mut at, mut in_video, mut has_system) = (0, false, false);
    while let Some(offset) = payload.get(at..).and_then(|rest| finder.find(rest)) {
        at += offset + 3;
        let Some(&id) = payload.get(at) else { break };
        match id {
            start_code::SYSTEM | start_code::MAP => has_system = true,
            start_code::AUDIO_FIRST..=start_code::AUDIO_LAST if !in_video => {
                return UnitKind::Audio;
            }
            start_code::VIDEO_FIRST..=start_code::VIDEO_LAST => in_video = true,
            start_code::END.. => {}
            _ => match nal_kind(id, payload.get(at + 1).copied(), codec) {
                UnitKind::Undecided => {}
                decided => return decided,
            },
        }
    }
    if has_system && codec.is_none() { UnitKind::KeyFrame } else { UnitKind::Undecided }
}

fn nal_kind(first: u8, second: Option<u8>, codec: Option<VideoCodec>) -> UnitKind {
    match codec.or_else(|| codec_of_nal(first, second)) {
        Some(VideoCodec::H264) => match first & 0x1f {
            h264::SPS | h264::IDR => UnitKind::KeyFrame,
            h264::SLICE => UnitKind::OtherFrame,
            _ => UnitKind::Undecided,
        },
        Some(VideoCodec::H265) => match first >> 1 & 0x3f {
            h265::VPS | h265::SPS | h265::IRAP_FIRST..=h265::IRAP_LAST => UnitKind::KeyFrame,
            0..=9 => UnitKind::OtherFrame,
            _ => UnitKind::Undecided,
        },
        None => UnitKind::Undecided,
    }
}

/// The codec by the header of a parameter set: H.264 SPS 0x67/0x47/0x27, H.265 VPS `40 01` and SPS `42 01`.
/// Neither form occurs in the other codec's streams, so this holds where the map is missing or wrong.
fn codec_of_nal(first: u8, second: Option<u8>) -> Option<VideoCodec> {
    match (first, second) {
        (0x67 | 0x47 | 0x27, _) => Some(VideoCodec::H264),
        (0x40 | 0x42, Some(0x01)) => Some(VideoCodec::H265),
        _ => None,
    }
}

/// The codec that the parameter sets in an Annex B stream show, if it holds any.
pub fn video_codec_of(stream: &[u8]) -> Option<VideoCodec> {
    memmem::find_iter(stream, &[0, 0, 1]).find_map(|at| codec_of_nal(*stream.get(at + 3)?, stream.get(at + 4).copied()))
}

/// Whether an Annex B stream with parameter sets holds a part of a picture too.
pub fn holds_picture(stream: &[u8]) -> bool {
    let codec = video_codec_of(stream);
    memmem::find_iter(stream, &[0, 0, 1]).filter_map(|at| stream.get(at + 3)).any(|&first| match codec {
        Some(VideoCodec::H264) => (h264::SLICE..=h264::IDR).contains(&(first & 0x1f)),
        Some(VideoCodec::H265) => (first >> 1 & 0x3f) < h265::VPS,
        None => false,
    })
}

/// The first sequence parameter set that begins in `payload`, cut off where the payload or the set ends.
pub fn sequence_set(payload: &[u8]) -> Option<&[u8]> {
    let mut starts = memmem::find_iter(payload, &[0, 0, 1]).map(|at| at + 3);
    let start = starts.find(|&at| {
        matches!((payload.get(at), payload.get(at + 1)), (Some(0x67 | 0x47 | 0x27), _) | (Some(0x42), Some(0x01)))
    })?;
    let end = starts.next().map_or(payload.len(), |next| next - 3);
    let set = &payload[start..end];
    Some(&set[..set.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judges_units_by_their_first_packet() {
        let pack = [0, 0, 1, 0xba, 0x44, 0, 4, 0, 4, 1, 0, 0, 0, 0xf8];
        let video = [0, 0, 1, 0xe0, 0, 0, 0x80, 0, 0];
        let unit = |parts: &[&[u8]]| parts.concat();
        let h264 = Some(VideoCodec::H264);
        let table = [
            (unit(&[&pack, &video, &[0, 0, 0, 1, 0x67, 0x64]]), None, UnitKind::KeyFrame),
            (unit(&[&pack, &video, &[0, 0, 0, 1, 0x40, 0x01]]), None, UnitKind::KeyFrame),
            (unit(&[&pack, &video, &[0, 0, 1, 0x09, 0x30, 0, 0, 1, 0x41]]), h264, UnitKind::OtherFrame),
            (unit(&[&pack, &video, &[0, 0, 1, 0x65]]), h264, UnitKind::KeyFrame),
            (unit(&[&pack, &[0, 0, 1, 0xbb, 0, 0], &video, &[0, 0, 1, 0xb6]]), None, UnitKind::KeyFrame),
            (unit(&[&pack, &video, &[0, 0, 1, 0x02, 0x01]]), Some(VideoCodec::H265), UnitKind::OtherFrame),
            (unit(&[&[0, 0, 1, 0xc0, 0, 0, 0x80, 0, 0]]), h264, UnitKind::Audio),
            (unit(&[&[1, 2, 3]]), h264, UnitKind::Undecided),
        ];
        for (bytes, codec, kind) in table {
            assert_eq!(classify(&bytes, codec), kind, "{bytes:x?}");
        }
    }
}
