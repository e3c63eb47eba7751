//! Who may send for a stream. Two senders with one SSRC must never be mixed into one picture (串流).
use std::net::{IpAddr, SocketAddr};

/// A sender that was silent this long may be replaced by the same host from another port (restart, new NAT binding), or,
/// where any source is taken, by another host.
const HANDOVER_US: u64 = 1_000_000;

#[derive(Debug)]
pub struct SourceRule {
    expected: Option<IpAddr>,
    takes_any: bool,
    current: Option<SocketAddr>,
    seen_us: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    Admitted,
    /// The first packet, or another sender in the place of one that fell silent: its sequence is a new one.
    NewSender,
    Refused,
}

impl SourceRule {
    pub fn new(expected: Option<IpAddr>, takes_any: bool) -> Self {
        Self { expected, takes_any, current: None, seen_us: 0 }
    }

    pub fn admit(&mut self, source: SocketAddr, now_us: u64) -> Admission {
        if self.current == Some(source) {
            self.seen_us = now_us;
            return Admission::Admitted;
        }
        let host_fits = self.takes_any || self.host().is_none_or(|host| host == source.ip());
        let is_free = self.current.is_none() || now_us.saturating_sub(self.seen_us) >= HANDOVER_US;
        if !host_fits || !is_free {
            return Admission::Refused;
        }
        self.current = Some(source);
        self.seen_us = now_us;
        Admission::NewSender
    }

    /// The host that must send: the expected one, or the first that did.
    pub fn host(&self) -> Option<IpAddr> {
        self.expected.or(self.current.map(|current| current.ip()))
    }

    pub fn expects(&self, host: IpAddr) -> bool {
        self.expected == Some(host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Admission::{Admitted, NewSender, Refused};

    #[test]
    fn one_sender_at_a_time() {
        let table: [(Option<&str>, bool, &[(&str, u64, Admission)]); 4] = [
            (
                Some("10.0.0.1"),
                false,
                &[("10.0.0.2:5", 0, Refused), ("10.0.0.1:5", 0, NewSender), ("10.0.0.1:6", 1, Refused)],
            ),
            (
                Some("10.0.0.1"),
                false,
                &[
                    ("10.0.0.1:5", 0, NewSender),
                    ("10.0.0.1:6", HANDOVER_US, NewSender),
                    ("10.0.0.2:6", 9 * HANDOVER_US, Refused),
                ],
            ),
            (
                None,
                false,
                &[("10.0.0.1:5", 0, NewSender), ("10.0.0.1:5", 1, Admitted), ("10.0.0.2:5", 9 * HANDOVER_US, Refused)],
            ),
            (
                Some("10.0.0.1"),
                true,
                &[("10.0.0.2:5", 0, NewSender), ("10.0.0.3:5", 1, Refused), ("10.0.0.3:5", 2 * HANDOVER_US, NewSender)],
            ),
        ];
        for (expected, takes_any, steps) in table {
            let mut rule = SourceRule::new(expected.map(|host| host.parse().unwrap()), takes_any);
            for &(source, at_us, admission) in steps {
                assert_eq!(rule.admit(source.parse().unwrap(), at_us), admission, "{expected:?} {source}");
            }
        }
    }
}
