//! The terminal as a channel, with or without sound devices: captions are printed, typed lines are questions or keys.

use super::local::{LocalEvent, carry};
use super::sound::SoundPort;
use crate::session::{ChannelInput, ChannelOutput, Key, SessionEvent, SessionHandle, SessionState, TransferOutcome};
use std::io::{BufRead, Write};
use std::time::Duration;
use tokio::sync::mpsc;

/// Number of lines that may wait.
const LINES: usize = 16;
/// A session that has been quiet for this long has finished what it was asked.
const SETTLED: Duration = Duration::from_millis(120);

/// Runs a session to its end, or until nothing more is typed. A line is read when the session listens, so that each
/// line from a file gets an answer.
pub async fn hold(session: SessionHandle) {
    let SessionHandle { input, mut output } = session;
    let mut typed = typed_lines();
    let mut ready = false;
    let mut state = SessionState::Listening;
    let _ = input.send(ChannelInput::Started).await;
    loop {
        tokio::select! {
            told = output.recv() => match told {
                None | Some(ChannelOutput::HangUp) => return,
                Some(told) => {
                    ready = false;
                    if let ChannelOutput::Event(SessionEvent::State { state: new }) = told {
                        state = new;
                    }
                    carry_out(told, &input).await;
                }
            },
            () = tokio::time::sleep(SETTLED), if !ready => {
                ready = matches!(state, SessionState::Listening | SessionState::Paused);
            }
            line = typed.recv(), if ready => {
                let said = line.map_or(ChannelInput::HungUp, |line| understood(line.trim()));
                let _ = input.send(said).await;
                ready = false;
            }
        }
    }
}

/// Runs a session to its end with sound; lines can be typed as well.
pub async fn hold_aloud(session: SessionHandle, mut sound: SoundPort) {
    let input = session.input.clone();
    let mut typed = typed_lines();
    let (events, mut happened) = mpsc::unbounded_channel();
    let _ = input.send(ChannelInput::Started).await;
    let carrying = tokio::spawn(async move { carry(session, &mut sound, events).await });
    loop {
        tokio::select! {
            event = happened.recv() => match event {
                None => break,
                Some(LocalEvent::Session(event)) => show(&event),
                Some(LocalEvent::Transfer { destination, summary }) => {
                    print_line(&format!("[{destination}] {}", summary.unwrap_or_default()));
                    let _ = input.send(ChannelInput::Transfer(TransferOutcome::Failed)).await;
                }
                Some(LocalEvent::MicrophoneWorks(false)) => print_line("[the microphone is gone]"),
                Some(LocalEvent::LoudspeakerWorks(false)) => print_line("[the loudspeaker is gone]"),
                Some(_) => {}
            },
            Some(line) = typed.recv() => {
                let _ = input.send(understood(line.trim())).await;
            }
        }
    }
    let _ = carrying.await;
}

async fn carry_out(told: ChannelOutput, input: &mpsc::Sender<ChannelInput>) {
    let answers = match told {
        ChannelOutput::Play { id, .. } => {
            vec![ChannelInput::PlaybackStarted(id), ChannelInput::PlaybackFinished(id)]
        }
        ChannelOutput::Event(event) => {
            show(&event);
            Vec::new()
        }
        ChannelOutput::Transfer { destination, summary } => {
            print_line(&format!("[{destination}] {}", summary.unwrap_or_default()));
            vec![ChannelInput::Transfer(TransferOutcome::Failed)]
        }
        ChannelOutput::StopPlayback | ChannelOutput::Duck(_) | ChannelOutput::HangUp => Vec::new(),
    };
    for answer in answers {
        let _ = input.send(answer).await;
    }
}

fn show(event: &SessionEvent) {
    match event {
        SessionEvent::Caption { text, .. } => print_line(text),
        SessionEvent::Choices { names, .. } if !names.is_empty() => {
            let numbered: Vec<String> =
                names.iter().enumerate().map(|(place, name)| format!("{} {name}", place + 1)).collect();
            print_line(&format!("[{}]", numbered.join(", ")));
        }
        _ => {}
    }
}

/// A reader that stops reading is not an error.
fn print_line(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// A key by its name or number, or text.
fn understood(line: &str) -> ChannelInput {
    match (line, line.parse::<usize>()) {
        ("ok", _) => ChannelInput::Key(Key::Ok),
        ("nee" | "no", _) => ChannelInput::Key(Key::No),
        ("volgende" | "next", _) => ChannelInput::Key(Key::Next),
        ("onderwerpen" | "subjects", _) => ChannelInput::Key(Key::Subjects),
        ("vorige" | "previous", _) => ChannelInput::Key(Key::Previous),
        (_, Ok(number @ 1..=9)) => ChannelInput::Key(Key::Choose(number - 1)),
        _ => ChannelInput::Text(line.to_owned()),
    }
}

/// Typed lines. The thread ends with the program, because reading cannot be interrupted.
fn typed_lines() -> mpsc::Receiver<String> {
    let (typed, lines) = mpsc::channel(LINES);
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if typed.blocking_send(line).is_err() {
                return;
            }
        }
    });
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_names_and_everything_else_is_words() {
        assert_eq!(understood("ok"), ChannelInput::Key(Key::Ok));
        assert_eq!(understood("2"), ChannelInput::Key(Key::Choose(1)));
        assert_eq!(understood("herhaal"), ChannelInput::Text("herhaal".into()));
    }
}
