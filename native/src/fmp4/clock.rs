//! From the sender's time stamps to one unbroken time line for all tracks.
use crate::ps::Time;

/// Times wrap at 33 bits (ISO/IEC 13818-1 §2.4.2.1).
const WRAP: u64 = 1 << 33;
/// A step further than this is a clock that was set: the time line goes on from where it stands.
const JUMP_90K: i64 = 5 * 90_000;
/// Frames in succession with one PES time before PES times are no longer believed.
const STUCK_MAX: u8 = 3;
/// Room for audio that is a little older than the first video frame.
const START_90K: i64 = 90_000;

#[derive(Debug, Default)]
pub struct Clock {
    last: Option<Mark>,
    stuck: u8,
}

#[derive(Debug, Clone, Copy)]
struct Mark {
    raw: u64,
    rtp_90k: u32,
    out_90k: i64,
}

/// Where a frame stands on the time line: decoding time, and how much later it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    pub decode_90k: i64,
    pub shown_later_90k: i32,
}

impl Clock {
    pub fn place(&mut self, time: Time) -> Placed {
        let pes = time.dts_90k.or(time.pts_90k).filter(|_| self.stuck <= STUCK_MAX);
        let Some(last) = self.last else {
            let raw = pes.unwrap_or(u64::from(time.rtp_90k));
            self.last = Some(Mark { raw, rtp_90k: time.rtp_90k, out_90k: START_90K });
            return self.placed(time, START_90K);
        };
        let rtp_step = i64::from(time.rtp_90k.wrapping_sub(last.rtp_90k) as i32);
        let raw = pes.unwrap_or_else(|| last.raw.wrapping_add_signed(rtp_step) % WRAP);
        let mut step = signed_33(raw.wrapping_sub(last.raw));
        if pes.is_some() {
            self.stuck = if step == 0 && rtp_step != 0 { self.stuck.saturating_add(1) } else { 0 };
        }
        if step.abs() > JUMP_90K {
            step = if rtp_step.abs() > JUMP_90K { 0 } else { rtp_step };
        }
        let out_90k = last.out_90k + step;
        self.last = Some(Mark { raw, rtp_90k: time.rtp_90k, out_90k });
        self.placed(time, out_90k)
    }

    fn placed(&self, time: Time, decode_90k: i64) -> Placed {
        let later = match (time.pts_90k, time.dts_90k) {
            (Some(pts), Some(dts)) => signed_33(pts.wrapping_sub(dts)),
            _ => 0,
        };
        Placed { decode_90k, shown_later_90k: if later.abs() > JUMP_90K { 0 } else { later as i32 } }
    }
}

fn signed_33(value: u64) -> i64 {
    let value = value % WRAP;
    if value >= WRAP / 2 { value as i64 - WRAP as i64 } else { value as i64 }
}

/// Decoding times of the video track without gap or overlap.
///
/// A fragment states the duration of its frame before the next frame is known. A gap of more than twice that would make
/// the browser drop frames up to the next key frame (Media Source Extensions, coded frame processing), so each frame
/// begins where the one before ended, and its duration brings the track back to the sender's clock.
#[derive(Debug)]
pub struct VideoLine {
    next_90k: Option<i64>,
    last_input_90k: i64,
    usual_90k: i64,
}

impl Default for VideoLine {
    fn default() -> Self {
        Self { next_90k: None, last_input_90k: 0, usual_90k: 3600 }
    }
}

impl VideoLine {
    /// How many frames fit into a step of the clock.
    pub fn frames(&self, step_90k: i64) -> u32 {
        u32::try_from((step_90k + self.usual_90k / 2) / self.usual_90k.max(1)).unwrap_or(0)
    }

    /// The next frame, a key frame, follows some that were left out: it stands at its own time, behind a gap. Otherwise it
    /// would have to fill the gap, and the picture would stand still once more for as long.
    pub fn resume(&mut self, input_90k: i64) {
        self.next_90k = self.next_90k.map(|next| next.max(input_90k));
        self.last_input_90k = input_90k - self.usual_90k;
    }

    /// Decoding time and duration of a frame that the clock puts at `input_90k`.
    pub fn advance(&mut self, input_90k: i64) -> (u64, u32) {
        let start = match self.next_90k {
            None => input_90k.max(0),
            Some(next) => {
                let step = input_90k - self.last_input_90k;
                // One gap must not count as a new frame rate; a lasting change is followed within a few frames.
                let step = step.clamp(self.usual_90k / 2, self.usual_90k * 2).clamp(1, 90_000);
                self.usual_90k += (step - self.usual_90k) / 4;
                next
            }
        };
        self.last_input_90k = input_90k;
        let duration =
            (self.usual_90k + input_90k - start).clamp((self.usual_90k / 4).max(1), self.usual_90k + 10 * 90_000);
        self.next_90k = Some(start + duration);
        (start as u64, duration as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pes(pts: u64, rtp_90k: u32) -> Time {
        Time { pts_90k: Some(pts), dts_90k: None, rtp_90k }
    }

    #[test]
    fn follows_wraps_and_bridges_jumps() {
        let table: [(&[Time], &[i64]); 4] = [
            (&[pes(WRAP - 3600, 0), pes(0, 3600), pes(3600, 7200)], &[0, 3600, 7200]),
            (&[pes(0, 0), pes(900_000_000, 3600), pes(900_003_600, 7200)], &[0, 3600, 7200]),
            (
                &[pes(5, 0), pes(5, 3600), pes(5, 7200), pes(5, 10800), pes(5, 14400), pes(5, 18000)],
                &[0, 0, 0, 0, 0, 3600],
            ),
            (&[Time { rtp_90k: u32::MAX - 3599, ..Time::default() }, Time::default()], &[0, 3600]),
        ];
        for (times, expected) in table {
            let mut clock = Clock::default();
            let out: Vec<_> = times.iter().map(|&time| clock.place(time).decode_90k - START_90K).collect();
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn video_line_has_neither_gap_nor_overlap_and_keeps_up() {
        let mut line = VideoLine::default();
        let mut end = None;
        for frame in 0..200i64 {
            // Uneven times, and half a second missing at frame 100.
            let input = frame * 3600 + (frame % 3) * 400 + if frame >= 100 { 45_000 } else { 0 };
            let (start, duration) = line.advance(input);
            assert!(end.is_none_or(|end| end == start));
            if !(100..104).contains(&frame) {
                assert!((start as i64 - input).abs() < 4000, "frame {frame}: {start} for {input}");
            }
            end = Some(start + u64::from(duration));
        }
    }
}
