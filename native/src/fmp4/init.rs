//! The initialisation segment: `ftyp` and `moov`.
use super::boxes::{boxed, full, u16s, u32s};
use super::tracks::{AudioTrack, VideoTrack};
use crate::codec::{flac, h265};

pub const VIDEO_TRACK: u32 = 1;
pub const AUDIO_TRACK: u32 = 2;
pub const VIDEO_TIMESCALE: u32 = 90_000;
const UNITY_MATRIX: [u32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];

pub fn write(out: &mut Vec<u8>, video: &VideoTrack, audio: Option<AudioTrack>) {
    boxed(out, b"ftyp", |out| out.extend(b"iso6\0\0\0\x01iso6mp41"));
    boxed(out, b"moov", |out| {
        full(out, b"mvhd", 0, 0, |out| {
            u32s(out, &[0, 0, 1000, 0, 0x1_0000, 0x0100_0000, 0, 0]);
            u32s(out, &UNITY_MATRIX);
            u32s(out, &[0, 0, 0, 0, 0, 0, AUDIO_TRACK + 1]);
        });
        let (width, height) = video.size();
        track(out, VIDEO_TRACK, VIDEO_TIMESCALE, (width, height), |out| video_entry(out, video));
        if let Some(audio) = audio {
            track(out, AUDIO_TRACK, audio.sample_rate_hz(), (0, 0), |out| audio_entry(out, audio));
        }
        boxed(out, b"mvex", |out| {
            for track in [Some(VIDEO_TRACK), audio.map(|_| AUDIO_TRACK)].into_iter().flatten() {
                full(out, b"trex", 0, 0, |out| u32s(out, &[track, 1, 0, 0, 0]));
            }
        });
    });
}

fn track(out: &mut Vec<u8>, id: u32, timescale: u32, (width, height): (u32, u32), entry: impl FnOnce(&mut Vec<u8>)) {
    let is_video = width > 0;
    boxed(out, b"trak", |out| {
        full(out, b"tkhd", 0, 3, |out| {
            u32s(out, &[0, 0, id, 0, 0, 0, 0, 0, if is_video { 0 } else { 0x0100_0000 }]);
            u32s(out, &UNITY_MATRIX);
            u32s(out, &[width << 16, height << 16]);
        });
        boxed(out, b"mdia", |out| {
            full(out, b"mdhd", 0, 0, |out| u32s(out, &[0, 0, timescale, 0, 0x55c4_0000]));
            full(out, b"hdlr", 0, 0, |out| {
                out.extend([0; 4]);
                out.extend(if is_video { b"vide" } else { b"soun" });
                out.extend([0; 13]);
            });
            boxed(out, b"minf", |out| {
                if is_video {
                    full(out, b"vmhd", 0, 1, |out| out.extend([0; 8]));
                } else {
                    full(out, b"smhd", 0, 0, |out| out.extend([0; 4]));
                }
                boxed(out, b"dinf", |out| {
                    full(out, b"dref", 0, 0, |out| {
                        u32s(out, &[1]);
                        full(out, b"url ", 0, 1, |_| {});
                    });
                });
                boxed(out, b"stbl", |out| {
                    full(out, b"stsd", 0, 0, |out| {
                        u32s(out, &[1]);
                        entry(out);
                    });
                    full(out, b"stts", 0, 0, |out| u32s(out, &[0]));
                    full(out, b"stsc", 0, 0, |out| u32s(out, &[0]));
                    full(out, b"stsz", 0, 0, |out| u32s(out, &[0, 0]));
                    full(out, b"stco", 0, 0, |out| u32s(out, &[0]));
                });
            });
        });
    });
}

fn video_entry(out: &mut Vec<u8>, video: &VideoTrack) {
    let (width, height) = video.size();
    // `avc1` and `hvc1`: all parameter sets stand here and none in the samples.
    let kind = match video {
        VideoTrack::H264 { .. } => b"avc1",
        VideoTrack::H265 { .. } => b"hvc1",
    };
    boxed(out, kind, |out| {
        out.extend([0, 0, 0, 0, 0, 0, 0, 1]);
        out.extend([0; 16]);
        u16s(out, &[width as u16, height as u16]);
        u32s(out, &[0x48_0000, 0x48_0000, 0]);
        u16s(out, &[1]);
        out.extend([0; 32]);
        u16s(out, &[24, 0xffff]);
        match video {
            VideoTrack::H264 { .. } => boxed(out, b"avcC", |out| avc_configuration(out, video)),
            VideoTrack::H265 { .. } => boxed(out, b"hvcC", |out| hevc_configuration(out, video)),
        }
    });
}

/// ISO/IEC 14496-15 §5.3.3.1.
fn avc_configuration(out: &mut Vec<u8>, video: &VideoTrack) {
    let VideoTrack::H264 { sps, sets, picture_sets } = video else {
        return;
    };
    out.extend([1, sps.profile, sps.compatibility, sps.level, 0xff, 0xe0 | sets.len() as u8]);
    sets.iter().for_each(|unit| unit_with_length(out, unit));
    out.push(picture_sets.len() as u8);
    picture_sets.iter().for_each(|unit| unit_with_length(out, unit));
    if matches!(sps.profile, 100 | 110 | 122 | 144) {
        let depths = [sps.bit_depth_luma, sps.bit_depth_chroma].map(|depth| 0xf8 | (depth - 8) as u8);
        out.extend([0xfc | sps.chroma_format as u8, depths[0], depths[1], 0]);
    }
}

/// ISO/IEC 14496-15 §8.3.3.1.
fn hevc_configuration(out: &mut Vec<u8>, video: &VideoTrack) {
    let VideoTrack::H265 { sps, video_sets, sets, picture_sets } = video else {
        return;
    };
    out.push(1);
    out.extend(sps.profile_tier_level);
    let depths = [sps.bit_depth_luma, sps.bit_depth_chroma].map(|depth| 0xf8 | (depth - 8) as u8);
    out.extend([0xf0, 0, 0xfc, 0xfc | sps.chroma_format as u8, depths[0], depths[1], 0, 0]);
    out.push((sps.sub_layers as u8) << 3 | u8::from(sps.nested) << 2 | 3);
    out.push(3);
    for (kind, units) in [(h265::VPS, video_sets), (h265::SPS, sets), (h265::PPS, picture_sets)] {
        out.push(0x80 | kind);
        u16s(out, &[units.len() as u16]);
        units.iter().for_each(|unit| unit_with_length(out, unit));
    }
}

fn unit_with_length(out: &mut Vec<u8>, unit: &[u8]) {
    u16s(out, &[unit.len() as u16]);
    out.extend(unit);
}

fn audio_entry(out: &mut Vec<u8>, audio: AudioTrack) {
    let (kind, channels) = match audio {
        AudioTrack::Aac(config) => (b"mp4a", u16::from(config.channels)),
        AudioTrack::G711A | AudioTrack::G711U => (b"fLaC", 1),
    };
    boxed(out, kind, |out| {
        out.extend([0, 0, 0, 0, 0, 0, 0, 1]);
        out.extend([0; 8]);
        u16s(out, &[channels, 16, 0, 0]);
        // Rates of 64 kHz and more do not fit the 16.16 field; the decoder's own configuration rules.
        u32s(out, &[u32::from(u16::try_from(audio.sample_rate_hz()).unwrap_or(0)) << 16]);
        match audio {
            AudioTrack::Aac(config) => full(out, b"esds", 0, 0, |out| {
                // ES, decoder configuration and decoder specific descriptors (ISO/IEC 14496-1 §7.2.6).
                out.extend([0x03, 25, 0, 0, 0, 0x04, 17, 0x40, 0x15]);
                out.extend([0; 11]);
                out.extend([0x05, 2]);
                out.extend(config.specific_config());
                out.extend([0x06, 1, 2]);
            }),
            AudioTrack::G711A | AudioTrack::G711U => full(out, b"dfLa", 0, 0, |out| {
                // One metadata block, the last: STREAMINFO (FLAC in ISOBMFF §3.3.2).
                out.extend([0x80, 0, 0, 34]);
                out.extend(flac::stream_info());
            }),
        }
    });
}
