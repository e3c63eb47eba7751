//! AAC in ADTS (ISO/IEC 14496-3 §1.A.2), as PS carries it.

/// The decoder's parameters, as the MP4 states them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AacConfig {
    /// Audio object type, 1 to 4.
    pub object_type: u8,
    pub frequency_index: u8,
    pub channels: u8,
}

const FREQUENCIES_HZ: [u32; 13] =
    [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];

impl AacConfig {
    pub fn sample_rate_hz(self) -> u32 {
        FREQUENCIES_HZ[usize::from(self.frequency_index)]
    }

    /// AudioSpecificConfig (§1.6.2.1).
    pub fn specific_config(self) -> [u8; 2] {
        [self.object_type << 3 | self.frequency_index >> 1, (self.frequency_index & 1) << 7 | self.channels << 3]
    }
}

/// One ADTS frame at the start of `bytes`: its parameters, where its raw data begins and where it ends.
pub fn adts_frame(bytes: &[u8]) -> Option<(AacConfig, usize, usize)> {
    let head = bytes.get(..7)?;
    if head[0] != 0xff || head[1] & 0xf6 != 0xf0 {
        return None;
    }
    let config = AacConfig {
        object_type: (head[2] >> 6) + 1,
        frequency_index: head[2] >> 2 & 0x0f,
        channels: (head[2] & 1) << 2 | head[3] >> 6,
    };
    let length = usize::from(head[3] & 3) << 11 | usize::from(head[4]) << 3 | usize::from(head[5]) >> 5;
    let header = if head[1] & 1 == 1 { 7 } else { 9 };
    let sane = usize::from(config.frequency_index) < FREQUENCIES_HZ.len() && config.channels > 0 && length > header;
    (sane && length <= bytes.len()).then_some((config, header, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_frame_and_refuses_what_is_none() {
        // LC, 44.1 kHz, stereo, 9 bytes in all.
        let frame = [0xff, 0xf1, 0x50, 0x80, 0x01, 0x3f, 0xfc, 0x21, 0x10];
        let (config, start, end) = adts_frame(&frame).unwrap();
        assert_eq!((config.sample_rate_hz(), config.channels, start, end), (44_100, 2, 7, 9));
        assert_eq!(config.specific_config(), [0x12, 0x10]);
        assert_eq!(adts_frame(&frame[..8]), None);
        assert_eq!(adts_frame(&[0xd5; 160]), None);
    }
}
