//! Pairs of UDP ports for RTP and RTCP, from the range that the firewall allows.

use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicU32, Ordering};

/// The range in the settings.
#[derive(Debug)]
pub(super) struct PortRange {
    first: u16,
    pairs: u32,
    next: AtomicU32,
}

/// The two non-blocking sockets of a call.
#[derive(Debug)]
pub(super) struct RtpSockets {
    /// For sound.
    pub rtp: UdpSocket,
    /// For reports.
    pub rtcp: UdpSocket,
    /// The port for sound.
    pub port: u16,
    address: IpAddr,
    connected: bool,
}

impl PortRange {
    /// A range including both ends. RTP uses the even ports.
    #[must_use]
    pub(super) fn new(first: u16, last: u16) -> Self {
        let first = first + first % 2;
        let pairs = (u32::from(last) + 1).saturating_sub(u32::from(first)) / 2;
        PortRange { first, pairs, next: AtomicU32::new(0) }
    }

    /// The next free pair, in rotation, so that a late packet of one call does not reach the next.
    pub(super) fn bind(&self, address: IpAddr) -> io::Result<RtpSockets> {
        let mut failure = io::Error::new(io::ErrorKind::AddrInUse, "no ports");
        for _ in 0..self.pairs {
            let pair = self.next.fetch_add(1, Ordering::Relaxed) % self.pairs;
            let port = self.first + (pair * 2) as u16;
            match RtpSockets::bind(address, port) {
                Ok(sockets) => return Ok(sockets),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }
}

impl RtpSockets {
    fn bind(address: IpAddr, port: u16) -> io::Result<Self> {
        let sound = UdpSocket::bind((address, port))?;
        let reports = UdpSocket::bind((address, port + 1))?;
        sound.set_nonblocking(true)?;
        reports.set_nonblocking(true)?;
        Ok(RtpSockets { rtp: sound, rtcp: reports, port, address, connected: false })
    }

    /// From now on the system drops what others send, and reports when we are refused.
    pub(super) fn connect(&mut self, peer: SocketAddr) {
        if self.connected {
            self.disconnect();
        }
        self.connected = self.rtp.connect(peer).is_ok();
    }

    /// Receives from everyone again. The socket is reopened, because a connected one cannot be disconnected otherwise.
    pub(super) fn disconnect(&mut self) {
        if !self.connected {
            return;
        }
        let Ok(parking) = UdpSocket::bind((self.address, 0)) else { return };
        drop(std::mem::replace(&mut self.rtp, parking));
        if let Ok(socket) = UdpSocket::bind((self.address, self.port)) {
            self.rtp = socket;
        }
        let _ = self.rtp.set_nonblocking(true);
        self.connected = false;
    }

    /// Sends a packet of sound; a full system buffer is not an error of the line.
    pub(super) fn send(&self, packet: &[u8], to: SocketAddr) -> io::Result<()> {
        let sent = if self.connected { self.rtp.send(packet) } else { self.rtp.send_to(packet, to) };
        sent.map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_go_round_and_run_out() {
        let home = "127.0.0.1".parse().unwrap();
        let range = PortRange::new(41_001, 41_006);
        let (first, second) = (range.bind(home).unwrap(), range.bind(home).unwrap());
        assert_eq!((first.port, second.port), (41_002, 41_004));
        assert!(range.bind(home).is_err());
        drop(first);
        assert_eq!(range.bind(home).unwrap().port, 41_002);
    }
}
