//! `spraakloket index`: all or nothing, with errors from which an editor learns what to fix.

mod support;

use std::fs;
use std::path::Path;
use support::{program, said, spraakloket, text};

const ARTICLE: &str = r#"+++
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

fn index(source: &Path, out: &Path) -> std::process::Output {
    spraakloket(&["index", "--source", &format!("markdown:{}", text(source)), "--out", text(out)])
}

fn ask(question: &str, index: &Path) -> String {
    let output = spraakloket(&["ask", "--text", question, "--lang", "nl", "--index", text(index)]);
    assert!(output.status.success(), "{}", said(&output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_new_article_is_answered_and_a_broken_one_leaves_the_old_index() {
    let folder = tempfile::tempdir().unwrap();
    let (source, out) = (folder.path().join("knowledge"), folder.path().join("index"));
    fs::create_dir_all(source.join("nl")).unwrap();
    let article = source.join("nl/fiets-gestolen.md");
    fs::write(&article, ARTICLE).unwrap();
    assert!(index(&source, &out).status.success());
    assert!(ask("Mijn fiets is gestolen", &out).contains("Doe aangifte bij de politie."));

    fs::write(&article, ARTICLE.replace("spoken = ", "gesproken = ")).unwrap();
    let broken = index(&source, &out);
    assert_eq!(broken.status.code(), Some(2));
    let message = said(&broken);
    assert!(message.contains("fiets-gestolen.md:5:") && message.contains("gesproken"), "{message}");
    assert!(ask("Mijn fiets is gestolen", &out).contains("Doe aangifte bij de politie."));

    fs::write(&article, ARTICLE.replace("Doe aangifte", "U doet aangifte")).unwrap();
    assert!(index(&source, &out).status.success());
    assert!(ask("Mijn fiets is gestolen", &out).contains("U doet aangifte bij de politie."));
    let generations = fs::read_dir(&out).unwrap().flatten().filter(|entry| entry.path().is_dir()).count();
    assert_eq!(generations, 1, "old generations are removed");
}

#[test]
fn a_damaged_index_and_an_empty_source_say_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let (source, out) = (folder.path().join("knowledge"), folder.path().join("index"));
    fs::create_dir_all(source.join("nl")).unwrap();
    let empty = index(&source, &out);
    assert_eq!(empty.status.code(), Some(2));
    assert!(said(&empty).contains("no article found"), "{}", said(&empty));

    fs::write(source.join("nl/fiets-gestolen.md"), ARTICLE).unwrap();
    assert!(index(&source, &out).status.success());
    fs::write(out.join("generation-1/manifest.json"), "{").unwrap();
    let output = spraakloket(&["ask", "--text", "fiets", "--index", text(&out)]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("Make it anew"), "{}", said(&output));
    assert!(index(&source, &out).status.success(), "a damaged index can be replaced");
}

#[test]
fn a_broken_file_of_local_facts_and_bad_bytes_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let (source, out) = (folder.path().join("knowledge"), folder.path().join("index"));
    fs::create_dir_all(source.join("nl")).unwrap();
    fs::write(source.join("nl/fiets-gestolen.md"), ARTICLE).unwrap();
    fs::write(source.join("local.toml"), "phone = 14020").unwrap();
    let output = index(&source, &out);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("local.toml"), "{}", said(&output));

    fs::remove_file(source.join("local.toml")).unwrap();
    fs::write(source.join("nl/kapot.md"), b"+++\nid = \"\xff\xfe\"\n").unwrap();
    let output = index(&source, &out);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("kapot.md:2:") && said(&output).contains("UTF-8"), "{}", said(&output));
}

#[test]
fn answers_are_rendered_once_and_only_what_changed_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let (source, out) = (folder.path().join("knowledge"), folder.path().join("index"));
    fs::create_dir_all(source.join("nl")).unwrap();
    let article = source.join("nl/fiets-gestolen.md");
    fs::write(&article, ARTICLE).unwrap();
    let speech = folder.path().join("speech");
    let rendered = |more: &[&str]| {
        let source = format!("markdown:{}", text(&source));
        let output = program()
            .args([&["index", "--source", &source, "--out", text(&out)], more].concat())
            .env("SPRAAKLOKET_SPEAK_CACHE_DIR", &speech)
            .env("SPRAAKLOKET_SPEAK_VOICE_EN", "espeak:en-us")
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", said(&output));
        let line = String::from_utf8_lossy(&output.stdout).lines().find(|line| line.contains("rendered"))?.to_owned();
        let number = |place: usize| line.split_whitespace().nth(place).and_then(|word| word.parse::<usize>().ok());
        Some((number(0)?, number(5)?))
    };
    assert_eq!(rendered(&["--no-speech"]), None);
    assert!(!speech.exists());
    let (made, kept) = rendered(&[]).unwrap();
    assert!(made > 5 && kept == 0, "{made} {kept}");
    assert_eq!(rendered(&[]), Some((0, made)));
    fs::write(&article, ARTICLE.replace("Doe aangifte", "U doet aangifte")).unwrap();
    assert_eq!(rendered(&[]), Some((1, made - 1)));
}

#[test]
fn a_notice_is_spoken_first_while_it_is_valid() {
    let folder = tempfile::tempdir().unwrap();
    let (source, out) = (folder.path().join("knowledge"), folder.path().join("index"));
    fs::create_dir_all(source.join("nl")).unwrap();
    fs::create_dir_all(source.join("notices")).unwrap();
    fs::write(source.join("nl/fiets-gestolen.md"), ARTICLE).unwrap();
    let notice = |id: &str, from: &str, until: &str| {
        let text = format!(
            "id = \"{id}\"\nstart = {from}T00:00:00Z\nend = {until}T00:00:00Z\n\
             nl = \"De balie is dicht door {id}.\"\nen = \"The desk is closed.\"\n"
        );
        fs::write(source.join(format!("notices/{id}.toml")), text).unwrap();
    };
    notice("water", "2020-01-01", "2999-01-01");
    notice("storm", "2020-01-01", "2021-01-01");
    assert!(index(&source, &out).status.success());
    let told = ask("Mijn fiets is gestolen", &out);
    assert!(told.contains("Answer: De balie is dicht door water. Doe aangifte"), "{told}");
    assert!(!told.contains("storm"), "{told}");
    fs::write(source.join("notices/kapot.toml"), "id = ").unwrap();
    let broken = index(&source, &out);
    assert!(!broken.status.success() && said(&broken).contains("kapot.toml:1:"), "{}", said(&broken));
    assert!(ask("Mijn fiets is gestolen", &out).contains("water"), "the old index keeps serving");
}
