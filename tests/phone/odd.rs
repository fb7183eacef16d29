//! What no decent telephone does, and the rarer things that decent ones do.

use crate::caller::{Caller, header};
use crate::line::Line;
use spraakloket::internals::dialogue::Command;
use spraakloket::{Key, TransferOutcome};
use std::net::UdpSocket;
use std::time::Duration;

#[test]
fn a_call_is_answered_heard_and_ended() {
    let line = Line::open("");
    let mut caller = Caller::new(line.sip);
    caller.call().unwrap();
    let heard = caller.talk(1500);
    assert!((70..=80).contains(&heard.len()), "{} packets in 1.5 s", heard.len());
    let loud = heard.iter().filter(|(_, payload)| payload.iter().any(|byte| byte ^ 0x55 & 0x7f > 0x50)).count();
    assert!(loud >= 40, "{loud} packets of the greeting");
    caller.press(3);
    caller.talk(300);
    assert!(caller.hang_up().unwrap().starts_with("SIP/2.0 200"));
    line.wait_for("the end", 3, |line| line.counters.ended.get() == 1 && line.twins.visit(0).hung_up);
    let visit = line.twins.visit(0);
    assert_eq!(visit.keys, [Key::Command(Command::More)]);
    assert_eq!((visit.started.len(), visit.finished.len()), (2, 2));
    assert!((80..=100).contains(&visit.chunks), "{} chunks in 1.8 s", visit.chunks);
    assert_eq!(line.counters.malformed_rtp.get() + line.counters.malformed_sip.get(), 0, "{}", line.counters);
}

#[test]
fn the_caller_is_told_when_the_session_ends_the_call() {
    let line = Line::open("");
    let mut caller = Caller::new(line.sip);
    caller.call().unwrap();
    caller.talk(100);
    caller.press(7);
    caller.talk(120);
    caller.press(9);
    caller.talk(1200);
    let bye = caller.receive(3000, |text| text.starts_with("BYE ")).expect("a BYE");
    caller.send(&reply(&bye, "200 OK"));
    line.wait_for("the end", 3, |line| line.counters.ended.get() == 1);
}

#[test]
fn a_cancelled_call_and_one_that_ends_before_it_began_leave_nothing() {
    let line = Line::open("");
    let mut caller = Caller::new(line.sip);
    let offer = caller.offer();
    let invite = caller.request("INVITE", "", &offer);
    let cancel = caller.request("CANCEL", "", "");
    caller.send(&invite);
    caller.send(&cancel);
    assert!(caller.receive(2000, |text| header(text, "CSeq").is_some_and(|cseq| cseq.contains("CANCEL"))).is_some());
    // Answered in the same instant; the ACK may then be missing, and a BYE ends the call.
    caller.hang_up();

    let mut early = Caller::new(line.sip);
    let offer = early.offer();
    let invite = early.request("INVITE", "", &offer);
    early.send(&invite);
    assert!(early.answer().unwrap().starts_with("SIP/2.0 200"));
    assert!(early.hang_up().unwrap().starts_with("SIP/2.0 200"), "a BYE before the ACK");
    let mut next = Caller::new(line.sip);
    next.call().unwrap();
    next.hang_up();
    line.wait_for("the end", 3, |line| line.counters.ended.get() == line.counters.calls.get());
}

#[test]
fn hold_stops_our_sound_and_taking_back_goes_on() {
    let line = Line::open("");
    let mut caller = Caller::new(line.sip);
    caller.call().unwrap();
    caller.talk(200);
    let offer = format!("{}a=sendonly\r\n", caller.offer());
    let hold = caller.request("INVITE", "", &offer);
    caller.send(&hold);
    let answer = caller.answer().unwrap();
    assert!(answer.contains("a=recvonly"), "{answer}");
    let acknowledgement = caller.request("ACK", "", "");
    caller.send(&acknowledgement);
    caller.talk(100);
    assert!(caller.talk(400).len() <= 1, "nothing is sent on hold");
    let offer = caller.offer();
    let back = caller.request("INVITE", "", &offer);
    caller.send(&back);
    assert!(caller.answer().unwrap().contains("a=sendrecv"));
    let acknowledgement = caller.request("ACK", "", "");
    caller.send(&acknowledgement);
    let heard = caller.talk(1500);
    assert!(heard.len() > 60, "{}", heard.len());
    line.wait_for("the whole greeting", 2, |line| line.twins.visit(0).finished.len() == 1);
    caller.hang_up();
}

#[test]
fn a_caller_without_an_offer_gets_ours() {
    let line = Line::open("");
    let mut caller = Caller::new(line.sip);
    let invite = caller.request("INVITE", "", "");
    caller.send(&invite);
    let answer = caller.answer().unwrap();
    assert!(answer.contains("RTP/AVP 9 8 0 101"), "{answer}");
    caller.their_sound = Some(
        format!("127.0.0.1:{}", answer.split("m=audio ").nth(1).unwrap().split(' ').next().unwrap()).parse().unwrap(),
    );
    let offer = caller.offer();
    let acknowledgement = caller.request("ACK", "", &offer);
    caller.send(&acknowledgement);
    assert!(caller.talk(500).len() > 15);
    caller.hang_up();
}

#[test]
fn a_call_without_a_sign_of_life_ends_itself_with_a_word() {
    let line = Line::open("no_sound_seconds = 1");
    let mut caller = Caller::new(line.sip);
    caller.call().unwrap();
    let asked = caller.receive(4000, |text| text.starts_with("OPTIONS ")).expect("a question whether we are there");
    caller.send(&reply(&asked, "481 Call/Transaction Does Not Exist"));
    let bye = caller.receive(4000, |text| text.starts_with("BYE ")).expect("a BYE");
    assert!(header(&bye, "Reason").is_some_and(|reason| reason.starts_with("Q.850;cause=102")), "{bye}");
    caller.send(&reply(&bye, "200 OK"));
    assert_eq!(line.counters.no_sound.get(), 1);
    line.wait_for("the end", 3, |line| line.counters.ended.get() == 1);
    assert!(line.twins.visit(0).hung_up);
}

#[test]
fn a_caller_who_only_listens_is_not_sent_away() {
    let line = Line::open("no_sound_seconds = 1");
    let mut silent = Caller::new(line.sip);
    silent.call().unwrap();
    for _ in 0..3 {
        let asked = silent.receive(4000, |text| text.starts_with("OPTIONS ")).expect("a question");
        silent.send(&reply(&asked, "200 OK"));
    }
    assert!(silent.listen(300) > 10, "our sound goes on");
    // A caller that declares that it only listens is not even asked.
    let mut listener = Caller::new(line.sip);
    let offer = listener.offer() + "a=recvonly\r\n";
    let invite = listener.request("INVITE", "", &offer);
    listener.send(&invite);
    let answer = listener.answer().unwrap();
    assert!(answer.contains("a=sendonly"), "{answer}");
    let acknowledgement = listener.request("ACK", "", "");
    listener.send(&acknowledgement);
    assert!(listener.receive(2500, |text| !text.starts_with("SIP/2.0")).is_none());
    assert!(listener.hang_up().unwrap().starts_with("SIP/2.0 200"));
    assert_eq!(line.counters.no_sound.get(), 0);
}

#[test]
fn keys_are_heard_after_the_source_of_the_sound_changes() {
    let line = Line::open("");
    let mut caller = Caller::new(line.sip);
    caller.rtp = (100, 900_000);
    caller.call().unwrap();
    caller.talk(100);
    caller.press(1);
    caller.talk(200);
    // A new source that counts from a lower number, then one at another port.
    (caller.source, caller.rtp) = (8, (7, 160));
    caller.talk(100);
    caller.press(3);
    caller.talk(200);
    let other = UdpSocket::bind("127.0.0.1:0").unwrap();
    other.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
    caller.sound = other;
    (caller.source, caller.rtp) = (9, (7, 80));
    caller.talk(1000);
    caller.press(6);
    assert!(caller.talk(300).len() > 5, "our sound goes to the new port");
    let keys = [Command::Repeat, Command::More, Command::Louder].map(Key::Command);
    line.wait_for("three keys", 3, |line| line.twins.visit(0).keys == keys);
    caller.hang_up();
}

#[test]
fn the_answer_in_the_ack_of_a_change_without_an_offer_is_taken() {
    let line = Line::open("");
    let mut caller = Caller::new(line.sip);
    caller.call().unwrap();
    caller.talk(200);
    let invite = caller.request("INVITE", "", "");
    caller.send(&invite);
    assert!(caller.answer().unwrap().contains("m=audio "));
    let other = UdpSocket::bind("127.0.0.1:0").unwrap();
    other.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
    caller.sound = other;
    let answer = caller.offer();
    let acknowledgement = caller.request("ACK", "", &answer);
    caller.send(&acknowledgement);
    assert!(caller.listen(500) > 15, "sound at the new address, where nothing was sent from");
    caller.hang_up();
}

#[test]
fn session_timers_are_agreed_on_and_too_short_ones_refused() {
    let line = Line::open("");
    let mut caller = Caller::new(line.sip);
    let offer = caller.offer();
    let invite = caller.request("INVITE", "Supported: timer\r\nSession-Expires: 1800\r\n", &offer);
    caller.send(&invite);
    let answer = caller.answer().unwrap();
    assert!(answer.contains("Session-Expires: 1800;refresher=uac"), "{answer}");
    let acknowledgement = caller.request("ACK", "", "");
    caller.send(&acknowledgement);
    let update = caller.request("UPDATE", "Supported: timer\r\nSession-Expires: 1800;refresher=uac\r\n", "");
    caller.send(&update);
    assert!(caller.answer().unwrap().starts_with("SIP/2.0 200"));
    caller.hang_up();
    let mut short = Caller::new(line.sip);
    let offer = short.offer();
    let invite = short.request("INVITE", "Supported: timer\r\nSession-Expires: 10\r\n", &offer);
    short.send(&invite);
    let answer = short.answer().unwrap();
    assert!(answer.starts_with("SIP/2.0 422") && answer.contains("Min-SE: 90"), "{answer}");
}

/// The minimum timer is 90 s: a call that nobody refreshes ends 60 s after it began; one that we refresh is refreshed
/// after 45 s and continues.
#[test]
fn a_call_that_is_not_renewed_is_over_and_one_that_we_renew_goes_on() {
    let line = Line::open("no_sound_seconds = 300");
    let (mut vanished, mut there) = (Caller::new(line.sip), Caller::new(line.sip));
    vanished.call_with("Supported: timer\r\nSession-Expires: 90;refresher=uac\r\n").unwrap();
    there.call_with("Supported: timer\r\nSession-Expires: 90;refresher=uas\r\n").unwrap();
    let renewal = there.receive(50_000, |text| text.starts_with("UPDATE ")).expect("a renewal");
    assert_eq!(header(&renewal, "Session-Expires"), Some("90;refresher=uac"), "who sends it goes on renewing");
    there.send(&reply(&renewal, "200 OK"));
    let bye = vanished.receive(20_000, |text| text.starts_with("BYE ")).expect("a BYE for want of a renewal");
    vanished.send(&reply(&bye, "200 OK"));
    assert!(there.receive(3000, |text| text.starts_with("BYE ")).is_none(), "renewed in time");
    assert!(there.hang_up().unwrap().starts_with("SIP/2.0 200"));
}

#[test]
fn a_caller_is_transferred_only_where_the_settings_say() {
    let line = Line::open("transfer_to = \"sip:200@127.0.0.1:5999\"");
    for (progress, outcome) in
        [("SIP/2.0 200 OK", TransferOutcome::Done), ("SIP/2.0 486 Busy", TransferOutcome::Failed)]
    {
        let mut caller = Caller::new(line.sip);
        caller.call().unwrap();
        caller.talk(100);
        caller.press(0);
        caller.talk(1300);
        let refer = caller.receive(3000, |text| text.starts_with("REFER ")).expect("a REFER");
        assert_eq!(header(&refer, "Refer-To"), Some("<sip:200@127.0.0.1:5999>"));
        caller.send(&reply(&refer, "202 Accepted"));
        let headers = "Event: refer\r\nSubscription-State: active\r\n";
        let notify = caller.request("NOTIFY", headers, "SIP/2.0 100 Trying");
        caller.send(&notify);
        assert!(caller.answer().unwrap().starts_with("SIP/2.0 200"));
        let notify = caller.request("NOTIFY", headers, progress);
        caller.send(&notify);
        assert!(caller.answer().unwrap().starts_with("SIP/2.0 200"));
        let number = line.twins.count() - 1;
        line.wait_for("the outcome", 3, |line| line.twins.visit(number).transfers == [outcome]);
        if outcome == TransferOutcome::Done {
            let bye = caller.receive(3000, |text| text.starts_with("BYE ")).expect("a BYE after the transfer");
            caller.send(&reply(&bye, "200 OK"));
        } else {
            assert!(caller.hang_up().unwrap().starts_with("SIP/2.0 200"), "the call goes on after a failed transfer");
        }
    }
    assert_eq!((line.counters.transferred.get(), line.counters.transfer_failed.get()), (1, 1));
}

#[test]
fn nobody_makes_us_call_elsewhere() {
    let line = Line::open("");
    let mut caller = Caller::new(line.sip);
    caller.call().unwrap();
    let refer = caller.request("REFER", "Refer-To: <sip:+31900123456@premium.example>\r\n", "");
    caller.send(&refer);
    assert!(caller.answer().unwrap().starts_with("SIP/2.0 603"));
    caller.talk(100);
    caller.press(0);
    caller.talk(1300);
    assert!(caller.receive(500, |text| text.starts_with("REFER ")).is_none(), "nowhere to transfer to");
    line.wait_for("the refusal", 2, |line| line.twins.visit(0).transfers == [TransferOutcome::Failed]);
    caller.hang_up();
}

#[test]
fn strangers_and_scanners_get_no_answer() {
    let line = Line::open("allow = \"127.0.0.1\"");
    let stranger = UdpSocket::bind("127.0.0.9:0").unwrap();
    stranger.set_read_timeout(Some(Duration::from_millis(700))).unwrap();
    let mut caller = Caller::new(line.sip);
    for method in ["OPTIONS", "REGISTER", "INVITE"] {
        let request = caller.request(method, "", "");
        stranger.send_to(request.as_bytes(), line.sip).unwrap();
    }
    assert!(stranger.recv_from(&mut [0; 100]).is_err(), "an answer to a stranger");
    assert_eq!(line.counters.strangers.get(), 3);
    let options = caller.request("OPTIONS", "", "");
    caller.send(&options);
    assert!(caller.answer().unwrap().starts_with("SIP/2.0 200"));
    let register = caller.request("REGISTER", "", "");
    caller.send(&register);
    assert!(caller.answer().unwrap().starts_with("SIP/2.0 405"));
}

#[test]
fn callers_may_have_to_know_a_password() {
    let line = Line::open("caller_user = \"pbx\"\ncaller_password = \"secret\"");
    for (password, status) in [("wrong", "SIP/2.0 401"), ("secret", "SIP/2.0 200")] {
        let mut caller = Caller::new(line.sip);
        let offer = caller.offer();
        let invite = caller.request("INVITE", "", &offer);
        caller.send(&invite);
        let answer = caller.answer().unwrap();
        assert!(answer.starts_with("SIP/2.0 401"), "{answer}");
        let acknowledgement = caller.request("ACK", "", "");
        caller.send(&acknowledgement);
        let nonce = answer.split("nonce=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert!(answer.contains("qop=\"auth\"") && !answer.contains("stale"), "{answer}");
        let uri = format!("sip:desk@{}", line.sip);
        let elsewhere = authorization(&nonce, password, "sip:desk@192.0.2.1");
        let mut misused = Caller::new(line.sip);
        let invite = misused.request("INVITE", &elsewhere, &offer);
        misused.send(&invite);
        let answer = misused.answer().unwrap();
        assert!(answer.starts_with("SIP/2.0 401"), "an answer for another address: {answer}");
        let nonce = answer.split("nonce=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let authorization = authorization(&nonce, password, &uri);
        let mut again = Caller::new(line.sip);
        let offer = again.offer();
        let invite = again.request("INVITE", &authorization, &offer);
        again.send(&invite);
        let answer = again.answer().unwrap();
        assert!(answer.starts_with(status), "{answer}");
        let acknowledgement = again.request("ACK", "", "");
        again.send(&acknowledgement);
        again.hang_up();
        let mut replayed = Caller::new(line.sip);
        let invite = replayed.request("INVITE", &authorization, &offer);
        replayed.send(&invite);
        let answer = replayed.answer().unwrap();
        assert!(answer.starts_with("SIP/2.0 401"), "a challenge counts once: {answer}");
        assert_eq!(answer.contains("stale=true"), password == "secret", "{answer}");
    }
}

fn authorization(nonce: &str, password: &str, uri: &str) -> String {
    use rsipstack::dialog::authenticate::compute_digest;
    use rsipstack::sip::{Method, headers::auth::Algorithm};
    let response = compute_digest("pbx", password, "spraakloket", nonce, &Method::Invite, uri, Algorithm::Md5, None);
    format!(
        "Authorization: Digest username=\"pbx\", realm=\"spraakloket\", nonce=\"{nonce}\", uri=\"{uri}\", \
         response=\"{response}\", algorithm=MD5\r\n"
    )
}

#[test]
fn malformed_messages_are_dropped_and_counted_and_the_line_lives_on() {
    let line = Line::open("");
    let mut caller = Caller::new(line.sip);
    let offer = caller.offer();
    let invite = caller.request("INVITE", "", &offer);
    let mut random = 12_345_u32;
    let mut next = |below: usize| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 8) as usize % below
    };
    for _ in 0..600 {
        let mut bytes = invite.clone().into_bytes();
        for _ in 0..=next(8) {
            let place = next(bytes.len());
            match next(3) {
                0 => bytes[place] = next(256) as u8,
                1 => bytes.insert(place, next(256) as u8),
                _ => bytes.truncate(place.max(20)),
            }
        }
        caller.signalling.send_to(&bytes, line.sip).unwrap();
    }
    let bad_sdp = "v=0\r\nm=audio x RTP/AVP 8\r\n";
    let mut other = Caller::new(line.sip);
    let invite = other.request("INVITE", "", bad_sdp);
    other.send(&invite);
    assert!(other.answer().unwrap().starts_with("SIP/2.0 400"));
    assert!(line.counters.malformed_sip.get() > 100, "{}", line.counters);
    assert!(line.counters.malformed_sdp.get() > 0, "{}", line.counters);
    let mut decent = Caller::new(line.sip);
    decent.call().unwrap();
    decent.sound.send_to(b"not RTP", decent.their_sound.unwrap()).unwrap();
    assert!(decent.talk(300).len() > 5);
    assert_eq!(line.counters.malformed_rtp.get(), 1);
    decent.hang_up();
}

#[test]
fn when_all_lines_are_taken_callers_hear_so_or_are_refused() {
    for (when_full, status) in [("busy", "SIP/2.0 486"), ("unavailable", "SIP/2.0 503")] {
        let line = Line::open(&format!("max_calls = 1\nwhen_full = \"{when_full}\""));
        let mut first = Caller::new(line.sip);
        first.call().unwrap();
        let refused = Caller::new(line.sip).call().unwrap_err();
        assert!(refused.starts_with(status), "{refused}");
        first.hang_up();
        line.wait_for("the end", 3, |line| line.counters.ended.get() == 1);
        let mut second = Caller::new(line.sip);
        second.call().unwrap();
        second.hang_up();
    }
    let line = Line::open("max_calls = 1");
    let mut first = Caller::new(line.sip);
    first.call().unwrap();
    let mut second = Caller::new(line.sip);
    second.call().unwrap();
    let heard = second.talk(500);
    let loud = heard.iter().filter(|(_, payload)| payload.iter().any(|byte| byte ^ 0x55 & 0x7f > 0x50)).count();
    assert!(loud > 10, "{loud} packets of the announcement");
    let bye = second.receive(3000, |text| text.starts_with("BYE ")).expect("then the end");
    assert!(header(&bye, "Reason").is_some_and(|reason| reason.contains("cause=34")), "{bye}");
    assert_eq!((line.twins.count(), line.counters.busy.get()), (1, 1));
    first.hang_up();
}

#[test]
fn closing_lets_calls_finish_and_takes_no_new_ones() {
    let mut line = Line::open("drain_seconds = 20");
    let mut caller = Caller::new(line.sip);
    caller.call().unwrap();
    let (sip, counters, twins) = (line.sip, line.counters.clone(), line.twins.clone());
    let closing = std::thread::spawn(move || line.close());
    std::thread::sleep(Duration::from_millis(300));
    assert!(Caller::new(sip).call().unwrap_err().starts_with("SIP/2.0 503"));
    assert!(caller.talk(300).len() > 5, "the call goes on");
    caller.hang_up();
    closing.join().unwrap();
    assert_eq!((twins.count(), counters.ended.get()), (1, 1));
}

#[test]
fn what_is_left_when_time_is_up_is_ended() {
    let mut line = Line::open("drain_seconds = 0");
    let mut caller = Caller::new(line.sip);
    caller.call().unwrap();
    let closing = std::thread::spawn(move || line.close());
    let heard = caller.talk(900);
    let loud = heard.iter().filter(|(_, payload)| payload.iter().any(|byte| byte ^ 0x55 & 0x7f > 0x50)).count();
    assert!(loud > 15, "{loud} packets that say why");
    let bye = caller.receive(3000, |text| text.starts_with("BYE ")).expect("a BYE");
    assert!(header(&bye, "Reason").is_some_and(|reason| reason.contains("cause=41")), "{bye}");
    caller.send(&reply(&bye, "200 OK"));
    closing.join().unwrap();
}

/// An answer to a request.
pub(crate) fn reply(request: &str, status: &str) -> String {
    let copied = request
        .lines()
        .filter(|line| ["Via:", "From:", "To:", "Call-ID:", "CSeq:"].iter().any(|name| line.starts_with(name)));
    let mut text = format!("SIP/2.0 {status}\r\n");
    for line in copied {
        text.push_str(line);
        text.push_str("\r\n");
    }
    text.push_str("Content-Length: 0\r\n\r\n");
    text
}
