//! A real browser for tests of the kiosk's page: scripts in `tests/kiosk/`, run by Node.js.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Whether Chromium, Node.js and the driver are installed; prints a message if not.
pub(crate) fn is_here() -> bool {
    let starts = |program: &str| Command::new(program).arg("--version").output().is_ok_and(|run| run.status.success());
    let missing = [
        (!starts(&chromium()), "Chromium"),
        (!starts("node"), "Node.js"),
        (!folder().join("node_modules/playwright-core").is_dir(), "playwright-core (`make browser-tests`)"),
    ];
    let missing: Vec<&str> = missing.into_iter().filter(|(gone, _)| *gone).map(|(_, what)| what).collect();
    if !missing.is_empty() {
        println!("skipped: tests of the kiosk's page in a browser: not installed: {}", missing.join(", "));
    }
    missing.is_empty()
}

/// Runs a script on a page. Returns whether it passed, and its output.
pub(crate) fn run(script: &str, url: &str, environment: &[(&str, &str)]) -> (bool, String) {
    let output = Command::new("node")
        .arg(script)
        .current_dir(folder())
        .env("KIOSK_URL", url)
        .env("KIOSK_SCREENSHOTS", Path::new(env!("CARGO_TARGET_TMPDIR")).join("kiosk-screenshots"))
        .env("CHROMIUM", chromium())
        .env("SPRAAKLOKET_SPEAK_VOICE_NL", "espeak:nl")
        .env("SPRAAKLOKET_SPEAK_VOICE_EN", "en_US-joe-medium")
        .envs(environment.iter().copied())
        .output()
        .expect("node starts");
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), told)
}

fn chromium() -> String {
    std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned())
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/kiosk")
}
