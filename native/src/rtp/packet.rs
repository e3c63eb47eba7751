//! One RTP packet, read in place (RFC 3550 §5.1).

/// The fixed header, without contributing sources.
pub const HEADER_BYTES: usize = 12;

/// A packet that borrows the datagram it stands in.
#[derive(Debug, Clone, Copy)]
pub struct RtpPacket<'a> {
    pub marker: bool,
    pub payload_type: u8,
    pub sequence: u16,
    pub timestamp: u32,
    pub ssrc: u32,
    pub payload: &'a [u8],
    /// The whole packet, header and padding included: what a forward sends on.
    pub bytes: &'a [u8],
}

/// Why a datagram is no RTP packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RtpFault {
    TooShort,
    Version,
    /// An RTCP packet on the same port (RFC 5761 §4: types 192 to 223): legal and of no use here.
    Control,
    Padding,
}

impl<'a> RtpPacket<'a> {
    /// Read the header; bounds are checked, nothing is copied.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, RtpFault> {
        if bytes.len() < HEADER_BYTES {
            return Err(RtpFault::TooShort);
        }
        if bytes[0] >> 6 != 2 {
            return Err(RtpFault::Version);
        }
        if (192..=223).contains(&bytes[1]) {
            return Err(RtpFault::Control);
        }
        let mut start = HEADER_BYTES + usize::from(bytes[0] & 0x0f) * 4;
        if bytes[0] & 0x10 != 0 {
            let extension = bytes.get(start..start + 4).ok_or(RtpFault::TooShort)?;
            start += 4 + usize::from(u16::from_be_bytes([extension[2], extension[3]])) * 4;
        }
        let mut end = bytes.len();
        if bytes[0] & 0x20 != 0 {
            let padding = usize::from(bytes[end - 1]);
            if padding == 0 || start + padding > end {
                return Err(RtpFault::Padding);
            }
            end -= padding;
        }
        Ok(Self {
            marker: bytes[1] & 0x80 != 0,
            payload_type: bytes[1] & 0x7f,
            sequence: u16::from_be_bytes([bytes[2], bytes[3]]),
            timestamp: u32::from_be_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]),
            ssrc: u32::from_be_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]),
            payload: bytes.get(start..end).ok_or(RtpFault::TooShort)?,
            bytes,
        })
    }
}

/// The first twelve bytes of `packet` with another sequence number and SSRC.
pub fn patch_header(packet: &[u8], sequence: u16, ssrc: u32) -> [u8; HEADER_BYTES] {
    let mut header = [0; HEADER_BYTES];
    header.copy_from_slice(&packet[..HEADER_BYTES]);
    header[2..4].copy_from_slice(&sequence.to_be_bytes());
    header[8..12].copy_from_slice(&ssrc.to_be_bytes());
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_header_extension_and_padding() {
        let mut bytes = vec![0xb1, 0xe0, 0x12, 0x34, 0, 0, 0, 9, 0, 0, 0, 7, 1, 1, 1, 1, 0, 0, 0, 1, 2, 2, 2, 2];
        bytes.extend([0xaa, 0xbb, 0, 2]);
        let packet = RtpPacket::parse(&bytes).unwrap();
        assert_eq!((packet.sequence, packet.timestamp, packet.ssrc, packet.marker), (0x1234, 9, 7, true));
        assert_eq!(packet.payload, [0xaa, 0xbb]);
    }

    #[test]
    fn refuses_what_is_no_rtp() {
        let table: [(&[u8], RtpFault); 5] = [
            (&[0x80; 4], RtpFault::TooShort),
            (&[0x40; 12], RtpFault::Version),
            (&[0x80, 200, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], RtpFault::Control),
            (&[0xa0, 96, 0, 0, 0, 0, 0, 0, 0, 0, 0, 99], RtpFault::Padding),
            (&[0x8f, 96, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], RtpFault::TooShort),
        ];
        for (bytes, fault) in table {
            assert_eq!(RtpPacket::parse(bytes).unwrap_err(), fault);
        }
    }
}
