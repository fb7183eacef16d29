//! Programs on the other side: whether they are installed, and running them.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Whether a program is installed; prints a message if it is not.
pub(crate) fn is_here(program: &str) -> bool {
    let here = std::env::var_os("PATH").is_some_and(|paths| {
        std::env::split_paths(&paths).chain([PathBuf::from("/usr/sbin")]).any(|folder| folder.join(program).is_file())
    });
    if !here {
        println!("skipped: {program}: it is not installed");
    }
    here
}

/// Whether we are root; prints a message if not.
pub(crate) fn is_root() -> bool {
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"));
    if !root {
        println!("skipped: network namespaces: this needs root");
    }
    root
}

/// A port that is free for UDP and TCP.
pub(crate) fn free_port() -> u16 {
    let mut passed_over = Vec::new();
    loop {
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        if std::net::TcpListener::bind(address).is_ok() {
            return address.port();
        }
        assert!(passed_over.len() < 100, "no port is free over TCP");
        passed_over.push(socket);
    }
}

/// A program that is terminated on drop.
pub(crate) struct Running {
    child: Child,
    log: PathBuf,
}

impl Running {
    /// Starts a program whose output goes to `log`.
    pub(crate) fn start(command: &mut Command, log: &Path) -> Self {
        let file = std::fs::File::create(log).unwrap();
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        Running { child, log: log.to_owned() }
    }

    /// Waits for its end; returns whether it succeeded.
    pub(crate) fn succeeds_within(&mut self, seconds: u64) -> bool {
        let until = Instant::now() + Duration::from_secs(seconds);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.success();
            }
            if Instant::now() > until {
                return false;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Its output so far.
    pub(crate) fn said(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    /// Kills it at once.
    pub(crate) fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Terminated gracefully first, so that it ends its helpers.
        let _ = Command::new("kill").arg(self.id().to_string()).status();
        self.succeeds_within(5);
        self.kill();
    }
}

/// Number of networks created so far.
static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);

/// A network namespace with one cable to ours, for telephones that refuse loopback.
pub(crate) struct Namespace {
    /// Its name.
    pub name: String,
    cable: String,
    /// Our address on the cable.
    pub outside: String,
    /// The address inside.
    pub inside: String,
}

impl Namespace {
    /// Name of the cable's inside end.
    pub(crate) const INTERFACE: &str = "eth0";

    /// Creates one; `None`, with a message, if that is impossible.
    pub(crate) fn make() -> Option<Self> {
        if !is_here("ip") || !is_root() {
            return None;
        }
        let number = (std::process::id() + NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) % 250;
        let namespace = Namespace {
            name: format!("spraakloket-{number}"),
            cable: format!("sprkl{number}"),
            outside: format!("10.203.{number}.1"),
            inside: format!("10.203.{number}.2"),
        };
        let Namespace { name, cable, outside, inside } = &namespace;
        let inner = Self::INTERFACE;
        for words in [
            format!("netns add {name}"),
            format!("link add {cable} type veth peer name {inner} netns {name}"),
            format!("addr add {outside}/30 dev {cable}"),
            format!("link set {cable} up"),
            format!("-n {name} addr add {inside}/30 dev {inner}"),
            format!("-n {name} link set {inner} up"),
            format!("-n {name} link set lo up"),
        ] {
            let output = Command::new("ip").args(words.split(' ')).output().unwrap();
            if !output.status.success() {
                println!("skipped: network namespaces: ip {words}: {}", String::from_utf8_lossy(&output.stderr).trim());
                return None;
            }
        }
        Some(namespace)
    }

    /// Settings of a line that listens to the inside.
    pub(crate) fn settings(&self) -> String {
        format!("sip = \"{}:0\"\nallow = \"{}\"", self.outside, self.inside)
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        let _ = Command::new("ip").args(["netns", "del", &self.name]).status();
        let _ = Command::new("ip").args(["link", "del", &self.cable]).stderr(Stdio::null()).status();
    }
}
