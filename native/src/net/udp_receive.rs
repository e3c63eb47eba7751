//! Many datagrams in one system call.
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::RawFd;

/// Datagrams a call takes at most.
const BATCH: usize = 256;
/// Room for each; a few devices send jumbo datagrams. Not a power of two, so that the first lines of the places do not
/// all fall into the same cache set. Only what a datagram fills is ever touched.
const PLACE_BYTES: usize = 9280;

pub struct UdpBatch {
    places: Box<[u8]>,
    addresses: Box<[libc::sockaddr_in6]>,
    vectors: Box<[libc::iovec]>,
    headers: Box<[libc::mmsghdr]>,
    /// Headers that the kernel wrote into.
    used: usize,
}

impl Default for UdpBatch {
    fn default() -> Self {
        let mut places = vec![0u8; BATCH * PLACE_BYTES].into_boxed_slice();
        // SAFETY: all three are plain C structures for which zero bytes are a valid value.
        let (zero_address, zero_header) =
            unsafe { (std::mem::zeroed::<libc::sockaddr_in6>(), std::mem::zeroed::<libc::mmsghdr>()) };
        let mut addresses = vec![zero_address; BATCH].into_boxed_slice();
        let mut vectors: Box<[libc::iovec]> = places
            .chunks_exact_mut(PLACE_BYTES)
            .map(|place| libc::iovec { iov_base: place.as_mut_ptr().cast(), iov_len: PLACE_BYTES })
            .collect();
        let mut headers = vec![zero_header; BATCH].into_boxed_slice();
        for (index, header) in headers.iter_mut().enumerate() {
            header.msg_hdr.msg_name = (&raw mut addresses[index]).cast();
            header.msg_hdr.msg_iov = &raw mut vectors[index];
            header.msg_hdr.msg_iovlen = 1;
        }
        Self { places, addresses, vectors, headers, used: BATCH }
    }
}

impl UdpBatch {
    pub const MAX: usize = BATCH;

    /// Takes what waits; 0 where nothing does.
    pub fn receive(&mut self, fd: RawFd) -> usize {
        for header in &mut self.headers[..self.used] {
            header.msg_hdr.msg_namelen = size_of::<libc::sockaddr_in6>() as u32;
            header.msg_hdr.msg_flags = 0;
        }
        debug_assert_eq!(self.vectors.len(), BATCH);
        // SAFETY: every header points at its own address and vector, each vector at its own PLACE_BYTES of `places`; all
        // four live in boxes owned by `self` that are never reallocated, and nothing else borrows them during the call.
        let count = unsafe {
            libc::recvmmsg(fd, self.headers.as_mut_ptr(), BATCH as u32, libc::MSG_DONTWAIT, std::ptr::null_mut())
        };
        // Errors here are those of packets sent before (ICMP) or EAGAIN: nothing was received either way.
        let count = usize::try_from(count).unwrap_or(0);
        // One more than it counts: a call that failed there may have written to it.
        self.used = (count + 1).min(BATCH);
        count
    }

    /// The datagram at `index` of those just received, and its sender; `None` where it was cut off.
    pub fn datagram(&self, index: usize) -> Option<(&[u8], SocketAddr)> {
        let header = &self.headers[index];
        if header.msg_hdr.msg_flags & libc::MSG_TRUNC != 0 {
            return None;
        }
        let start = index * PLACE_BYTES;
        Some((&self.places[start..start + header.msg_len as usize], address(&self.addresses[index])?))
    }
}

fn address(raw: &libc::sockaddr_in6) -> Option<SocketAddr> {
    let port = u16::from_be(raw.sin6_port);
    match i32::from(raw.sin6_family) {
        libc::AF_INET => {
            // sockaddr_in has its port at the same place and the address where flowinfo stands.
            Some(SocketAddr::new(IpAddr::V4(Ipv4Addr::from(raw.sin6_flowinfo.to_ne_bytes())), port))
        }
        libc::AF_INET6 => Some(SocketAddr::new(super::plain(IpAddr::V6(Ipv6Addr::from(raw.sin6_addr.s6_addr))), port)),
        _ => None,
    }
}
