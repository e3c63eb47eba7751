//! What the tracks of one initialisation segment are.
use crate::codec::aac::AacConfig;
use crate::codec::{AudioCodec, VideoCodec, g711, h264, h265};

type Units = Vec<Vec<u8>>;

/// The video track: the parameter sets as they came, and what they say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VideoTrack {
    H264 { sps: h264::Sps, sets: Units, picture_sets: Units },
    H265 { sps: h265::Sps, video_sets: Units, sets: Units, picture_sets: Units },
}

impl VideoTrack {
    pub fn codec(&self) -> VideoCodec {
        match self {
            Self::H264 { .. } => VideoCodec::H264,
            Self::H265 { .. } => VideoCodec::H265,
        }
    }

    pub fn size(&self) -> (u32, u32) {
        match self {
            Self::H264 { sps, .. } => (sps.width, sps.height),
            Self::H265 { sps, .. } => (sps.width, sps.height),
        }
    }

    /// The first sequence parameter set.
    pub fn sequence_set(&self) -> &[u8] {
        match self {
            Self::H264 { sets, .. } | Self::H265 { sets, .. } => sets.first().map_or(&[], Vec::as_slice),
        }
    }

    pub fn codec_string(&self) -> String {
        match self {
            Self::H264 { sps, .. } => sps.codec_string(),
            Self::H265 { sps, .. } => sps.codec_string(),
        }
    }
}

/// The audio track: AAC as it comes, G.711 as FLAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AudioTrack {
    Aac(AacConfig),
    G711A,
    G711U,
}

impl AudioTrack {
    pub fn codec(self) -> AudioCodec {
        match self {
            Self::Aac(_) => AudioCodec::Aac,
            Self::G711A => AudioCodec::G711A,
            Self::G711U => AudioCodec::G711U,
        }
    }

    pub fn sample_rate_hz(self) -> u32 {
        match self {
            Self::Aac(config) => config.sample_rate_hz(),
            Self::G711A | Self::G711U => g711::SAMPLE_RATE_HZ,
        }
    }

    pub fn codec_string(self) -> String {
        match self {
            Self::Aac(config) => format!("mp4a.40.{}", config.object_type),
            Self::G711A | Self::G711U => "flac".to_owned(),
        }
    }
}

/// What a viewer is told before the initialisation segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    pub video_codec: &'static str,
    /// What the camera sends; in the MP4, G.711 stands as FLAC.
    pub audio_codec: &'static str,
    pub mime: String,
    pub width: u32,
    pub height: u32,
}

impl Description {
    pub fn of(video: &VideoTrack, audio: Option<AudioTrack>) -> Self {
        let (width, height) = video.size();
        let mut codecs = video.codec_string();
        if let Some(audio) = audio {
            codecs = format!("{codecs},{}", audio.codec_string());
        }
        Self {
            video_codec: video.codec().name(),
            audio_codec: audio.map_or("", |audio| audio.codec().name()),
            mime: format!("video/mp4; codecs=\"{codecs}\""),
            width,
            height,
        }
    }
}
