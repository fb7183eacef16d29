//! `spraakloket ask` from the command line: right answers and clear refusals.

mod support;

use serde_json::Value;
use std::fs;
use std::path::Path;
use support::{answer, built_in_index, models_are_here, said, spraakloket, text};

#[test]
fn a_typed_question_is_answered_with_its_source() {
    let result = answer(&["--text", "Hoe vraag ik een paspoort aan?"]);
    assert_eq!(result["answer"]["kind"], "found");
    assert_eq!(result["answer"]["article"], "paspoort-aanvragen");
    assert!(result["answer"]["spoken"].as_str().unwrap().contains("gemeente"));
    let source = &result["answer"]["source"];
    assert!(source["url"].as_str().unwrap().starts_with("https://www.rijksoverheid.nl/"));
    for key in ["title", "organisation", "checked"] {
        assert!(!source[key].as_str().unwrap().is_empty(), "{key}");
    }
    assert_eq!(result["transcript"]["language"], "nl");
    assert_eq!(result["timings_ms"]["listen"], Value::Null);
    for key in ["retrieve", "first_sound", "total"] {
        assert!(result["timings_ms"][key].as_f64().unwrap() >= 0.0, "{key}");
    }
}

#[test]
fn english_is_answered_in_english() {
    if !models_are_here() {
        return;
    }
    let result = answer(&["--text", "How do I apply for a passport?"]);
    assert_eq!(result["transcript"]["language"], "en");
    assert_eq!(result["answer"]["article"], "paspoort-aanvragen");
    assert!(result["answer"]["spoken"].as_str().unwrap().contains("municipality"));
}

#[test]
fn what_is_not_known_is_said_and_commands_stay_out_of_retrieval() {
    let elsewhere = answer(&["--text", "Hoe laat begint de voetbalwedstrijd vanavond?"]);
    assert_eq!(elsewhere["answer"]["kind"], "aside");
    assert_eq!(elsewhere["answer"]["source"], Value::Null);
    let despair = answer(&["--text", "ik zie het niet meer zitten"]);
    assert_eq!(despair["answer"]["kind"], "despair");
    assert!(despair["answer"]["spoken"].as_str().unwrap().contains("0800-0113"));
    // Words about health and crime are understood before anything is masked.
    for (said, kind) in [
        ("ik heb zelfmoordgedachten", "despair"),
        ("ik word mishandeld", "emergency"),
        ("ik ben verkracht", "emergency"),
    ] {
        assert_eq!(answer(&["--text", said])["answer"]["kind"], kind, "{said}");
    }
    assert_eq!(answer(&["--text", "Herhaal"])["answer"]["kind"], "command");
    assert_eq!(answer(&["--text", "Ik wil een medewerker spreken."])["answer"]["kind"], "handover");
}

#[test]
fn a_spoken_question_is_answered_aloud() {
    if !models_are_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let reply = folder.path().join("reply.wav");
    let question = "audio-fixtures/nl/paspoort-aanvragen.wav";
    let result = answer(&["--audio", question, "--out", text(&reply)]);
    assert!(result["transcript"]["text"].as_str().unwrap().contains("paspoort"), "{result}");
    assert_eq!(result["answer"]["article"], "paspoort-aanvragen", "{result}");
    assert!(result["timings_ms"]["listen"].as_f64().unwrap() > 0.0);
    let reader = hound::WavReader::open(&reply).unwrap();
    assert!(reader.duration() > reader.spec().sample_rate, "at least a second of speech");
    let bytes = fs::read(&reply).unwrap();
    assert!(String::from_utf8_lossy(&bytes).contains("synthetic-speech=true"));
}

#[test]
fn silence_and_noise_are_no_question() {
    if !models_are_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let hum = folder.path().join("hum.wav");
    write(&hum, |i| (i as f32 * 0.02).sin() * 0.02);
    let mut sounds = vec![hum];
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/cases/sound");
    if cases.is_dir() {
        let recorded = ["B10_dc", "busy", "cough", "dtmf7", "siren"];
        sounds.extend(recorded.map(|name| cases.join(name).with_extension("wav")));
    } else {
        println!("skipped: recorded tones and noises: {} is not here", cases.display());
    }
    for sound in &sounds {
        let result = answer(&["--audio", text(sound)]);
        assert_eq!(result["answer"]["kind"], "not_heard", "{}: {result}", sound.display());
        assert_eq!(result["transcript"]["text"], "", "{}", sound.display());
        assert!(result["answer"]["spoken"].as_str().unwrap().contains("niet verstaan"), "{result}");
    }
}

#[test]
fn every_bad_input_is_named_with_exit_code_two_and_nothing_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("empty.wav"), b"").unwrap();
    fs::write(path("text.wav"), vec![b'x'; 5000]).unwrap();
    write(&path("silent.wav"), |_| 0.0);
    write(&path("whole.wav"), |i| (i as f32 * 0.3).sin() * 0.5);
    let whole = fs::read(path("whole.wav")).unwrap();
    fs::write(path("cut.wav"), &whole[..whole.len() / 3]).unwrap();
    fs::write(path("hours.wav"), hours_long(&whole)).unwrap();

    refused(&["--text", ""], "empty");
    refused(&["--text", " ?! "], "empty");
    refused(&["--text", &"a".repeat(1001)], "1001 characters");
    refused(&["--text", "x", "--lang", "xx"], "xx");
    refused(&[], "--audio");
    for (file, part) in [
        ("missing.wav", "missing.wav"),
        ("empty.wav", "no sound"),
        ("text.wav", "not a readable WAV file"),
        ("silent.wav", "silent"),
        ("cut.wav", "cut short"),
        ("hours.wav", "may last"),
    ] {
        refused(&["--audio", text(&path(file))], part);
    }
}

#[test]
fn a_missing_index_or_model_says_what_to_run() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("nowhere");
    let output = spraakloket(&["ask", "--text", "paspoort", "--index", text(&nowhere)]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("spraakloket index --source"), "{}", said(&output));

    let settings = folder.path().join("settings.toml");
    fs::write(&settings, format!("[models]\ndir = \"{}\"", folder.path().display())).unwrap();
    let index = built_in_index();
    let arguments =
        ["--config", text(&settings), "ask", "--audio", "audio-fixtures/nl/trouwen.wav", "--index", text(&index)];
    let output = spraakloket(&arguments);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("run: spraakloket models fetch"), "{}", said(&output));
}

/// Runs `ask` on bad input: exit code 2, the message names it, nothing is written.
fn refused(arguments: &[&str], part: &str) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("reply.wav");
    let index = built_in_index();
    let all = [&["ask", "--index", text(&index), "--out", text(&out)], arguments].concat();
    let output = spraakloket(&all);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
    assert!(said(&output).contains(part), "{arguments:?}: {}", said(&output));
    assert!(!said(&output).contains("panicked"), "{}", said(&output));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "something was written");
}

fn write(path: &Path, sample: impl Fn(usize) -> f32) {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 16_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    for i in 0..32_000 {
        writer.write_sample((sample(i) * 32_767.0) as i16).unwrap();
    }
    writer.finalize().unwrap();
}

/// A header that announces more than nine hours.
fn hours_long(whole: &[u8]) -> Vec<u8> {
    let mut bytes = whole.to_vec();
    bytes[4..8].copy_from_slice(&1_100_000_036_u32.to_le_bytes());
    bytes[40..44].copy_from_slice(&1_100_000_000_u32.to_le_bytes());
    bytes
}

#[test]
fn a_second_question_in_one_breath_is_answered_or_referred() {
    let said = |question: &str| answer(&["--text", question])["answer"]["spoken"].as_str().unwrap().to_owned();
    let both = said("Hoe vraag ik een rijbewijs aan en waar meld ik een verhuizing?");
    assert!(
        both.contains("rijbewijs") && both.contains("Dan uw andere vraag.") && both.contains("verhuizing"),
        "{both}"
    );
    let part = said("Hoe vraag ik een paspoort aan en wat moet ik meenemen?");
    assert!(part.starts_with("U vraagt een paspoort aan") && part.contains("Neem"), "{part}");
    let referred = said("How do I apply for a passport and who is the mayor?");
    assert!(referred.contains("apply for a passport") && referred.contains("ask it again on its own"), "{referred}");
}

#[test]
fn one_visit_remembers_its_last_answer() {
    let index = built_in_index();
    let question = "Hoe vraag ik een paspoort aan?";
    let output = spraakloket(&[
        "ask",
        "--index",
        text(&index),
        "--lang",
        "nl",
        "--text",
        question,
        "--text",
        "waar staat dat",
        "--text",
        "meer",
    ]);
    assert!(output.status.success(), "{}", said(&output));
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let answers: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("Answer: ")).collect();
    assert_eq!(answers.len(), 3, "{told}");
    assert!(answers[1].contains("van Rijksoverheid") && answers[1].contains("nagekeken op 23 november 2026"), "{told}");
    assert!(answers[2].contains("gemeente") && answers[2] != answers[0], "{told}");
}

#[test]
fn a_visit_keeps_its_speed_and_spells_what_it_said() {
    let folder = tempfile::tempdir().unwrap();
    let seconds = |name: &str, before: &[&str], question: &str| {
        let out = folder.path().join(name);
        let texts: Vec<&str> = before.iter().chain([&question]).flat_map(|said| ["--text", said]).collect();
        let result = answer(&[&["--lang", "nl", "--out", text(&out)], &texts[..]].concat());
        let reader = hound::WavReader::open(&out).unwrap();
        (f64::from(reader.duration()) / f64::from(reader.spec().sample_rate), result)
    };
    let question = "Hoe vraag ik een paspoort aan?";
    let (usual, _) = seconds("usual.wav", &[], question);
    let (slower, _) = seconds("slower.wav", &["langzamer"], question);
    assert!(slower > 1.05 * usual, "{slower} s after \"langzamer\", {usual} s before");
    let (spelled, result) = seconds("spelled.wav", &[question], "spel dat");
    assert_eq!(result["answer"]["kind"], "command");
    assert!(!result["answer"]["spoken"].as_str().unwrap().is_empty());
    assert!(spelled > 1.0, "{spelled} s: {result}");
}
