//! RTP over TCP: two bytes of length, then the packet (RFC 4571). Devices of 2011 frame as in RTSP (`$`, channel, length);
//! both are read, told apart at the first byte.

/// The stream of bytes is no framed RTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FramingFault;

#[derive(Debug, Default)]
pub struct Framer {
    partial: Vec<u8>,
    interleaved: Option<bool>,
}

impl Framer {
    /// Hands every whole packet to `each`; what is cut off waits for more (64 KB at most).
    pub fn feed(&mut self, bytes: &[u8], mut each: impl FnMut(&[u8])) -> Result<(), FramingFault> {
        if self.partial.is_empty() {
            let used = self.packets(bytes, &mut each)?;
            self.partial.extend_from_slice(&bytes[used..]);
            return Ok(());
        }
        let mut whole = std::mem::take(&mut self.partial);
        whole.extend_from_slice(bytes);
        let used = self.packets(&whole, &mut each)?;
        whole.drain(..used);
        self.partial = whole;
        Ok(())
    }

    fn packets(&mut self, bytes: &[u8], each: &mut impl FnMut(&[u8])) -> Result<usize, FramingFault> {
        let mut at = 0;
        loop {
            let rest = &bytes[at..];
            if self.interleaved.is_none() {
                // A length of 0x24xx would be a packet of over 9 KB: with the version bits behind, `$` is RTSP's mark.
                let Some(head) = rest.get(..5) else {
                    return Ok(at);
                };
                self.interleaved = Some(head[0] == b'$' && head[4] >> 6 == 2);
            }
            let prefix = if self.interleaved == Some(true) { 4 } else { 2 };
            let Some(head) = rest.get(..prefix) else {
                return Ok(at);
            };
            if prefix == 4 && head[0] != b'$' {
                return Err(FramingFault);
            }
            let length = usize::from(u16::from_be_bytes([head[prefix - 2], head[prefix - 1]]));
            let first = rest.get(prefix);
            if length < 8 || first.is_some_and(|first| first >> 6 != 2) {
                return Err(FramingFault);
            }
            let Some(packet) = rest.get(prefix..prefix + length) else {
                return Ok(at);
            };
            each(packet);
            at += prefix + length;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(mark: u8) -> Vec<u8> {
        [[0x80, 96].as_slice(), &[mark; 18]].concat()
    }

    #[test]
    fn reads_both_framings_however_the_bytes_are_cut() {
        let plain: Vec<u8> = (0..5).flat_map(|mark| [vec![0, 20], packet(mark)].concat()).collect();
        let interleaved: Vec<u8> = (0..5).flat_map(|mark| [vec![b'$', 0, 0, 20], packet(mark)].concat()).collect();
        for stream in [plain, interleaved] {
            for cut in 1..stream.len() {
                let mut framer = Framer::default();
                let mut marks = Vec::new();
                for piece in stream.chunks(cut) {
                    framer.feed(piece, |packet| marks.push(packet[2])).unwrap();
                }
                assert_eq!(marks, [0, 1, 2, 3, 4], "cut {cut}");
            }
        }
    }

    #[test]
    fn refuses_what_is_not_framed() {
        assert_eq!(Framer::default().feed(b"GET / HTTP/1.1\r\n\r\n", |_| {}), Err(FramingFault));
        assert_eq!(Framer::default().feed(&[0, 0, 0x80, 0, 0], |_| {}), Err(FramingFault));
    }
}
