//! Attends to the visitors of one kiosk, one after another: opens a session when somebody arrives, passes keys, text
//! and sound to it, carries out its output, and forgets everything when it ends. Not for: sockets (`server`) or what
//! is shown (`view`).

use super::Counters;
use super::keys::{DoubleStrikeFilter, Function};
use super::settings::KioskConfig;
use super::staff;
use super::view::{View, Viewer};
use crate::audio::AudioChunk;
use crate::channel::sound::{PieceId, SoundOrder, SoundPort, SoundReport};
use crate::dialogue::Command;
use crate::session::{
    Announcement, ChannelInput, ChannelKind, ChannelOutput, Key, PlaybackId, SessionEvent, SessionHandle, Sessions,
    TransferOutcome,
};
use crate::speak::Speech;
use std::collections::BTreeMap;
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep_until, timeout};

/// A session that accepts no input for this long is stuck.
const PATIENCE: Duration = Duration::from_millis(500);
/// Minimum time between two invitations.
const INVITED_AGAIN: Duration = Duration::from_mins(1);
/// How long the start page keeps a look that was chosen by somebody who then left.
const LOOK_KEPT: Duration = Duration::from_mins(1);

/// The volume in percent that is set.
const USUAL_VOLUME: u16 = 100;

/// Actions of somebody at the kiosk.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Wish {
    /// Presses something.
    Press(Function),
    /// Holds a key to hear what it does.
    Explain(Function),
    /// Writes a question.
    Type(String),
    /// Types a letter, reaches a button with Tab, or opens a panel: this is spoken.
    Announce(Announcement),
    /// Does something without a meaning of its own, such as touching a panel.
    Present,
    /// Comes near, or touches the screen outside its buttons.
    Near,
    /// Was in a visit when the program stopped.
    Lost,
    /// Plugs headphones in (true) or out.
    Headphones(bool),
    /// Whether staff could be called, in the visit with this number.
    StaffCalled(u64, bool),
}

/// The one who attends.
#[allow(clippy::struct_excessive_bools)] // each stands for itself
pub(super) struct Attendant {
    sessions: Arc<dyn Sessions>,
    sound: SoundPort,
    viewer: Viewer,
    shown: watch::Sender<Arc<View>>,
    wishes: mpsc::WeakSender<Wish>,
    filter: DoubleStrikeFilter,
    call_staff: Vec<String>,
    start_by_voice: bool,
    key_tones: bool,
    speak_typing: bool,
    invite: bool,
    invited: Option<Instant>,
    /// The volume that suits the noise of the hall, in percent; none where it is not to be minded.
    loudness: Option<u16>,
    headphones: bool,
    visit: Option<Visit>,
    visits: u64,
    pieces: u64,
    look_ends: Option<tokio::time::Instant>,
    counters: Arc<Counters>,
}

/// A session and the pieces of its speech that have not finished playing. Pieces are renumbered across all visits, so
/// that a late report about an earlier visit is not taken for this one.
struct Visit {
    session: SessionHandle,
    unfinished: BTreeMap<PieceId, PlaybackId>,
    ending: bool,
    /// Whether it started because the previous session was lost.
    after_loss: bool,
}

impl Attendant {
    pub(super) fn new(
        sessions: Arc<dyn Sessions>,
        sound: SoundPort,
        config: &KioskConfig,
        wishes: &mpsc::Sender<Wish>,
        counters: Arc<Counters>,
    ) -> (Self, watch::Receiver<Arc<View>>) {
        let (shown, view) = watch::channel(Arc::new(View::default()));
        let attendant = Attendant {
            sessions,
            sound,
            viewer: Viewer::default(),
            shown,
            wishes: wishes.downgrade(),
            filter: DoubleStrikeFilter::new(config.double_strike),
            call_staff: config.call_staff.clone(),
            start_by_voice: config.start_by_voice,
            key_tones: config.key_tones,
            speak_typing: config.speak_typing,
            invite: config.invite,
            invited: None,
            loudness: config.volume_by_noise.then_some(USUAL_VOLUME),
            headphones: false,
            visit: None,
            visits: 0,
            pieces: 0,
            look_ends: None,
            counters,
        };
        (attendant, view)
    }

    /// Attends until all senders of wishes are gone.
    pub(super) async fn attend(mut self, mut wishes: mpsc::Receiver<Wish>) {
        let mut sound_is_there = true;
        loop {
            let look_ends = self.look_ends.unwrap_or_else(tokio::time::Instant::now);
            tokio::select! {
                wish = wishes.recv() => match wish {
                    Some(wish) => self.grant(wish).await,
                    None => break,
                },
                output = output_of(&mut self.visit) => self.carry_out(output).await,
                report = self.sound.reports.recv(), if sound_is_there => match report {
                    Some(report) => self.note(report).await,
                    None => {
                        sound_is_there = false;
                        self.viewer.devices(Some("no-sound"));
                    }
                },
                () = sleep_until(look_ends), if self.look_ends.is_some() => {
                    self.look_ends = None;
                    self.viewer.visit_ends();
                }
            }
            self.show();
        }
        self.end_visit();
    }

    fn show(&mut self) {
        let view = self.viewer.view();
        self.shown.send_if_modified(|shown| {
            let changed = **shown != *view;
            if changed {
                *shown = Arc::new(view.clone());
            }
            changed
        });
    }

    async fn grant(&mut self, wish: Wish) {
        match wish {
            Wish::Press(function) => {
                if !self.filter.accepts(function, Instant::now()) {
                    Counters::count(&self.counters.double_strikes);
                    return;
                }
                Counters::count(&self.counters.presses);
                if self.key_tones {
                    self.order(SoundOrder::Tone);
                }
                match function.0 {
                    Key::Command(command) if command.screen_change().is_some() && !self.visit_is_open() => {
                        self.look(command);
                    }
                    key => self.press(key).await,
                }
            }
            Wish::Explain(function) => {
                if self.visit_is_open() || self.begin_visit(Vec::new()).await {
                    self.viewer.person_is_here();
                    self.tell(ChannelInput::Explain(function.0)).await;
                }
            }
            Wish::Announce(announcement) => self.announce(announcement).await,
            Wish::Present => {
                if self.visit_is_open() {
                    self.grant_present().await;
                }
            }
            Wish::Near => self.invite().await,
            Wish::Lost => {
                if self.visit.is_none() {
                    self.begin_visit_by(ChannelInput::StartedAnew, Vec::new()).await;
                }
            }
            Wish::Type(text) => {
                Counters::count(&self.counters.questions_typed);
                if self.visit_is_open() || self.begin_visit(Vec::new()).await {
                    self.viewer.person_is_here();
                    self.viewer.typed(&text);
                    self.tell(ChannelInput::Text(text)).await;
                }
            }
            Wish::Headphones(inside) => {
                self.headphones = inside;
                self.viewer.headphones(inside);
                self.order(SoundOrder::Headphones(inside));
                if inside && !self.visit_is_open() {
                    self.begin_visit(Vec::new()).await;
                }
            }
            Wish::StaffCalled(visit, called) => {
                let outcome = if called { TransferOutcome::Done } else { TransferOutcome::Failed };
                if visit == self.visits {
                    self.tell(ChannelInput::Transfer(outcome)).await;
                }
            }
        }
    }

    async fn press(&mut self, key: Key) {
        let open = self.visit_is_open();
        if !open && (!begins_a_visit(key) || !self.begin_visit(Vec::new()).await) {
            return;
        }
        self.viewer.person_is_here();
        if open || says_more_than_begin(key) {
            self.tell(ChannelInput::Key(key)).await;
        }
    }

    /// Says what the person does on the screen; a new visit starts with the greeting instead.
    async fn announce(&mut self, announcement: Announcement) {
        if !self.visit_is_open() {
            self.begin_visit(Vec::new()).await;
            return;
        }
        self.viewer.person_is_here();
        let said = self.speak_typing || announcement.of_page;
        self.tell(if said { ChannelInput::Announce(announcement) } else { ChannelInput::Present }).await;
    }

    /// Invites somebody in front of the kiosk, at most once in [`INVITED_AGAIN`].
    async fn invite(&mut self) {
        let lately = self.invited.is_some_and(|at| at.elapsed() < INVITED_AGAIN);
        if self.visit.is_some() {
            return self.grant_present().await;
        }
        if !self.invite || lately {
            return;
        }
        self.invited = Some(Instant::now());
        self.begin_visit_by(ChannelInput::Invited, Vec::new()).await;
    }

    async fn grant_present(&mut self) {
        self.viewer.person_is_here();
        self.tell(ChannelInput::Present).await;
    }

    /// Changes the look of the screen, which does not concern the session.
    fn look(&mut self, command: Command) {
        if let Some(change) = command.screen_change() {
            self.viewer.look(change);
        }
        if !self.visit_is_open() {
            self.look_ends = Some(tokio::time::Instant::now() + LOOK_KEPT);
        }
    }

    /// Carries out an output of the session; `None`: the session is gone.
    async fn carry_out(&mut self, output: Option<ChannelOutput>) {
        match output {
            Some(ChannelOutput::Play { id, speech }) => self.play(id, speech),
            Some(ChannelOutput::StopPlayback) => self.stop_playback(),
            Some(ChannelOutput::Duck(on)) => self.order(SoundOrder::Duck(on)),
            Some(ChannelOutput::HangUp | ChannelOutput::Event(SessionEvent::Reset)) => self.end_after_speech(),
            Some(ChannelOutput::Event(event)) => self.viewer.apply(event),
            Some(ChannelOutput::Transfer { destination, summary }) => self.call_staff(destination, summary),
            None => {
                let failed = self.visit.as_ref().filter(|visit| !visit.ending).map(|visit| visit.after_loss);
                self.end_visit();
                if let Some(again) = failed {
                    tracing::error!(code = "kiosk-session-lost");
                    Counters::count(&self.counters.sessions_lost);
                    // A person who cannot see must hear it. If it fails again at once, it is only shown.
                    let begun = !again && self.begin_visit_by(ChannelInput::StartedAnew, Vec::new()).await;
                    if !begun {
                        self.viewer.problem("session-lost");
                    }
                }
            }
        }
    }

    async fn note(&mut self, report: SoundReport) {
        match report {
            SoundReport::Heard(chunk) => self.hear(chunk),
            SoundReport::SomebodySpeaks(heard) => {
                if self.start_by_voice && !self.visit_is_open() {
                    self.begin_visit(heard).await;
                }
            }
            SoundReport::Started(piece) => {
                if let Some(id) = self.visit.as_ref().and_then(|visit| visit.unfinished.get(&piece).copied()) {
                    self.viewer.piece_begins(id);
                    self.tell(ChannelInput::PlaybackStarted(id)).await;
                }
            }
            SoundReport::Finished(piece) => {
                if let Some(id) = self.visit.as_mut().and_then(|visit| visit.unfinished.remove(&piece)) {
                    self.viewer.piece_ends(id);
                    self.tell(ChannelInput::PlaybackFinished(id)).await;
                    self.end_if_said();
                }
            }
            SoundReport::Hall(volume) => self.loudness = self.loudness.map(|_| volume),
            SoundReport::Microphone(works) => self.device_works(|counters| &counters.microphone, works),
            SoundReport::Loudspeaker(works) => self.device_works(|counters| &counters.loudspeaker, works),
        }
    }

    fn device_works(&mut self, device: fn(&Counters) -> &AtomicBool, works: bool) {
        device(&self.counters).store(works, Ordering::Relaxed);
        let works = |device: &AtomicBool| device.load(Ordering::Relaxed);
        self.viewer.devices(match (works(&self.counters.microphone), works(&self.counters.loudspeaker)) {
            (_, false) => Some("no-loudspeaker"),
            (false, true) => Some("no-microphone"),
            (true, true) => None,
        });
    }

    fn hear(&mut self, chunk: AudioChunk) {
        let Some(visit) = &self.visit else { return };
        if visit.session.input.try_send(ChannelInput::Audio(chunk)).is_err() {
            Counters::count(&self.counters.chunks_dropped);
        }
    }

    /// Opens a session. `heard`: the speech that triggered it. Returns whether it was opened.
    async fn begin_visit(&mut self, heard: Vec<AudioChunk>) -> bool {
        self.begin_visit_by(ChannelInput::Started, heard).await
    }

    async fn begin_visit_by(&mut self, beginning: ChannelInput, heard: Vec<AudioChunk>) -> bool {
        self.end_visit();
        let Some(session) = self.sessions.open(ChannelKind::Kiosk) else {
            tracing::warn!(code = "kiosk-no-session");
            self.viewer.problem("busy");
            return false;
        };
        self.visits += 1;
        self.look_ends = None;
        Counters::count(&self.counters.visits);
        self.viewer.visit_begins();
        self.visit = Some(Visit {
            session,
            unfinished: BTreeMap::new(),
            ending: false,
            after_loss: beginning == ChannelInput::StartedAnew,
        });
        self.order(SoundOrder::Visit(true));
        // In headphones the hall is shut out.
        if let Some(loudness) = self.loudness.filter(|loudness| *loudness != USUAL_VOLUME && !self.headphones) {
            self.tell(ChannelInput::Loudness(loudness)).await;
        }
        self.tell(beginning).await;
        for chunk in heard {
            self.hear(chunk);
        }
        true
    }

    /// Whether there is a visit that can accept input.
    fn visit_is_open(&self) -> bool {
        self.visit.as_ref().is_some_and(|visit| !visit.ending)
    }

    async fn tell(&mut self, input: ChannelInput) {
        let Some(visit) = &self.visit else { return };
        if timeout(PATIENCE, visit.session.input.send(input)).await.is_err() {
            tracing::error!(code = "kiosk-session-stuck");
            Counters::count(&self.counters.sessions_stuck);
            self.viewer.hint("busy");
        }
    }

    fn order(&self, order: SoundOrder) {
        // Sound that is gone takes no orders; that has been noted and shown.
        let _ = self.sound.orders.send(order);
    }

    fn play(&mut self, id: PlaybackId, speech: Speech) {
        let Some(visit) = &mut self.visit else { return };
        self.pieces += 1;
        let piece = PieceId(self.pieces);
        visit.unfinished.insert(piece, id);
        self.order(SoundOrder::Play { id: piece, speech });
    }

    fn stop_playback(&mut self) {
        self.order(SoundOrder::Stop);
        self.viewer.pieces_stopped();
        if let Some(visit) = &mut self.visit {
            visit.unfinished.clear();
        }
        self.end_if_said();
    }

    fn call_staff(&self, destination: String, summary: Option<String>) {
        Counters::count(&self.counters.staff_calls);
        let (program, wishes, visit) = (self.call_staff.clone(), self.wishes.clone(), self.visits);
        tokio::spawn(async move {
            let called = staff::call(&program, &destination, summary.as_deref()).await;
            if let Some(wishes) = wishes.upgrade() {
                let _ = wishes.send(Wish::StaffCalled(visit, called)).await;
            }
        });
    }

    fn end_after_speech(&mut self) {
        if let Some(visit) = &mut self.visit {
            visit.ending = true;
        }
        self.end_if_said();
    }

    fn end_if_said(&mut self) {
        if self.visit.as_ref().is_some_and(|visit| visit.ending && visit.unfinished.is_empty()) {
            self.end_visit();
        }
    }

    /// Ends the visit, if any, at once and forgets everything about it.
    fn end_visit(&mut self) {
        let Some(visit) = self.visit.take() else { return };
        let _ = visit.session.input.try_send(ChannelInput::HungUp);
        self.order(SoundOrder::Stop);
        self.order(SoundOrder::Duck(false));
        self.order(SoundOrder::Visit(false));
        self.viewer.visit_ends();
    }
}

async fn output_of(visit: &mut Option<Visit>) -> Option<ChannelOutput> {
    match visit {
        Some(visit) => visit.session.output.recv().await,
        None => pending().await,
    }
}

/// Whether this key has a meaning before a visit.
fn begins_a_visit(key: Key) -> bool {
    !matches!(key, Key::Command(Command::Stop | Command::Goodbye | Command::Pause))
}

/// Whether this key asks for something that is available at once, before anything was said.
fn says_more_than_begin(key: Key) -> bool {
    use Command::{Emergency, Faster, Help, Louder, OtherLanguage, Slower, Softer, Staff};
    matches!(
        key,
        Key::Subjects
            | Key::Language(_)
            | Key::Command(Emergency | Faster | Help | Louder | OtherLanguage | Slower | Softer | Staff)
    )
}

#[cfg(test)]
#[path = "attendant_tests.rs"]
mod tests;
