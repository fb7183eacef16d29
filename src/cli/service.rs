//! What systemd is told by a program that it runs: that it serves, that it is alive, that it ends (`sd_notify`).
//!
//! Started by hand there is nobody to tell, and nothing happens.

use crate::installation::KnowledgeAge;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::sync::Arc;
use std::time::Duration;

/// Tells systemd that the program serves now, and from then on, from the runtime that serves, that it is alive.
/// Must be called within a Tokio runtime.
pub(super) fn ready() {
    let Some(systemd) = Systemd::of_environment() else { return };
    systemd.tell("READY=1");
    let Some(watched) = std::env::var("WATCHDOG_USEC").ok().and_then(|time| time.parse().ok()) else { return };
    tokio::spawn(async move {
        // Twice in the time after which systemd would start the program anew.
        let mut time = tokio::time::interval(Duration::from_micros(watched) / 2);
        loop {
            time.tick().await;
            systemd.tell("WATCHDOG=1");
        }
    });
}

/// Tells systemd that the program ends, which may take as long as there are calls.
pub(super) fn stopping() {
    if let Some(systemd) = Systemd::of_environment() {
        systemd.tell("STOPPING=1");
    }
}

struct Systemd {
    socket: UnixDatagram,
    address: SocketAddr,
}

impl Systemd {
    fn of_environment() -> Option<Self> {
        let name = std::env::var("NOTIFY_SOCKET").ok()?;
        let address = match name.strip_prefix('@') {
            Some(name) => SocketAddr::from_abstract_name(name),
            None => SocketAddr::from_pathname(&name),
        };
        let socket = UnixDatagram::unbound().ok()?;
        // A manager that does not read must not hold up the program.
        socket.set_nonblocking(true).ok()?;
        Some(Systemd { socket, address: address.ok()? })
    }

    fn tell(&self, state: &str) {
        if let Err(error) = self.socket.send_to_addr(state.as_bytes(), &self.address) {
            tracing::warn!(code = "systemd-not-told", state, %error);
        }
    }
}

/// What Prometheus reads, with the age of the knowledge.
pub(super) fn with_age(
    counts: Arc<dyn Fn() -> String + Send + Sync>,
    age: KnowledgeAge,
) -> Arc<dyn Fn() -> String + Send + Sync> {
    Arc::new(move || counts() + &age.metrics())
}
