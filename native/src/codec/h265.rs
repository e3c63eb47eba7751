//! H.265: kinds of NAL units and the sequence parameter set (ITU-T H.265 §7.3.2.2).
use super::bits::{Bits, unescape};

pub const IRAP_FIRST: u8 = 16;
pub const IRAP_LAST: u8 = 23;
pub const VPS: u8 = 32;
pub const SPS: u8 = 33;
pub const PPS: u8 = 34;
pub const DELIMITER: u8 = 35;
pub const FILLER: u8 = 38;

pub fn kind(unit: &[u8]) -> u8 {
    unit.first().map_or(0, |byte| byte >> 1 & 0x3f)
}

/// What the MP4 needs of a sequence parameter set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sps {
    /// general_profile_space to general_level_idc, twelve bytes as they stand (§7.3.3).
    pub profile_tier_level: [u8; 12],
    pub sub_layers: u32,
    pub nested: bool,
    pub width: u32,
    pub height: u32,
    pub chroma_format: u32,
    pub bit_depth_luma: u32,
    pub bit_depth_chroma: u32,
}

impl Sps {
    /// Reads a whole SPS NAL unit, both header bytes included; `None` where it is damaged or absurd.
    pub fn parse(unit: &[u8]) -> Option<Self> {
        let bytes = unescape(unit.get(2..)?);
        let mut bits = Bits::new(&bytes);
        bits.read(4)?;
        let sub_layers = bits.read(3)? + 1;
        let nested = bits.flag()?;
        let profile_tier_level: [u8; 12] = bytes.get(1..13)?.try_into().ok()?;
        bits.skip(96)?;
        skip_sub_layers(&mut bits, sub_layers - 1)?;
        bits.unsigned()?;
        let chroma_format = bits.unsigned()?;
        let separate_planes = chroma_format == 3 && bits.flag()?;
        let mut width = bits.unsigned()?;
        let mut height = bits.unsigned()?;
        if bits.flag()? {
            let (unit_x, unit_y) = match (separate_planes, chroma_format) {
                (false, 1) => (2, 2),
                (false, 2) => (2, 1),
                _ => (1, 1),
            };
            let (left, right, top, bottom) = (bits.unsigned()?, bits.unsigned()?, bits.unsigned()?, bits.unsigned()?);
            width = width.checked_sub(left.checked_add(right)?.checked_mul(unit_x)?)?;
            height = height.checked_sub(top.checked_add(bottom)?.checked_mul(unit_y)?)?;
        }
        let bit_depth_luma = bits.unsigned()?.checked_add(8)?;
        let bit_depth_chroma = bits.unsigned()?.checked_add(8)?;
        let sane = (1..=16_384).contains(&width) && (1..=16_384).contains(&height) && chroma_format <= 3;
        (sane && bit_depth_luma <= 16 && bit_depth_chroma <= 16).then_some(Self {
            profile_tier_level,
            sub_layers,
            nested,
            width,
            height,
            chroma_format,
            bit_depth_luma,
            bit_depth_chroma,
        })
    }

    /// ISO/IEC 14496-15 Annex E, e.g. `hvc1.1.6.L93.B0`.
    pub fn codec_string(&self) -> String {
        let [head, c0, c1, c2, c3, constraints @ .., level] = self.profile_tier_level;
        let space = ["", "A", "B", "C"][usize::from(head >> 6)];
        let tier = if head & 0x20 == 0 { 'L' } else { 'H' };
        let compatibility = u32::from_be_bytes([c0, c1, c2, c3]).reverse_bits();
        let mut text = format!("hvc1.{space}{}.{compatibility:X}.{tier}{level}", head & 0x1f);
        let used = constraints.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
        for byte in &constraints[..used] {
            text.push_str(&format!(".{byte:X}"));
        }
        text
    }
}

fn skip_sub_layers(bits: &mut Bits<'_>, count: u32) -> Option<()> {
    if count == 0 {
        return Some(());
    }
    let mut present = Vec::new();
    for _ in 0..count {
        present.push((bits.flag()?, bits.flag()?));
    }
    for _ in count..8 {
        bits.read(2)?;
    }
    for (profile, level) in present {
        bits.skip(if profile { 88 } else { 0 } + if level { 8 } else { 0 })?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_sequence_parameters() {
        // x265, Main profile, 1280×720, level 3.1.
        let unit = [
            0x42, 0x01, 0x01, 0x01, 0x60, 0x00, 0x00, 0x03, 0x00, 0x90, 0x00, 0x00, 0x03, 0x00, 0x00, 0x03, 0x00, 0x5d,
            0xa0, 0x02, 0x80, 0x80, 0x2d, 0x16, 0x59, 0x59, 0xa4, 0x93, 0x2b, 0x80, 0x40, 0x00, 0x00, 0x03, 0x00, 0x40,
            0x00, 0x00, 0x06, 0x42,
        ];
        let sps = Sps::parse(&unit).unwrap();
        assert_eq!((sps.width, sps.height, sps.codec_string().as_str()), (1280, 720, "hvc1.1.6.L93.90"));
        for length in 0..unit.len() {
            Sps::parse(&unit[..length]);
        }
    }
}
