//! What loss has left of the group of pictures that is coming in, and which of its frames are still worth showing.
//!
//! A frame that lacks a part is never shown: half a frame makes some decoders give up. Those after it refer to it. Where
//! little is missing they are shown, as a small blemish moves away with the next key frame and a standing picture hides
//! more; where the key frame or more than a small part is missing, nothing is shown until the next key frame: a picture
//! that is wrong all over must not be taken for what the camera sees.

/// Lost frames borne in a group: one, and one more for each of this many frames.
const FRAMES_A_LOSS: u32 = 16;
/// Frames that a gap may count for; beyond it is an interruption.
const GAP_MAX: u32 = 1000;

#[derive(Debug, Default)]
pub struct Group {
    /// Frames since the key frame, lost ones included; none before the first.
    position: Option<u32>,
    lost: u32,
    /// Length of the group before this one; 0: not known.
    usual: u32,
    has_loss: bool,
    damaged: u32,
    is_key_lost: bool,
    waits: bool,
    untold: u32,
}

/// What is to be done with a whole frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Show,
    /// The first after frames that were left out on purpose: a key frame.
    Resume,
    LeaveOut,
}

impl Group {
    /// Packets are missing before what comes next.
    pub fn note_loss(&mut self) {
        self.has_loss = true;
    }

    /// A frame came in part.
    pub fn note_damaged(&mut self, is_key: bool) {
        self.has_loss = true;
        self.damaged += 1;
        self.is_key_lost |= is_key;
    }

    /// A whole frame; `elapsed`: how many frame durations after the last one it stands.
    pub fn judge(&mut self, is_key: bool, elapsed: u32) -> Verdict {
        let missing = match std::mem::take(&mut self.has_loss) {
            true => elapsed.saturating_sub(1).min(GAP_MAX).max(std::mem::take(&mut self.damaged)),
            false => 0,
        };
        let Some(before) = self.position else {
            // What was lost before the first key frame is nobody's loss.
            self.is_key_lost = false;
            self.position = is_key.then_some(0);
            return Verdict::Show;
        };
        self.untold = self.untold.saturating_add(missing);
        if is_key {
            // A group of which the key frame was lost is two in one and says nothing.
            if !self.is_key_lost {
                self.usual = before.saturating_add(missing + 1);
            }
            let resumes = self.waits;
            (self.position, self.lost, self.is_key_lost, self.waits) = (Some(0), 0, false, false);
            return if resumes { Verdict::Resume } else { Verdict::Show };
        }
        self.is_key_lost |= missing > 0 && self.usual > 0 && before.saturating_add(missing) >= self.usual;
        let position = before.saturating_add(missing + 1);
        self.position = Some(position);
        self.lost = self.lost.saturating_add(missing);
        self.waits |= self.is_key_lost || self.lost > 1 + position / FRAMES_A_LOSS;
        if self.waits {
            self.untold = self.untold.saturating_add(1);
            return Verdict::LeaveOut;
        }
        Verdict::Show
    }

    /// Frames lost or left out since the last call.
    pub fn take_untold(&mut self) -> u32 {
        std::mem::take(&mut self.untold)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `K` key frame, `P` other frame, `d` damaged frame, `D` damaged key frame, `.` nothing came of a frame.
    fn shown(frames: &str) -> (String, u32) {
        let (mut group, mut elapsed, mut untold) = (Group::default(), 0, 0);
        let mut out = String::new();
        for frame in frames.chars() {
            elapsed += 1;
            match frame {
                '.' => group.note_loss(),
                'd' | 'D' => group.note_damaged(frame == 'D'),
                _ => {
                    out.push(match group.judge(frame == 'K', elapsed) {
                        Verdict::Show => frame,
                        Verdict::Resume => 'R',
                        Verdict::LeaveOut => '-',
                    });
                    untold += group.take_untold();
                    elapsed = 0;
                }
            }
        }
        (out, untold)
    }

    #[test]
    fn little_loss_is_shown_much_loss_is_not() {
        let table = [
            ("KPPPKPPP", "KPPPKPPP", 0),
            ("d..KP.PP", "KPPP", 1),
            ("KPdPPPKPPP", "KPPPPKPPP", 1),
            ("KP.PPPKPPP", "KPPPPKPPP", 1),
            ("KP.PdPPPKPPP", "KPP---RPPP", 5),
            ("KPPPPPPPPPP.PPPPP.PPPPPPPK", "KPPPPPPPPPPPPPPPPPPPPPPK", 2),
            ("KPPPDPPPKP", "KPPP---RP", 4),
            // No byte of the second key frame came, but its place is known.
            ("KPPPKPPP.PPPKP", "KPPPKPPP---RP", 4),
            ("KPPPKPPP.PPPKPPP.PPPK", "KPPPKPPP---RPPP---R", 8),
        ];
        for (frames, expected, untold) in table {
            assert_eq!(shown(frames), (expected.to_owned(), untold), "{frames}");
        }
    }
}
