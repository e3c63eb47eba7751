//! The last packets of a stream, as they came: the group of pictures for late viewers and forwards, and the only queue that
//! forwards have. A forward is a position in this store; it never holds packets of its own.
use std::collections::VecDeque;

/// One allocation holds this much; about 45 packets.
const CHUNK_BYTES: usize = 64 << 10;
/// Freed chunks kept for the next packets, over all streams.
const SPARE_MAX: usize = 64;

/// Chunks that no stream uses now, so that a steady stream allocates nothing.
#[derive(Debug, Default)]
pub struct ChunkPool {
    spare: Vec<Vec<u8>>,
}

impl ChunkPool {
    fn take(&mut self, at_least: usize) -> Vec<u8> {
        match self.spare.pop() {
            Some(chunk) if at_least <= CHUNK_BYTES => chunk,
            _ => Vec::with_capacity(at_least.max(CHUNK_BYTES)),
        }
    }

    fn give(&mut self, mut chunk: Vec<u8>) {
        if self.spare.len() < SPARE_MAX && chunk.capacity() == CHUNK_BYTES {
            chunk.clear();
            self.spare.push(chunk);
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Place {
    chunk: u64,
    offset: u32,
    length: u32,
}

#[derive(Debug)]
pub struct PacketStore {
    chunks: VecDeque<Vec<u8>>,
    first_chunk: u64,
    places: VecDeque<Place>,
    first: u64,
    gop_start: Option<u64>,
    bytes: usize,
    bytes_max: usize,
}

impl PacketStore {
    pub fn new(bytes_max: usize) -> Self {
        Self {
            chunks: VecDeque::new(),
            first_chunk: 0,
            places: VecDeque::new(),
            first: 0,
            gop_start: None,
            bytes: 0,
            bytes_max,
        }
    }

    /// Index that the next packet will get; indices never repeat.
    pub fn next(&self) -> u64 {
        self.first + self.places.len() as u64
    }

    pub fn first(&self) -> u64 {
        self.first
    }

    pub fn gop_start(&self) -> Option<u64> {
        self.gop_start
    }

    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Keeps a copy: the one copy a packet is given between two kernels.
    pub fn push(&mut self, packet: &[u8], pool: &mut ChunkPool) {
        let fits = self.chunks.back().is_some_and(|chunk| chunk.len() + packet.len() <= chunk.capacity());
        if !fits {
            self.chunks.push_back(pool.take(packet.len()));
        }
        let chunk_number = self.first_chunk + self.chunks.len() as u64 - 1;
        if let Some(chunk) = self.chunks.back_mut() {
            self.places.push_back(Place {
                chunk: chunk_number,
                offset: chunk.len() as u32,
                length: packet.len() as u32,
            });
            chunk.extend_from_slice(packet);
            self.bytes += packet.len();
        }
    }

    pub fn get(&self, index: u64) -> Option<&[u8]> {
        let place = self.places.get(usize::try_from(index.checked_sub(self.first)?).ok()?)?;
        let chunk = self.chunks.get((place.chunk - self.first_chunk) as usize)?;
        chunk.get(place.offset as usize..(place.offset + place.length) as usize)
    }

    /// A key frame begins at `index`.
    pub fn begin_gop(&mut self, index: u64) {
        self.gop_start = Some(index.max(self.first));
    }

    /// Lets go of what stands before the group of pictures, and of all of it once it is larger than allowed.
    pub fn trim(&mut self, pool: &mut ChunkPool) {
        if self.bytes > self.bytes_max {
            self.gop_start = None;
        }
        let keep_from = self.gop_start.unwrap_or(self.next());
        while self.first < keep_from {
            let Some(place) = self.places.pop_front() else {
                break;
            };
            self.bytes -= place.length as usize;
            self.first += 1;
        }
        let oldest = self.places.front().map_or(self.first_chunk + self.chunks.len() as u64, |place| place.chunk);
        while self.first_chunk < oldest {
            if let Some(chunk) = self.chunks.pop_front() {
                pool.give(chunk);
            }
            self.first_chunk += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_one_group_of_pictures() {
        let (mut pool, mut store) = (ChunkPool::default(), PacketStore::new(1 << 20));
        for index in 0..1000u64 {
            if index % 100 == 0 {
                store.begin_gop(index);
            }
            store.push(&vec![index as u8; 1400], &mut pool);
            store.trim(&mut pool);
        }
        assert_eq!((store.first(), store.next(), store.bytes()), (900, 1000, 140_000));
        assert_eq!(store.get(899), None);
        assert_eq!(store.get(950).unwrap(), [(950 % 256) as u8; 1400]);
        assert!(store.chunks.len() <= 5);
    }

    #[test]
    fn gives_up_a_group_that_is_too_large() {
        let (mut pool, mut store) = (ChunkPool::default(), PacketStore::new(10_000));
        store.begin_gop(0);
        for _ in 0..20 {
            store.push(&[0; 1000], &mut pool);
            store.trim(&mut pool);
        }
        assert_eq!(store.gop_start(), None);
        assert!(store.bytes() <= 10_000);
    }
}
