//! Whole conversations through the real session, on a simulated clock and with fake stages (twins).
//!
//! `scenes/*.txt` has one conversation each: what it shows, what happens, and, below a line of `=`, the resulting list
//! of events. `UPDATE_SCENES=1 cargo test --release --test conversations` rewrites the lists; review the difference
//! before keeping it.

mod allocations;
mod channel;
mod many;
mod month;
mod scene;
mod twins;

use scene::Scene;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Every scene runs as recorded and keeps the rules of all conversations.
#[test]
fn every_scene_goes_as_it_is_written_down() {
    let _alone = one_at_a_time();
    let scenes = scenes();
    assert!(scenes.len() >= 40, "{} scenes", scenes.len());
    let update = std::env::var_os("UPDATE_SCENES").is_some();
    let mut wrong = Vec::new();
    for path in scenes {
        let text = std::fs::read_to_string(&path).unwrap();
        let scene = Scene::parse(&text).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));
        let found = scene.play();
        for problem in found.broken_rules() {
            wrong.push(format!("{}: {problem}\n{}", path.display(), found.list()));
        }
        if update {
            std::fs::write(&path, format!("{}{}", scene.head(), found.list())).unwrap();
        } else if scene.expected() != found.list() {
            wrong.push(format!(
                "{}\n--- written down\n{}--- found\n{}",
                path.display(),
                scene.expected(),
                found.list()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Memory is counted for the whole process, so one test runs at a time.
fn one_at_a_time() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn scenes() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conversations/scenes");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    paths
}
