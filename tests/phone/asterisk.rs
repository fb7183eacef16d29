//! A real Asterisk: calls by AudioSocket and SIP trunk, keys, and transfers to an extension that answers. It runs in a
//! folder of its own and listens on this machine only.

use crate::baresip::share_of;
use crate::line::Line;
use crate::peer::{Running, free_port, is_root};
use spraakloket::internals::audio::read_wav;
use spraakloket::internals::dialogue::Command;
use spraakloket::{Key, TransferOutcome};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command as Process;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

const CALL_ID: &str = "40325ec2-5efd-4bd3-805f-53576e581d13";

/// Number of runs so far, and the lock under which Asterisk is installed.
static NUMBER: AtomicU16 = AtomicU16::new(0);
static INSTALLED: std::sync::Mutex<()> = std::sync::Mutex::new(());

struct Asterisk {
    root: PathBuf,
    /// The folder of this run, as Asterisk sees it.
    folder: String,
    program: Running,
}

impl Asterisk {
    /// Starts an Asterisk that is connected to the line; `None`, with a message, if that is impossible.
    fn start(line: &Line) -> Option<Self> {
        Self::start_on(free_port(), line.sip, line.audiosocket)
    }

    /// The same before the line exists, on a known port.
    fn start_on(port: u16, sip: SocketAddr, audiosocket: SocketAddr) -> Option<Self> {
        if !is_root() {
            return None;
        }
        let home = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")))?;
        let root = home.join("spraakloket/asterisk");
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/phone/asterisk-root");
        let installed = {
            let _one_at_a_time = INSTALLED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            Process::new(script).arg(&root).output().unwrap()
        };
        if !installed.status.success() {
            println!("skipped: Asterisk: {}", String::from_utf8_lossy(&installed.stdout).trim());
            return None;
        }
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = format!("/tmp/spraakloket-{}-{number}", std::process::id());
        let here = root.join(&folder[1..]);
        std::fs::create_dir_all(&here).unwrap();
        let own_name = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
        std::fs::write(root.join("etc/hosts"), format!("127.0.0.1 localhost {}\n", own_name.trim())).unwrap();
        for (name, text) in configuration(&folder, port, sip, audiosocket) {
            std::fs::write(here.join(name), text).unwrap();
        }
        let mut command = Process::new("chroot");
        command.arg(&root).args(["/usr/sbin/asterisk", "-C", &format!("{folder}/asterisk.conf"), "-f", "-n"]);
        let program = Running::start(&mut command, &here.join("log"));
        let asterisk = Asterisk { root, folder, program };
        let until = Instant::now() + Duration::from_mins(1);
        while !asterisk.ask("core waitfullybooted").contains("fully booted") {
            assert!(Instant::now() < until, "Asterisk does not start: {}", asterisk.program.said());
            std::thread::sleep(Duration::from_millis(300));
        }
        Some(asterisk)
    }

    fn ask(&self, question: &str) -> String {
        let configuration = format!("{}/asterisk.conf", self.folder);
        let answer = Process::new("chroot")
            .arg(&self.root)
            .args(["/usr/sbin/asterisk", "-C", &configuration, "-rx", question])
            .output()
            .unwrap();
        String::from_utf8_lossy(&answer.stdout).into_owned()
    }

    /// Whether the dialplan reached the step that leaves a mark with this name.
    fn has_mark(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.join(&self.folder[1..]).join(name)
    }

    fn wait_for_mark(&self, name: &str, line: &Line) {
        let until = Instant::now() + Duration::from_secs(30);
        while !self.has_mark(name) {
            assert!(Instant::now() < until, "no mark {name}: {}\n{}", line.counters, self.program.said());
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Checks that the caller heard our greeting.
    fn heard_the_greeting(&self) -> bool {
        // The recording is complete when the last call is over.
        let until = Instant::now() + Duration::from_secs(30);
        while !self.ask("core show channels count").contains("0 active channels") && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(300));
        }
        std::thread::sleep(Duration::from_secs(1));
        let recording = read_wav(&self.path("heard.wav"), 600.0).unwrap();
        let parts = recording.samples.chunks(recording.sample_rate as usize / 2);
        parts.map(|part| share_of(part, recording.sample_rate, 440.0)).fold(0.0, f32::max) > 0.8
    }
}

impl Drop for Asterisk {
    fn drop(&mut self) {
        self.ask("core stop now");
        self.program.succeeds_within(5);
        self.program.kill();
        if !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(self.root.join(&self.folder[1..]));
        }
    }
}

/// Configuration of an Asterisk that calls a line; `port` is its own.
fn configuration(folder: &str, port: u16, sip: SocketAddr, audiosocket: SocketAddr) -> Vec<(&'static str, String)> {
    let asterisk = format!(
        "[directories]\nastetcdir => {folder}\nastmoddir => /usr/lib/x86_64-linux-gnu/asterisk/modules\n\
         astvarlibdir => /var/lib/asterisk\nastdatadir => /usr/share/asterisk\nastdbdir => {folder}\n\
         astkeydir => {folder}\nastagidir => {folder}\nastspooldir => {folder}\nastrundir => {folder}\n\
         astlogdir => {folder}\n[options]\nverbose = 3\n"
    );
    // Modules that would listen on the network for anything but our trunk are left out.
    let modules = "[modules]\nautoload = yes\nnoload = chan_iax2.so\nnoload = chan_unistim.so\n\
                   noload = pbx_dundi.so\nnoload = res_hep.so\nnoload = chan_mgcp.so\nnoload = chan_skinny.so\n\
                   noload = chan_ooh323.so\nnoload = chan_motif.so\nnoload = res_snmp.so\n";
    let pjsip = format!(
        "[global]\ntype = global\nendpoint_identifier_order = username,ip,anonymous\n\
         [udp]\ntype = transport\nprotocol = udp\nbind = 127.0.0.1:{port}\n\
         [spraakloket]\ntype = endpoint\ncontext = default\ndisallow = all\nallow = g722,alaw,ulaw\n\
         dtmf_mode = rfc4733\ndirect_media = no\nmedia_address = 127.0.0.1\nbind_rtp_to_media_address = yes\n\
         aors = spraakloket\n\
         [spraakloket]\ntype = aor\ncontact = sip:desk@{sip}\n\
         [spraakloket]\ntype = identify\nendpoint = spraakloket\nmatch = 127.0.0.1/32\n\
         [desk]\ntype = endpoint\ncontext = default\ndisallow = all\nallow = alaw\ndtmf_mode = rfc4733\n\
         direct_media = no\nmedia_address = 127.0.0.1\nbind_rtp_to_media_address = yes\nauth = desk\naors = desk\n\
         [desk]\ntype = auth\nauth_type = userpass\nusername = desk\npassword = secret\n\
         [desk]\ntype = aor\nmax_contacts = 1\n"
    );
    let extensions = format!(
        "[default]\n\
         exten = 200,1,Answer()\n\
         same = n,AudioSocket({CALL_ID},{audiosocket})\n\
         same = n,System(touch {folder}/went-on)\n\
         same = n,Goto(400,1)\n\
         exten = 201,1,Dial(PJSIP/spraakloket,30)\n\
         exten = 203,1,Dial(PJSIP/desk,30)\n\
         exten = 202,1,Dial(AudioSocket/{audiosocket}/{CALL_ID}/c(slin16),30)\n\
         exten = 400,1,Dial(Local/401@default/n,20)\n\
         exten = 401,1,Answer()\n\
         same = n,System(touch {folder}/staff-answered)\n\
         same = n,Wait(4)\n\
         same = n,Hangup()\n\
         exten = 300,1,Answer()\n\
         same = n,MixMonitor({folder}/both.wav,r({folder}/heard.wav))\n\
         same = n,Wait(2)\n\
         same = n,SendDTMF(3)\n\
         same = n,Wait(2)\n\
         same = n,SendDTMF(0)\n\
         same = n,Wait(8)\n\
         same = n,Hangup()\n\
         exten = 301,1,Answer()\n\
         same = n,Wait(2)\n\
         same = n,SendDTMF(79)\n\
         same = n,Wait(5)\n\
         same = n,System(touch {folder}/hung-on)\n\
         same = n,Hangup()\n"
    );
    vec![
        ("asterisk.conf", asterisk),
        ("modules.conf", modules.to_owned()),
        ("pjsip.conf", pjsip),
        ("extensions.conf", extensions),
        ("rtp.conf", "[general]\nrtpstart = 30000\nrtpend = 30999\n".to_owned()),
        ("logger.conf", "[logfiles]\nconsole = notice,warning,error\n".to_owned()),
        ("cdr.conf", "[general]\nenable = no\n".to_owned()),
    ]
}

#[test]
fn asterisk_calls_by_audiosocket_and_takes_the_call_back() {
    let line = Line::open("");
    let Some(asterisk) = Asterisk::start(&line) else { return };
    asterisk.ask("channel originate Local/300@default extension 200@default");
    asterisk.wait_for_mark("staff-answered", &line);
    line.wait_for("the end", 10, |line| line.counters.ended.get() == 1);
    let visit = line.twins.visit(0);
    assert_eq!(visit.keys, [Key::Command(Command::More), Key::Command(Command::Staff)]);
    assert_eq!(visit.transfers, [TransferOutcome::Done]);
    assert!(asterisk.heard_the_greeting());

    asterisk.ask("channel originate Local/301@default extension 202@default");
    line.wait_for("the goodbye", 15, |line| line.counters.ended.get() == 2);
    let visit = line.twins.visit(1);
    assert_eq!(visit.keys, [Key::Command(Command::Goodbye)]);
}

#[test]
fn a_goodbye_by_audiosocket_ends_the_call_in_asterisk_too() {
    let line = Line::open("");
    let Some(asterisk) = Asterisk::start(&line) else { return };
    asterisk.ask("channel originate Local/301@default extension 200@default");
    line.wait_for("the goodbye", 15, |line| line.counters.ended.get() == 1);
    std::thread::sleep(Duration::from_secs(2));
    assert!(!asterisk.has_mark("went-on"), "the dialplan went on after a goodbye");
    assert!(asterisk.ask("core show channels count").contains("0 active calls"));
}

#[test]
fn asterisk_calls_by_trunk_and_transfers_to_an_extension_that_answers() {
    let line = Line::open("transfer_to = \"sip:400@127.0.0.1\"");
    let Some(asterisk) = Asterisk::start(&line) else { return };
    asterisk.ask("channel originate Local/300@default extension 201@default");
    asterisk.wait_for_mark("staff-answered", &line);
    line.wait_for("the end", 10, |line| line.counters.ended.get() == 1);
    let visit = line.twins.visit(0);
    assert_eq!(visit.keys, [Key::Command(Command::More), Key::Command(Command::Staff)]);
    assert_eq!(visit.transfers, [TransferOutcome::Done]);
    assert_eq!(line.counters.transferred.get(), 1);
    assert!(asterisk.heard_the_greeting());
}

#[test]
fn a_line_registers_with_asterisk_is_called_and_takes_its_registration_back() {
    let (port, own) = (free_port(), free_port());
    let sip: SocketAddr = ([127, 0, 0, 1], own).into();
    let Some(asterisk) = Asterisk::start_on(port, sip, sip) else { return };
    let mut line = Line::open(&format!(
        "sip = \"{sip}\"\nregister = \"sip:127.0.0.1:{port}\"\nregister_user = \"desk\"\nregister_password = \"secret\""
    ));
    let registered = || asterisk.ask("pjsip show contacts").contains(&format!(" desk/sip:desk@{sip}"));
    let until = Instant::now() + Duration::from_secs(20);
    while !registered() {
        assert!(Instant::now() < until, "not registered: {}", asterisk.ask("pjsip show contacts"));
        std::thread::sleep(Duration::from_millis(300));
    }
    asterisk.ask("channel originate Local/301@default extension 203@default");
    line.wait_for("the goodbye", 20, |line| line.counters.ended.get() == 1);
    assert_eq!(line.twins.visit(0).keys, [Key::Command(Command::Goodbye)]);
    line.close();
    std::thread::sleep(Duration::from_millis(500));
    assert!(!registered(), "the registration was not taken back");
}
