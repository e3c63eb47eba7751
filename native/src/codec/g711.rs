//! G.711 to 16-bit samples (ITU-T G.711; the usual expansion of both laws).

pub const SAMPLE_RATE_HZ: u32 = 8000;

pub fn a_law(byte: u8) -> i16 {
    let value = byte ^ 0x55;
    let segment = value >> 4 & 7;
    let mut sample = i16::from(value & 0x0f) << 4 | 8;
    if segment > 0 {
        sample = (sample + 0x100) << (segment - 1);
    }
    if value & 0x80 == 0 { -sample } else { sample }
}

pub fn mu_law(byte: u8) -> i16 {
    let value = !byte;
    let segment = value >> 4 & 7;
    let sample = ((i32::from(value & 0x0f) << 3) + 0x84) << segment;
    let sample = (sample - 0x84) as i16;
    if value & 0x80 == 0 { sample } else { -sample }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expands_the_known_points() {
        for (byte, sample) in [(0xd5, 8), (0x55, -8), (0xaa, 32256), (0x2a, -32256), (0x80, 5504)] {
            assert_eq!(a_law(byte), sample, "{byte:#x}");
        }
        for (byte, sample) in [(0xff, 0), (0x7f, 0), (0x80, 32124), (0x00, -32124), (0xfe, 8)] {
            assert_eq!(mu_law(byte), sample, "{byte:#x}");
        }
    }
}
