//! Programs from the Python package index that `make test-packages` installs, as peers of tests.

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The folder of the project in the user's cache.
pub(crate) fn cache() -> PathBuf {
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache");
    let cache = std::env::var_os("XDG_CACHE_HOME").filter(|path| !path.is_empty());
    cache.map_or_else(home, PathBuf::from).join("spraakloket")
}

/// Python that has a module; prints a message where it has not. `package` is how the index calls it.
pub(crate) fn python_with(module: &str, package: &str) -> Option<PathBuf> {
    let python = cache().join("test-python/bin/python");
    let here = Command::new(&python)
        .args(["-c", &format!("import {module}")])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !here {
        println!("skipped: the Python package {package} is not here; `make test-packages` gets it");
    }
    here.then_some(python)
}

/// A process that is ended when the test is over.
pub(crate) struct Running {
    pub(crate) child: Child,
    /// The first line that it printed, if that was waited for.
    pub(crate) line: String,
}

impl Running {
    /// Starts a program and waits for its first line.
    pub(crate) fn with_line(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Running { child, line: line.trim().to_owned() }
    }

    /// Starts a server and waits until it accepts connections.
    pub(crate) fn server(command: &mut Command, address: SocketAddr) -> Self {
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        let mut running = Running { child, line: String::new() };
        let end = Instant::now() + Duration::from_mins(1);
        while TcpStream::connect(address).is_err() {
            let ended = running.child.try_wait().unwrap();
            assert!(ended.is_none() && Instant::now() < end, "{command:?} does not listen at {address}: {ended:?}");
            std::thread::sleep(Duration::from_millis(100));
        }
        running
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address of this machine at which nobody listens.
pub(crate) fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
