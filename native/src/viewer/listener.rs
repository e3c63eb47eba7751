use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;

use super::hub::Hub;
use super::session;
use crate::net::plain;

/// What the kernel may hold for one viewer: a second of a good picture. More would only be delay.
const SEND_BUFFER_BYTES: usize = 512 << 10;
/// Out of descriptors: wait a moment for some to be freed.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// At the end viewers are told so within this time.
const FAREWELL: Duration = Duration::from_millis(500);
const KEEPALIVE: Duration = Duration::from_secs(20);
const TLS_PATIENCE: Duration = Duration::from_secs(5);

/// The thread (or threads) that serve viewers.
pub struct ViewerListener {
    hub: Arc<Hub>,
    stop: Arc<Notify>,
    thread: Option<JoinHandle<()>>,
}

impl ViewerListener {
    /// `threads` 0: one thread, enough for some gigabits per second.
    pub fn start(listener: TcpListener, hub: Arc<Hub>, threads: usize) -> io::Result<Self> {
        let runtime = match threads {
            0 | 1 => Builder::new_current_thread().enable_all().build()?,
            _ => {
                Builder::new_multi_thread().worker_threads(threads).thread_name("anlan-viewers").enable_all().build()?
            }
        };
        let stop = Arc::new(Notify::new());
        let (own_hub, own_stop) = (hub.clone(), stop.clone());
        let thread = std::thread::Builder::new()
            .name("anlan-viewers".to_owned())
            .spawn(move || run(runtime, listener, own_hub, &own_stop))?;
        Ok(Self { hub, stop, thread: Some(thread) })
    }

    pub fn stop(&mut self) {
        self.hub.drop_all("stopped");
        self.stop.notify_one();
        if let Some(thread) = self.thread.take() {
            // A panic there has been printed already; nothing more can be done for it.
            let _ = thread.join();
        }
    }
}

fn run(runtime: Runtime, listener: TcpListener, hub: Arc<Hub>, stop: &Notify) {
    runtime.block_on(async {
        let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
            return;
        };
        loop {
            tokio::select! {
                () = stop.notified() => break,
                accepted = listener.accept() => match accepted {
                    Ok((stream, remote)) => admit(&hub, stream, remote),
                    Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
                },
            }
        }
        drop(listener);
        // Who does not take the farewell in time is left.
        let _ = tokio::time::timeout(FAREWELL, hub.is_empty()).await;
    });
    runtime.shutdown_timeout(FAREWELL);
}

fn admit(hub: &Arc<Hub>, stream: TcpStream, remote: SocketAddr) {
    if !hub.connection_begins() {
        hub.tell_refused(plain(remote.ip()), super::token::Refusal::TooMany);
        return;
    }
    prepare(&stream);
    let hub = hub.clone();
    tokio::spawn(async move {
        let remote = plain(remote.ip());
        match hub.tls.clone() {
            None => session::serve(&hub, stream, remote).await,
            Some(tls) => {
                // A failed or slow handshake is no viewer yet: nothing to tell anyone.
                if let Ok(Ok(stream)) = tokio::time::timeout(TLS_PATIENCE, tls.accept(stream)).await {
                    session::serve(&hub, stream, remote).await;
                }
            }
        }
        hub.connection_ends();
    });
}

/// A refusal of one of these leaves the kernel's default, which works.
fn prepare(stream: &TcpStream) {
    let socket = SockRef::from(stream);
    let _ = socket.set_tcp_nodelay(true);
    let _ = socket.set_send_buffer_size(SEND_BUFFER_BYTES);
    let _ = socket.set_tcp_keepalive(&TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE / 4));
}
