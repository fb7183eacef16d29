//! Nobody has been greeted yet.

use crate::dialogue::input::Event;
use crate::dialogue::machine::Dialogue;
use std::time::Duration;

/// A session whose channel never starts is closed after this time.
pub(super) const NEVER_STARTED: Duration = Duration::from_mins(1);

pub(super) fn handle(dialogue: &mut Dialogue, event: Event) {
    match event {
        Event::Started => dialogue.greet(),
        Event::StartedAnew => dialogue.greet_anew(),
        Event::Invited => dialogue.invite(),
        Event::Loudness(percent) => dialogue.begin_at(percent),
        Event::Notices(notices) => dialogue.memory.notices = notices,
        Event::SpeechStarted | Event::SpeechConfirmed => dialogue.memory.unclear = None,
        Event::Level(problem) => {
            dialogue.note_level(problem);
        }
        Event::LineStarted(_) => dialogue.memory.mute = 0,
        Event::LineFailed(_) => {
            dialogue.line_failed();
        }
        Event::Key(_) => {
            dialogue.person_is_there();
            dialogue.greet();
        }
        Event::Explain(_) | Event::Announce(_) | Event::Present => {
            dialogue.person_acts();
        }
        Event::Text(text) => dialogue.text(text),
        Event::Tick | Event::HungUp => dialogue.end_now(),
        Event::Subjects(..)
        | Event::SpeechDismissed
        | Event::UtteranceEnded
        | Event::Transcribed(..)
        | Event::Answered(..)
        | Event::LineFinished(_)
        | Event::Transferred(_) => {}
    }
}
