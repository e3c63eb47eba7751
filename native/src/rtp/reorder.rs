//! The bounded window in which packets that overtook each other are put back in order.
//!
//! A packet in order passes without a copy; only what comes too early is kept, until the gap before it closes, the window
//! has passed, or too much is held.
use std::collections::VecDeque;

/// Packets held at most; 512 packets of 1,400 bytes are about one second at 4 Mbit/s.
const HELD_MAX: usize = 512;
/// A step further than this is a sender that began anew, not a gap.
const STEP_MAX: i32 = 1000;
const HISTORY_BITS: i32 = 128;

/// What became of an arriving packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// Take it now, then ask for what was released behind it.
    InOrder,
    /// Take it now; the sender has begun a new sequence, nothing before it belongs to it.
    Restart,
    Held,
    Duplicate,
    Late,
    /// Far off the sequence and alone so far: dropped.
    Stray,
}

#[derive(Debug)]
struct Held {
    sequence: u16,
    since_us: u64,
    bytes: Box<[u8]>,
}

/// A packet released from the window, and how many before it were given up.
#[derive(Debug)]
pub struct Released {
    pub lost: u32,
    pub bytes: Box<[u8]>,
}

#[derive(Debug)]
pub struct Reorder {
    window_us: u64,
    expected: Option<u16>,
    /// Bit i: whether the packet i + 1 before the expected one came.
    history: u128,
    held: VecDeque<Held>,
    suspect: Option<u16>,
}

impl Reorder {
    pub fn new(window_us: u64) -> Self {
        Self { window_us, expected: None, history: 0, held: VecDeque::new(), suspect: None }
    }

    /// Judge a packet; `bytes` are copied only where the answer is `Held`.
    pub fn arrive(&mut self, sequence: u16, bytes: &[u8], now_us: u64) -> Arrival {
        let Some(expected) = self.expected else {
            self.take(sequence);
            return Arrival::InOrder;
        };
        let step = i32::from(sequence.wrapping_sub(expected) as i16);
        if step == 0 {
            self.take(sequence);
            return Arrival::InOrder;
        }
        if step.abs() > STEP_MAX {
            if self.suspect.replace(sequence) == Some(sequence.wrapping_sub(1)) {
                self.held.clear();
                self.history = 0;
                self.take(sequence);
                return Arrival::Restart;
            }
            return Arrival::Stray;
        }
        if step < 0 {
            let seen = -step <= HISTORY_BITS && self.history >> (-step - 1) & 1 == 1;
            return if seen { Arrival::Duplicate } else { Arrival::Late };
        }
        self.hold(sequence, expected, bytes, now_us)
    }

    fn hold(&mut self, sequence: u16, expected: u16, bytes: &[u8], now_us: u64) -> Arrival {
        let distance = sequence.wrapping_sub(expected);
        let place = self.held.partition_point(|each| each.sequence.wrapping_sub(expected) < distance);
        if self.held.get(place).is_some_and(|each| each.sequence == sequence) {
            return Arrival::Duplicate;
        }
        self.held.insert(place, Held { sequence, since_us: now_us, bytes: bytes.into() });
        Arrival::Held
    }

    fn take(&mut self, sequence: u16) {
        self.expected = Some(sequence.wrapping_add(1));
        self.history = self.history << 1 | 1;
        self.suspect = None;
    }

    pub fn is_holding(&self) -> bool {
        !self.held.is_empty()
    }

    /// The next packet that may pass: in order now, or its window over.
    pub fn release(&mut self, now_us: u64) -> Option<Released> {
        let expected = self.expected?;
        let first = self.held.front()?;
        let lost = first.sequence.wrapping_sub(expected);
        let overdue = self.held.len() > HELD_MAX
            || self.held.iter().any(|each| now_us.saturating_sub(each.since_us) >= self.window_us);
        if lost != 0 && !overdue {
            return None;
        }
        let Held { sequence, bytes, .. } = self.held.pop_front()?;
        self.history = self.history.checked_shl(u32::from(lost)).unwrap_or(0);
        self.take(sequence);
        Some(Released { lost: u32::from(lost), bytes })
    }

    /// Forget everything, for another sender.
    pub fn reset(&mut self) {
        *self = Self::new(self.window_us);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW_US: u64 = 200_000;

    /// Feed (sequence, time in ms); give back what passed, in order, with losses as `-n`.
    fn passed(arrivals: &[(u16, u64)]) -> Vec<i64> {
        let mut reorder = Reorder::new(WINDOW_US);
        let mut out = Vec::new();
        for &(sequence, at_ms) in arrivals {
            let bytes = sequence.to_be_bytes();
            if matches!(reorder.arrive(sequence, &bytes, at_ms * 1000), Arrival::InOrder | Arrival::Restart) {
                out.push(i64::from(sequence));
            }
            while let Some(released) = reorder.release(at_ms * 1000) {
                if released.lost > 0 {
                    out.push(-i64::from(released.lost));
                }
                out.push(i64::from(u16::from_be_bytes([released.bytes[0], released.bytes[1]])));
            }
        }
        out
    }

    #[test]
    fn puts_packets_back_in_order() {
        let table: [(&[(u16, u64)], &[i64]); 7] = [
            (&[(1, 0), (2, 0), (3, 0)], &[1, 2, 3]),
            (&[(1, 0), (3, 0), (2, 1), (4, 1)], &[1, 2, 3, 4]),
            (&[(1, 0), (2, 0), (2, 0), (3, 0)], &[1, 2, 3]),
            (&[(65535, 0), (1, 0), (0, 1)], &[65535, 0, 1]),
            (&[(1, 0), (4, 10), (5, 20), (6, 250)], &[1, -2, 4, 5, 6]),
            (&[(1, 0), (3, 0), (3, 1), (2, 2)], &[1, 2, 3]),
            (&[(1, 0), (20000, 0), (2, 0), (20001, 0), (20002, 0)], &[1, 2, 20002]),
        ];
        for (arrivals, expected) in table {
            assert_eq!(passed(arrivals), expected, "{arrivals:?}");
        }
    }

    #[test]
    fn tells_duplicates_from_late_packets() {
        let mut reorder = Reorder::new(WINDOW_US);
        for sequence in [10, 11, 12] {
            assert_eq!(reorder.arrive(sequence, &[], 0), Arrival::InOrder);
        }
        assert_eq!(reorder.arrive(15, &[], 0), Arrival::Held);
        assert_eq!(reorder.release(WINDOW_US).unwrap().lost, 2);
        assert_eq!(reorder.arrive(13, &[], WINDOW_US), Arrival::Late);
        assert_eq!(reorder.arrive(12, &[], WINDOW_US), Arrival::Duplicate);
    }

    #[test]
    fn holds_a_bounded_number() {
        let mut reorder = Reorder::new(WINDOW_US);
        reorder.arrive(0, &[], 0);
        for sequence in 2..900 {
            reorder.arrive(sequence, &[], 0);
            while reorder.release(0).is_some() {}
        }
        assert!(reorder.held.len() <= HELD_MAX);
    }
}
