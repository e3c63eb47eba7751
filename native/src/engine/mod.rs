//! The receiving thread: it owns every stream and every media socket, so packets meet neither locks nor other threads.
mod error;
mod forward;
mod forwards;
mod handle;
mod ports;
mod routing;
mod run;
mod slab;
mod streams;

pub use error::{EngineError, ErrorCode};
pub use forwards::ForwardRequest;
pub use handle::{Command, EngineHandle};
pub use run::{Engine, EngineOptions};
pub use streams::StreamRequest;

/// How media travels; `tcp_passive`: we listen, `tcp_active`: we connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    Udp,
    TcpPassive,
    TcpActive,
}

impl Transport {
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "udp" => Some(Self::Udp),
            "tcp_passive" => Some(Self::TcpPassive),
            "tcp_active" => Some(Self::TcpActive),
            _ => None,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Udp => "udp",
            Self::TcpPassive => "tcp_passive",
            Self::TcpActive => "tcp_active",
        }
    }
}
