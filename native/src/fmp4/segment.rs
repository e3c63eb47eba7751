//! A media segment: `moof` and `mdat` with one video frame and the audio that gathered since the last.
use super::boxes::{boxed, full, u32s};
use super::init::{AUDIO_TRACK, VIDEO_TRACK};

/// sample_flags (ISO/IEC 14496-12 §8.8.3.1): depends on nothing; depends on others and no sync sample.
const SYNC_FLAGS: u32 = 0x0200_0000;
const OTHER_FLAGS: u32 = 0x0101_0000;

/// The video frame: length-prefixed NAL units.
pub struct VideoSample<'a> {
    pub bytes: &'a [u8],
    pub decode_90k: u64,
    pub duration_90k: u32,
    pub shown_later_90k: i32,
    pub is_key: bool,
}

/// Audio frames in succession: their bytes joined, and size and duration of each.
#[derive(Debug, Default)]
pub struct AudioSamples {
    pub bytes: Vec<u8>,
    pub entries: Vec<(u32, u32)>,
    /// In units of the track's sample rate.
    pub decode: u64,
}

/// Appends the segment to `out`.
pub fn write(out: &mut Vec<u8>, sequence: u32, video: &VideoSample<'_>, audio: &AudioSamples) {
    let start = out.len();
    let mut offsets = [0; 2];
    boxed(out, b"moof", |out| {
        full(out, b"mfhd", 0, 0, |out| u32s(out, &[sequence]));
        boxed(out, b"traf", |out| {
            // default-base-is-moof
            full(out, b"tfhd", 0, 0x02_0000, |out| u32s(out, &[VIDEO_TRACK]));
            full(out, b"tfdt", 1, 0, |out| out.extend(video.decode_90k.to_be_bytes()));
            // data offset; duration, size, flags and signed composition offset of each sample
            full(out, b"trun", 1, 0x0f01, |out| {
                u32s(out, &[1]);
                offsets[0] = out.len();
                let flags = if video.is_key { SYNC_FLAGS } else { OTHER_FLAGS };
                u32s(out, &[0, video.duration_90k, video.bytes.len() as u32, flags, video.shown_later_90k as u32]);
            });
        });
        if !audio.entries.is_empty() {
            boxed(out, b"traf", |out| {
                full(out, b"tfhd", 0, 0x02_0000, |out| u32s(out, &[AUDIO_TRACK]));
                full(out, b"tfdt", 1, 0, |out| out.extend(audio.decode.to_be_bytes()));
                // data offset; duration and size of each sample
                full(out, b"trun", 0, 0x0301, |out| {
                    u32s(out, &[audio.entries.len() as u32]);
                    offsets[1] = out.len();
                    u32s(out, &[0]);
                    audio.entries.iter().for_each(|&(size, duration)| u32s(out, &[duration, size]));
                });
            });
        }
    });
    let video_offset = (out.len() - start + 8) as u32;
    out[offsets[0]..offsets[0] + 4].copy_from_slice(&video_offset.to_be_bytes());
    if offsets[1] > 0 {
        let audio_offset = video_offset + video.bytes.len() as u32;
        out[offsets[1]..offsets[1] + 4].copy_from_slice(&audio_offset.to_be_bytes());
    }
    boxed(out, b"mdat", |out| {
        out.extend(video.bytes);
        out.extend(&audio.bytes);
    });
}
