//! The rooms of the library: which may depend on which, and that nothing is exposed that nobody uses.
//!
//! A room is a folder or a file directly under `src`. What a room needs for its own tests does not count.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Every room with the rooms that it may depend on. These precede it, so there are no cycles.
const ALLOWED: &[(&str, &[&str])] = &[
    ("language", &[]),
    ("onnx", &[]),
    ("models", &[]),
    ("audio", &[]),
    ("workers", &[]),
    ("listen", &["language", "onnx", "audio"]),
    ("speak", &["language", "onnx"]),
    // Of `audio` only random numbers.
    ("classify", &["audio"]),
    // Of `models` only the file format.
    ("knowledge", &["language", "models", "classify"]),
    // Of `models` how bytes are written.
    ("understand", &["language", "models", "classify", "knowledge"]),
    // The types of the stages.
    ("dialogue", &["language", "listen", "speak", "knowledge", "understand"]),
    ("session", &["language", "audio", "listen", "speak", "knowledge", "understand", "dialogue", "workers"]),
    // The types of the stages.
    ("wyoming", &["language", "audio", "listen", "speak", "dialogue", "session"]),
    // Of `wyoming` the protocol.
    ("elsewhere", &["language", "audio", "listen", "speak", "wyoming"]),
    ("channel", &["language", "audio", "listen", "speak", "knowledge", "understand", "dialogue", "session"]),
    // Of `session` what it lets be seen.
    ("counts", &["session"]),
    // The stages; of `session` its contract, for replaying recordings to it.
    ("evaluate", &["language", "audio", "listen", "speak", "knowledge", "understand", "dialogue", "session"]),
    ("documents", &[]),
    ("report", &["counts", "evaluate"]),
    // How hard words are.
    ("practise", &["language", "knowledge"]),
    // The stages; of `evaluate` how word errors are counted.
    ("adapt", &["language", "models", "audio", "listen", "speak", "knowledge", "evaluate"]),
    // The types that settings are parsed into.
    ("config", &["language", "knowledge", "listen", "speak", "dialogue", "channel", "elsewhere"]),
    (
        "installation",
        &[
            "language",
            "models",
            "workers",
            "listen",
            "speak",
            "knowledge",
            "understand",
            "dialogue",
            "session",
            "wyoming",
            "elsewhere",
            "channel",
            "counts",
            "config",
        ],
    ),
    (
        "cli",
        &[
            "language",
            "models",
            "audio",
            "workers",
            "listen",
            "speak",
            "knowledge",
            "understand",
            "dialogue",
            "session",
            "wyoming",
            "elsewhere",
            "channel",
            "counts",
            "evaluate",
            "report",
            "documents",
            "practise",
            "adapt",
            "config",
            "installation",
        ],
    ),
];

#[test]
fn rooms_know_only_the_rooms_that_they_may() {
    let mut known: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for path in files(&source()) {
        let Some(room) = room_of(&path) else { continue };
        let text = without_tests(&fs::read_to_string(&path).unwrap());
        for other in rooms_named(&text, depth_of(&path)).into_iter().filter(|other| *other != room) {
            let allowed = ALLOWED.iter().find(|(name, _)| *name == room).map_or(&[][..], |(_, allowed)| *allowed);
            if !allowed.contains(&other.as_str()) {
                wrong.push(format!("{} knows `{other}`", path.display()));
            }
            known.entry(room.clone()).or_default().insert(other);
        }
    }
    assert!(wrong.is_empty(), "not allowed in {}:\n{}", file!(), wrong.join("\n"));
    for (place, (room, allowed)) in ALLOWED.iter().enumerate() {
        for other in *allowed {
            assert!(known[*room].contains(*other), "`{room}` no longer knows `{other}`: take it out of {}", file!());
            let before = ALLOWED[..place].iter().any(|(name, _)| name == other);
            assert!(before, "`{other}` has to stand before `{room}` in {}", file!());
        }
    }
}

#[test]
fn every_name_that_is_opened_for_tests_is_used_by_one() {
    let text = fs::read_to_string(source().join("lib.rs")).unwrap();
    let internals = text.split("pub mod internals {").nth(1).expect("`internals` is in lib.rs");
    let folder = source();
    let root = folder.parent().unwrap();
    let users: String = ["tests", "benches", "audio-fixtures", "fuzz/fuzz_targets"]
        .iter()
        .flat_map(|folder| files(&root.join(folder)))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let words: BTreeSet<&str> = words(&users).collect();
    let opened = internals.split("pub use ").skip(1).filter_map(|rest| rest.split(';').next());
    let names = opened.flat_map(|path| {
        let list = path.rsplit("::").next().unwrap_or_default();
        let list = path.split_once('{').map_or(list, |(_, list)| list);
        list.split(['{', '}', ',']).map(str::trim).filter(|name| !name.is_empty()).collect::<Vec<_>>()
    });
    let unused: Vec<&str> = names.filter(|name| !words.contains(name)).collect();
    assert!(unused.is_empty(), "no test and no bench uses these of `internals`: {unused:?}");
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// All Rust files in a folder, recursively.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found
}

/// The room of a file; `None` for files with only tests, and for the roots of library and program.
fn room_of(path: &Path) -> Option<String> {
    const ONLY_TESTS: [&str; 3] = ["properties", "parity", "espeak_fuzz"];
    let below = path.strip_prefix(source()).unwrap();
    let names: Vec<&str> = below.iter().map(|part| part.to_str().unwrap().trim_end_matches(".rs")).collect();
    let tests = |name: &&str| *name == "tests" || name.ends_with("_tests") || ONLY_TESTS.contains(name);
    let room = names[0];
    (!names.iter().any(tests) && room != "lib" && room != "main").then(|| room.to_owned())
}

/// Number of modules from the root of the library to that of a file: how many `super` lead out of them all.
fn depth_of(path: &Path) -> usize {
    let folders = path.strip_prefix(source()).unwrap().components().count();
    folders - usize::from(path.file_name().is_some_and(|name| name == "mod.rs"))
}

/// The code above a file's own tests, without comments.
fn without_tests(text: &str) -> String {
    let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    own.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The rooms that a text names: after `crate::`, alone or in braces, and after enough `super::` to leave its room, of
/// which the file is `depth` modules deep.
fn rooms_named(text: &str, depth: usize) -> BTreeSet<String> {
    let root = "super::".repeat(depth);
    let outside = |(at, _): &(usize, &str)| !text[..*at].ends_with("super::");
    let absolute = text.match_indices("crate::").map(|(at, path)| &text[at + path.len()..]);
    let relative = text.match_indices(root.as_str()).filter(outside).map(|(at, path)| &text[at + path.len()..]);
    absolute.chain(relative.filter(|rest| !rest.starts_with("super::"))).flat_map(first_names).collect()
}

/// The first name of a path, or of each path in braces.
fn first_names(path: &str) -> Vec<String> {
    let Some(group) = path.strip_prefix('{') else {
        return words(path).next().map(str::to_owned).into_iter().collect();
    };
    let (mut depth, mut names, mut begins) = (0_usize, Vec::new(), true);
    for (at, sign) in group.char_indices() {
        match sign {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => begins = true,
            _ if begins && !sign.is_whitespace() => {
                names.extend(words(&group[at..]).next().map(str::to_owned));
                begins = false;
            }
            _ => {}
        }
    }
    names
}

#[test]
fn every_way_to_import_a_room_is_noticed() {
    let named = |text, depth| rooms_named(text, depth).into_iter().collect::<Vec<_>>();
    assert_eq!(named("use crate::listen::Utterance;", 1), ["listen"]);
    assert_eq!(named("use crate::{audio::wav, listen::{Front, Back}, speak};", 1), ["audio", "listen", "speak"]);
    assert_eq!(named("crate::cli::run(super::super::channel::open())", 2), ["channel", "cli"]);
    assert_eq!(named("use super::super::Part; use super::reply;", 3), Vec::<String>::new());
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|sign: char| !sign.is_alphanumeric() && sign != '_').filter(|word| !word.is_empty())
}
