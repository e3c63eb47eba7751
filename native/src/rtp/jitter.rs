//! Interarrival jitter (RFC 3550 §6.4.1), in units of the 90 kHz clock.

/// Running estimate; fed once per access unit, because all packets of a frame share one timestamp.
#[derive(Debug, Default)]
pub struct Jitter {
    last_transit: Option<i64>,
    estimate_90k: f64,
}

impl Jitter {
    pub fn observe(&mut self, timestamp: u32, arrival_us: u64) {
        let arrival_90k = (arrival_us * 9 / 100) as u32;
        let transit = i64::from(arrival_90k.wrapping_sub(timestamp) as i32);
        if let Some(last) = self.last_transit {
            let difference = (transit - last).unsigned_abs();
            // More than ten seconds is a clock that was set, not jitter.
            if difference < 900_000 {
                self.estimate_90k += (difference as f64 - self.estimate_90k) / 16.0;
            }
        }
        self.last_transit = Some(transit);
    }

    pub fn milliseconds(&self) -> f64 {
        self.estimate_90k / 90.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_sender_has_none_and_an_unsteady_one_some() {
        let (mut steady, mut unsteady) = (Jitter::default(), Jitter::default());
        for frame in 0..100u32 {
            steady.observe(frame * 3600, u64::from(frame) * 40_000);
            unsteady.observe(frame * 3600, u64::from(frame) * 40_000 + u64::from(frame % 2) * 10_000);
        }
        assert!(steady.milliseconds() < 0.1);
        assert!((5.0..12.0).contains(&unsteady.milliseconds()));
    }
}
