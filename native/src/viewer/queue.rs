//! What one viewer has yet to be sent: bounded in bytes; too slow a viewer goes on at the next key frame.
use bytes::Bytes;
use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Notify;

/// Media waiting at most, beside the burst of the first group of pictures.
const WAITING_MAX: usize = 3 << 20;
/// Texts and initialisation segments waiting at most; a viewer beyond that reads nothing at all.
const CONTROL_MAX: usize = 256 << 10;

/// Why a viewer was let go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    Closed,
    TooSlow,
    StreamEnded(String),
    Dropped(String),
}

impl End {
    /// The reason in `viewer_left`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::TooSlow => "too_slow",
            Self::StreamEnded(_) => "stream_ended",
            Self::Dropped(_) => "dropped",
        }
    }

    /// The reason told to the viewer.
    pub fn told(&self) -> &str {
        match self {
            Self::StreamEnded(reason) | Self::Dropped(reason) => reason,
            _ => self.name(),
        }
    }
}

/// The next thing to do for a viewer.
#[derive(Debug)]
pub enum Next {
    Send { bytes: Bytes, is_media: bool },
    Skipped(u32),
    End(End),
    Nothing,
}

#[derive(Debug)]
struct Item {
    bytes: Bytes,
    is_media: bool,
}

#[derive(Debug, Default)]
struct Waiting {
    items: VecDeque<Item>,
    media_bytes: usize,
    control_bytes: usize,
    /// Grows by the size of the first burst, so that a large group of pictures does not make its viewer slow.
    burst: usize,
    skips: bool,
    skipped_untold: u32,
    end: Option<End>,
}

#[derive(Debug, Default)]
pub struct ViewerQueue {
    waiting: Mutex<Waiting>,
    pub notify: Notify,
    pub sent_bytes: AtomicU64,
    pub skipped_frames: AtomicU64,
}

impl ViewerQueue {
    fn with<R>(&self, act: impl FnOnce(&mut Waiting) -> R) -> R {
        act(&mut self.waiting.lock().unwrap_or_else(|poisoned| poisoned.into_inner()))
    }

    /// Text or initialisation segment: never skipped.
    pub fn push_control(&self, bytes: Bytes) {
        self.with(|waiting| {
            waiting.control_bytes += bytes.len();
            if waiting.control_bytes > CONTROL_MAX {
                waiting.end = Some(End::TooSlow);
            } else {
                waiting.items.push_back(Item { bytes, is_media: false });
            }
        });
        self.notify.notify_one();
    }

    /// The group of pictures a new viewer begins with.
    pub fn push_burst<'a>(&self, segments: impl Iterator<Item = &'a Bytes>) {
        self.with(|waiting| {
            for bytes in segments {
                waiting.media_bytes += bytes.len();
                waiting.burst += bytes.len();
                waiting.items.push_back(Item { bytes: bytes.clone(), is_media: true });
            }
        });
        self.notify.notify_one();
    }

    pub fn push_media(&self, bytes: &Bytes, is_key: bool) {
        self.with(|waiting| {
            if waiting.media_bytes == 0 {
                waiting.burst = 0;
            }
            if waiting.media_bytes + bytes.len() > WAITING_MAX + waiting.burst {
                let before = waiting.items.len();
                waiting.items.retain(|item| !item.is_media);
                self.count_skipped(waiting, (before - waiting.items.len()) as u32);
                waiting.media_bytes = 0;
                waiting.burst = 0;
                waiting.skips = true;
            }
            if waiting.skips && !is_key {
                self.count_skipped(waiting, 1);
                return;
            }
            waiting.skips = false;
            waiting.media_bytes += bytes.len();
            waiting.items.push_back(Item { bytes: bytes.clone(), is_media: true });
        });
        self.notify.notify_one();
    }

    fn count_skipped(&self, waiting: &mut Waiting, frames: u32) {
        waiting.skipped_untold += frames;
        self.skipped_frames.fetch_add(u64::from(frames), Ordering::Relaxed);
    }

    /// What waits is not sent any more.
    pub fn end(&self, end: End) {
        self.with(|waiting| {
            waiting.items.clear();
            waiting.end.get_or_insert(end);
        });
        self.notify.notify_one();
    }

    pub fn next(&self) -> Next {
        self.with(|waiting| {
            if let Some(end) = &waiting.end {
                return Next::End(end.clone());
            }
            if waiting.skipped_untold > 0 && !waiting.skips {
                return Next::Skipped(std::mem::take(&mut waiting.skipped_untold));
            }
            let Some(item) = waiting.items.pop_front() else {
                return Next::Nothing;
            };
            if item.is_media {
                waiting.media_bytes -= item.bytes.len();
            } else {
                waiting.control_bytes -= item.bytes.len();
            }
            Next::Send { bytes: item.bytes, is_media: item.is_media }
        })
    }

    pub fn waiting_bytes(&self) -> usize {
        self.with(|waiting| waiting.media_bytes + waiting.control_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_viewer_goes_on_at_the_next_key_frame() {
        let queue = ViewerQueue::default();
        let (frame, key) = (Bytes::from(vec![0; 100_000]), Bytes::from(vec![1; 100_000]));
        queue.push_control(Bytes::from_static(b"ready"));
        for index in 0..=100 {
            queue.push_media(if index % 50 == 0 { &key } else { &frame }, index % 50 == 0);
        }
        assert!(queue.waiting_bytes() <= WAITING_MAX + 5);
        let mut sent = Vec::new();
        let mut skipped = 0;
        loop {
            match queue.next() {
                Next::Send { bytes, is_media } => sent.push((bytes[0], is_media)),
                Next::Skipped(frames) => skipped += frames,
                Next::Nothing => break,
                Next::End(end) => panic!("{end:?}"),
            }
        }
        assert_eq!(sent[0], (b'r', false));
        assert_eq!(skipped as usize + sent.len() - 1, 101);
        // Whatever was left out, the first picture after it is a key frame.
        assert!(skipped == 0 || sent[1].0 == 1);
    }

    #[test]
    fn an_end_overtakes_what_waits() {
        let queue = ViewerQueue::default();
        queue.push_control(Bytes::from_static(b"x"));
        queue.end(End::Dropped("by_operator".to_owned()));
        assert!(matches!(queue.next(), Next::End(end) if end.told() == "by_operator"));
    }
}
