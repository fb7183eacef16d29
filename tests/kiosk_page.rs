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
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_visit_by_keys_alone_is_accessible_in_every_state() {
    drive("keys.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_state_is_whole_in_every_size_by_touch_alone() {
    drive("looks.mjs").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_matters_is_in_sight_at_every_size_of_screen_and_letters() {
    drive("boxes.mjs").await;
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
    let script = script.to_owned();
    let (passed, told) = tokio::task::spawn_blocking(move || browser::run(&script, &url, &[])).await.unwrap();
    drop(stop);
    server.await.unwrap().unwrap();
    assert!(passed, "{told}");
}
