//! What a stream did in the last seconds.

const WINDOW_US: u64 = 2_000_000;

/// Counters at one moment.
#[derive(Debug, Clone, Copy, Default)]
pub struct Totals {
    pub packets: u64,
    pub bytes: u64,
    pub lost: u64,
    pub frames: u64,
}

#[derive(Debug, Clone, Copy, Default)]
pub struct Rates {
    pub bitrate_kbps: f64,
    pub frame_rate: f64,
    /// Share of packets lost, 0 to 1.
    pub loss: f64,
    begin: Totals,
    begin_us: u64,
}

impl Rates {
    /// Called often; true once a window of two seconds is over and new values stand.
    pub fn observe(&mut self, totals: Totals, now_us: u64) -> bool {
        if self.begin_us == 0 {
            self.begin_us = now_us;
            self.begin = totals;
        }
        let elapsed_us = now_us.saturating_sub(self.begin_us);
        if elapsed_us < WINDOW_US {
            return false;
        }
        let seconds = elapsed_us as f64 / 1e6;
        let lost = (totals.lost - self.begin.lost) as f64;
        let received = (totals.packets - self.begin.packets) as f64;
        self.bitrate_kbps = (totals.bytes - self.begin.bytes) as f64 * 8.0 / 1000.0 / seconds;
        self.frame_rate = (totals.frames - self.begin.frames) as f64 / seconds;
        self.loss = if lost > 0.0 { lost / (lost + received) } else { 0.0 };
        self.begin = totals;
        self.begin_us = now_us;
        true
    }
}
