//! A bounded fuzzer of everything that reads bytes from cameras: mutations of real RTP/PS.
//!
//! `ANLAN_FUZZ_SECONDS` (default 5) says how long, `ANLAN_FUZZ_SEED` (default 1) which inputs: a seed repeats a run. It looks for panics, memory that grows
//! beyond its bounds, and segments whose boxes do not add up.
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use _core::codec::{h264, h265};
use _core::events::Events;
use _core::net::Framer;
use _core::rtp::RtpPacket;
use _core::stream::{ChunkPool, Shared, SourceRule, Stream, StreamOptions, Viewer};
use _core::viewer::{Next, ViewerQueue};

const SAMPLES: [&[u8]; 2] = [include_bytes!("corpus/h264_g711a.rtp"), include_bytes!("corpus/h265_aac.rtp")];
const GOP_BYTES_MAX: usize = 256 << 10;
/// Start codes and lengths that change the meaning of what follows.
const TELLING: [&[u8]; 12] = [
    &[0, 0, 1, 0xba],
    &[0, 0, 1, 0xbb, 0xff, 0xff],
    &[0, 0, 1, 0xbc, 0, 4],
    &[0, 0, 1, 0xe0, 0, 0],
    &[0, 0, 1, 0xc0, 0xff, 0xff],
    &[0, 0, 1, 0xbd, 0x7f, 0xff],
    &[0, 0, 1, 0x67],
    &[0, 0, 1, 0x42, 1],
    &[0, 0, 1],
    &[0, 0, 0],
    &[0xff, 0xf1],
    &[0, 0, 1, 0xb9],
];

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }
}

fn packets_of(sample: &[u8]) -> Vec<Vec<u8>> {
    let mut packets = Vec::new();
    Framer::default().feed(sample, |packet| packets.push(packet.to_vec())).expect("the corpus is framed");
    packets
}

fn mutate(packets: &mut Vec<Vec<u8>>, random: &mut Random) {
    for _ in 0..1 + random.below(12) {
        let at = random.below(packets.len());
        let length = packets[at].len();
        let place = random.below(length);
        match random.below(12) {
            0 => drop(packets.remove(at)),
            1 => packets.insert(at, packets[at].clone()),
            2 => {
                let other = (at + 1 + random.below(6)).min(packets.len() - 1);
                packets.swap(at, other);
            }
            3 => packets[at].truncate(place),
            4 => packets[at][place] ^= 1 << random.below(8),
            5 => packets[at][place] = random.next() as u8,
            6 | 7 => {
                let telling = TELLING[random.below(TELLING.len())];
                for (index, byte) in telling.iter().enumerate().take_while(|(index, _)| place + index < length) {
                    packets[at][place + index] = *byte;
                }
            }
            8 => packets[at].extend_from_slice(TELLING[random.below(TELLING.len())]),
            9 => packets[at].iter_mut().skip(4).take(4).for_each(|byte| *byte = random.next() as u8),
            10 => packets[at].iter_mut().skip(2).take(2).for_each(|byte| *byte = random.next() as u8),
            _ => packets[at].extend(std::iter::repeat_n(random.next() as u8, random.below(3000))),
        }
        if packets.is_empty() {
            packets.push(vec![0x80; 13]);
        }
        packets.iter_mut().filter(|packet| packet.is_empty()).for_each(|packet| packet.push(0x80));
    }
}

/// The boxes of a message add up to its length.
fn check_boxes(message: &[u8]) {
    let start = match message[1] & 0x7f {
        126 => 4,
        127 => 10,
        _ => 2,
    };
    if message[0] != 0x82 {
        return;
    }
    let mut rest = &message[start..];
    while !rest.is_empty() {
        let size = u32::from_be_bytes(rest[..4].try_into().expect("four bytes")) as usize;
        assert!(size >= 8 && size <= rest.len(), "a box of {size} in {}", rest.len());
        rest = &rest[size..];
    }
}

fn run(packets: &[Vec<u8>], random: &mut Random, shared: &mut Shared) -> usize {
    let options = StreamOptions {
        id: "fuzz".to_owned(),
        ssrc: 7,
        transport: "udp",
        check_ssrc: true,
        own_port: false,
        reorder_window_us: 200_000,
        silence_us: 5_000_000,
        gop_bytes_max: GOP_BYTES_MAX,
    };
    let mut stream = Stream::new(options, SourceRule::new(None, false), 0);
    let from: SocketAddr = "127.0.0.1:5".parse().expect("an address");
    let queue = Arc::new(ViewerQueue::default());
    let joins_at = random.below(packets.len());
    let mut segments = 0;
    for (index, bytes) in packets.iter().enumerate() {
        let now_us = 1 + index as u64 * 3_000;
        if index == joins_at {
            stream.add_viewer(Viewer { id: "v".to_owned(), queue: queue.clone() }, now_us, shared);
        }
        if let Ok(packet) = RtpPacket::parse(bytes) {
            stream.receive(&packet, from, "udp", now_us, shared);
        }
        stream.store.trim(&mut shared.pool);
        if index % 40 == 0 {
            stream.tick(now_us, shared);
        }
        while let Next::Send { bytes, is_media } = queue.next() {
            check_boxes(&bytes);
            segments += usize::from(is_media);
        }
    }
    stream.tick(10_000_000_000, shared);
    stream.remove_viewer("v");
    assert!(stream.store.bytes() <= GOP_BYTES_MAX + 70_000);
    segments
}

fn run_small_readers(packets: &[Vec<u8>], random: &mut Random) {
    let mut framer = Framer::default();
    let framed: Vec<u8> =
        packets.iter().flat_map(|packet| [&(packet.len() as u16).to_be_bytes()[..], packet].concat()).collect();
    let cut = 1 + random.below(5000);
    let _ = framed.chunks(cut).try_for_each(|piece| framer.feed(piece, |_| {}));
    for packet in packets.iter().take(4) {
        let from = random.below(packet.len());
        h264::Sps::parse(&packet[from..]);
        h265::Sps::parse(&packet[from..]);
    }
}

#[test]
fn nothing_a_camera_sends_breaks_the_core() {
    let number =
        |name: &str, default: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let seconds = number("ANLAN_FUZZ_SECONDS", 5);
    let seed = number("ANLAN_FUZZ_SEED", 1);
    println!("seed {seed}");
    // All bits zero would stay zero for ever.
    let seed = seed | 1 << 40;
    let mut random = Random(seed);
    let mut shared = Shared { events: Arc::new(Events::new().expect("an eventfd")), pool: ChunkPool::default() };
    let samples = SAMPLES.map(packets_of);
    for sample in &samples {
        assert!(run(sample, &mut Random(seed), &mut shared) > 0, "the corpus itself plays");
    }
    let end = Instant::now() + Duration::from_secs(seconds);
    let (mut inputs, mut segments) = (0u64, 0usize);
    while Instant::now() < end {
        let mut packets = samples[random.below(samples.len())].clone();
        mutate(&mut packets, &mut random);
        segments += run(&packets, &mut random, &mut shared);
        run_small_readers(&packets, &mut random);
        shared.events.take();
        inputs += 1;
    }
    println!("{inputs} inputs, {segments} segments");
    assert!(segments > 0, "mutations that leave nothing to play test nothing");
}
