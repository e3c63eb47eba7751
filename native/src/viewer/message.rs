//! WebSocket messages as bytes, made once and shared by all viewers (RFC 6455 §5.2: a server's frames carry no mask).
use bytes::Bytes;

use crate::fmp4::{Description, HEADROOM};

const TEXT: u8 = 0x81;
const BINARY: u8 = 0x82;

/// Turns `bytes` with `HEADROOM` free bytes in front into one binary message, in place.
pub fn binary(mut bytes: Vec<u8>) -> Bytes {
    let length = bytes.len() - HEADROOM;
    let (header, used) = header(BINARY, length);
    let start = HEADROOM - used;
    bytes[start..HEADROOM].copy_from_slice(&header[..used]);
    Bytes::from(bytes).slice(start..)
}

pub fn text(text: &str) -> Bytes {
    let (header, used) = header(TEXT, text.len());
    let mut bytes = Vec::with_capacity(used + text.len());
    bytes.extend_from_slice(&header[..used]);
    bytes.extend_from_slice(text.as_bytes());
    Bytes::from(bytes)
}

fn header(kind: u8, length: usize) -> ([u8; HEADROOM], usize) {
    let mut header = [kind; HEADROOM];
    let used = match length {
        0..126 => {
            header[1] = length as u8;
            2
        }
        126..0x1_0000 => {
            header[1] = 126;
            header[2..4].copy_from_slice(&(length as u16).to_be_bytes());
            4
        }
        _ => {
            header[1] = 127;
            header[2..10].copy_from_slice(&(length as u64).to_be_bytes());
            10
        }
    };
    (header, used)
}

/// Frames that a viewer did not get: it was too slow for them, or they were lost on the way here.
pub fn skipped(frames: u32, reason: &str) -> Bytes {
    text(&serde_json::json!({"type": "skipped", "frames": frames, "reason": reason}).to_string())
}

pub fn ready(stream: &str, description: &Description) -> Bytes {
    let message = serde_json::json!({
        "type": "ready",
        "stream": stream,
        "mime": description.mime,
        "width": description.width,
        "height": description.height,
        "video_codec": description.video_codec,
        "audio_codec": description.audio_codec,
    });
    text(&message.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_take_their_three_forms() {
        for (length, head) in
            [(5, vec![0x82, 5]), (300, vec![0x82, 126, 1, 44]), (70_000, vec![0x82, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x70])]
        {
            let message = binary(vec![7; HEADROOM + length]);
            assert_eq!(message[..head.len()], head);
            assert_eq!(message.len(), head.len() + length);
        }
        assert_eq!(&text("hi")[..], b"\x81\x02hi");
    }
}
