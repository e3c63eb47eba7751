/// Video that a browser can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VideoCodec {
    H264,
    H265,
}

impl VideoCodec {
    pub fn name(self) -> &'static str {
        match self {
            Self::H264 => "h264",
            Self::H265 => "h265",
        }
    }
}

/// Audio that a browser can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AudioCodec {
    G711A,
    G711U,
    Aac,
}

impl AudioCodec {
    pub fn name(self) -> &'static str {
        match self {
            Self::G711A => "g711a",
            Self::G711U => "g711u",
            Self::Aac => "aac",
        }
    }
}
