//! FLAC frames with verbatim subframes (RFC 9639): the form in which a browser plays G.711 out of an MP4.
//!
//! No browser plays G.711 inside MP4, all play FLAC. A verbatim subframe costs no computing: 16 bits a sample at 8 kHz are
//! 128 kbit/s, sent only to those who watch.

/// STREAMINFO (RFC 9639 §8.2) for 8 kHz mono of 16 bits, block size and length open.
pub fn stream_info() -> [u8; 34] {
    let mut info = [0; 34];
    info[..2].copy_from_slice(&16u16.to_be_bytes());
    info[2..4].copy_from_slice(&u16::MAX.to_be_bytes());
    let packed: u64 = u64::from(super::g711::SAMPLE_RATE_HZ) << 44 | 15 << 36;
    info[10..18].copy_from_slice(&packed.to_be_bytes());
    info
}

/// Appends one frame (§9) of `samples` (16 to 65,535 of them), the first being number `first_sample` of the stream.
pub fn write_frame(out: &mut Vec<u8>, samples: impl ExactSizeIterator<Item = i16>, first_sample: u64) {
    let start = out.len();
    let count = samples.len() as u16;
    // Variable block size, 16-bit block size at the end of the header, 8 kHz, mono, 16 bits.
    out.extend([0xff, 0xf9, 0x74, 0x08]);
    write_number(out, first_sample);
    out.extend((count - 1).to_be_bytes());
    out.push(crc8(&out[start..]));
    out.push(0b0000_0010);
    for sample in samples {
        out.extend(sample.to_be_bytes());
    }
    let check = crc16(&out[start..]);
    out.extend(check.to_be_bytes());
}

/// The extended UTF-8 form of §9.1.5, up to 36 bits.
fn write_number(out: &mut Vec<u8>, number: u64) {
    let number = number & 0xf_ffff_ffff;
    if number < 0x80 {
        out.push(number as u8);
        return;
    }
    let follow = (1..=6u32).find(|&n| number < 1 << (n * 5 + 6)).unwrap_or(6);
    let mark = (0xff00u32 >> (follow + 1)) as u8;
    out.push(mark | (number >> (follow * 6)) as u8);
    for place in (0..follow).rev() {
        out.push(0x80 | (number >> (place * 6) & 0x3f) as u8);
    }
}

fn crc8(bytes: &[u8]) -> u8 {
    bytes.iter().fold(0, |crc, &byte| {
        (0..8).fold(crc ^ byte, |crc, _| if crc & 0x80 != 0 { crc << 1 ^ 0x07 } else { crc << 1 })
    })
}

const CRC16: [u16; 256] = {
    let mut table = [0u16; 256];
    let mut index = 0;
    while index < 256 {
        let mut crc = (index as u16) << 8;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 0x8000 != 0 { crc << 1 ^ 0x8005 } else { crc << 1 };
            bit += 1;
        }
        table[index] = crc;
        index += 1;
    }
    table
};

fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, &byte| crc << 8 ^ CRC16[usize::from((crc >> 8) as u8 ^ byte)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_match_the_usual_test_string() {
        assert_eq!(crc8(b"123456789"), 0xf4);
        assert_eq!(crc16(b"123456789"), 0xfee8);
    }

    #[test]
    fn numbers_take_the_utf8_form() {
        for (number, bytes) in [
            (0x7fu64, vec![0x7f]),
            (0x80, vec![0xc2, 0x80]),
            (0x800, vec![0xe0, 0xa0, 0x80]),
            (0x1_0000, vec![0xf0, 0x90, 0x80, 0x80]),
        ] {
            let mut out = Vec::new();
            write_number(&mut out, number);
            assert_eq!(out, bytes);
        }
    }

    #[test]
    fn a_frame_holds_header_samples_and_checks() {
        let mut out = Vec::new();
        write_frame(&mut out, [1i16; 160].into_iter(), 320);
        assert_eq!(out.len(), 4 + 2 + 2 + 1 + 1 + 320 + 2);
        assert_eq!(crc16(&out), 0);
    }
}
