//! Opening sockets, never waiting.
use socket2::{Domain, Protocol, SockAddr, Socket, Type};
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::os::fd::AsRawFd;

/// Receive buffer asked for; the kernel caps it at `net.core.rmem_max` unless the process may exceed it.
const RECEIVE_BUFFER_BYTES: usize = 8 << 20;
const SEND_BUFFER_BYTES: usize = 2 << 20;
const BACKLOG: i32 = 256;

/// Addresses are given as numbers: the core never waits for a name service.
pub fn resolve(host: &str) -> io::Result<IpAddr> {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.parse()
        .map(super::plain)
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, format!("no IP address: {host}")))
}

pub fn udp_socket(host: IpAddr, port: u16, shares: bool) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::for_address(SocketAddr::new(host, port)), Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_nonblocking(true)?;
    enlarge(&socket, if shares { RECEIVE_BUFFER_BYTES } else { SEND_BUFFER_BYTES });
    socket.bind(&SockAddr::from(SocketAddr::new(host, port)))?;
    Ok(socket.into())
}

fn enlarge(socket: &Socket, bytes: usize) {
    let value = bytes as libc::c_int;
    for (forced, plain) in [(libc::SO_RCVBUFFORCE, libc::SO_RCVBUF), (libc::SO_SNDBUFFORCE, libc::SO_SNDBUF)] {
        for option in [forced, plain] {
            // SAFETY: the option value is one int that lives through the call. A refusal leaves the default, which works.
            let result = unsafe {
                libc::setsockopt(
                    socket.as_raw_fd(),
                    libc::SOL_SOCKET,
                    option,
                    (&raw const value).cast(),
                    size_of::<libc::c_int>() as u32,
                )
            };
            if result == 0 {
                break;
            }
        }
    }
}

pub fn tcp_listener(host: IpAddr, port: u16) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(SocketAddr::new(host, port)), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    socket.set_reuse_address(true)?;
    socket.bind(&SockAddr::from(SocketAddr::new(host, port)))?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// A connection that is being opened; writable once it stands or failed.
pub fn connecting(local: IpAddr, local_port: u16, remote: SocketAddr) -> io::Result<TcpStream> {
    let socket = Socket::new(Domain::for_address(remote), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    socket.set_tcp_nodelay(true)?;
    socket.set_reuse_address(true)?;
    if local.is_ipv4() == remote.is_ipv4() && (local_port != 0 || !local.is_unspecified()) {
        socket.bind(&SockAddr::from(SocketAddr::new(local, local_port)))?;
    }
    match socket.connect(&SockAddr::from(remote)) {
        Ok(()) => {}
        Err(error) if error.raw_os_error() == Some(libc::EINPROGRESS) => {}
        Err(error) => return Err(error),
    }
    Ok(socket.into())
}

pub fn accepted(listener: &TcpListener) -> io::Result<(TcpStream, SocketAddr)> {
    let (stream, remote) = listener.accept()?;
    stream.set_nonblocking(true)?;
    stream.set_nodelay(true)?;
    Ok((stream, SocketAddr::new(super::plain(remote.ip()), remote.port())))
}

/// Ports for those who need one of their own; tried in turn from where the last search ended.
#[derive(Debug)]
pub struct PortRange {
    first: u16,
    last: u16,
    next: u16,
}

impl PortRange {
    /// `first` 0: any free port.
    pub fn new(first: u16, last: u16) -> Self {
        Self { first, last, next: first }
    }

    /// Opens with the first port that `open` takes; `AddrInUse` where none is free.
    pub fn open<T>(&mut self, mut open: impl FnMut(u16) -> io::Result<T>) -> io::Result<T> {
        if self.first == 0 {
            return open(0);
        }
        for _ in self.first..=self.last {
            let port = self.next;
            self.next = if port >= self.last { self.first } else { port + 1 };
            match open(port) {
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
                result => return result,
            }
        }
        Err(io::ErrorKind::AddrInUse.into())
    }
}
