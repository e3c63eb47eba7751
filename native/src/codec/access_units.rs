//! Cutting a byte stream into access units, for senders whose PES packets do not begin where frames do.
//!
//! GB/T 28181 has one frame a pack; multiplexers that fill packs of 2,048 bytes have not.
use super::{VideoCodec, h264, h265};
use memchr::memmem;

/// Before the first unit, what may be a start code with the bytes that tell what it is.
const START_CODE_MAX: usize = 5;
const UNIT_BYTES_MAX: usize = 8 << 20;

/// Keeps the unfinished unit; `T` is the time that belongs to it.
#[derive(Debug, Default)]
pub struct AccessUnits<T> {
    unfinished: Vec<u8>,
    time: Option<T>,
}

impl<T: Copy> AccessUnits<T> {
    /// Bytes are missing: what is unfinished stays so.
    pub fn clear(&mut self) {
        self.unfinished.clear();
        self.time = None;
    }

    /// `time` is that of the first unit that begins in `piece`. Hands every finished unit to `each`.
    pub fn push(&mut self, piece: &[u8], time: T, codec: VideoCodec, mut each: impl FnMut(&[u8], T)) {
        let carried = self.unfinished.len();
        self.unfinished.extend_from_slice(piece);
        if self.unfinished.len() > UNIT_BYTES_MAX {
            return self.clear();
        }
        let bytes = std::mem::take(&mut self.unfinished);
        let (mut start, mut has_picture) = (None, false);
        if self.time.is_some() {
            start = Some(0);
        }
        for at in memmem::find_iter(&bytes, &[0, 0, 1]) {
            let Some((begins, is_picture)) = look(&bytes[at + 3..], codec) else { break };
            if begins && (has_picture || start.is_none()) {
                if let (Some(from), Some(own)) = (start, self.time) {
                    each(&bytes[from..at], own);
                }
                start = Some(at);
                // A start code cut in two by the pieces began before this one.
                self.time = Some(if at + 3 >= carried { time } else { self.time.unwrap_or(time) });
                has_picture = false;
            }
            has_picture |= is_picture;
        }
        self.unfinished = bytes[start.unwrap_or(bytes.len().saturating_sub(START_CODE_MAX))..].to_vec();
    }
}

/// Of a NAL unit: whether it can begin an access unit, and whether it is part of a picture. `None`: too short to tell.
fn look(unit: &[u8], codec: VideoCodec) -> Option<(bool, bool)> {
    let (first, second, third) = (*unit.first()?, *unit.get(1)?, *unit.get(2)?);
    Some(match codec {
        VideoCodec::H264 => match first & 0x1f {
            // first_mb_in_slice 0 is a single one bit (ITU-T H.264 §7.4.1.2.4).
            h264::SLICE..=h264::IDR => (second & 0x80 != 0, true),
            6..=h264::DELIMITER => (true, false),
            _ => (false, false),
        },
        VideoCodec::H265 => match first >> 1 & 0x3f {
            // first_slice_segment_in_pic_flag
            0..=31 => (third & 0x80 != 0, true),
            h265::VPS..=h265::DELIMITER | 39 => (true, false),
            _ => (false, false),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_units_however_the_bytes_are_cut() {
        let unit = |mark: u8| {
            [
                [0, 0, 1, 0x67, 1, 1].as_slice(),
                &[0, 0, 1, 0x68, 2, 2],
                &[0, 0, 1, 0x65, 0x88, mark, mark],
                &[0, 0, 1, 0x65, 0x40, mark, mark],
            ]
            .concat()
        };
        let stream: Vec<u8> = (10..15).flat_map(unit).collect();
        for cut in 1..stream.len() {
            let (mut units, mut got) = (AccessUnits::default(), Vec::new());
            for piece in stream.chunks(cut) {
                units.push(piece, (), VideoCodec::H264, |bytes, ()| got.push(bytes.to_vec()));
            }
            assert_eq!(got, (10..14).map(unit).collect::<Vec<_>>(), "cut {cut}");
        }
    }
}
