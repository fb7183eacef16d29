//! The kiosk as a program: its page in a real browser, with real sessions over the built-in articles.

#[path = "support/browser.rs"]
mod browser;
mod support;

use std::net::TcpListener;
use support::{built_in_index, models_are_here, said, spraakloket, text};

#[test]
fn a_program_that_is_killed_in_the_middle_of_an_answer_comes_back_clean() {
    if !browser::is_here() || !models_are_here() {
        return;
    }
    let index = built_in_index();
    let url = format!("http://127.0.0.1:{}/", free_port());
    let environment = [
        ("KIOSK_PROGRAM", env!("CARGO_BIN_EXE_spraakloket")),
        ("KIOSK_INDEX", text(&index)),
        ("KIOSK_FOLDER", env!("CARGO_MANIFEST_DIR")),
    ];
    let (passed, told) = browser::run("restart.mjs", &url, &environment);
    assert!(passed, "{told}");
}

#[test]
fn a_port_that_is_taken_is_named_with_the_way_out() {
    if !models_are_here() {
        return;
    }
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = spraakloket(&["kiosk", "--no-sound", "--port", &port, "--index", text(&built_in_index())]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains(&port) && said(&output).contains("--port"), "{}", said(&output));
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
