//! The program itself with real sessions: a telephone asks a recorded question and records the answer, which our own
//! recogniser transcribes.

use crate::baresip;
use crate::caller::Caller;
use crate::peer::{Namespace, Running, free_port, is_here};
use crate::recogniser::recogniser;
use crate::support::{VOICES, built_in_index, models_are_here, text};
use spraakloket::Language;
use spraakloket::internals::audio::{SAMPLE_RATE, SyntheticMark, read_wav, resample, write_wav};
use spraakloket::internals::listen::{Cancel, ExpectedLanguage, Transcriber, Utterance};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// The question starts this long after the call; by then the greeting is over.
const SILENCE_SECONDS: usize = 20;
/// baresip plays a file only at the codec's rate.
const RATE: u32 = 8_000;
/// Duration of the call.
const CALL_SECONDS: usize = 75;
/// Somebody else asks something else, over and over, from the beginning of the call: 20 dB below the caller.
const BEHIND: f32 = 0.1;

#[test]
fn a_telephone_asks_a_question_with_a_voice_behind_it_and_hears_the_answer() {
    if !models_are_here() || !is_here("baresip") {
        return;
    }
    let Some(namespace) = Namespace::make() else { return };
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let sip: SocketAddr = format!("{}:{port}", namespace.outside).parse().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_spraakloket"));
    command
        .current_dir(folder.path())
        .envs(VOICES)
        .args(["phone", "--sip", &sip.to_string(), "--allow", &namespace.inside, "--allow", &namespace.outside])
        .args(["--index", text(&built_in_index())])
        .env("SPRAAKLOKET_LOG_LEVEL", "debug")
        .env("SPRAAKLOKET_PHONE_DRAIN_SECONDS", "0");
    let mut program = Running::start(&mut command, &folder.path().join("log"));
    wait_until_it_answers(sip, &program);

    let sound = folder.path().join("question.wav");
    let question_ends = write_question(&sound);
    let heard = baresip::call(&namespace, sip, &sound, "PCMA/8000", "", CALL_SECONDS as u32).expect("a recording");
    let rate = heard.sample_rate as usize;
    let answer = &heard.samples[heard.samples.len().min(question_ends * rate)..];
    // On a busy machine the answer comes after "one moment", so all of the speech is transcribed.
    let parts = between_pauses(answer, rate);
    let words: Vec<String> = parts.into_iter().map(|part| words_in(part, heard.sample_rate)).collect();
    let words = words.join(" / ");
    assert!(words.contains("move"), "the answer was heard as: {words}\n{}", program.said());

    let _ = Command::new("kill").arg(program.id().to_string()).status();
    assert!(program.succeeds_within(30), "{}", program.said());
    let counted = program.said();
    assert!(counted.contains("INFO"), "the log is at its most talkative: {counted}");
    for told in ["caller@", namespace.inside.as_str(), "moving", "moved", "change of address", "municipality"] {
        assert!(
            !counted.to_lowercase().contains(told),
            "who called or what was said is in the log ({told}): {counted}"
        );
    }
    assert!(counted.contains("calls=1 ended=1") && counted.contains("malformed_rtp=0"), "{counted}");
}

fn wait_until_it_answers(sip: SocketAddr, program: &Running) {
    let until = Instant::now() + Duration::from_mins(2);
    loop {
        let mut caller = Caller::from(&sip.ip().to_string(), sip);
        let options = caller.request("OPTIONS", "", "");
        caller.send(&options);
        if caller.receive(500, |text| text.starts_with("SIP/2.0 200")).is_some() {
            return;
        }
        assert!(Instant::now() < until, "{}", program.said());
    }
}

/// Writes silence, the question, and silence, with the voice behind it; in English, because our recogniser can transcribe
/// that voice. Returns the second at which the question ends.
fn write_question(to: &Path) -> usize {
    let spoken = |file: &str| {
        let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("audio-fixtures").join(file);
        let recorded = read_wav(&recorded, 60.0).unwrap();
        resample(&recorded.samples, recorded.sample_rate, RATE).unwrap()
    };
    let question = spoken("en/moving.wav");
    let mut samples = vec![0.0; SILENCE_SECONDS * RATE as usize];
    samples.extend(&question);
    let ends = samples.len().div_ceil(RATE as usize);
    samples.resize((CALL_SECONDS + 10) * RATE as usize, 0.0);
    let behind = spoken("nl/huurtoeslag.wav");
    let gain = BEHIND * loudness(&question) / loudness(&behind);
    samples.iter_mut().zip(behind.iter().cycle()).for_each(|(sample, other)| *sample += gain * other);
    write_wav(to, &samples, RATE, &SyntheticMark { voice: "a recorded question".to_owned() }).unwrap();
    ends
}

/// Root mean square of what is not silence.
fn loudness(samples: &[f32]) -> f32 {
    let loud: Vec<f32> = samples.iter().copied().filter(|sample| sample.abs() > 0.01).collect();
    (loud.iter().map(|sample| sample * sample).sum::<f32>() / loud.len().max(1) as f32).sqrt()
}

/// Stretches of speech of some seconds, cut at pauses: cut inside a word, they confuse the recogniser.
fn between_pauses(samples: &[f32], rate: usize) -> Vec<&[f32]> {
    const LOUD: f32 = 0.02;
    let (pause, enough) = (rate / 3, 4 * rate);
    let (mut parts, mut start, mut last_loud) = (Vec::new(), 0, None);
    for (place, sample) in samples.iter().enumerate() {
        if sample.abs() > LOUD {
            last_loud = Some(place);
        } else if let Some(loud) = last_loud
            && place - loud > pause
            && place - start > enough
        {
            parts.push(&samples[start..place]);
            (start, last_loud) = (place, None);
        }
    }
    parts.extend(last_loud.map(|_| &samples[start..]));
    parts
}

/// The recogniser's transcript of a recording; empty if there is no speech in it.
fn words_in(samples: &[f32], rate: u32) -> String {
    let samples = resample(samples, rate, SAMPLE_RATE).unwrap();
    let heard =
        recogniser().transcribe(&Utterance { samples }, ExpectedLanguage::Only(Language::En), &Cancel::default());
    heard.map_or_else(|_| String::new(), |transcript| transcript.text.to_lowercase())
}
