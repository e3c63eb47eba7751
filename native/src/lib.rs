//! Media core of Anlan: RTP/PS in, fragmented MP4 to browsers and verbatim RTP out.
//!
//! The way of a packet: `net` takes it from the kernel, `engine` finds its stream, `rtp` puts it in order, `stream` keeps it;
//! while somebody watches, `ps` takes it apart and `fmp4` makes a segment of the frame, which `viewer` sends to all.
#![cfg_attr(test, allow(clippy::type_complexity, reason = "tables of cases are typed tuples"))]
pub mod codec;
pub mod core;
pub mod engine;
pub mod events;
pub mod fmp4;
pub mod net;
pub mod ps;
#[cfg(feature = "pyo3")]
mod python;
pub mod rtp;
pub mod stream;
pub mod viewer;
