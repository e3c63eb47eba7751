//! RTP (RFC 3550): header, order of arrival, statistics of reception.
mod jitter;
mod packet;
mod reorder;

pub use jitter::Jitter;
pub use packet::{HEADER_BYTES, RtpFault, RtpPacket, patch_header};
pub use reorder::{Arrival, Reorder};
