//! One stream: what arrives for it, what is kept of it, who looks at it.
mod rates;
mod source;
mod store;
#[expect(clippy::module_inception, reason = "the type after which the module is named")]
mod stream;
mod watch;

pub use source::{Admission, SourceRule};
pub use store::{ChunkPool, PacketStore};
pub use stream::{Shared, Stream, StreamOptions, Viewer};
pub use watch::Watch;
