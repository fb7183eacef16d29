//! The same with Whisper base itself, if it is installed: it must write what whisper.cpp writes, and learn a handful
//! of sentences in a minute.

use crate::adapt::decoder::{Decoder, Shape};
use crate::adapt::encoder::Encoder;
use crate::adapt::loss::{Lesson, loss_of};
use crate::adapt::mel::Mel;
use crate::adapt::tokens::Tokens;
use crate::adapt::{POSITIONS, Speakers};
use crate::audio::read_wav;
use crate::config::Config;
use crate::evaluate::word_edits;
use crate::installation::Installation;
use crate::language::Language;
use crate::listen::{Cancel, ExpectedLanguage, Transcriber, Utterance, WhisperSettings, WhisperTranscriber};
use crate::models::GgmlFile;
use crate::speak::VoiceSettings;
use candle_core::{D, Device, Tensor};
use spoken_text::Lexicon;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn base() -> Option<PathBuf> {
    let path = Installation::new(Config::load(None).unwrap()).models().path("whisper-base-q8");
    path.inspect_err(|error| println!("skipped: training on Whisper base: {error}")).ok()
}

#[test]
fn the_words_are_those_of_whisper_cpp() {
    let Some(path) = base() else { return };
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("audio-fixtures/nl/paspoort-aanvragen.wav");
    let samples = read_wav(&fixture, 30.0).unwrap().samples;
    let settings = WhisperSettings { model: path.clone(), preparation: None, threads: 1 };
    let mut whisper = WhisperTranscriber::load(settings).unwrap();
    let utterance = Utterance { samples: samples.clone() };
    let expected =
        whisper.transcribe(&utterance, ExpectedLanguage::Only(Language::Nl), &Cancel::default()).unwrap().text;

    let file = GgmlFile::parse(std::fs::read(path).unwrap()).unwrap();
    let heard = Encoder::new(&file).unwrap().forward(&Mel::new(&file).unwrap().of(&samples).unwrap()).unwrap();
    let decoder = Decoder::new(&file, Shape { rank: 1, scale: 1.0 }, 1).unwrap();
    let tokens = Tokens::new(&file);
    let written = tokens.text(&greedy(&decoder, &tokens, &heard.unsqueeze(0).unwrap()));
    assert_eq!(word_edits(&expected, &written).wrong, 0, "{written} instead of {expected}");
}

fn greedy(decoder: &Decoder, tokens: &Tokens, heard: &Tensor) -> Vec<u32> {
    let mut said = tokens.opening(Language::Nl).to_vec();
    let opening = said.len();
    while said.len() < opening + 40 {
        let row = Tensor::new(said.as_slice(), &Device::Cpu).unwrap().unsqueeze(0).unwrap();
        let states = decoder.forward(&row, heard).unwrap().squeeze(0).unwrap();
        let scores = decoder.scores(&states.narrow(0, said.len() - 1, 1).unwrap()).unwrap();
        let text = scores.narrow(1, 0, tokens.end() as usize + 1).unwrap();
        let best = text.argmax(D::Minus1).unwrap().to_vec1::<u32>().unwrap()[0];
        if best == tokens.end() {
            break;
        }
        said.push(best);
    }
    said.split_off(opening)
}

#[test]
fn a_handful_of_sentences_is_learned_in_a_minute() {
    let Some(path) = base() else { return };
    let file = GgmlFile::parse(std::fs::read(path).unwrap()).unwrap();
    let voices = BTreeMap::from([("espeak:nl".to_owned(), VoiceSettings::Espeak("nl".into()))]);
    let mut speakers = Speakers::new(voices, Lexicon::built_in());
    let (mel, encoder) = (Mel::new(&file).unwrap(), Encoder::new(&file).unwrap());
    let tokens = Tokens::new(&file);
    let (mut heard, mut texts) = (Vec::new(), Vec::new());
    for text in ["Waar vraag ik bijzondere bijstand aan?", "Wat is de zoektermijn?", "Hoe werkt kwijtschelding?"] {
        let samples = speakers.say("espeak:nl", text, Language::Nl, 1.0).unwrap().unwrap();
        heard.push(encoder.forward(&mel.of(&samples).unwrap()).unwrap());
        texts.push(tokens.of(text));
    }
    let heard = Tensor::stack(&heard, 0).unwrap();
    assert_eq!(heard.dims(), [3, POSITIONS, 512]);
    let decoder = Decoder::new(&file, Shape { rank: 4, scale: 2.0 }, 1).unwrap();
    let lesson = Lesson::new(&tokens.opening(Language::Nl), &texts, tokens.end());
    let (before, after) = super::train_a_little(&decoder, &lesson, &heard, 5);
    assert!(after < 0.8 * before, "{before} to {after}");

    let adapter = super::adapter(&decoder, &[]);
    let mut changed = GgmlFile::parse(std::fs::read(base().unwrap()).unwrap()).unwrap();
    adapter.merge(&mut changed).unwrap();
    let merged = Decoder::new(&changed, Shape { rank: 1, scale: 1.0 }, 1).unwrap();
    let kept = loss_of(&merged, &lesson, &heard, 0.0).unwrap();
    assert!((kept - after).abs() < 0.1 * before, "{kept} instead of {after}");
}
