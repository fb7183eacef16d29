//! State shared by everything on the line, and the line's own address as a caller sees it.

use super::call::{CallRules, Phase};
use super::count::Count;
use super::guard::AllowList;
use super::lines::Lines;
use super::pacer::Pacer;
use super::ports::PortRange;
use super::settings::PhoneConfig;
use std::net::{IpAddr, SocketAddr, UdpSocket};

/// How many lines there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineStatus {
    /// Calls that are served at the same time at most.
    pub lines: usize,
    /// Of these, those that are free.
    pub free: usize,
    /// Whether the next call would be served: a line is free, and the program is not ending.
    pub taking_calls: bool,
}

/// Shared by all calls.
pub(super) struct LineContext {
    /// The settings.
    pub config: PhoneConfig,
    /// Who is answered.
    pub allow: AllowList,
    /// The lines in use.
    pub lines: Lines,
    /// The clock.
    pub pacer: Pacer,
    /// Streams, requests and the registration, whose end the line waits for when it closes.
    pub under_way: Count,
    /// Ports for RTP.
    pub ports: PortRange,
    /// Rules for every call.
    pub rules: CallRules,
}

impl LineContext {
    /// How many lines are free now.
    #[must_use]
    pub(super) fn status(&self) -> LineStatus {
        let lines = self.lines.limit();
        let free = lines.saturating_sub(self.lines.open());
        let taking_calls = free > 0 && *self.rules.phase.borrow() == Phase::Open;
        LineStatus { lines, free, taking_calls }
    }
}

/// Our own address on the route to `peer`, to bind to.
#[must_use]
pub(super) fn own_address(listening: IpAddr, peer: IpAddr) -> IpAddr {
    if !listening.is_unspecified() {
        return listening;
    }
    let any: IpAddr = if peer.is_ipv4() { [0, 0, 0, 0].into() } else { [0_u16; 8].into() };
    // Connecting a UDP socket sends nothing; it only consults the routing table.
    let routed = UdpSocket::bind((any, 0)).and_then(|socket| {
        socket.connect(SocketAddr::new(peer, 9))?;
        socket.local_addr()
    });
    routed.map_or(listening, |address| address.ip())
}
