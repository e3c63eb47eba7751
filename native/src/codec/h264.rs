//! H.264: kinds of NAL units and the sequence parameter set (ITU-T H.264 §7.3.2.1.1).
use super::bits::{Bits, unescape};

pub const SLICE: u8 = 1;
pub const IDR: u8 = 5;
pub const SPS: u8 = 7;
pub const PPS: u8 = 8;
pub const DELIMITER: u8 = 9;
pub const FILLER: u8 = 12;

pub fn kind(unit: &[u8]) -> u8 {
    unit.first().map_or(0, |byte| byte & 0x1f)
}

/// What the MP4 needs of a sequence parameter set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sps {
    pub profile: u8,
    pub compatibility: u8,
    pub level: u8,
    pub width: u32,
    pub height: u32,
    pub chroma_format: u32,
    pub bit_depth_luma: u32,
    pub bit_depth_chroma: u32,
}

impl Sps {
    /// Reads a whole SPS NAL unit, header byte included; `None` where it is damaged or absurd.
    pub fn parse(unit: &[u8]) -> Option<Self> {
        let bytes = unescape(unit.get(1..)?);
        let (profile, compatibility, level) = (*bytes.first()?, *bytes.get(1)?, *bytes.get(2)?);
        let mut bits = Bits::new(bytes.get(3..)?);
        bits.unsigned()?;
        let mut sps = Self {
            profile,
            compatibility,
            level,
            width: 0,
            height: 0,
            chroma_format: 1,
            bit_depth_luma: 8,
            bit_depth_chroma: 8,
        };
        let mut separate_planes = false;
        if [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135].contains(&profile) {
            sps.chroma_format = bits.unsigned()?;
            if sps.chroma_format == 3 {
                separate_planes = bits.flag()?;
            }
            sps.bit_depth_luma = 8 + bits.unsigned()?;
            sps.bit_depth_chroma = 8 + bits.unsigned()?;
            bits.flag()?;
            if bits.flag()? {
                skip_scaling_matrix(&mut bits, if sps.chroma_format == 3 { 12 } else { 8 })?;
            }
        }
        bits.unsigned()?;
        skip_picture_order(&mut bits)?;
        bits.unsigned()?;
        bits.flag()?;
        let width_mbs = bits.unsigned()?.checked_add(1)?;
        let height_units = bits.unsigned()?.checked_add(1)?;
        let frame_only = bits.flag()?;
        if !frame_only {
            bits.flag()?;
        }
        bits.flag()?;
        let mut crop = [0u32; 4];
        if bits.flag()? {
            for side in &mut crop {
                *side = bits.unsigned()?;
            }
        }
        let fields = if frame_only { 1 } else { 2 };
        let (unit_x, unit_y) = match (separate_planes, sps.chroma_format) {
            (false, 1) => (2, 2 * fields),
            (false, 2) => (2, fields),
            _ => (1, fields),
        };
        sps.width = width_mbs.checked_mul(16)?.checked_sub(crop[0].checked_add(crop[1])?.checked_mul(unit_x)?)?;
        let height = height_units.checked_mul(16)?.checked_mul(fields)?;
        sps.height = height.checked_sub(crop[2].checked_add(crop[3])?.checked_mul(unit_y)?)?;
        let sane = (1..=16_384).contains(&sps.width) && (1..=16_384).contains(&sps.height);
        (sane && sps.chroma_format <= 3 && sps.bit_depth_luma <= 14 && sps.bit_depth_chroma <= 14).then_some(sps)
    }

    /// RFC 6381 §3.3, e.g. `avc1.64001f`.
    pub fn codec_string(&self) -> String {
        format!("avc1.{:02x}{:02x}{:02x}", self.profile, self.compatibility, self.level)
    }
}

fn skip_scaling_matrix(bits: &mut Bits<'_>, lists: usize) -> Option<()> {
    for list in 0..lists {
        if !bits.flag()? {
            continue;
        }
        let (mut last, mut next) = (8i32, 8i32);
        for _ in 0..if list < 6 { 16 } else { 64 } {
            if next != 0 {
                next = last.wrapping_add(bits.signed()?) & 0xff;
            }
            if next != 0 {
                last = next;
            }
        }
    }
    Some(())
}

fn skip_picture_order(bits: &mut Bits<'_>) -> Option<()> {
    match bits.unsigned()? {
        0 => {
            bits.unsigned()?;
        }
        1 => {
            bits.flag()?;
            bits.signed()?;
            bits.signed()?;
            let count = bits.unsigned()?;
            if count > 255 {
                return None;
            }
            for _ in 0..count {
                bits.signed()?;
            }
        }
        _ => {}
    }
    Some(())
}

/// Whether the first slice of a picture is intra (slice_type I or SI, §7.4.3).
pub fn is_intra_slice(unit: &[u8]) -> bool {
    let head = unescape(&unit[..unit.len().min(16)]);
    let mut bits = Bits::new(head.get(1..).unwrap_or_default());
    bits.unsigned();
    matches!(bits.unsigned(), Some(2 | 4 | 7 | 9))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_sequence_parameters() {
        // x264: High 4:2:0 1920×1080 (cropped from 1088) and Constrained Baseline 640×360 (cropped from 368).
        let full_hd = [
            0x67, 0x64, 0x00, 0x28, 0xac, 0xd9, 0x40, 0x78, 0x02, 0x27, 0xe5, 0xc0, 0x44, 0x00, 0x00, 0x03, 0x00, 0x04,
            0x00, 0x00, 0x03, 0x00, 0xc8, 0x3c, 0x60, 0xc6, 0x58,
        ];
        let sps = Sps::parse(&full_hd).unwrap();
        assert_eq!((sps.width, sps.height, sps.codec_string().as_str()), (1920, 1080, "avc1.640028"));
        assert_eq!(Sps::parse(&[0x67, 0x64, 0x00]), None);
    }

    #[test]
    fn never_panics_on_cut_or_flipped_bytes() {
        let sps = [0x67u8, 0x64, 0x00, 0x28, 0xac, 0xd9, 0x40, 0x78, 0x02, 0x27, 0xe5, 0xc0, 0x44];
        for length in 0..sps.len() {
            Sps::parse(&sps[..length]);
            for bit in 0..length * 8 {
                let mut flipped = sps[..length].to_vec();
                flipped[bit / 8] ^= 1 << (bit % 8);
                Sps::parse(&flipped);
            }
        }
    }
}
