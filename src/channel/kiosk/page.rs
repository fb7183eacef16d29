//! One open page: sends the view whenever it changes, and receives wishes. If several pages are open, the newest is in
//! control, so that a forgotten background window cannot press anything; another takes over on request.

use super::attendant::Wish;
use super::keys::Function;
use super::server::Shared;
use super::view::View;
use crate::language::{Direction, Language};
use crate::session::Announcement;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, interval, timeout};

/// Maximum length of a typed question, in characters.
pub(super) const TEXT_CHARACTERS: usize = 300;
/// Maximum length of a message from a page: a question of four bytes per character, plus its envelope.
const MESSAGE_BYTES: usize = 4096;

/// Interval at which a page is asked for a sign of life; after three intervals without one, it is gone.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// A page that takes nothing in for so long is gone.
const TAKEN_IN: Duration = Duration::from_secs(10);
/// Pages that may be open at once.
const PAGES: usize = 16;

/// Messages from a page.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
enum FromPage {
    /// A function was pressed, by name.
    Press { function: String },
    /// A typed question.
    Text { text: String },
    /// A key is being held, by the name of its function.
    Explain { function: String },
    /// The page's own text to be spoken, such as the name of a button that Tab has reached.
    Tell { text: String },
    /// What the person has typed: a letter, or a word.
    Typed { text: String, spelled: bool },
    /// The person does something without a meaning of its own.
    Present,
    /// Somebody touches the screen outside its buttons.
    Near,
    /// The visit that this page showed is gone: the program was restarted.
    Lost,
    /// This page wants to take control.
    Drive,
}

/// Messages to a page.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ToPage<'a> {
    /// Sent first: the setup of this kiosk.
    Hello {
        keys: BTreeMap<&'a str, Function>,
        has_sound: bool,
        starts_by_voice: bool,
        calls_staff: bool,
        keeps_questions: bool,
        text_characters: usize,
        capital_height_mm: f64,
        screen_width_mm: f64,
        languages: Vec<OfferedLanguage>,
    },
    /// Everything that is shown.
    View { view: &'a View },
    /// Whether this page is in control.
    Driving { driving: bool },
    /// A typed text was refused, for this reason code.
    Refused { code: &'static str },
}

/// A language that can be chosen.
#[derive(Debug, Serialize)]
struct OfferedLanguage {
    code: &'static str,
    /// Its own name for itself.
    name: &'static str,
    direction: Direction,
}

impl OfferedLanguage {
    fn of(language: Language) -> Self {
        let facts = language.facts();
        OfferedLanguage { code: language.code(), name: &facts.name, direction: facts.direction }
    }
}

/// The open pages, and which of them is in control.
#[derive(Debug, Default)]
pub(super) struct Pages {
    open: Mutex<BTreeSet<u64>>,
    opened: Mutex<u64>,
    driver: watch::Sender<u64>,
}

impl Pages {
    pub(super) fn count(&self) -> usize {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// A new page, which takes control.
    fn join(&self) -> u64 {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        *opened += 1;
        self.open.lock().unwrap_or_else(PoisonError::into_inner).insert(*opened);
        self.driver.send_replace(*opened);
        *opened
    }

    /// A page was closed; if it was in control, the newest remaining one takes over.
    fn leave(&self, page: u64) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.remove(&page);
        if *self.driver.borrow() == page {
            self.driver.send_replace(open.last().copied().unwrap_or_default());
        }
    }
}

/// A page opens its connection.
pub(super) async fn open(State(shared): State<Arc<Shared>>, upgrade: WebSocketUpgrade) -> Response {
    if shared.pages.count() >= PAGES {
        return (StatusCode::SERVICE_UNAVAILABLE, "Too many windows show this desk. Close some.\n").into_response();
    }
    upgrade.max_message_size(MESSAGE_BYTES).max_frame_size(MESSAGE_BYTES).on_upgrade(|socket| async move {
        let page = shared.pages.join();
        // However a page disappears, it is simply gone.
        let _ = serve(socket, &shared, page).await;
        shared.pages.leave(page);
    })
}

async fn serve(mut socket: WebSocket, shared: &Shared, page: u64) -> Result<(), axum::Error> {
    let (mut view, mut stopping) = (shared.view.clone(), shared.stopping.clone());
    let mut driver = shared.pages.driver.subscribe();
    say(&mut socket, &hello(shared)).await?;
    driver.mark_changed();
    view.mark_changed();
    let (mut heartbeat, mut heard) = (interval(HEARTBEAT), Instant::now());
    loop {
        tokio::select! {
            _ = heartbeat.tick() => {
                if heard.elapsed() > HEARTBEAT * 3 {
                    return Ok(());
                }
                send(&mut socket, Message::Ping(Vec::new().into())).await?;
            }
            message = socket.recv() => {
                let Some(message) = message else { return Ok(()) };
                heard = Instant::now();
                if let Some(refused) = take(message?, shared, page).await {
                    say(&mut socket, &ToPage::Refused { code: refused }).await?;
                }
            }
            Ok(()) = view.changed() => {
                let now = Arc::clone(&view.borrow_and_update());
                say(&mut socket, &ToPage::View { view: &now }).await?;
            }
            Ok(()) = driver.changed() => {
                let driving = *driver.borrow_and_update() == page;
                say(&mut socket, &ToPage::Driving { driving }).await?;
            }
            _ = stopping.changed() => {
                let _ = send(&mut socket, Message::Close(None)).await;
                return Ok(());
            }
        }
    }
}

fn hello(shared: &Shared) -> ToPage<'_> {
    let config = &shared.config;
    ToPage::Hello {
        keys: config.keys.iter().map(|(code, function)| (code.as_str(), *function)).collect(),
        has_sound: shared.has_sound,
        starts_by_voice: shared.has_sound && config.start_by_voice,
        calls_staff: !config.call_staff.is_empty(),
        keeps_questions: shared.keeps_questions,
        text_characters: TEXT_CHARACTERS,
        capital_height_mm: config.capital_height_mm,
        screen_width_mm: config.screen_width_mm,
        languages: Language::ALL
            .into_iter()
            .filter(|language| language.is_offered())
            .map(OfferedLanguage::of)
            .collect(),
    }
}

async fn say(socket: &mut WebSocket, message: &ToPage<'_>) -> Result<(), axum::Error> {
    let text = serde_json::to_string(message).map_err(axum::Error::new)?;
    send(socket, Message::Text(text.into())).await
}

async fn send(socket: &mut WebSocket, message: Message) -> Result<(), axum::Error> {
    timeout(TAKEN_IN, socket.send(message)).await.map_err(axum::Error::new)?
}

/// Handles a message from a page. Returns a reason code if it is refused.
async fn take(message: Message, shared: &Shared, page: u64) -> Option<&'static str> {
    let Message::Text(text) = message else { return None };
    let Ok(message) = serde_json::from_str(&text) else { return Some("not-understood") };
    let driving = *shared.pages.driver.borrow() == page;
    let wish = match message {
        FromPage::Drive => {
            shared.pages.driver.send_replace(page);
            return None;
        }
        _ if !driving => return Some("not-driving"),
        FromPage::Press { function } => match function.parse() {
            Ok(function) => Wish::Press(function),
            Err(_) => return Some("not-understood"),
        },
        FromPage::Explain { function } => match function.parse() {
            Ok(function) => Wish::Explain(function),
            Err(_) => return Some("not-understood"),
        },
        FromPage::Tell { text } => Wish::Announce(Announcement { text: told(&text), spelled: false, of_page: true }),
        FromPage::Typed { text, spelled } => {
            Wish::Announce(Announcement { text: told(&text), spelled, of_page: false })
        }
        FromPage::Present => Wish::Present,
        FromPage::Near => Wish::Near,
        FromPage::Lost => Wish::Lost,
        FromPage::Text { text } => match question(&text) {
            Ok(text) => Wish::Type(text),
            Err(code) => return Some(code),
        },
    };
    let _ = shared.wishes.send(wish).await;
    None
}

/// Cleans and truncates a text to be spoken.
fn told(text: &str) -> String {
    one_line(text).chars().take(TEXT_CHARACTERS).collect()
}

/// Cleans a question: a single line, without control characters or changes of writing direction, neither empty nor too
/// long.
fn question(text: &str) -> Result<String, &'static str> {
    let plain = one_line(text);
    if plain.chars().count() > TEXT_CHARACTERS {
        return Err("text-too-long");
    }
    if plain.chars().any(char::is_alphanumeric) { Ok(plain) } else { Err("text-empty") }
}

fn one_line(text: &str) -> String {
    let steers = |sign: char| {
        sign.is_control()
            || matches!(sign, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let plain: String = text.chars().map(|sign| if steers(sign) { ' ' } else { sign }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_questions_are_bounded_and_lose_what_steers() {
        let long = "a".repeat(TEXT_CHARACTERS);
        for (text, expected) in [
            ("  Wat kost\r\n een\tpaspoort? ", Ok("Wat kost een paspoort?")),
            ("<script>alert(1)</script>", Ok("<script>alert(1)</script>")),
            ("\u{1b}[2Jhoi\u{202e}\u{0}", Ok("[2Jhoi")),
            (" \u{200b}?! ", Err("text-empty")),
            ("", Err("text-empty")),
            (long.as_str(), Ok(long.as_str())),
            (&format!("{long}b"), Err("text-too-long")),
        ] {
            assert_eq!(question(text).as_deref(), expected.as_ref().copied(), "{text:?}");
        }
    }

    #[test]
    fn the_newest_page_drives_and_hands_back() {
        let pages = Pages::default();
        let (first, second) = (pages.join(), pages.join());
        assert_eq!((*pages.driver.borrow(), pages.count()), (second, 2));
        pages.leave(second);
        assert_eq!(*pages.driver.borrow(), first);
        let third = pages.join();
        pages.leave(first);
        assert_eq!((*pages.driver.borrow(), pages.count()), (third, 1));
    }
}
