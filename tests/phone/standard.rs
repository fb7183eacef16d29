//! SIP according to the standard: messages from exchanges of every make, sent unchanged.

use crate::caller::{Caller, header};
use crate::line::Line;
use phone_wire::codec::Codec;
use spraakloket::Key;
use spraakloket::internals::channel::phone::sound::LineEncoder;
use spraakloket::internals::dialogue::Command;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The expected response to each message in the folder, and a part of it.
const CASES: &[(&str, &str, &str)] = &[
    ("avpf", "200", "RTP/AVPF 8 101"),
    ("content-length-abc", "400", ""),
    ("maxptime-10", "200", "a=ptime:10\r\n"),
    ("multipart-sdp-pidf", "200", "RTP/AVP 8 101"),
    ("no-contact", "400", ""),
    ("no-content-length-udp", "200", "RTP/AVP 8 101"),
    ("over-8192-udp", "200", "RTP/AVP 8 101"),
    // We send no provisional responses that could be unreliable.
    ("require-100rel", "200", "RTP/AVP 8 101"),
    ("require-unknown", "420", "Unsupported: foo, bar"),
    ("uri-http", "416", ""),
    ("info-duration-first", "481", ""),
    ("info-other-type-0", "481", ""),
];

fn cases() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/cases/phone");
    if !folder.is_dir() {
        println!("skipped: {} is missing", folder.display());
        return None;
    }
    Some(folder)
}

/// A message from the folder with our ports filled in.
fn message(folder: &Path, name: &str, caller: &Caller) -> String {
    let text = std::fs::read_to_string(folder.join(format!("{name}.sip"))).unwrap();
    let own = caller.signalling.local_addr().unwrap().to_string();
    let sound = caller.sound.local_addr().unwrap().port().to_string();
    let filled = text.replace("127.0.0.1:38914", &own).replace("127.0.0.1:5090", &caller.to.to_string());
    // The length of the body depends on the number of digits in the port.
    let (head, body) = filled.split_once("\r\n\r\n").unwrap();
    let body = body.replace("56574", &sound);
    let counted = head.lines().any(|line| line.strip_prefix("Content-Length: ").is_some_and(|n| n != "abc"));
    let kept: Vec<&str> = head.lines().filter(|line| !(counted && line.starts_with("Content-Length:"))).collect();
    let length = if counted { format!("\r\nContent-Length: {}", body.len()) } else { String::new() };
    format!("{}{length}\r\n\r\n{body}", kept.join("\r\n"))
}

#[test]
fn every_message_is_answered_as_the_standard_says() {
    let Some(folder) = cases() else { return };
    let line = Line::open("");
    for (name, status, part) in CASES {
        let mut caller = Caller::new(line.sip);
        caller.send(&message(&folder, name, &caller));
        let final_answer = |text: &str| text.starts_with("SIP/2.0 ") && !text.starts_with("SIP/2.0 100");
        let answer = caller.receive(3000, final_answer).unwrap_or_else(|| panic!("{name}: no answer"));
        assert!(answer.starts_with(&format!("SIP/2.0 {status} ")) && answer.contains(part), "{name}: {answer}");
    }
}

#[test]
fn keys_in_an_info_are_taken_in_any_order_and_of_no_other_type() {
    let Some(folder) = cases() else { return };
    let line = Line::open("transfer_to = \"sip:200@127.0.0.1:5999\"");
    let mut caller = Caller::new(line.sip);
    caller.call().unwrap();
    for (name, status) in [("info-duration-first", "200"), ("info-other-type-0", "415")] {
        let body = message(&folder, name, &caller);
        let (head, body) = body.split_once("\r\n\r\n").unwrap();
        let kind = header(head, "Content-Type").unwrap();
        let answer = info(&mut caller, kind, body);
        assert!(answer.starts_with(&format!("SIP/2.0 {status} ")), "{name}: {answer}");
    }
    for body in ["Signal=10", "Signal=11"] {
        assert!(info(&mut caller, "application/dtmf-relay", body).starts_with("SIP/2.0 200 "));
    }
    assert!(info(&mut caller, "text/plain", "").starts_with("SIP/2.0 200 "), "an empty one asks nothing");
    let keys = [Command::Faster, Command::Back, Command::Stop].map(Key::Command);
    line.wait_for("the keys", 4, |line| line.twins.visit(0).keys == keys);
    caller.hang_up();
}

fn info(caller: &mut Caller, kind: &str, body: &str) -> String {
    let request = caller.request("INFO", &format!("Content-Type: {kind}\r\n"), "");
    let request =
        request.replace("Content-Length: 0\r\n\r\n", &format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    caller.send(&request);
    caller.answer().unwrap()
}

#[test]
fn every_request_gets_an_answer() {
    let line = Line::open("");
    let mut caller = Caller::new(line.sip);
    for (wrong, right, status) in [
        ("INVITE sip:desk@", "DANCE sip:desk@", "501"),
        (";tag=", ";label=", "400"),
        ("Content-Type: application/sdp", "Content-Type: text/plain", "415"),
        ("Content-Type: application/sdp", "Content-Encoding: gzip\r\nContent-Type: application/sdp", "415"),
        ("IN IP4 127.0.0.1\r\nt=", "IN IP6 ::1\r\nt=", "488"),
        ("IN IP4 127.0.0.1\r\nt=", "IN IP4 no.such.name.invalid\r\nt=", "488"),
        ("INVITE sip:desk@", "INVITE sip:112@", "404"),
        ("To: <sip:desk@", "To: <urn:service:sos>;x=<sip:desk@", "404"),
        ("RTP/AVP 8 101", "RTP/SAVP 8 101", "488"),
    ] {
        let mut caller = Caller::new(line.sip);
        let offer = caller.offer();
        let invite = caller.request("INVITE", "", &offer);
        let (head, body) = invite.split_once("\r\n\r\n").unwrap();
        // Without Content-Length: over UDP the body extends to the end.
        let head = head.rsplit_once("\r\nContent-Length").unwrap().0;
        caller.send(&format!("{head}\r\n\r\n{body}").replacen(wrong, right, 1));
        let answer = caller.answer().unwrap_or_else(|| panic!("{right}: no answer"));
        assert!(answer.starts_with(&format!("SIP/2.0 {status} ")), "{right}: {answer}");
        assert_eq!(answer.contains("Warning: "), ["404", "488"].contains(&status), "{right}: {answer}");
        assert_eq!(answer.contains("Accept: "), status == "415", "{right}: {answer}");
    }
    caller.call().unwrap();
    for (method, status) in
        [("OPTIONS", "200"), ("MESSAGE", "405"), ("SUBSCRIBE", "405"), ("OPTIONS", "200"), ("UPDATE", "200")]
    {
        let request = caller.request(method, "", "");
        caller.send(&request);
        let answer = caller.answer().unwrap_or_else(|| panic!("{method}: no answer"));
        assert!(answer.starts_with(&format!("SIP/2.0 {status} ")), "{method}: {answer}");
    }
    // A request older than the last, and one that is a retransmission.
    let update = caller.request("UPDATE", "", "");
    let old = update.replace("CSeq: ", "CSeq: 0");
    caller.send(&update);
    assert!(caller.answer().unwrap().starts_with("SIP/2.0 200"));
    let number = header(&old, "CSeq").unwrap().split(' ').next().unwrap().to_owned();
    let old = update
        .replace(&format!("CSeq: {}", number.trim_start_matches('0')), "CSeq: 1")
        .replace("z9hG4bK", "z9hG4bKold");
    caller.send(&old);
    let answer = caller.receive(2000, |text| text.contains("CSeq: 1 UPDATE")).expect("an answer to an old request");
    assert!(answer.starts_with("SIP/2.0 500 "), "{answer}");
    caller.hang_up();
}

#[test]
fn what_comes_before_the_acknowledgement_is_told_to_come_again() {
    let line = Line::open("");
    let mut caller = Caller::new(line.sip);
    let offer = caller.offer();
    let invite = caller.request("INVITE", "", &offer);
    caller.send(&invite);
    assert!(caller.answer().unwrap().starts_with("SIP/2.0 200"));
    let acknowledgement = caller.request("ACK", "", "");
    let answer = info(&mut caller, "application/dtmf-relay", "Signal=5");
    assert!(answer.starts_with("SIP/2.0 500 ") && answer.contains("Retry-After: "), "{answer}");
    caller.send(&acknowledgement);
    assert!(info(&mut caller, "application/dtmf-relay", "Signal=5").starts_with("SIP/2.0 200 "));
    // Two changes at once: the second is told that the first is pending.
    let offer = caller.offer();
    let change = caller.request("INVITE", "", &offer);
    caller.send(&change);
    assert!(caller.answer().unwrap().starts_with("SIP/2.0 200"));
    let acknowledgement = caller.request("ACK", "", "");
    let update = caller.request("UPDATE", "", &offer);
    caller.send(&update);
    let answer = caller.answer().unwrap();
    assert!(answer.starts_with("SIP/2.0 491 "), "{answer}");
    caller.send(&acknowledgement);
    assert!(info(&mut caller, "application/dtmf-relay", "Signal=5").starts_with("SIP/2.0 200 "));
    caller.hang_up();
}

#[test]
fn a_connection_is_answered_as_well() {
    let line = Line::open("");
    let mut caller = Caller::new(line.sip);
    let offer = caller.offer();
    let invite = caller.request("INVITE", "", &offer).replace("SIP/2.0/UDP", "SIP/2.0/TCP");
    // The stack opens its port for connections a moment later.
    let mut tries = 0;
    let mut connection = loop {
        tries += 1;
        match std::net::TcpStream::connect(line.sip) {
            Ok(connection) => break connection,
            Err(error) => assert!(tries < 100, "{error}"),
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    connection.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
    let without = invite.lines().filter(|line| !line.starts_with("Contact:")).collect::<Vec<_>>().join("\r\n");
    connection.write_all(without.as_bytes()).unwrap();
    connection.write_all(b"\r\n").unwrap();
    let mut answer = [0; 4096];
    let length = connection.read(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer[..length]);
    assert!(answer.starts_with("SIP/2.0 400 "), "{answer}");
}

#[test]
fn packets_are_as_long_as_the_caller_can_take() {
    let line = Line::open("");
    for (asked, length) in [("a=maxptime:10\r\n", 80), ("a=ptime:30\r\n", 240)] {
        let mut caller = Caller::new(line.sip);
        let offer = caller.offer() + asked;
        let invite = caller.request("INVITE", "", &offer);
        caller.send(&invite);
        let answer = caller.answer().unwrap();
        let port = answer.split("m=audio ").nth(1).unwrap().split(' ').next().unwrap();
        caller.their_sound = Some(format!("127.0.0.1:{port}").parse().unwrap());
        let acknowledgement = caller.request("ACK", "", "");
        caller.send(&acknowledgement);
        let heard = caller.talk(800);
        assert!(heard.len() > 6 && heard.iter().all(|(_, payload)| payload.len() == length), "{asked}");
        caller.hang_up();
    }
}

#[test]
fn keys_are_heard_as_sound_where_no_events_were_agreed_on() {
    let line = Line::open("");
    for (events, keys) in [(false, vec![Key::Command(Command::Faster)]), (true, vec![])] {
        let mut caller = Caller::new(line.sip);
        let mut offer = caller.offer();
        if !events {
            offer = offer.replace(" 8 101", " 8").replace("a=rtpmap:101 telephone-event/8000\r\n", "");
        }
        let invite = caller.request("INVITE", "", &offer);
        caller.send(&invite);
        let answer = caller.answer().unwrap();
        assert_eq!(answer.contains("telephone-event"), events, "{answer}");
        let port = answer.split("m=audio ").nth(1).unwrap().split(' ').next().unwrap();
        caller.their_sound = Some(format!("127.0.0.1:{port}").parse().unwrap());
        let acknowledgement = caller.request("ACK", "", "");
        caller.send(&acknowledgement);
        caller.talk(200);
        caller.say(120, |number| tone_of_eight(number as usize));
        caller.talk(400);
        let visit = line.twins.visit(line.twins.count() - 1);
        assert_eq!(visit.keys, keys);
        caller.hang_up();
    }
}

/// 20 ms of the key 8: 852 and 1336 Hz.
fn tone_of_eight(number: usize) -> [u8; 160] {
    let at = |index: usize, hertz: f32| (std::f32::consts::TAU * hertz * index as f32 / 8000.0).sin();
    let samples: Vec<f32> =
        (number * 160..(number + 1) * 160).map(|index| 0.2 * (at(index, 852.0) + at(index, 1336.0))).collect();
    LineEncoder::new(Codec::Pcma).encode(&samples).try_into().unwrap()
}
