//! Shared by tests of the whole program: running it, and an index of the built-in articles.

#![allow(dead_code)] // each test file uses a part of it

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// The voices of every test, whatever better ones this machine may have.
pub(crate) const VOICES: [(&str, &str); 2] =
    [("SPRAAKLOKET_SPEAK_VOICE_NL", "espeak:nl"), ("SPRAAKLOKET_SPEAK_VOICE_EN", "en_US-joe-medium")];

/// The program in the project's folder, with the test voices.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_spraakloket"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).envs(VOICES);
    command
}

/// Runs the program in the project's folder.
pub(crate) fn spraakloket(arguments: &[&str]) -> Output {
    program().args(arguments).output().expect("the program starts")
}

/// The program's standard error.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The JSON of an `ask` that must succeed.
pub(crate) fn answer(arguments: &[&str]) -> Value {
    let index = built_in_index();
    let all = [&["ask", "--json", "--index", text(&index)], arguments].concat();
    let output = spraakloket(&all);
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    serde_json::from_slice(&output.stdout).expect("JSON on standard output")
}

/// An index of `knowledge/`, updated once for all tests of a process. It is kept between runs, so that only changed
/// texts are embedded again.
pub(crate) fn built_in_index() -> PathBuf {
    static INDEX: OnceLock<PathBuf> = OnceLock::new();
    INDEX
        .get_or_init(|| {
            let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("built-in-index");
            if !folder.exists() {
                copy_folder(&demo_index(), &folder);
            }
            let output = spraakloket(&["index", "--source", "markdown:knowledge", "--out", text(&folder)]);
            assert!(output.status.success(), "{}", said(&output));
            folder
        })
        .clone()
}

/// The index of `make demo`, from which embeddings are reused.
fn demo_index() -> PathBuf {
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache");
    let cache = std::env::var_os("XDG_CACHE_HOME").filter(|path| !path.is_empty());
    cache.map_or_else(home, PathBuf::from).join("spraakloket/demo-index")
}

/// Copies a folder recursively; skips what cannot be read.
fn copy_folder(from: &Path, to: &Path) {
    let Ok(entries) = std::fs::read_dir(from) else { return };
    std::fs::create_dir_all(to).expect("a folder can be made for the tests");
    for entry in entries.flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy_folder(&from, &to);
        } else {
            std::fs::copy(&from, &to).expect("the index of the demo can be copied");
        }
    }
}

/// Whether the models in the settings are installed; prints a message if not.
pub(crate) fn models_are_here() -> bool {
    static HERE: OnceLock<bool> = OnceLock::new();
    *HERE.get_or_init(|| {
        let here =
            spraakloket(&["models", "verify", "whisper-base-q8", "en_US-joe-medium", "onnxruntime"]).status.success();
        if !here {
            println!("skipped: the models are not here; `spraakloket models fetch` gets them");
        }
        here
    })
}

/// A path as a command-line argument.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("test paths are UTF-8")
}
