//! The OpenAI-compatible interface over real sockets: what is sent, what answers mean, and what goes wrong.

use super::server::ServerError;
use super::{Limits, ServedTranscriber, Server};
use crate::audio::{wav_bytes, wav_samples};
use crate::language::Language;
use crate::listen::{Alternative, Cancel, ExpectedLanguage, ListenError, Transcriber, Transcript, Utterance};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

const DEADLINE: Duration = Duration::from_millis(600);

struct Local;

impl Transcriber for Local {
    fn transcribe(&mut self, _: &Utterance, _: ExpectedLanguage, _: &Cancel) -> Result<Transcript, ListenError> {
        let alternatives = Vec::<Alternative>::new();
        Ok(Transcript { text: "local".into(), language: Language::Nl, confidence: 1.0, alternatives })
    }
}

/// What a server answers to the head and the body of a request; nothing leaves the connection open and silent.
type Answer = fn(&str, &[u8]) -> Option<Vec<u8>>;

/// A server, and the requests that it got. Every answer ends its connection.
fn serve(answer: Answer) -> (String, Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/v1?model=some/model&voice=pim", listener.local_addr().unwrap());
    let (tell, requests) = channel();
    std::thread::spawn(move || {
        let mut silent = Vec::new();
        for mut stream in listener.incoming().flatten() {
            let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
            let head = loop {
                let Ok(read @ 1..) = stream.read(&mut piece) else { break None };
                bytes.extend_from_slice(&piece[..read]);
                if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                    break Some(end + 4);
                }
            };
            let Some(end) = head else { continue };
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.map_or(0, |length| length.parse().unwrap());
            while bytes.len() < end + length {
                let Ok(read @ 1..) = stream.read(&mut piece) else { break };
                bytes.extend_from_slice(&piece[..read]);
            }
            let _ = tell.send((head.clone(), bytes[end..].to_vec()));
            match answer(&head, &bytes[end..]) {
                Some(bytes) => drop(stream.write_all(&bytes)),
                None => silent.push(stream),
            }
        }
    });
    (address, requests)
}

fn http(status: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn server(address: &str) -> std::sync::Arc<Server> {
    Server::new(address.parse().unwrap(), Limits { deadline: DEADLINE, at_once: 2 }, Some("secret"))
}

fn hear(address: &str, expected: ExpectedLanguage) -> Result<Transcript, ListenError> {
    let utterance = Utterance { samples: vec![0.1; 16_000] };
    ServedTranscriber::new(server(address), Box::new(Local)).transcribe(&utterance, expected, &Cancel::default())
}

#[test]
fn speech_is_sent_as_a_wav_file_with_model_language_and_key() {
    let (address, requests) = serve(|_, _| Some(http("200 OK", br#"{"text":" Ja. "}"#)));
    let transcript = hear(&address, ExpectedLanguage::Only(Language::En)).unwrap();
    assert_eq!((transcript.text.as_str(), transcript.language, transcript.confidence), ("Ja.", Language::En, 0.8));
    let (head, body) = requests.recv().unwrap();
    assert!(head.starts_with("post /v1/audio/transcriptions http/1.1"), "{head}");
    assert!(head.contains("authorization: bearer secret") && head.contains("multipart/form-data; boundary="), "{head}");
    let text = String::from_utf8_lossy(&body);
    for part in
        ["name=\"model\"\r\n\r\nsome/model", "name=\"language\"\r\n\r\nen", "filename=\"speech.wav\"", "audio/wav"]
    {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    let start = body.windows(4).position(|four| four == b"RIFF").unwrap();
    let (samples, rate) = wav_samples(&body[start..]).unwrap();
    assert_eq!((rate, samples.len()), (16_000, 16_000));
}

#[test]
fn language_and_probabilities_are_used_where_the_server_tells_them() {
    let (address, _) = serve(|_, _| {
        let segments =
            r#"[{"text":" abc","avg_logprob":-0.1,"no_speech_prob":0.9},{"text":" def","avg_logprob":-0.3}]"#;
        let body = format!(r#"{{"text":"Hello.","language":"english","segments":{segments},"usage":{{}}}}"#);
        Some(http("200 OK", body.as_bytes()))
    });
    let transcript = hear(&address, ExpectedLanguage::Any).unwrap();
    assert_eq!((transcript.text.as_str(), transcript.language), ("Hello.", Language::En));
    assert!((transcript.confidence - (-0.2_f32).exp()).abs() < 0.001, "{}", transcript.confidence);

    let (address, _) = serve(|_, _| {
        Some(http("200 OK", br#"{"text":"Bedankt.","segments":[{"avg_logprob":-1.4,"no_speech_prob":0.8}]}"#))
    });
    assert!(matches!(hear(&address, ExpectedLanguage::Any), Err(ListenError::NoSpeech)), "its own figures say silence");
}

#[test]
fn a_server_that_knows_only_text_is_asked_for_that_from_then_on() {
    let (address, requests) = serve(|_, body| {
        let verbose = body.windows(12).any(|text| text == b"verbose_json");
        Some(if verbose { http("400 Bad Request", b"{}") } else { http("200 OK", br#"{"text":"Ja."}"#) })
    });
    let mut transcriber = ServedTranscriber::new(server(&address), Box::new(Local));
    let utterance = Utterance { samples: vec![0.1; 1600] };
    for _ in 0..2 {
        let heard = transcriber.transcribe(&utterance, ExpectedLanguage::Any, &Cancel::default()).unwrap();
        assert_eq!(heard.text, "Ja.");
    }
    assert_eq!(requests.try_iter().count(), 3);
}

#[test]
fn whatever_goes_wrong_the_recogniser_here_answers_within_the_deadline() {
    let answers: [(&str, Answer); 6] = [
        ("hangs", |_, _| None),
        ("dies", |_, _| Some(Vec::new())),
        ("dies in its answer", |_, _| Some(http("200 OK", br#"{"text":"Ja."}"#)[..60].to_vec())),
        ("fails", |_, _| Some(http("500 Oops", b""))),
        ("lies", |_, _| Some(http("200 OK", b"<html></html>"))),
        ("sends elsewhere", |_, _| {
            Some(b"HTTP/1.1 307 T\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n".to_vec())
        }),
    ];
    for (name, answer) in answers {
        let (address, requests) = serve(answer);
        let mut transcriber = ServedTranscriber::new(server(&address), Box::new(Local));
        let (utterance, asked) = (Utterance { samples: vec![0.1; 1600] }, Instant::now());
        for _ in 0..2 {
            let heard = transcriber.transcribe(&utterance, ExpectedLanguage::Any, &Cancel::default()).unwrap();
            assert_eq!(heard.text, "local", "{name}");
        }
        assert!(asked.elapsed() < DEADLINE + Duration::from_millis(500), "{name}: {:?}", asked.elapsed());
        let speech = requests.try_iter().filter(|(head, _)| head.starts_with("post")).count();
        assert_eq!(speech, 1, "{name}: an ill server was asked");
    }
}

#[test]
fn an_answer_that_nobody_wants_is_not_waited_for_and_keeps_its_place() {
    let (address, requests) = serve(|_, _| None);
    let limits = Limits { deadline: Duration::from_secs(5), at_once: 1 };
    let server = Server::new(address.parse().unwrap(), limits, None);
    let utterance = Utterance { samples: vec![0.1; 1600] };
    let asked = Instant::now();
    let wanted = || requests.try_recv().is_err();
    let given_up = server.recognise(&utterance, None, &wanted);
    assert!(matches!(given_up, Err(ServerError::Unwanted)), "{given_up:?}");
    assert!(asked.elapsed() < Duration::from_secs(2));
    assert!(matches!(server.recognise(&utterance, None, &|| true), Err(ServerError::Busy)), "it is still at the first");
}

#[test]
fn a_sentence_is_asked_for_as_wav_and_half_a_file_is_refused() {
    let (address, requests) = serve(|_, _| Some(http("200 OK", &wav_bytes(&[0.1; 2205], 22_050).unwrap())));
    let speech = server(&address).speak("Goedendag.", Language::Nl).unwrap();
    assert_eq!((speech.sample_rate, speech.samples.len()), (22_050, 2205));
    let (head, body) = requests.recv().unwrap();
    assert!(head.starts_with("post /v1/audio/speech http/1.1"), "{head}");
    let wish: serde_json::Value = serde_json::from_slice(&body).unwrap();
    let expected =
        serde_json::json!({ "model": "some/model", "voice": "pim", "input": "Goedendag.", "response_format": "wav" });
    assert_eq!(wish, expected);

    let (address, _) = serve(|_, _| Some(http("200 OK", &wav_bytes(&[0.1; 2205], 22_050).unwrap()[..2000])));
    let refused = server(&address).speak("Goedendag.", Language::Nl);
    assert!(matches!(refused, Err(ServerError::Form(_))), "{refused:?}");
}

#[test]
fn a_check_tells_a_wrong_key_from_a_server_that_lists_no_models() {
    let (address, requests) = serve(|_, _| Some(http("404 Not Found", b"")));
    server(&address).check().unwrap();
    assert!(requests.recv().unwrap().0.starts_with("get /v1/models http/1.1"));
    let (address, _) = serve(|_, _| Some(http("401 Unauthorized", b"")));
    let error = server(&address).check().unwrap_err().to_string();
    assert!(error.contains("servers.key"), "{error}");
}
