//! Viewers: WebSocket connections that are sent fragmented MP4.
mod hub;
mod listener;
pub mod message;
mod origin;
mod queue;
mod session;
mod tls;
mod token;

pub use hub::Hub;
pub use listener::ViewerListener;
pub use queue::{End, Next, ViewerQueue};
pub use tls::acceptor;
pub use token::TokenCheck;
