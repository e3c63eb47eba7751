//! What a sender's RTP markers and time stamps mean. RFC 2250 wants the marker on the last packet of a frame; some senders
//! set it on every packet, some never, some cut their program stream anywhere.
use super::start_code;

/// Markers must prove themselves this often before they count without a further look.
const TRUST: u8 = 3;
/// Senders whose markers failed this often are not believed again.
const BREAKS_BORNE: u8 = 2;
/// A time stamp that changes inside a frame outweighs this many that change where one begins.
const BOUNDARY_WEIGHT: u8 = 8;
const BOUNDARY_BREAKS_MAX: u8 = 64;

/// Learnt once for a stream and kept while nobody looks, so that the next viewer need not wait for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Markers {
    trust: u8,
    breaks: u8,
    boundary_breaks: u8,
}

impl Markers {
    /// The packet after a marker: a unit begins with it, or the marker stood inside one.
    pub fn judge(&mut self, payload: &[u8], same_time: bool) {
        // The next part of a frame has its time stamp and is a PES packet of video; what else begins is a new unit.
        let continues = same_time && matches!(payload, [0, 0, 1, start_code::VIDEO_FIRST..=start_code::VIDEO_LAST, ..]);
        if start_code::begins_unit(payload) && !continues {
            self.trust = if self.breaks > BREAKS_BORNE { 0 } else { (self.trust + 1).min(TRUST) };
        } else {
            self.trust = 0;
            self.breaks = self.breaks.saturating_add(1);
        }
    }

    /// Another time stamp. `begins`: with the beginning of a unit. True where the unit before it has ended.
    pub fn judge_boundary(&mut self, begins: bool, after_loss: bool) -> bool {
        if begins {
            self.boundary_breaks = self.boundary_breaks.saturating_sub(1);
        } else if !after_loss {
            self.boundary_breaks = (self.boundary_breaks + BOUNDARY_WEIGHT).min(BOUNDARY_BREAKS_MAX);
        }
        begins && self.boundary_breaks < BOUNDARY_WEIGHT * 2
    }

    pub fn are_proved(&self) -> bool {
        self.trust >= TRUST
    }

    /// Nothing is known against them yet.
    pub fn are_plausible(&self) -> bool {
        self.breaks == 0 && self.boundary_breaks == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACK: &[u8] = &[0, 0, 1, 0xba, 0x44];
    const VIDEO: &[u8] = &[0, 0, 1, 0xe0, 0, 0];
    const AUDIO: &[u8] = &[0, 0, 1, 0xc0, 0, 0];

    #[test]
    fn markers_count_once_a_unit_began_after_each() {
        let table: [(&[(&[u8], bool)], bool, bool); 5] = [
            (&[(PACK, false), (PACK, false), (PACK, false)], true, true),
            (&[(PACK, false), (AUDIO, true), (PACK, false)], true, true),
            (&[(PACK, false), (PACK, false)], false, true),
            (&[(PACK, false), (&[7; 6], true), (PACK, false), (PACK, false)], false, false),
            // A marker on each PES packet of a frame.
            (&[(VIDEO, true), (PACK, false), (VIDEO, true), (PACK, false)], false, false),
        ];
        for (steps, proved, plausible) in table {
            let mut markers = Markers::default();
            steps.iter().for_each(|&(payload, same_time)| markers.judge(payload, same_time));
            assert_eq!((markers.are_proved(), markers.are_plausible()), (proved, plausible), "{steps:x?}");
        }
    }
}
