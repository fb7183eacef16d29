//! No text crashes eSpeak NG, directly or on the way to a Piper voice's phonemes: the library is C code with
//! fixed-size buffers. A crash ends the test program, so the seed is printed before each round.

use super::{EspeakVoice, phonemes};
use crate::language::Language;
use crate::speak::Synthesizer;
use crate::speak::text::speakable;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use spoken_text::{Lexicon, sentences};

/// Number of texts per round, all from one seed.
const ROUND: usize = 100;

fn texts() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[a-zA-Z]{1,12}",
        2 => "[0-9.,:/€%+<>≤≥±-]{1,10}",
        2 => "\\PC{1,6}",
        1 => "([a-z]\\.){1,120}",
        1 => "[a-zé]{50,400}",
        1 => "[.'’-]{1,60}",
        1 => Just("\u{301}".repeat(40)),
        2 => Just(" ".to_owned()),
        1 => Just("\n".to_owned()),
    ];
    prop::collection::vec(part, 1..6).prop_map(|parts| parts.concat())
}

fn speak_any(rounds: usize) {
    let mut voices = [EspeakVoice::open("nl").unwrap(), EspeakVoice::open("en-us").unwrap()];
    let lexicon = Lexicon::built_in();
    for round in 0..rounds {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&(round as u64).to_le_bytes());
        println!("round {round}");
        let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
        for _ in 0..ROUND {
            let text = texts().new_tree(&mut runner).unwrap().current();
            for (language, voice) in Language::FULL.into_iter().zip(&mut voices) {
                // As written, and as made speakable.
                phonemes(&text, language.code()).unwrap();
                for sentence in sentences(&text) {
                    voice.synthesize(&speakable(&sentence, language, &lexicon), 3.0).unwrap();
                }
            }
        }
    }
}

#[test]
fn two_thousand_texts_are_spoken_without_a_crash() {
    speak_any(20);
}

#[test]
#[ignore = "half an hour; `make nightly`"]
fn a_hundred_thousand_texts_are_spoken_without_a_crash() {
    speak_any(1_000);
}
