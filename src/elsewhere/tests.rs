//! A server that is well, dies, hangs and lies, before a recogniser and a voice that only say that they were asked.

use super::{Limits, ServedTranscriber, ServedVoice, Server};
use crate::language::Language;
use crate::listen::{Cancel, ExpectedLanguage, ListenError, Transcriber, Transcript, Utterance};
use crate::speak::{VoiceSettings, VoiceSource};
use crate::wyoming::{Decoder, Event};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const DEADLINE: Duration = Duration::from_millis(400);

/// The recogniser on this machine.
struct Local;

impl Transcriber for Local {
    fn transcribe(&mut self, _: &Utterance, _: ExpectedLanguage, cancel: &Cancel) -> Result<Transcript, ListenError> {
        assert!(!cancel.is_cancelled(), "nobody waits for this one");
        Ok(Transcript { text: "local".into(), language: Language::Nl, confidence: 1.0, alternatives: Vec::new() })
    }
}

/// A server whose behaviour can change while it runs: what to do with an event, and whether to go on.
type Behaviour = fn(&mut TcpStream, &Event) -> bool;

struct Elsewhere {
    address: String,
    behaviour: Arc<Mutex<Behaviour>>,
    requests: Arc<AtomicUsize>,
}

impl Elsewhere {
    fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (behaviour, requests) = (Arc::new(Mutex::new(behaviour)), Arc::new(AtomicUsize::new(0)));
        let (its, seen) = (Arc::clone(&behaviour), Arc::clone(&requests));
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let (behaviour, seen) = (*its.lock().unwrap(), Arc::clone(&seen));
                std::thread::spawn(move || {
                    let (mut decoder, mut piece) = (Decoder::default(), [0; 4096]);
                    while let Ok(read) = stream.read(&mut piece) {
                        decoder.take(&piece[..read]);
                        while let Ok(Some(event)) = decoder.event() {
                            if matches!(event.kind.as_str(), "transcribe" | "synthesize") {
                                seen.fetch_add(1, Ordering::SeqCst);
                            }
                            if !behaviour(&mut stream, &event) {
                                return;
                            }
                        }
                        if read == 0 {
                            return;
                        }
                    }
                });
            }
        });
        Elsewhere { address, behaviour, requests }
    }

    fn becomes(&self, behaviour: Behaviour) {
        *self.behaviour.lock().unwrap() = behaviour;
    }

    fn server(&self) -> Arc<Server> {
        server(&self.address)
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

fn server(address: &str) -> Arc<Server> {
    let limits = Limits { deadline: DEADLINE, at_once: 2 };
    Server::new(format!("wyoming://{address}").parse().unwrap(), limits, None)
}

fn answer(stream: &mut TcpStream, event: &Event) -> bool {
    stream.write_all(&event.to_bytes()).is_ok()
}

fn well(stream: &mut TcpStream, event: &Event) -> bool {
    match event.kind.as_str() {
        "describe" => answer(stream, &Event::new("info", json!({ "asr": [] }))),
        "audio-stop" => answer(stream, &Event::new("transcript", json!({ "text": " elsewhere ", "language": "en" }))),
        "synthesize" => {
            answer(stream, &Event::sound("audio-start", 22_050, &[]))
                && answer(stream, &Event::sound("audio-chunk", 22_050, &[0.1; 2205]))
                && answer(stream, &Event::new("audio-stop", Value::Null))
        }
        _ => true,
    }
}

/// Half of an answer, and then it is gone.
fn dies(stream: &mut TcpStream, event: &Event) -> bool {
    match event.kind.as_str() {
        "audio-stop" => {
            let whole = Event::new("transcript", json!({ "text": "elsewhere" })).to_bytes();
            let _ = stream.write_all(&whole[..whole.len() / 2]);
            false
        }
        "synthesize" => {
            let _ = answer(stream, &Event::sound("audio-chunk", 22_050, &[0.1; 2205]));
            false
        }
        "describe" => false,
        _ => true,
    }
}

fn hangs(_: &mut TcpStream, _: &Event) -> bool {
    true
}

fn lies(stream: &mut TcpStream, _: &Event) -> bool {
    stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").is_ok()
}

fn refuses(stream: &mut TcpStream, event: &Event) -> bool {
    event.kind != "audio-stop" || answer(stream, &Event::new("error", json!({ "text": "no model" })))
}

fn heard(transcriber: &mut ServedTranscriber) -> Result<Transcript, ListenError> {
    let utterance = Utterance { samples: vec![0.1; 16_000] };
    transcriber.transcribe(&utterance, ExpectedLanguage::Any, &Cancel::default())
}

#[test]
fn a_server_that_is_well_is_heard() {
    let elsewhere = Elsewhere::start(well);
    let mut transcriber = ServedTranscriber::new(elsewhere.server(), Box::new(Local));
    let transcript = heard(&mut transcriber).unwrap();
    assert_eq!((transcript.text.as_str(), transcript.language), ("elsewhere", Language::En));
}

#[test]
fn whatever_goes_wrong_the_recogniser_here_answers_within_the_deadline() {
    let behaviours: [(&str, Behaviour); 4] = [("dies", dies), ("hangs", hangs), ("lies", lies), ("refuses", refuses)];
    for (name, behaviour) in behaviours {
        let elsewhere = Elsewhere::start(behaviour);
        let mut transcriber = ServedTranscriber::new(elsewhere.server(), Box::new(Local));
        let asked = Instant::now();
        assert_eq!(heard(&mut transcriber).unwrap().text, "local", "{name}");
        assert!(asked.elapsed() < DEADLINE + Duration::from_millis(500), "{name}: {:?}", asked.elapsed());
        let requests = elsewhere.requests();
        // The next one does not pay for it again.
        assert_eq!(heard(&mut transcriber).unwrap().text, "local", "{name}");
        assert_eq!(elsewhere.requests(), requests, "{name}: an ill server was asked");
    }
}

#[test]
fn nobody_at_that_address_is_found_out_at_once() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut transcriber = ServedTranscriber::new(server(&free.to_string()), Box::new(Local));
    let asked = Instant::now();
    assert_eq!(heard(&mut transcriber).unwrap().text, "local");
    assert!(asked.elapsed() < DEADLINE);
}

#[test]
fn a_server_that_is_well_again_is_asked_again() {
    let elsewhere = Elsewhere::start(dies);
    let mut transcriber = ServedTranscriber::new(elsewhere.server(), Box::new(Local));
    assert_eq!(heard(&mut transcriber).unwrap().text, "local");
    elsewhere.becomes(well);
    let end = Instant::now() + Duration::from_secs(10);
    while heard(&mut transcriber).unwrap().text == "local" {
        assert!(Instant::now() < end, "it was never asked again");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn more_than_may_be_asked_at_once_are_not_sent_and_do_no_harm() {
    let elsewhere = Elsewhere::start(hangs);
    let server = elsewhere.server();
    let full = std::sync::Barrier::new(3);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            let (server, full) = (&server, &full);
            scope.spawn(move || {
                let _ = server.ask(&|| true, |_| {
                    full.wait();
                    full.wait();
                    Ok(())
                });
            });
        }
        full.wait();
        let mut third = ServedTranscriber::new(Arc::clone(&server), Box::new(Local));
        assert_eq!(heard(&mut third).unwrap().text, "local");
        full.wait();
    });
    assert_eq!(elsewhere.requests(), 0);
    elsewhere.becomes(well);
    let mut after = ServedTranscriber::new(server, Box::new(Local));
    assert_eq!(heard(&mut after).unwrap().text, "elsewhere", "being busy is no illness");
}

#[test]
fn an_answer_that_nobody_wants_any_more_is_given_up_and_is_no_illness() {
    let elsewhere = Elsewhere::start(hangs);
    let server = Server::new(
        format!("wyoming://{}", elsewhere.address).parse().unwrap(),
        Limits { deadline: Duration::from_mins(1), at_once: 2 },
        None,
    );
    let mut transcriber = ServedTranscriber::new(server, Box::new(Local));
    let (cancel, utterance) = (Cancel::default(), Utterance { samples: vec![0.1; 1600] });
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while elsewhere.requests() == 0 {
                std::thread::yield_now();
            }
            cancel.cancel();
        });
        let given_up = transcriber.transcribe(&utterance, ExpectedLanguage::Any, &cancel);
        assert!(matches!(given_up, Err(ListenError::Cancelled)));
    });
    elsewhere.becomes(well);
    assert_eq!(heard(&mut transcriber).unwrap().text, "elsewhere");
}

#[test]
fn what_recognisers_write_on_silence_is_nothing_here_either() {
    let elsewhere = Elsewhere::start(|stream, event| {
        event.kind != "audio-stop" || answer(stream, &Event::new("transcript", json!({ "text": "Ondertiteling" })))
    });
    let mut transcriber = ServedTranscriber::new(elsewhere.server(), Box::new(Local));
    assert!(matches!(heard(&mut transcriber), Err(ListenError::NoSpeech)));
}

#[test]
fn a_voice_that_dies_in_mid_sentence_is_replaced_and_not_taken_for_itself() {
    let elsewhere = Elsewhere::start(well);
    let local = VoiceSettings::Espeak("nl".into());
    let voice = Arc::new(ServedVoice::new(elsewhere.server(), Language::Nl, local));
    let mut voice = (voice as Arc<dyn VoiceSource>).open();
    let speech = voice.synthesize("Goedendag.", 1.0).unwrap();
    assert_eq!((speech.sample_rate, speech.samples.len()), (22_050, 2205));
    assert!(voice.spoke_itself());
    let faster = voice.synthesize("Goedendag.", 2.0).unwrap();
    assert!((900..1300).contains(&faster.samples.len()), "{}", faster.samples.len());
    elsewhere.becomes(dies);
    let speech = voice.synthesize("Goedendag.", 1.0).unwrap();
    assert!(speech.samples.len() > 4410, "the whole sentence by the voice here");
    assert!(!voice.spoke_itself());
}
