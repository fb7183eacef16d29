//! Live sessions over the stages of one machine.

use super::contract::{ChannelKind, SessionHandle, Sessions};
use super::conversation::Conversation;
use super::observe::{Observer, Watch};
use super::review::ReviewLog;
use super::stages::Stages;
use super::still::StillSession;
use crate::dialogue::{Dialogue, Prompts, Rules};
use crate::listen::Listener;
use jiff::ZonedDateTime;
use std::sync::Arc;
use tokio::sync::{Semaphore, mpsc};

/// Inputs that may wait for a session: five seconds of sound.
const INPUTS: usize = 256;

/// Opens sessions, up to as many as the machine can serve at once.
pub struct LiveSessions<S> {
    stages: Arc<S>,
    prompts: Arc<Prompts>,
    rules: Rules,
    places: Arc<Semaphore>,
    clock: Clock,
    listener: Option<MakeListener>,
    review: Option<Arc<ReviewLog>>,
    observer: Option<Arc<dyn Observer>>,
}

/// Creates a listener for a session.
type MakeListener = Arc<dyn Fn() -> Listener + Send + Sync>;

/// Returns the current time and date.
type Clock = Arc<dyn Fn() -> ZonedDateTime + Send + Sync>;

impl<S: Stages> LiveSessions<S> {
    /// Sessions that share these stages and follow these rules. At most `most` are open at once.
    #[must_use]
    pub fn new(stages: Arc<S>, prompts: Arc<Prompts>, rules: Rules, most: usize) -> Self {
        let places = Arc::new(Semaphore::new(most));
        let clock: Clock = Arc::new(ZonedDateTime::now);
        LiveSessions { stages, prompts, rules, places, clock, listener: None, review: None, observer: None }
    }

    /// Lets sessions hear, each with its own listener.
    #[must_use]
    pub fn with_listener(mut self, make: impl Fn() -> Listener + Send + Sync + 'static) -> Self {
        self.listener = Some(Arc::new(make));
        self
    }

    /// Replaces the system clock.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> ZonedDateTime + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Adapts the rules to a channel.
    #[must_use]
    pub fn with_rules(mut self, change: impl FnOnce(&mut Rules)) -> Self {
        change(&mut self.rules);
        self
    }

    /// Keeps unanswered questions in a review log; the greeting then says so.
    #[must_use]
    pub fn with_review(mut self, review: Option<ReviewLog>) -> Self {
        self.rules.keeps_questions = review.is_some();
        self.review = review.map(Arc::new);
        self
    }

    /// Lets somebody count what happens in sessions.
    #[must_use]
    pub fn with_observer(mut self, observer: Option<Arc<dyn Observer>>) -> Self {
        self.observer = observer;
        self
    }

    /// How many more sessions can be opened now.
    #[must_use]
    pub fn free_places(&self) -> usize {
        self.places.available_permits()
    }
}

impl<S: Stages> LiveSessions<S> {
    /// Opens a session in which no time passes, for a channel without live sound.
    #[must_use]
    pub fn open_still(&self, kind: ChannelKind) -> StillSession<S> {
        let (dialogue, opened) = self.dialogue(kind);
        StillSession::new(self.stages.for_session(), dialogue, opened)
    }

    fn dialogue(&self, kind: ChannelKind) -> (Dialogue, ZonedDateTime) {
        let opened = (self.clock)();
        (Dialogue::new(Arc::new(self.rules.clone().on(kind)), &self.prompts, opened.clone()), opened)
    }
}

impl<S: Stages> Sessions for LiveSessions<S> {
    fn open(&self, kind: ChannelKind) -> Option<SessionHandle> {
        let place = Arc::clone(&self.places).try_acquire_owned().ok()?;
        let (to_session, input) = mpsc::channel(INPUTS);
        let (output, from_session) = mpsc::unbounded_channel();
        let (dialogue, opened) = self.dialogue(kind);
        let watch = self.observer.clone().map(|observer| Watch::new(observer, opened.clone(), kind));
        let conversation = Conversation::new(self.stages.for_session(), dialogue, opened, output)
            .with_listener(self.listener.as_ref().map(|make| make()))
            .with_review(self.review.clone())
            .watched_by(watch);
        tokio::spawn(async move {
            conversation.hold(input).await;
            drop(place);
        });
        Some(SessionHandle { input: to_session, output: from_session })
    }
}
