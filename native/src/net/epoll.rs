//! Readiness of many sockets, level-triggered: what is not read to the end is told again.
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};

#[derive(Debug, Clone, Copy)]
pub struct Ready {
    pub key: u64,
    pub writable: bool,
}

#[derive(Debug)]
pub struct Epoll(OwnedFd);

const AT_ONCE: usize = 256;

impl Epoll {
    pub fn new() -> io::Result<Self> {
        // SAFETY: no pointers are passed; the descriptor returned is ours alone.
        let fd = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: `fd` was just opened and has no other owner.
        Ok(Self(unsafe { OwnedFd::from_raw_fd(fd) }))
    }

    pub fn add(&self, fd: RawFd, key: u64, writable: bool) -> io::Result<()> {
        self.control(libc::EPOLL_CTL_ADD, fd, key, writable)
    }

    pub fn change(&self, fd: RawFd, key: u64, writable: bool) -> io::Result<()> {
        self.control(libc::EPOLL_CTL_MOD, fd, key, writable)
    }

    fn control(&self, operation: i32, fd: RawFd, key: u64, writable: bool) -> io::Result<()> {
        let events = libc::EPOLLIN as u32 | if writable { libc::EPOLLOUT as u32 } else { 0 };
        let mut event = libc::epoll_event { events, u64: key };
        // SAFETY: both descriptors are open and `event` lives through the call.
        match unsafe { libc::epoll_ctl(self.0.as_raw_fd(), operation, fd, &mut event) } {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    }

    /// Fills `ready`; an interruption gives none.
    pub fn wait(&self, ready: &mut Vec<Ready>, timeout_ms: i32) {
        let mut events = [libc::epoll_event { events: 0, u64: 0 }; AT_ONCE];
        // SAFETY: the array has AT_ONCE places and lives through the call.
        let count = unsafe { libc::epoll_wait(self.0.as_raw_fd(), events.as_mut_ptr(), AT_ONCE as i32, timeout_ms) };
        ready.clear();
        for event in events.iter().take(usize::try_from(count).unwrap_or(0)) {
            let writable = event.events & (libc::EPOLLOUT | libc::EPOLLERR | libc::EPOLLHUP) as u32 != 0;
            ready.push(Ready { key: event.u64, writable });
        }
    }
}
