//! Questions from the articles of the demo index, spoken.

use spraakloket::Language;
use spraakloket::internals::evaluate::{Question, known_questions, sample};
use spraakloket::internals::knowledge::IndexFolder;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Voices on which neither the adapter nor the choice of known wordings was trained.
pub(crate) const VOICES: [&str; 2] = ["espeak:nl+m3", "kokoro:jf_tebukuro"];

/// The index of `make demo`.
pub(crate) fn index() -> String {
    std::env::var("SPRAAKLOKET_KNOWLEDGE_INDEX").unwrap_or_else(|_| {
        let home = std::env::var("HOME").unwrap_or_default();
        std::env::var("XDG_CACHE_HOME").unwrap_or(format!("{home}/.cache")) + "/spraakloket/demo-index"
    })
}

/// Dutch questions from the articles, evenly spaced.
pub(crate) fn questions_of_articles(count: usize) -> Vec<Question> {
    let index = IndexFolder::open(Path::new(&index())).expect("`make index` makes the index");
    sample(known_questions(index.lexical.articles().expect("the index can be read"), Language::Nl), count)
}

/// Writes a question, spoken by one of the voices, to a file.
pub(crate) fn spoken(question: &Question, number: usize, folder: &Path) -> PathBuf {
    said(question.text.as_deref().unwrap_or_default(), VOICES[number % VOICES.len()], folder)
}

/// Writes words, spoken by a voice, to a file.
pub(crate) fn said(text: &str, voice: &str, folder: &Path) -> PathBuf {
    let file = folder.join("said.wav");
    let status = Command::new(env!("CARGO_BIN_EXE_spraakloket"))
        .args(["say", text, "--voice", voice, "--out"])
        .arg(&file)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "{voice} cannot say it: run `spraakloket models fetch kokoro`");
    file
}
