//! The kiosk's page in a real browser (headless Chromium, driven by `tests/kiosk/`), with scripted sessions.
//! Screenshots of every state are saved in `kiosk-screenshots` in Cargo's folder for tests.

#[path = "support/browser.rs"]
mod browser;
#[path = "support/scripted_desk.rs"]
mod scripted_desk;

use scripted_desk::ScriptedDesk;
use spraakloket::Config;
use spraakloket::internals::channel::kiosk::{Kiosk, KioskError, run};
use spraakloket::internals::channel::sound::without_devices;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_visit_by_keys_alone_is_accessible_in_every_state() {
    drive("keys.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_state_is_whole_in_every_size_by_touch_alone() {
    drive("looks.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_language_is_chosen_by_its_own_name_and_shown_whole_in_letters_of_ours() {
    drive("languages.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_matters_is_in_sight_at_every_size_of_screen_and_letters() {
    drive("boxes.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn visits_in_a_row_each_begin_as_the_first_and_nothing_grows() {
    drive("soak.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_screen_reader_sees_every_state_as_it_was_looked_over() {
    drive("trees.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_new_is_brought_into_view_at_400_percent_zoom() {
    drive("zoom.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_typing_and_focus_are_told_and_nothing_waits_for_the_next_visitor() {
    drive("told-page.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reload_second_window_hostile_text_and_other_origins_do_no_harm() {
    drive("robust.mjs").await;
}

#[tokio::test]
async fn the_page_is_never_open_to_other_machines() {
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let outcome = run(listener, kiosk(), std::future::pending()).await;
    assert!(matches!(outcome, Err(KioskError::NotLoopback(_))), "{outcome:?}");
}

fn kiosk() -> Kiosk {
    Kiosk {
        sessions: Arc::new(ScriptedDesk),
        sound: without_devices(),
        has_sound: false,
        keeps_questions: false,
        config: Config::load(None).unwrap().kiosk,
        facts: Vec::new(),
        metrics: Arc::new(String::new),
    }
}

/// Runs a script against a kiosk of its own.
async fn drive(script: &str) {
    if !browser::is_here() {
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(run(listener, kiosk(), async {
        let _ = stopped.await;
    }));
    let (script, process) = (script.to_owned(), std::process::id().to_string());
    let driving = move || browser::run(&script, &url, &[("KIOSK_PID", process.as_str())]);
    let (passed, told) = tokio::task::spawn_blocking(driving).await.unwrap();
    drop(stop);
    server.await.unwrap().unwrap();
    assert!(passed, "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_that_say_nothing_or_never_finish_are_closed_and_keep_nobody_out() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(run(listener, kiosk(), async {
        let _ = stopped.await;
    }));
    let asked = tokio::task::spawn_blocking(move || {
        // As many as there is room for, of which half begin a request and do not go on.
        let silent: Vec<TcpStream> = (0..64)
            .map(|number| {
                let mut line = TcpStream::connect(address).unwrap();
                if number % 2 == 0 {
                    line.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
                }
                line
            })
            .collect();
        let answer = ask(address, "GET /health.json HTTP/1.1\r\n", "");
        assert!(answer.starts_with("HTTP/1.1 200"), "the page comes when there is room again: {answer}");
        for line in silent {
            let answer = read(line);
            assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
        }
        // A body that does not come.
        let answer = ask(address, "POST /hook HTTP/1.1\r\nContent-Length: 9\r\n", "pres");
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    });
    asked.await.unwrap();
    drop(stop);
    timeout(PATIENCE, server).await.expect("it stops").unwrap().unwrap();
}

/// Asks something in the words of the wire.
fn ask(address: SocketAddr, head: &str, body: &str) -> String {
    let mut line = TcpStream::connect(address).unwrap();
    line.write_all(format!("{head}Host: {address}\r\nConnection: close\r\n\r\n{body}").as_bytes()).unwrap();
    read(line)
}

/// What comes until the line is closed, which it must be before long.
fn read(mut line: TcpStream) -> String {
    line.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut answer = Vec::new();
    line.read_to_end(&mut answer).expect("the line is closed");
    String::from_utf8_lossy(&answer).into_owned()
}
