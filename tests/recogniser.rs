//! The recogniser as sessions use it: cancelled at once, and silent if there is no speech.

#[path = "support/recogniser.rs"]
mod one;
mod support;

use one::{recogniser, settings};
use spraakloket::Language;
use spraakloket::internals::audio::{SAMPLE_RATE, add_noise};
use spraakloket::internals::listen::{
    Cancel, ExpectedLanguage, ListenError, Transcriber, Transcript, Utterance, Vocabulary, WhisperTranscriber, Wording,
};
use std::time::Duration;
use support::models_are_here;

fn hear(samples: Vec<f32>, cancel: &Cancel) -> Result<Transcript, ListenError> {
    recogniser().transcribe(&Utterance { samples }, ExpectedLanguage::Any, cancel)
}

/// Noise loud enough to be taken for speech.
fn noise(kind: spraakloket::internals::audio::Noise, seconds: usize, seed: u64) -> Vec<f32> {
    let tone: Vec<f32> = (0..seconds * SAMPLE_RATE as usize).map(|i| 0.05 * (i as f32 * 0.17).sin()).collect();
    let noisy = add_noise(&tone, kind, -30.0, seed, &[]);
    let loudest = noisy.iter().fold(0.0_f32, |loudest, sample| loudest.max(sample.abs()));
    noisy.into_iter().map(|sample| 0.3 * sample / loudest).collect()
}

#[test]
fn a_cancelled_recognition_ends_while_another_thread_keeps_the_machine_busy() {
    if !models_are_here() {
        return;
    }
    let cancel = Cancel::default();
    cancel.cancel();
    assert!(matches!(hear(vec![0.1; 32_000], &cancel), Err(ListenError::Cancelled)));

    let busy = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(true));
    let load = std::thread::spawn({
        let busy = busy.clone();
        move || while busy.load(std::sync::atomic::Ordering::Relaxed) {}
    });
    let speech: Vec<f32> = noise(spraakloket::internals::audio::Noise::Pink, 8, 3);
    for milliseconds in [1, 20, 100] {
        let cancel = Cancel::default();
        let canceller = std::thread::spawn({
            let cancel = cancel.clone();
            move || {
                std::thread::sleep(Duration::from_millis(milliseconds));
                cancel.cancel();
            }
        });
        let heard = hear(speech.clone(), &cancel);
        canceller.join().unwrap();
        // On a very fast machine it may already have finished.
        assert!(matches!(heard, Err(ListenError::Cancelled)) || milliseconds == 100, "{milliseconds} ms: {heard:?}");
    }
    busy.store(false, std::sync::atomic::Ordering::Relaxed);
    load.join().unwrap();
    // The recogniser still works.
    assert!(!matches!(hear(speech, &Cancel::default()), Err(ListenError::Cancelled | ListenError::Recogniser(_))));
}

#[test]
fn nothing_is_made_up_where_nothing_is_said() {
    use spraakloket::internals::audio::Noise::{Hum, Pink};
    if !models_are_here() {
        return;
    }
    let mut sounds = vec![
        ("silence", vec![0.0; 48_000]),
        ("a click", {
            let mut click = vec![0.0; 32_000];
            click[16_000..16_040].fill(0.8);
            click
        }),
    ];
    for seed in 1..4 {
        sounds.push(("pink noise", noise(Pink, 2 + seed as usize, seed)));
    }
    sounds.push(("hum", noise(Hum, 3, 1)));
    for (name, samples) in sounds {
        let heard = hear(samples, &Cancel::default());
        assert!(matches!(heard, Err(ListenError::NoSpeech)), "{name}: {heard:?}");
    }
}

/// Two wordings in Dutch and one in English.
struct Few;

impl Vocabulary for Few {
    fn words(&self, _: Language) -> Vec<String> {
        vec!["paspoort".into()]
    }

    fn wordings(&self, language: Language) -> Vec<Wording> {
        let texts: &[&str] = match language {
            Language::Nl => &["Hoe vraag ik een paspoort aan?", "Wat kost een paspoort?"],
            Language::En => &["How do I apply for a passport?"],
            _ => &[],
        };
        texts
            .iter()
            .map(|text| Wording { text: (*text).into(), subject: "paspoort-aanvragen".into(), at_once: false })
            .collect()
    }
}

#[test]
fn each_wording_is_measured_in_silence_once_and_hearing_goes_on_in_between() {
    if !models_are_here() {
        return;
    }
    let mut informed = WhisperTranscriber::load(settings()).unwrap().knowing(&Few, None).unwrap();
    assert!(informed.work_ahead().unwrap());
    let utterance = Utterance { samples: noise(spraakloket::internals::audio::Noise::Pink, 2, 1) };
    let heard = informed.transcribe(&utterance, ExpectedLanguage::Only(Language::Nl), &Cancel::default());
    assert!(matches!(heard, Err(ListenError::NoSpeech)), "{heard:?}");
    let rest = std::iter::from_fn(|| Some(informed.work_ahead().unwrap())).take_while(|more| *more).count();
    assert_eq!(rest, 2);
}
