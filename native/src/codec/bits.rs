//! Bit reader for parameter sets (ISO/IEC 14496-10 §7.2, §9.1). Every read past the end is `None`.

/// Removes emulation prevention bytes (00 00 03 → 00 00).
pub fn unescape(nal: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(nal.len());
    let mut zeros = 0;
    for &byte in nal {
        if zeros >= 2 && byte == 3 {
            zeros = 0;
            continue;
        }
        zeros = if byte == 0 { zeros + 1 } else { 0 };
        out.push(byte);
    }
    out
}

pub struct Bits<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Bits<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    pub fn flag(&mut self) -> Option<bool> {
        let byte = *self.bytes.get(self.position / 8)?;
        let bit = byte >> (7 - self.position % 8) & 1;
        self.position += 1;
        Some(bit == 1)
    }

    /// Up to 32 bits.
    pub fn read(&mut self, count: u32) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            value = value << 1 | u32::from(self.flag()?);
        }
        Some(value)
    }

    pub fn skip(&mut self, count: usize) -> Option<()> {
        self.position = self.position.checked_add(count)?;
        (self.position <= self.bytes.len() * 8).then_some(())
    }

    /// ue(v)
    pub fn unsigned(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while !self.flag()? {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        let rest = self.read(zeros)?;
        Some(((1u64 << zeros) - 1 + u64::from(rest)) as u32)
    }

    /// se(v)
    pub fn signed(&mut self) -> Option<i32> {
        let value = i64::from(self.unsigned()?);
        Some((if value % 2 == 0 { -(value / 2) } else { (value + 1) / 2 }) as i32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_exponential_golomb() {
        // 1 | 010 | 011 | 00100 | 0001000 …: 0, 1, 2, 3, 7
        let bytes = [0b1010_0110, 0b0100_0001, 0b0000_0000];
        let mut bits = Bits::new(&bytes);
        let values: Vec<_> = (0..5).map(|_| bits.unsigned().unwrap()).collect();
        assert_eq!(values, [0, 1, 2, 3, 7]);
        let mut bits = Bits::new(&bytes);
        let values: Vec<_> = (0..5).map(|_| bits.signed().unwrap()).collect();
        assert_eq!(values, [0, 1, -1, 2, 4]);
        assert_eq!(Bits::new(&[0, 0, 0, 0, 0]).unsigned(), None);
    }

    #[test]
    fn removes_emulation_prevention() {
        assert_eq!(unescape(&[1, 0, 0, 3, 1, 0, 0, 3]), [1, 0, 0, 1, 0, 0]);
    }
}
