//! What the core tells: a bounded queue with a file descriptor that is readable while something waits.
use std::collections::VecDeque;
use std::io;
use std::os::fd::{AsRawFd, RawFd};
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::net::WakeFd;

const WAITING_MAX: usize = 65_536;

#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    Text(String),
    Whole(i64),
    Real(f64),
}

impl From<&str> for Fact {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Fact {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

macro_rules! whole {
    ($($kind:ty),*) => {$(
        impl From<$kind> for Fact {
            fn from(value: $kind) -> Self {
                Self::Whole(i64::try_from(value).unwrap_or(i64::MAX))
            }
        }
    )*};
}
whole!(u16, u32, u64, usize);

impl From<f64> for Fact {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

pub type Facts = Vec<(&'static str, Fact)>;

#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub at_us: u64,
    pub name: &'static str,
    pub id: String,
    pub facts: Facts,
}

#[derive(Debug)]
pub struct Events {
    waiting: Mutex<Waiting>,
    wake: WakeFd,
}

#[derive(Debug, Default)]
struct Waiting {
    events: VecDeque<Event>,
    lost: u64,
}

impl Events {
    pub fn new() -> io::Result<Self> {
        Ok(Self { waiting: Mutex::default(), wake: WakeFd::new()? })
    }

    pub fn tell(&self, name: &'static str, id: &str, facts: Facts) {
        let event = Event { at_us: unix_us(), name, id: id.to_owned(), facts };
        let mut waiting = self.waiting.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if waiting.events.len() >= WAITING_MAX {
            // What repeats every second goes first; else the oldest.
            let place = waiting.events.iter().position(|each| each.name == "stray_packets").unwrap_or(0);
            waiting.events.remove(place);
            waiting.lost += 1;
        }
        waiting.events.push_back(event);
        drop(waiting);
        self.wake.wake();
    }

    pub fn take(&self) -> Vec<Event> {
        let mut waiting = self.waiting.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        // Under the lock, so that no event told meanwhile is left without a wake.
        self.wake.quiet();
        let mut events: Vec<_> = waiting.events.drain(..).collect();
        if waiting.lost > 0 {
            let facts = vec![("events", waiting.lost.into())];
            events.push(Event { at_us: unix_us(), name: "events_lost", id: String::new(), facts });
            waiting.lost = 0;
        }
        events
    }

    pub fn fd(&self) -> RawFd {
        self.wake.as_raw_fd()
    }
}

pub fn unix_us() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_a_bounded_number_and_says_what_was_lost() {
        let events = Events::new().unwrap();
        for _ in 0..WAITING_MAX {
            events.tell("stray_packets", "", vec![]);
        }
        events.tell("stream_closed", "a", vec![]);
        let taken = events.take();
        assert_eq!(taken.len(), WAITING_MAX + 1);
        assert_eq!(taken[WAITING_MAX - 1].name, "stream_closed");
        assert_eq!(taken[WAITING_MAX].facts, [("events", Fact::Whole(1))]);
        assert!(events.take().is_empty());
    }
}
