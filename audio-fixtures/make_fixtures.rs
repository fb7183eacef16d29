//! Makes the spoken questions of `audio-fixtures/` from `questions.toml` with our own voices, and
//! writes `manifest.toml` with what is said in each file and when. Run with `make fixtures`.

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use spraakloket::internals::audio::{
    Noise, SAMPLE_RATE, SyntheticMark, add_noise, resample, through_telephone, write_wav,
};
use spraakloket::internals::config::VoiceName;
use spraakloket::internals::speak::Synthesizer;
use spraakloket::{Config, Installation};
use std::path::Path;

/// Silence before and after the words, in seconds.
const BEFORE: f32 = 0.3;
const AFTER: f32 = 0.6;
/// Samples below this are not yet, or no longer, speech.
const SPEECH_LEVEL: f32 = 0.01;

#[derive(Deserialize)]
struct Questions {
    question: Vec<Question>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    file: String,
    text: String,
    voice: String,
    speed: f32,
    condition: String,
    expect: String,
}

#[derive(Serialize)]
struct Manifest {
    fixture: Vec<Fixture>,
}

#[derive(Serialize)]
struct Fixture {
    file: String,
    language: String,
    words: String,
    voice: String,
    condition: String,
    speech_start_ms: u64,
    speech_end_ms: u64,
    expect: String,
}

fn main() -> Result<()> {
    let folder = Path::new("audio-fixtures");
    let text = std::fs::read_to_string(folder.join("questions.toml")).context("run this in the project's folder")?;
    let questions: Questions = toml::from_str(&text)?;
    let mut manifest = Manifest { fixture: Vec::new() };
    for question in questions.question {
        let fixture = make(folder, question)?;
        println!("{}", fixture.file);
        manifest.fixture.push(fixture);
    }
    let head = "# Made by make_fixtures.rs from questions.toml; do not edit.\n\n";
    std::fs::write(folder.join("manifest.toml"), format!("{head}{}", toml::to_string(&manifest)?))?;
    Ok(())
}

fn make(folder: &Path, question: Question) -> Result<Fixture> {
    let mut voice = open(&question.voice)?;
    let speech = voice.synthesize(&question.text, question.speed)?;
    let spoken = resample(&speech.samples, speech.sample_rate, SAMPLE_RATE)?;
    let silence = |seconds: f32| vec![0.0; (seconds * SAMPLE_RATE as f32) as usize];
    let clean: Vec<f32> = [silence(BEFORE), spoken, silence(AFTER)].concat();
    let milliseconds = |position: Option<usize>| position.unwrap_or(0) as u64 * 1000 / u64::from(SAMPLE_RATE);
    let loud = |sample: &f32| sample.abs() > SPEECH_LEVEL;
    let path = folder.join(&question.file);
    std::fs::create_dir_all(path.parent().context("a file lies in a folder")?)?;
    let mark = SyntheticMark { voice: question.voice.clone() };
    let degraded = degrade(&clean, &question.condition)?;
    let (samples, rate) = if question.condition == "phone" {
        (resample(&degraded, SAMPLE_RATE, 8_000)?, 8_000)
    } else {
        (degraded, SAMPLE_RATE)
    };
    write_wav(&path, &samples, rate, &mark)?;
    Ok(Fixture {
        language: question.file.split('/').next().unwrap_or_default().to_owned(),
        speech_start_ms: milliseconds(clean.iter().position(loud)),
        speech_end_ms: milliseconds(clean.iter().rposition(loud)),
        file: question.file,
        words: question.text,
        voice: question.voice,
        condition: question.condition,
        expect: question.expect,
    })
}

fn degrade(clean: &[f32], condition: &str) -> Result<Vec<f32>> {
    Ok(match condition.split_once(':') {
        None if condition == "clean" => clean.to_vec(),
        None if condition == "phone" => through_telephone(clean)?,
        Some((noise, snr)) => {
            let noise: Noise = noise.parse().map_err(anyhow::Error::msg)?;
            add_noise(clean, noise, snr.parse()?, 1, &[])
        }
        None => bail!("unknown condition `{condition}`"),
    })
}

fn open(name: &str) -> Result<Box<dyn Synthesizer>> {
    Ok(Installation::new(Config::load(None)?).voice(&VoiceName::parse(name))?.open()?)
}
