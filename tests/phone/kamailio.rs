//! Kamailio's dispatcher in front of several lines, configured as in `docs/kamailio`: even loads, a machine that is killed,
//! a machine that is upgraded.

use crate::caller::Caller;
use crate::line::Line;
use crate::peer::{Running, free_port, is_here};
use std::io::{BufRead, BufReader};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const LOCAL: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
/// Set for a process of this test that is a line by itself.
const ALONE: &str = "SPRAAKLOKET_TEST_LINE";
/// A call that is not talked to lasts longer than these tests.
const SETTINGS: &str = "no_sound_seconds = 60\ndrain_seconds = 30";

/// Kamailio with the documented configuration, before two machines.
pub(crate) struct Proxy {
    pub(crate) kamailio: Running,
    pub(crate) address: SocketAddr,
    pub(crate) tls: SocketAddr,
    _folder: tempfile::TempDir,
}

impl Proxy {
    /// At an address of ours, for callers from a network. With a port of rtpengine, encrypted on the outside.
    pub(crate) fn start(own: IpAddr, callers: &str, machines: [SocketAddr; 2], rtpengine: Option<u16>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ours = folder.path().to_str().unwrap();
        let (port, tls) = (free_port(), free_port());
        let documented = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/kamailio");
        for (name, changes) in [
            (
                "kamailio.cfg",
                &[
                    ("5080", port.to_string()),
                    ("5081", tls.to_string()),
                    ("!127.0.0.1!g", format!("!{own}!g")),
                    ("!127.0.0.0/8!g", format!("!{callers}!g")),
                    ("2223", rtpengine.unwrap_or_default().to_string()),
                    ("\"dispatcher.list\"", format!("\"{ours}/dispatcher.list\"")),
                    ("\"tls.cfg\"", format!("\"{ours}/tls.cfg\"")),
                    ("unix:kamailio_ctl", format!("unix:{ours}/ctl")),
                ][..],
            ),
            (
                "dispatcher.list",
                &[("127.0.0.1:5061", machines[0].to_string()), ("127.0.0.1:5062", machines[1].to_string())],
            ),
            ("tls.cfg", &[("= kamailio", format!("= {ours}/kamailio"))]),
        ] {
            let mut text = std::fs::read_to_string(documented.join(name)).unwrap();
            for (from, to) in changes {
                assert!(text.contains(from), "{name} has no {from} any more");
                text = text.replace(from, to);
            }
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        if rtpengine.is_some() {
            let made = Command::new("openssl")
                .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"])
                .args(["-keyout", &format!("{ours}/kamailio.key"), "-out", &format!("{ours}/kamailio.pem")])
                .stderr(Stdio::null())
                .status();
            assert!(made.unwrap().success());
        }
        let mut command = Command::new("kamailio");
        command.args(["-DD", "-E", "-m", "64", "-M", "8", "-Y", ours]);
        if rtpengine.is_some() {
            command.args(["-A", "WITH_TLS"]);
        }
        let kamailio =
            Running::start(command.arg("-f").arg(folder.path().join("kamailio.cfg")), &folder.path().join("log"));
        let at = |port| SocketAddr::new(own, port);
        Proxy { kamailio, address: at(port), tls: at(tls), _folder: folder }
    }

    /// A call that was answered; it is tried until the dispatcher has found out who is well.
    fn call(&self, seconds: u64) -> Caller {
        let until = Instant::now() + Duration::from_secs(seconds);
        loop {
            let mut caller = Caller::new(self.address);
            match caller.call() {
                Ok(()) => return caller,
                Err(refused) => assert!(Instant::now() < until, "{refused}: {}", self.kamailio.said()),
            }
            std::thread::sleep(Duration::from_millis(300));
        }
    }

    /// A call that must be answered at once.
    fn call_at_once(&self) -> Caller {
        self.call(0)
    }
}

/// A line in a process of its own, which can be killed as a machine is.
struct Alone {
    process: Child,
    sip: SocketAddr,
}

impl Alone {
    fn start() -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kamailio::a_line_by_itself", "--ignored", "--nocapture"])
            .env(ALONE, "1")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let sip = lines.into_iter().find_map(|line| line.strip_prefix("SIP ")?.parse().ok()).expect("the line opens");
        Alone { process, sip }
    }

    fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        self.kill();
    }
}

#[test]
#[ignore = "is started by the other test, in a process of its own"]
fn a_line_by_itself() {
    if std::env::var_os(ALONE).is_some() {
        let line = Line::open(SETTINGS);
        println!("\nSIP {}", line.sip);
        std::thread::sleep(Duration::from_mins(2));
    }
}

/// Whether sound still comes from the other side.
fn is_alive(caller: &mut Caller) -> bool {
    caller.talk(400).len() > 5
}

#[test]
fn a_killed_machine_loses_only_its_calls_and_an_upgrade_none() {
    if !is_here("kamailio") {
        return;
    }
    let (mut first, mut second) = (Alone::start(), Line::open(SETTINGS));
    let proxy = Proxy::start(LOCAL, "127.0.0.0/8", [first.sip, second.sip], None);
    assert!(proxy.call(20).hang_up().is_some());
    // Both are known to be well when four calls are two for each; the one above makes no difference of more than one.
    std::thread::sleep(Duration::from_secs(3));
    let before = second.twins.count();
    let mut calls: Vec<Caller> = (0..6).map(|_| proxy.call_at_once()).collect();
    let of_second = second.twins.count() - before;
    assert!((2..=4).contains(&of_second), "{of_second} of 6 calls are on one of two machines");

    first.kill();
    let alive: Vec<bool> = calls.iter_mut().map(is_alive).collect();
    assert_eq!(alive.iter().filter(|alive| **alive).count(), of_second, "whose machine is alive: {alive:?}");
    let mut calls: Vec<Caller> =
        calls.into_iter().zip(alive).filter_map(|(call, alive)| alive.then_some(call)).collect();
    calls.extend((0..3).map(|_| proxy.call_at_once()));
    assert!(calls.iter_mut().all(is_alive), "every new call is answered by the other");

    // The machine is back with a new version; now the other one is upgraded.
    let third = Line::open(&format!("{SETTINGS}\nsip = \"{}\"", first.sip));
    let until = Instant::now() + Duration::from_secs(10);
    while third.twins.count() == 0 {
        assert!(Instant::now() < until, "it is never called again: {}", proxy.kamailio.said());
        drop(proxy.call_at_once().hang_up());
        std::thread::sleep(Duration::from_millis(300));
    }
    second.drain();
    let (before, there) = (second.twins.count(), third.twins.count());
    let new: Vec<Caller> = (0..3).map(|_| proxy.call_at_once()).collect();
    assert_eq!((second.twins.count(), third.twins.count()), (before, there + 3));
    assert!(calls.iter_mut().all(is_alive), "a machine that closes keeps its calls");
    for mut call in calls.into_iter().chain(new) {
        assert!(call.hang_up().is_some_and(|answer| answer.starts_with("SIP/2.0 200")));
    }
    let closing = Instant::now();
    second.close();
    assert!(closing.elapsed() < Duration::from_secs(15), "it ends with its last call, and not after drain_seconds");
}
