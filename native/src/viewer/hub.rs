use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;

use super::queue::{End, ViewerQueue};
use super::token::{Claims, Refusal, TokenCheck};
use crate::engine::EngineHandle;
use crate::events::{Events, Facts, unix_us};

/// Connections that have not shown a token yet, beside the viewers.
const STRANGERS_MAX: usize = 256;

/// Who is looking, and what all viewer connections share.
pub struct Hub {
    pub engine: EngineHandle,
    pub events: Arc<Events>,
    pub tokens: TokenCheck,
    pub allowed_origins: Vec<String>,
    pub tls: Option<TlsAcceptor>,
    max_viewers: usize,
    connections: AtomicUsize,
    emptied: Notify,
    viewers: Mutex<HashMap<String, Arc<Seat>>>,
}

/// A viewer's place.
pub struct Seat {
    pub claims: Claims,
    pub remote: IpAddr,
    pub joined_us: u64,
    pub queue: Arc<ViewerQueue>,
}

impl Hub {
    pub fn new(
        engine: EngineHandle,
        events: Arc<Events>,
        tokens: TokenCheck,
        allowed_origins: Vec<String>,
        tls: Option<TlsAcceptor>,
        max_viewers: usize,
    ) -> Self {
        Self {
            engine,
            events,
            tokens,
            allowed_origins,
            tls,
            max_viewers,
            connections: AtomicUsize::new(0),
            emptied: Notify::new(),
            viewers: Mutex::default(),
        }
    }

    fn seats(&self) -> MutexGuard<'_, HashMap<String, Arc<Seat>>> {
        self.viewers.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// False where there is no room for another connection.
    pub fn connection_begins(&self) -> bool {
        let before = self.connections.fetch_add(1, Ordering::Relaxed);
        if before >= self.max_viewers + STRANGERS_MAX {
            self.connections.fetch_sub(1, Ordering::Relaxed);
            return false;
        }
        true
    }

    pub fn connection_ends(&self) {
        if self.connections.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.emptied.notify_one();
        }
    }

    /// Waits until nobody is connected.
    pub async fn is_empty(&self) {
        while self.connections.load(Ordering::Relaxed) > 0 {
            self.emptied.notified().await;
        }
    }

    pub fn take_seat(&self, claims: Claims, remote: IpAddr) -> Result<Arc<Seat>, Refusal> {
        let mut seats = self.seats();
        if seats.len() >= self.max_viewers {
            return Err(Refusal::TooMany);
        }
        if seats.contains_key(&claims.viewer) {
            return Err(Refusal::Used);
        }
        let seat = Arc::new(Seat { claims, remote, joined_us: unix_us(), queue: Arc::default() });
        seats.insert(seat.claims.viewer.clone(), seat.clone());
        Ok(seat)
    }

    pub fn leave(&self, viewer: &str) {
        self.seats().remove(viewer);
    }

    pub fn drop_viewer(&self, viewer: &str, reason: &str) {
        if let Some(seat) = self.seats().get(viewer) {
            seat.queue.end(End::Dropped(reason.to_owned()));
        }
    }

    pub fn drop_all(&self, reason: &str) {
        for seat in self.seats().values() {
            seat.queue.end(End::Dropped(reason.to_owned()));
        }
    }

    pub fn tell_refused(&self, remote: IpAddr, refusal: Refusal) {
        self.events.tell(
            "viewer_refused",
            "",
            vec![("remote_host", remote.to_string().into()), ("reason", refusal.name().into())],
        );
    }

    pub fn statistics(&self) -> Vec<Facts> {
        self.seats()
            .iter()
            .map(|(id, seat)| {
                vec![
                    ("id", id.clone().into()),
                    ("stream", seat.claims.stream.clone().into()),
                    ("user", seat.claims.user.clone().into()),
                    ("remote_host", seat.remote.to_string().into()),
                    ("bytes", seat.queue.sent_bytes.load(Ordering::Relaxed).into()),
                    ("skipped_frames", seat.queue.skipped_frames.load(Ordering::Relaxed).into()),
                    ("queue_bytes", seat.queue.waiting_bytes().into()),
                    ("joined_us", seat.joined_us.into()),
                ]
            })
            .collect()
    }
}
