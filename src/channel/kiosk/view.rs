//! Everything on the screen as a single value: events are folded into it, and every page draws it whole, so that a
//! page that is reloaded or opened later shows the same at once. Pure: no socket and no clock.

use crate::knowledge::Source;
use crate::language::Language;
use crate::session::{PlaybackId, ScreenChange, SessionEvent, SessionState};
use serde::Serialize;
use std::collections::BTreeMap;

/// Number of lines of conversation that are shown.
const LINES: usize = 40;
/// Number of text sizes.
const TEXT_SIZES: u8 = 4;

/// Everything that the screen shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct View {
    /// The current visit; `None`: the start page.
    pub visit: Option<VisitView>,
    /// Language that is spoken and shown.
    pub language: Language,
    /// How the screen looks.
    pub screen: Screen,
    /// What is wrong with the kiosk itself, as a code for which the page has a sentence.
    pub problem: Option<&'static str>,
    /// Whether headphones are plugged in.
    pub headphones: bool,
}

/// One visit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VisitView {
    /// Number of the visit since the program started.
    pub number: u64,
    /// What the desk is doing.
    pub state: SessionState,
    /// What was said, oldest first.
    pub lines: Vec<ViewLine>,
    /// The latest answer.
    pub answer: Option<AnswerView>,
    /// What can be chosen now.
    pub choices: Vec<String>,
    /// Index of the choice that the keys are at.
    pub marked: Option<usize>,
    /// The speed of speech; 1 is normal.
    pub rate: f32,
    /// Its volume in percent.
    pub volume: f32,
    /// Seconds until the visit ends unless something is done, counted from when this was set.
    pub ends_in_s: Option<u32>,
    /// A problem that the person can fix, as a code for which the page has a sentence.
    pub hint: Option<&'static str>,
}

/// One line of the conversation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ViewLine {
    /// Its number in this visit.
    pub id: u64,
    /// Who said it.
    pub who: Speaker,
    /// The words.
    pub text: String,
    pub language: Language,
    /// Whether the text can still change.
    pub provisional: bool,
    /// Whether it is being played.
    pub sounding: bool,
}

/// Who says a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// The visitor.
    Person,
    Desk,
}

/// An answer and its source.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AnswerView {
    /// Number of the answer in this visit, by which its QR code is fetched.
    pub number: u64,
    /// Its subject.
    pub title: String,
    /// Where it stands.
    pub source: Source,
}

/// How the screen looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Screen {
    /// 0 is the size configured for the kiosk.
    pub text_size: u8,
    /// Light text on black.
    pub dark: bool,
    /// Nothing is shown.
    pub blank: bool,
}

impl Default for View {
    fn default() -> Self {
        View { visit: None, language: Language::Nl, screen: Screen::default(), problem: None, headphones: false }
    }
}

/// The view, and the captions of speech that has not started playing.
#[derive(Debug, Default)]
pub(super) struct Viewer {
    view: View,
    visits: u64,
    lines: u64,
    answers: u64,
    /// What is currently wrong with the devices.
    broken: Option<&'static str>,
    pieces: BTreeMap<PlaybackId, Piece>,
}

/// A piece of speech of this visit.
#[derive(Debug, Default)]
struct Piece {
    begun: bool,
    finished: bool,
    caption: Option<(String, Language)>,
    line: Option<u64>,
}

impl Viewer {
    pub(super) fn view(&self) -> &View {
        &self.view
    }

    /// A visit starts with the screen as the person has already set it.
    pub(super) fn visit_begins(&mut self) {
        let screen = self.view.screen;
        self.visit_ends();
        self.visits += 1;
        (self.view.screen, self.view.problem) = (screen, self.broken);
        self.view.visit = Some(VisitView {
            number: self.visits,
            state: SessionState::Listening,
            lines: Vec::new(),
            answer: None,
            choices: Vec::new(),
            marked: None,
            rate: 1.0,
            volume: 100.0,
            ends_in_s: None,
            hint: None,
        });
    }

    /// Forgets the visit and its visitor's screen settings.
    pub(super) fn visit_ends(&mut self) {
        self.pieces.clear();
        (self.lines, self.answers) = (0, 0);
        let (problem, headphones) = (self.view.problem, self.view.headphones);
        self.view = View { problem, headphones, ..View::default() };
    }

    /// Shows a problem until the next visit starts.
    pub(super) fn problem(&mut self, code: &'static str) {
        self.view.problem = Some(code);
    }

    /// Sets or clears a problem with the devices.
    pub(super) fn devices(&mut self, broken: Option<&'static str>) {
        self.broken = broken;
        self.view.problem = broken;
    }

    pub(super) fn headphones(&mut self, inside: bool) {
        self.view.headphones = inside;
    }

    pub(super) fn look(&mut self, change: ScreenChange) {
        let screen = &mut self.view.screen;
        match change {
            ScreenChange::LargerText => screen.text_size = (screen.text_size + 1).min(TEXT_SIZES - 1),
            ScreenChange::SmallerText => screen.text_size = screen.text_size.saturating_sub(1),
            ScreenChange::Contrast => screen.dark = !screen.dark,
            ScreenChange::Blank => screen.blank = !screen.blank,
        }
    }

    /// The person did something: they are still here.
    pub(super) fn person_is_here(&mut self) {
        if let Some(visit) = &mut self.view.visit {
            (visit.ends_in_s, visit.hint) = (None, None);
        }
    }

    pub(super) fn hint(&mut self, code: &'static str) {
        if let Some(visit) = &mut self.view.visit {
            visit.hint = Some(code);
        }
    }

    /// A typed question is shown as if it had been spoken.
    pub(super) fn typed(&mut self, text: &str) {
        self.heard(text, false);
    }

    pub(super) fn apply(&mut self, event: SessionEvent) {
        let Some(visit) = &mut self.view.visit else { return };
        match event {
            SessionEvent::State { state } => {
                visit.state = state;
                if state == SessionState::Hearing || state == SessionState::Thinking {
                    self.person_is_here();
                }
            }
            SessionEvent::Heard { text, provisional } => self.heard(&text, provisional),
            SessionEvent::Caption { id, text, language } => {
                self.pieces.entry(id).or_default().caption = Some((text, language));
                self.show_caption(id);
            }
            SessionEvent::Answer { title, source, .. } => {
                self.answers += 1;
                visit.answer = Some(AnswerView { number: self.answers, title, source });
            }
            SessionEvent::Choices { names, marked } => (visit.choices, visit.marked) = (names, marked),
            SessionEvent::Asked => visit.answer = None,
            SessionEvent::Manner { rate, volume, language } => {
                (visit.rate, visit.volume) = (rate, volume);
                self.view.language = language;
            }
            SessionEvent::Look { change } => self.look(change),
            SessionEvent::TimeoutWarning { seconds } => visit.ends_in_s = Some(seconds),
            SessionEvent::Hint { code } => visit.hint = Some(code),
            SessionEvent::Reset => self.visit_ends(),
        }
    }

    /// A piece starts playing: shows its caption.
    pub(super) fn piece_begins(&mut self, id: PlaybackId) {
        self.pieces.entry(id).or_default().begun = true;
        self.show_caption(id);
    }

    pub(super) fn piece_ends(&mut self, id: PlaybackId) {
        let piece = self.pieces.entry(id).or_default();
        piece.finished = true;
        let (line, captioned) = (piece.line, piece.caption.is_some());
        self.sounds(line, false);
        if captioned {
            self.pieces.remove(&id);
        }
    }

    /// Nothing is playing any more, and nothing queued will be.
    pub(super) fn pieces_stopped(&mut self) {
        self.pieces.clear();
        let lines = self.view.visit.iter_mut().flat_map(|visit| &mut visit.lines);
        lines.for_each(|line| line.sounding = false);
    }

    fn show_caption(&mut self, id: PlaybackId) {
        let Some(Piece { begun: true, finished, caption: Some((text, language)), line: None }) = self.pieces.get(&id)
        else {
            return;
        };
        let (text, language, sounding) = (text.clone(), *language, !*finished);
        let number = self.add(Speaker::Desk, text, language, false);
        self.sounds(number, sounding);
        if let Some(piece) = self.pieces.get_mut(&id) {
            piece.line = number;
        }
    }

    fn heard(&mut self, text: &str, provisional: bool) {
        self.person_is_here();
        let last = self.view.visit.as_mut().and_then(|visit| visit.lines.iter_mut().rev().find(|line| !line.sounding));
        match last {
            Some(last) if last.who == Speaker::Person && (last.provisional || last.text == text) => {
                (last.text, last.provisional) = (text.to_owned(), provisional);
            }
            _ => {
                self.add(Speaker::Person, text.to_owned(), self.view.language, provisional);
            }
        }
    }

    fn add(&mut self, who: Speaker, text: String, language: Language, provisional: bool) -> Option<u64> {
        let visit = self.view.visit.as_mut()?;
        self.lines += 1;
        let id = self.lines;
        visit.lines.push(ViewLine { id, who, text, language, provisional, sounding: false });
        if visit.lines.len() > LINES {
            visit.lines.remove(0);
        }
        Some(id)
    }

    fn sounds(&mut self, number: Option<u64>, sounding: bool) {
        let lines = self.view.visit.iter_mut().flat_map(|visit| &mut visit.lines);
        lines.filter(|line| Some(line.id) == number).for_each(|line| line.sounding = sounding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewer() -> Viewer {
        let mut viewer = Viewer::default();
        viewer.visit_begins();
        viewer
    }

    fn caption(id: u64, text: &str) -> SessionEvent {
        SessionEvent::Caption { id: PlaybackId(id), text: text.into(), language: Language::Nl }
    }

    fn heard(text: &str, provisional: bool) -> SessionEvent {
        SessionEvent::Heard { text: text.into(), provisional }
    }

    /// Each line as `who text`, with `…` if it can change and `♪` while it is played.
    fn lines(viewer: &Viewer) -> Vec<String> {
        let lines = viewer.view().visit.iter().flat_map(|visit| &visit.lines);
        lines
            .map(|line| {
                let who = if line.who == Speaker::Desk { "desk" } else { "person" };
                let marks = [(line.provisional, "…"), (line.sounding, "♪")];
                let marks: String = marks.iter().filter(|(on, _)| *on).map(|(_, mark)| *mark).collect();
                format!("{who} {}{marks}", line.text)
            })
            .collect()
    }

    #[test]
    fn a_caption_is_shown_when_its_piece_begins_whichever_comes_first() {
        let mut viewer = viewer();
        viewer.apply(caption(1, "Goedendag."));
        assert!(lines(&viewer).is_empty(), "not before it sounds");
        viewer.piece_begins(PlaybackId(1));
        assert_eq!(lines(&viewer), ["desk Goedendag.♪"]);
        viewer.piece_ends(PlaybackId(1));
        viewer.piece_begins(PlaybackId(2));
        viewer.apply(caption(2, "Zeg het maar."));
        assert_eq!(lines(&viewer), ["desk Goedendag.", "desk Zeg het maar.♪"]);
        viewer.apply(caption(3, "Nooit gehoord."));
        viewer.pieces_stopped();
        viewer.piece_begins(PlaybackId(3));
        assert_eq!(lines(&viewer), ["desk Goedendag.", "desk Zeg het maar."], "what was stopped is never shown");
    }

    #[test]
    fn what_is_heard_changes_until_it_is_final() {
        let mut viewer = viewer();
        viewer.apply(heard("Hoe", true));
        viewer.apply(heard("Hoe vraag ik", true));
        viewer.apply(heard("Hoe vraag ik een paspoort aan?", false));
        viewer.apply(heard("Wat kost dat?", true));
        assert_eq!(lines(&viewer), ["person Hoe vraag ik een paspoort aan?", "person Wat kost dat?…"]);
        viewer.typed("Wat kost het?");
        viewer.apply(heard("Wat kost het?", false));
        assert_eq!(lines(&viewer).len(), 2, "a typed question is shown once");
    }

    #[test]
    fn the_end_of_a_visit_forgets_it_and_how_the_screen_was_set() {
        let mut viewer = viewer();
        viewer.apply(heard("Ik heb schulden", false));
        viewer.look(ScreenChange::LargerText);
        viewer.look(ScreenChange::Contrast);
        viewer.look(ScreenChange::Blank);
        viewer.headphones(true);
        viewer.apply(SessionEvent::Manner { rate: 2.0, volume: 180.0, language: Language::En });
        assert_eq!(viewer.view().language, Language::En);
        viewer.apply(SessionEvent::Reset);
        assert_eq!(viewer.view(), &View { headphones: true, ..View::default() });
        viewer.apply(heard("Te laat", false));
        assert_eq!(viewer.view().visit, None, "nothing that comes late brings it back");
        viewer.visit_begins();
        assert_eq!(viewer.view().visit.as_ref().map(|visit| (visit.number, visit.lines.len())), Some((2, 0)));
    }

    #[test]
    fn a_warning_goes_when_the_person_does_something_not_when_the_desk_says_it() {
        let warned = |viewer: &Viewer| viewer.view().visit.as_ref().and_then(|visit| visit.ends_in_s);
        let state = |state| SessionEvent::State { state };
        let mut viewer = viewer();
        viewer.apply(SessionEvent::TimeoutWarning { seconds: 30 });
        viewer.apply(state(SessionState::Speaking));
        viewer.apply(caption(1, "Bent u er nog?"));
        viewer.apply(state(SessionState::Listening));
        assert_eq!(warned(&viewer), Some(30));
        viewer.apply(state(SessionState::Hearing));
        assert_eq!(warned(&viewer), None);
        viewer.apply(SessionEvent::TimeoutWarning { seconds: 20 });
        viewer.person_is_here();
        assert_eq!(warned(&viewer), None);
    }

    #[test]
    fn what_is_broken_stays_told_what_went_wrong_until_the_next_visit() {
        let mut viewer = viewer();
        viewer.problem("session-lost");
        viewer.visit_ends();
        assert_eq!(viewer.view().problem, Some("session-lost"));
        viewer.visit_begins();
        assert_eq!(viewer.view().problem, None);
        viewer.devices(Some("no-microphone"));
        viewer.visit_begins();
        assert_eq!(viewer.view().problem, Some("no-microphone"));
        viewer.devices(None);
        assert_eq!(viewer.view().problem, None);
    }

    #[test]
    fn text_size_stays_within_its_steps_and_old_lines_go() {
        let mut viewer = viewer();
        (0..9).for_each(|_| viewer.look(ScreenChange::LargerText));
        assert_eq!(viewer.view().screen.text_size, TEXT_SIZES - 1);
        (0..9).for_each(|_| viewer.look(ScreenChange::SmallerText));
        assert_eq!(viewer.view().screen.text_size, 0);
        (0..100).for_each(|number| viewer.apply(heard(&format!("Vraag {number}"), false)));
        assert_eq!(lines(&viewer).len(), LINES);
        assert_eq!(lines(&viewer).last().map(String::as_str), Some("person Vraag 99"));
    }
}
