//! SIP over TLS and SRTP on the outside, through Kamailio and rtpengine configured as in `docs/kamailio`: a telephone that
//! refuses anything unencrypted hears us and is heard.

use crate::baresip::{call_as, share_of};
use crate::kamailio::Proxy;
use crate::line::Line;
use crate::peer::{Namespace, Running, free_port, is_here};
use spraakloket::Key;
use spraakloket::internals::audio::{SyntheticMark, write_wav};
use spraakloket::internals::dialogue::Command;
use std::process::Command as Process;
use std::time::Duration;

#[test]
fn an_encrypted_call_passes_the_documented_front() {
    if !["kamailio", "rtpengine", "openssl", "baresip"].into_iter().all(is_here) {
        return;
    }
    let Some(namespace) = Namespace::make() else { return };
    let folder = tempfile::tempdir().unwrap();
    let outside = &namespace.outside;
    let line = Line::open(&format!("sip = \"{outside}:0\"\nallow = \"{outside}\""));
    let control = free_port();
    let mut rtpengine = Process::new("rtpengine");
    rtpengine.args([
        "--foreground",
        "--log-stderr",
        "--log-level=6",
        "--table=-1",
        "--port-min=42000",
        "--port-max=42999",
    ]);
    rtpengine.args([format!("--interface={outside}"), format!("--listen-ng=127.0.0.1:{control}")]);
    let rtpengine = Running::start(&mut rtpengine, &folder.path().join("rtpengine"));
    let callers = format!("{}/32", namespace.inside);
    let proxy = Proxy::start(outside.parse().unwrap(), &callers, [line.sip, line.sip], Some(control));
    // Until the dispatcher has asked who is well.
    std::thread::sleep(Duration::from_secs(4));

    let sound = folder.path().join("tone.wav");
    let tone: Vec<f32> =
        (0..80_000).map(|at| 0.3 * (std::f32::consts::TAU * 1000.0 * at as f32 / 8000.0).sin()).collect();
    write_wav(&sound, &tone, 8000, &SyntheticMark { voice: "a tone".to_owned() }).unwrap();
    let account = "audio_codecs=PCMA/8000;mediaenc=srtp-mand";
    let target = format!("sip:desk@{};transport=tls", proxy.tls);
    let heard = call_as(&namespace, account, &target, &sound, "3", 7);
    let logs = || format!("{}\n{}", proxy.kamailio.said(), rtpengine.said());
    let heard = heard.unwrap_or_else(|| panic!("no recording: {}", logs()));
    line.wait_for("the end", 5, |line| line.counters.ended.get() == 1);
    let visit = line.twins.visit(0);
    assert_eq!(visit.keys, [Key::Command(Command::More)], "{}", logs());
    assert!(share_of(&visit.heard, 16_000, 1000.0) > 0.5, "what we heard is the tone");
    let parts = heard.samples.chunks(heard.sample_rate as usize / 2);
    let best = parts.map(|part| share_of(part, heard.sample_rate, 440.0)).fold(0.0, f32::max);
    assert!(best > 0.8, "what was recorded has our greeting, {best}");

    let _ = call_as(&namespace, "audio_codecs=PCMA/8000", &target, &sound, "", 4);
    assert_eq!(line.twins.count(), 1, "sound that is not encrypted is refused: {}", logs());
}
