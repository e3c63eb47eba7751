//! Start codes of the program stream. They cannot occur inside H.264 or H.265: a NAL header's first bit is zero, so what
//! follows 00 00 01 there is below 0x80, while stream ids begin at 0xB9.
use memchr::memmem;

pub const END: u8 = 0xb9;
pub const PACK: u8 = 0xba;
pub const SYSTEM: u8 = 0xbb;
pub const MAP: u8 = 0xbc;
pub const AUDIO_FIRST: u8 = 0xc0;
pub const AUDIO_LAST: u8 = 0xdf;
pub const VIDEO_FIRST: u8 = 0xe0;
pub const VIDEO_LAST: u8 = 0xef;

/// Where the next PS start code stands at or after `from`, and its id.
pub fn find(bytes: &[u8], from: usize) -> Option<(usize, u8)> {
    let finder = memmem::Finder::new(&[0, 0, 1]);
    let mut at = from;
    while let Some(offset) = finder.find(bytes.get(at..)?) {
        let place = at + offset;
        let id = *bytes.get(place + 3)?;
        if id >= END {
            return Some((place, id));
        }
        at = place + 3;
    }
    None
}

/// How many bytes at the end of `bytes` may be the beginning of a start code that is cut off.
pub fn cut_off(bytes: &[u8]) -> usize {
    match bytes {
        [.., 0, 0, 1] => 3,
        [.., 0, 0] => 2,
        [.., 0] => 1,
        _ => 0,
    }
}

/// Whether a payload begins with a PS start code, as the first packet of a frame does.
pub fn begins_unit(payload: &[u8]) -> bool {
    matches!(payload, [0, 0, 1, id, ..] if *id >= END)
}
