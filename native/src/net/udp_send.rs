//! Many datagrams in one system call, those of one size in one message (UDP generic segmentation offload).
use std::io;
use std::os::fd::RawFd;

/// Packets a call takes at most.
pub const SEND_MAX: usize = 128;
/// The kernel takes at most 64 segments and 65,507 bytes a message.
const SEGMENTS_MAX: usize = 64;
const MESSAGE_BYTES_MAX: usize = 65_000;
/// Larger packets do not fit an Ethernet frame; the kernel then refuses to segment and fragments by IP instead.
const SEGMENT_BYTES_MAX: usize = 1452;
/// CMSG_SPACE of one u16.
const CONTROL_WORDS: usize = 3;

/// One packet: its header with our SSRC and sequence number, and the rest as it came.
pub type Outgoing<'a> = ([u8; 12], &'a [u8]);

pub struct UdpSender {
    /// Cleared when the kernel or the device refuses segmentation.
    segments: bool,
}

impl Default for UdpSender {
    fn default() -> Self {
        Self { segments: true }
    }
}

impl UdpSender {
    /// Sends on a connected socket; says how many packets (of at most `SEND_MAX`) went out before the socket was full.
    pub fn send(&mut self, fd: RawFd, packets: &[Outgoing<'_>]) -> io::Result<usize> {
        match self.attempt(fd, packets) {
            Err(error)
                if self.segments
                    && matches!(
                        error.raw_os_error(),
                        Some(libc::EIO | libc::EINVAL | libc::EMSGSIZE | libc::ENOPROTOOPT)
                    ) =>
            {
                self.segments = false;
                self.attempt(fd, packets)
            }
            result => result,
        }
    }

    fn attempt(&self, fd: RawFd, packets: &[Outgoing<'_>]) -> io::Result<usize> {
        let packets = &packets[..packets.len().min(SEND_MAX)];
        let empty = libc::iovec { iov_base: std::ptr::null_mut(), iov_len: 0 };
        let mut vectors = [empty; SEND_MAX * 2];
        for (index, (header, rest)) in packets.iter().enumerate() {
            vectors[index * 2] = libc::iovec { iov_base: header.as_ptr().cast_mut().cast(), iov_len: header.len() };
            vectors[index * 2 + 1] = libc::iovec { iov_base: rest.as_ptr().cast_mut().cast(), iov_len: rest.len() };
        }
        // SAFETY: mmsghdr is a plain C structure for which zero bytes are a valid value.
        let mut messages: [libc::mmsghdr; SEND_MAX] = unsafe { std::mem::zeroed() };
        let mut controls = [[0u64; CONTROL_WORDS]; SEND_MAX];
        let mut counts = [0usize; SEND_MAX];
        let (mut used, mut at) = (0, 0);
        while at < packets.len() {
            let count = self.group(&packets[at..]);
            let message = &mut messages[used].msg_hdr;
            message.msg_iov = &raw mut vectors[at * 2];
            message.msg_iovlen = count * 2;
            if count > 1 {
                write_segment_size(message, &mut controls[used], packets[at].1.len() + 12);
            }
            counts[used] = count;
            used += 1;
            at += count;
        }
        // SAFETY: each message points into `vectors` and `controls`, these into `packets`; all live through the call and the
        // kernel only reads them.
        let sent = unsafe { libc::sendmmsg(fd, messages.as_mut_ptr(), used as u32, libc::MSG_DONTWAIT) };
        match usize::try_from(sent) {
            Ok(sent) => Ok(counts[..sent].iter().sum()),
            Err(_) => match io::Error::last_os_error() {
                error if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => Ok(0),
                error if error.raw_os_error() == Some(libc::ENOBUFS) => Ok(0),
                error => Err(error),
            },
        }
    }

    /// How many packets from the first on can be one message: all of one size, the last may be shorter.
    fn group(&self, packets: &[Outgoing<'_>]) -> usize {
        let size = packets[0].1.len();
        if !self.segments || size + 12 > SEGMENT_BYTES_MAX {
            return 1;
        }
        let (mut count, mut bytes) = (0, 0);
        for (_, rest) in packets.iter().take(SEGMENTS_MAX) {
            bytes += rest.len() + 12;
            if rest.len() > size || bytes > MESSAGE_BYTES_MAX {
                break;
            }
            count += 1;
            if rest.len() < size {
                break;
            }
        }
        count.max(1)
    }
}

fn write_segment_size(message: &mut libc::msghdr, control: &mut [u64; CONTROL_WORDS], size: usize) {
    message.msg_control = control.as_mut_ptr().cast();
    message.msg_controllen = size_of_val(control);
    // SAFETY: the control buffer is aligned for cmsghdr and has room for one header and one u16 (CMSG_SPACE(2) is 24 bytes).
    unsafe {
        let header = libc::CMSG_FIRSTHDR(message);
        (*header).cmsg_level = libc::SOL_UDP;
        (*header).cmsg_type = libc::UDP_SEGMENT;
        (*header).cmsg_len = libc::CMSG_LEN(2) as usize;
        libc::CMSG_DATA(header).cast::<u16>().write_unaligned(size as u16);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::UdpSocket;
    use std::os::fd::AsRawFd;

    #[test]
    fn packets_arrive_whole_and_in_order() {
        let receiver = UdpSocket::bind("127.0.0.1:0").unwrap();
        let sender = UdpSocket::bind("127.0.0.1:0").unwrap();
        sender.connect(receiver.local_addr().unwrap()).unwrap();
        let sizes = [1388usize, 1388, 1388, 700, 1388, 20, 1388, 1400, 3000];
        let payloads: Vec<Vec<u8>> = sizes.iter().enumerate().map(|(index, &size)| vec![index as u8; size]).collect();
        let packets: Vec<Outgoing<'_>> = payloads.iter().map(|payload| ([9u8; 12], payload.as_slice())).collect();
        assert_eq!(UdpSender::default().send(sender.as_raw_fd(), &packets).unwrap(), sizes.len());
        let mut buffer = [0; 4000];
        for (index, size) in sizes.iter().enumerate() {
            let length = receiver.recv(&mut buffer).unwrap();
            assert_eq!((length, buffer[12]), (size + 12, index as u8));
        }
    }
}
