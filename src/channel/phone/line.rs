//! State shared by everything on the line, and the line's own address as a caller sees it.

use super::call::CallRules;
use super::guard::AllowList;
use super::lines::Lines;
use super::pacer::Pacer;
use super::ports::PortRange;
use super::settings::PhoneConfig;
use std::net::{IpAddr, SocketAddr, UdpSocket};

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
    /// Ports for RTP.
    pub ports: PortRange,
    /// Rules for every call.
    pub rules: CallRules,
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
