//! PES packet header (ISO/IEC 13818-1 §2.4.3.6).

/// Where the payload begins, and the time stamps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PesHeader {
    /// Bytes from the start code to the payload.
    pub bytes: usize,
    /// Payload bytes by PES_packet_length; `None` where the length is zero (open) or shorter than its own header.
    pub payload: Option<usize>,
    pub pts_90k: Option<u64>,
    pub dts_90k: Option<u64>,
}

/// What a look at the header gave.
#[derive(Debug, PartialEq, Eq)]
pub enum PesLook {
    Header(PesHeader),
    NeedsMore,
    Damaged,
}

impl PesHeader {
    /// `bytes` begin with the start code.
    pub fn look(bytes: &[u8]) -> PesLook {
        let Some(head) = bytes.get(..9) else {
            return PesLook::NeedsMore;
        };
        if head[6] & 0xc0 != 0x80 {
            return Self::look_mpeg1(bytes);
        }
        let header = 9 + usize::from(head[8]);
        let Some(fields) = bytes.get(9..header) else {
            return PesLook::NeedsMore;
        };
        let length = usize::from(u16::from_be_bytes([head[4], head[5]]));
        let (mut pts_90k, mut dts_90k) = (None, None);
        if head[7] & 0x80 != 0 {
            pts_90k = fields.get(..5).map(time_stamp);
        }
        if head[7] & 0xc0 == 0xc0 {
            dts_90k = fields.get(5..10).map(time_stamp);
        }
        PesLook::Header(Self {
            bytes: header,
            payload: (length + 6).checked_sub(header).filter(|_| length > 0),
            pts_90k,
            dts_90k,
        })
    }
}

impl PesHeader {
    /// The header of ISO/IEC 11172-1 §2.4.3.3: stuffing, buffer size, times. Rare, but old recorders have it.
    fn look_mpeg1(bytes: &[u8]) -> PesLook {
        let mut at = 6;
        while bytes.get(at) == Some(&0xff) && at < 6 + 16 {
            at += 1;
        }
        if bytes.get(at).is_some_and(|byte| byte & 0xc0 == 0x40) {
            at += 2;
        }
        let Some(&mark) = bytes.get(at) else { return PesLook::NeedsMore };
        let times = match mark {
            0x20..=0x2f => 5,
            0x30..=0x3f => 10,
            0x0f => 1,
            _ => return PesLook::Damaged,
        };
        let Some(fields) = bytes.get(at..at + times) else { return PesLook::NeedsMore };
        let length = usize::from(u16::from_be_bytes([bytes[4], bytes[5]]));
        PesLook::Header(Self {
            bytes: at + times,
            payload: (length + 6).checked_sub(at + times).filter(|_| length > 0),
            pts_90k: (times >= 5).then(|| time_stamp(&fields[..5])),
            dts_90k: (times == 10).then(|| time_stamp(&fields[5..])),
        })
    }
}

fn time_stamp(field: &[u8]) -> u64 {
    u64::from(field[0] >> 1 & 7) << 30
        | u64::from(field[1]) << 22
        | u64::from(field[2] >> 1) << 15
        | u64::from(field[3]) << 7
        | u64::from(field[4] >> 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_time_stamps_and_lengths() {
        let bytes = [0, 0, 1, 0xe0, 0, 20, 0x80, 0xc0, 10, 0x31, 0, 1, 0x00, 0xc9, 0x11, 0, 1, 0x00, 0x65];
        let PesLook::Header(header) = PesHeader::look(&bytes) else { panic!("a header") };
        assert_eq!((header.bytes, header.payload, header.pts_90k, header.dts_90k), (19, Some(7), Some(100), Some(50)));
        assert_eq!(PesHeader::look(&bytes[..12]), PesLook::NeedsMore);
        assert_eq!(PesHeader::look(&[0, 0, 1, 0xe0, 0, 0, 0x11, 0, 0]), PesLook::Damaged);
        let old = [0, 0, 1, 0xe0, 0, 12, 0xff, 0x60, 0x20, 0x21, 0, 1, 0x00, 0xc9, 0x65, 0x88];
        let PesLook::Header(header) = PesHeader::look(&old) else { panic!("a header") };
        assert_eq!((header.bytes, header.payload, header.pts_90k), (14, Some(4), Some(100)));
        let open = [0, 0, 1, 0xe0, 0, 0, 0x80, 0, 0];
        assert!(matches!(PesHeader::look(&open), PesLook::Header(PesHeader { payload: None, bytes: 9, .. })));
    }
}
