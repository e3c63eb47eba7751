//! How other threads ask the receiving thread for something.
use std::os::fd::AsRawFd;
use std::os::fd::RawFd;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use super::run::Engine;
use crate::net::WakeFd;

pub type Command = Box<dyn FnOnce(&mut Engine) + Send>;

/// The thread answers between two batches of packets, that is within about a millisecond; this is for a stopped one.
const ANSWER_WAIT: Duration = Duration::from_secs(5);

#[derive(Clone)]
pub struct EngineHandle {
    commands: Sender<Command>,
    wake: Arc<WakeFd>,
}

/// The end that the receiving thread holds.
pub struct Inbox {
    commands: Receiver<Command>,
    wake: Arc<WakeFd>,
}

impl EngineHandle {
    pub fn pair() -> std::io::Result<(Self, Inbox)> {
        let (sender, receiver) = channel();
        let wake = Arc::new(WakeFd::new()?);
        Ok((Self { commands: sender, wake: wake.clone() }, Inbox { commands: receiver, wake }))
    }

    /// Have `act` done by the receiving thread; false where it has stopped.
    pub fn tell(&self, act: impl FnOnce(&mut Engine) + Send + 'static) -> bool {
        let sent = self.commands.send(Box::new(act)).is_ok();
        self.wake.wake();
        sent
    }

    /// Have `act` done and wait for its result; `None` where the thread has stopped.
    pub fn ask<R: Send + 'static>(&self, act: impl FnOnce(&mut Engine) -> R + Send + 'static) -> Option<R> {
        let (answer, receive) = channel();
        self.tell(move |engine| {
            // Nobody waits any more: the asker gave up, which is its own affair.
            let _ = answer.send(act(engine));
        });
        receive.recv_timeout(ANSWER_WAIT).ok()
    }
}

impl Inbox {
    pub fn next(&self) -> Option<Command> {
        self.commands.try_recv().ok()
    }

    pub fn quiet(&self) {
        self.wake.quiet();
    }

    /// Let packets gather in the sockets; commands end the wait.
    pub fn gather(&self, milliseconds: i32) {
        self.wake.wait(milliseconds);
    }

    pub fn fd(&self) -> RawFd {
        self.wake.as_raw_fd()
    }
}
