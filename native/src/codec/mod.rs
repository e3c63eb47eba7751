//! What must be known of each codec to say what it is and to put it into MP4.
pub mod aac;
mod access_units;
pub mod bits;
pub mod flac;
pub mod g711;
pub mod h264;
pub mod h265;
mod kinds;
pub mod nal;

pub use access_units::AccessUnits;
pub use kinds::{AudioCodec, VideoCodec};
