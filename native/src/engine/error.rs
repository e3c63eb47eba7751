use std::io;

/// The codes of `MediaError`, as `_core.pyi` lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorCode {
    UnknownStream,
    StreamExists,
    SsrcTaken,
    UnknownForward,
    PortInUse,
    TooMany,
    BadArgument,
}

impl ErrorCode {
    pub fn name(self) -> &'static str {
        match self {
            Self::UnknownStream => "unknown_stream",
            Self::StreamExists => "stream_exists",
            Self::SsrcTaken => "ssrc_taken",
            Self::UnknownForward => "unknown_forward",
            Self::PortInUse => "port_in_use",
            Self::TooMany => "too_many",
            Self::BadArgument => "bad_argument",
        }
    }
}

#[derive(Debug)]
pub struct EngineError {
    pub code: ErrorCode,
    pub detail: String,
}

impl EngineError {
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }

    pub fn unknown_stream(id: &str) -> Self {
        Self::new(ErrorCode::UnknownStream, id)
    }
}

impl From<io::Error> for EngineError {
    fn from(error: io::Error) -> Self {
        let code = match error.kind() {
            io::ErrorKind::AddrInUse => ErrorCode::PortInUse,
            _ => match error.raw_os_error() {
                Some(libc::EMFILE | libc::ENFILE | libc::ENOBUFS | libc::ENOMEM) => ErrorCode::TooMany,
                _ => ErrorCode::BadArgument,
            },
        };
        Self::new(code, error.to_string())
    }
}
