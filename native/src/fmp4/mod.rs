//! Fragmented MP4 (ISO/IEC 14496-12, 14496-15) for Media Source Extensions: one video frame a fragment.
mod boxes;
mod clock;
mod group;
mod init;
mod muxer;
mod segment;
mod tracks;

pub use muxer::{HEADROOM, Muxer, Produced};
pub use tracks::{AudioTrack, Description, VideoTrack};
