//! The desk with a voice that needs no engine.

use super::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Renders every letter as a 50 ms tone and counts how often it is called.
struct ToneVoice(Arc<AtomicUsize>);

impl Synthesizer for ToneVoice {
    fn synthesize(&mut self, text: &str, rate: f32) -> Result<Speech, SpeakError> {
        self.0.fetch_add(1, Ordering::SeqCst);
        let length = (text.len() as f32 * 1102.0 / rate) as usize;
        Ok(Speech { samples: (0..length).map(|i| 0.02 * (i as f32 * 0.1).sin()).collect(), sample_rate: 22_050 })
    }

    fn voice(&self) -> &'static str {
        "tone"
    }
}

impl SpeakingDesk {
    /// A desk whose Dutch voice is a tone.
    pub(in crate::speak) fn for_tests() -> Self {
        counting().0
    }
}

fn counting() -> (SpeakingDesk, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let voices = vec![(Language::Nl, VoiceSettings::Espeak("tone".into()))];
    let mut desk = SpeakingDesk::new(voices, Lexicon::built_in(), 1.0);
    desk.loaded.push((Language::Nl, Box::new(ToneVoice(count.clone()))));
    (desk, count)
}

fn cached(folder: &std::path::Path) -> (SpeakingDesk, Arc<AtomicUsize>) {
    let (desk, count) = counting();
    let settings = CacheSettings { folder: folder.to_owned(), limit_bytes: 10_000_000 };
    (desk.with_cache(Some(settings)), count)
}

#[test]
fn a_sentence_is_made_once_and_never_kept_when_it_is_private() {
    let folder = tempfile::tempdir().unwrap();
    let (mut desk, count) = cached(folder.path());
    let manner = Manner::default();
    let first = desk.say("Goedemorgen.", Language::Nl, manner).unwrap();
    let second = desk.say("Goedemorgen.", Language::Nl, manner).unwrap();
    assert_eq!((first.samples.len(), count.load(Ordering::SeqCst)), (second.samples.len(), 1));
    let loud = desk.say("Goedemorgen.", Language::Nl, manner.louder()).unwrap();
    assert_eq!((loud.samples.len(), count.load(Ordering::SeqCst)), (first.samples.len(), 1));

    let files = || std::fs::read_dir(folder.path()).unwrap().count();
    let before = files();
    desk.say_privately("Mijn naam is Jansen.", Language::Nl, manner).unwrap();
    desk.spell("Jansen", Language::Nl, manner).unwrap();
    assert_eq!(files(), before);

    let entry = std::fs::read_dir(folder.path()).unwrap().flatten().next().unwrap().path();
    std::fs::write(&entry, "damaged").unwrap();
    let made = count.load(Ordering::SeqCst);
    let again = desk.say("Goedemorgen.", Language::Nl, manner).unwrap();
    assert_eq!((again.samples.len(), count.load(Ordering::SeqCst)), (first.samples.len(), made + 1));
}

#[test]
fn speech_is_delivered_a_sentence_at_a_time_until_it_is_refused() {
    let (mut desk, count) = counting();
    let mut heard = 0;
    desk.speak("Eerste zin. Tweede zin. Derde zin.", Language::Nl, |_| {
        heard += 1;
        heard < 2
    })
    .unwrap();
    assert_eq!((heard, count.load(Ordering::SeqCst)), (2, 2));
    desk.speak(" ?! ", Language::Nl, |_| panic!("there is nothing to say")).unwrap();
    let missing = desk.say("Hello.", Language::En, Manner::default());
    assert!(matches!(missing, Err(SpeakError::NoVoice(Language::En))));
}

#[test]
fn every_sentence_has_the_target_loudness() {
    let mut desk = SpeakingDesk::for_tests().with_loudness(-23.0);
    for sentence in ["Ja.", "Dit is een gewone zin van een gewone lengte."] {
        let speech = desk.say(sentence, Language::Nl, Manner::default()).unwrap();
        let reached = crate::speak::loudness(crate::speak::trim::words(&speech), speech.sample_rate).unwrap();
        assert!((reached + 23.0).abs() < 0.3, "{sentence}: {reached}");
    }
}
