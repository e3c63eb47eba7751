//! MPEG program stream (ISO/IEC 13818-1 §2.5) as cameras send it: tolerant of missing maps and wrong lengths.
mod demuxer;
mod key_frame;
mod markers;
mod pes;
mod program_map;
mod start_code;

pub use demuxer::{FrameSink, PsDemuxer, Time};
pub use key_frame::{UnitKind, classify, holds_picture, sequence_set, video_codec_of};
pub use markers::Markers;
pub use pes::PesHeader;
pub use program_map::{ProgramMap, StreamType};
pub use start_code::{PACK, begins_unit};
