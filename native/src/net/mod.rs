//! Sockets: batched UDP, readiness, RFC 4571 framing, address classes.
mod epoll;
mod framing;
mod network;
mod sockets;
mod udp_receive;
mod udp_send;
mod wake;

pub use epoll::{Epoll, Ready};
pub use framing::{Framer, FramingFault};
pub use network::{Network, plain};
pub use sockets::{PortRange, accepted, connecting, resolve, tcp_listener, udp_socket};
pub use udp_receive::UdpBatch;
pub use udp_send::{SEND_MAX, UdpSender};
pub use wake::WakeFd;
