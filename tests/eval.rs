//! `spraakloket eval` for an operator: figures, the result of each question, and errors in question files.

mod support;

use serde_json::Value;
use std::fs;
use std::path::Path;
use support::{said, spraakloket, text};

const BIKE: &str = r#"+++
id = "fiets-gestolen"
title = "Een gestolen fiets melden"
questions = ["Mijn fiets is gestolen, wat nu?"]
spoken = "Doe aangifte bij de politie."
organisation = "Politie"
source_title = "Aangifte doen"
source = "https://www.politie.nl/aangifte"
checked = 2026-11-23
+++
## Aangifte
U doet aangifte op internet of op het bureau.
"#;
const DOG: &str = r#"+++
id = "hond-aanmelden"
title = "Een hond aanmelden"
questions = ["Hoe geef ik mijn hond op?"]
spoken = "U meldt uw hond aan bij de gemeente."
organisation = "Gemeente"
source_title = "Hondenbelasting"
source = "https://www.example.nl/hond"
checked = 2026-11-23
+++
## Belasting
In veel gemeenten betaalt u belasting voor een hond.
"#;

/// An index of two Dutch articles in a folder.
fn index(folder: &Path) -> std::path::PathBuf {
    let (source, out) = (folder.join("knowledge"), folder.join("index"));
    fs::create_dir_all(source.join("nl")).unwrap();
    fs::write(source.join("nl/fiets-gestolen.md"), BIKE).unwrap();
    fs::write(source.join("nl/hond-aanmelden.md"), DOG).unwrap();
    let output = spraakloket(&["index", "--source", &format!("markdown:{}", text(&source)), "--out", text(&out)]);
    assert!(output.status.success(), "{}", said(&output));
    out
}

fn evaluate(index: &Path, arguments: &[&str]) -> Value {
    let output = spraakloket(&[&["eval", "--json", "--index", text(index)], arguments].concat());
    assert!(output.status.success(), "{}", said(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn every_figure_is_there_or_null() {
    let folder = tempfile::tempdir().unwrap();
    let index = index(folder.path());
    let questions = folder.path().join("questions.tsv");
    let content =
        "text\texpect\nMijn fiets is gestolen\tfiets-gestolen\nHoe geef ik mijn hond op?\thond-aanmelden,x\nqqq\t-\n";
    fs::write(&questions, content).unwrap();
    for method in ["bm25", "phonetic", "hybrid"] {
        let result = evaluate(&index, &["--questions", text(&questions), "--method", method]);
        let total = &result["total"];
        assert_eq!(total["n"], 3);
        for name in ["hit_at_1", "hit_at_3", "hit_at_5", "mrr"] {
            assert_eq!(total[name], 1.0, "{method} {name}");
        }
        for name in ["answered_rate", "clarified_rate", "refused_rate", "wrong_answer_rate", "false_answer_rate"] {
            assert!(total[name].is_number(), "{name}");
        }
        for name in ["wer", "cer"] {
            assert!(total[name].is_null(), "{name}");
        }
        assert!(total["end_to_final_ms"]["p95"].is_null());
        assert!(total["query_ms"]["p50"].is_number());
        assert_eq!(result["lines"].as_array().unwrap().len(), 3);
        assert_eq!(result["lines"][1]["found"][0], "hond-aanmelden");
    }
    let titles = evaluate(&index, &["--titles"]);
    assert_eq!(titles["total"]["n"], 2);
    assert_eq!(titles["lines"][0]["text"], "Een gestolen fiets melden");
}

#[test]
fn sentences_and_second_questions_have_a_rate() {
    let folder = tempfile::tempdir().unwrap();
    let index = index(folder.path());
    let questions = folder.path().join("questions.tsv");
    let content = "text\texpect\tsentence\tsecond\n\
        Mijn fiets is gestolen\tfiets-gestolen\tDoe aangifte\t-\n\
        Mijn fiets is gestolen\tfiets-gestolen\tBel de brandweer\t#Belasting\n\
        Waar is mijn hond en wat kost een hond?\thond-aanmelden\t\t\n";
    fs::write(&questions, content).unwrap();
    let total = &evaluate(&index, &["--questions", text(&questions)])["total"];
    assert_eq!(total["sentence_rate"], 0.5);
    assert_eq!(total["second_rate"], 0.5);
    assert!((total["two_rate"].as_f64().unwrap() - 1.0 / 3.0).abs() < 1e-9);
}

#[test]
fn a_beir_folder_is_indexed_and_measured() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &str| fs::write(folder.path().join(name), content).unwrap();
    fs::create_dir(folder.path().join("qrels")).unwrap();
    write(
        "corpus.jsonl",
        "{\"_id\":\"a\",\"title\":\"Bees\",\"text\":\"The bee makes honey.\"}\n{\"_id\":\"b\",\"text\":\"The tax office is closed.\"}\n",
    );
    write("queries.jsonl", "{\"_id\":\"q\",\"text\":\"who makes honey\"}\n");
    write("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq\ta\t1\n");
    let output = spraakloket(&["eval", "--json", "--beir", text(folder.path())]);
    assert!(output.status.success(), "{}", said(&output));
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["total"]["hit_at_1"], 1.0);
    assert_eq!(result["total"]["ndcg_at_10"], 1.0);
}

#[test]
fn an_english_question_finds_an_article_that_is_only_in_dutch() {
    if !spraakloket(&["models", "verify", "e5-small-q4"]).status.success() {
        println!("skipped: the embedding model is not here; `spraakloket models fetch e5-small-q4` gets it");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let index = index(folder.path());
    let questions = folder.path().join("questions.tsv");
    fs::write(&questions, "text\texpect\tlanguage\nSomebody stole my bicycle\tfiets-gestolen\ten\nHow do I register my puppy?\thond-aanmelden\ten\n").unwrap();
    let result = evaluate(&index, &["--questions", text(&questions)]);
    assert_eq!(result["total"]["hit_at_1"], 1.0, "{result}");
}

#[test]
fn without_the_model_the_index_says_so_and_still_answers() {
    let folder = tempfile::tempdir().unwrap();
    let settings = folder.path().join("settings.toml");
    fs::write(&settings, format!("[models]\ndir = \"{}\"", folder.path().join("none").display())).unwrap();
    let (source, out) = (folder.path().join("knowledge"), folder.path().join("index"));
    fs::create_dir_all(source.join("nl")).unwrap();
    fs::write(source.join("nl/fiets-gestolen.md"), BIKE).unwrap();
    let source = format!("markdown:{}", text(&source));
    let output = spraakloket(&["--config", text(&settings), "index", "--source", &source, "--out", text(&out)]);
    assert!(output.status.success() && said(&output).contains("models fetch e5-small-q4"), "{}", said(&output));
    let questions = folder.path().join("questions.tsv");
    fs::write(&questions, "text\texpect\nfiets gestolen\tfiets-gestolen\n").unwrap();
    let arguments = ["--config", text(&settings), "eval", "--index", text(&out), "--questions", text(&questions)];
    let output = spraakloket(&arguments);
    assert!(output.status.success(), "{}", said(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("hit_at_1                  100.0 %"));
    let dense = spraakloket(&[&arguments[..], &["--method", "dense"]].concat());
    assert_eq!(dense.status.code(), Some(2));
    assert!(said(&dense).contains("models fetch e5-small-q4"), "{}", said(&dense));
}

#[test]
fn typed_questions_are_spoken_and_heard() {
    if !support::models_are_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let index = index(folder.path());
    let questions = folder.path().join("questions.tsv");
    fs::write(&questions, "text\texpect\nHoe geef ik mijn hond op?\thond-aanmelden\nHoe laat is het?\t-\n").unwrap();
    let questions = text(&questions);
    let arguments = ["--questions", questions, "--voice", "espeak:nl", "--phone", "--noise", "babble:20"];
    let result = evaluate(&index, &arguments);
    for line in result["lines"].as_array().unwrap() {
        assert!(line["wer"].is_number() && line["end_to_final_ms"].is_number(), "{line}");
    }
    assert_eq!(evaluate(&index, &["--questions", questions, "--sample", "1"])["total"]["n"], 1);
}

#[test]
fn what_cannot_be_measured_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let index = index(folder.path());
    let questions = folder.path().join("questions.tsv");
    fs::write(&questions, "vraag\texpect\nHoe?\t-\n").unwrap();
    for (arguments, part) in [
        (vec!["--questions", text(&questions)], "columns `expect` and `text` or `audio`"),
        (vec!["--questions", "missing.tsv"], "missing.tsv"),
        (vec!["--questions", text(&questions), "--noise", "pink"], "KIND:SNR_DB"),
        (vec!["--questions", text(&questions), "--method", "best"], "use bm25"),
        (vec!["--titles", "--phone"], "column `audio`"),
        (vec!["--titles", "--decision", "missing.toml"], "cannot read missing.toml"),
        (vec!["--titles", "--decision", text(&questions)], "is no decision"),
        (vec!["--titles", "--voice", "kokoro:nobody"], "kokoro:nobody"),
        (vec![], "--questions"),
    ] {
        let output = spraakloket(&[&["eval", "--index", text(&index)], &arguments[..]].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(said(&output).contains(part), "{arguments:?}: {}", said(&output));
    }
}
