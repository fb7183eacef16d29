//! [`Stages`] on the worker threads of a [`Desk`]. A job whose stage crashed is retried once, after the stage was loaded
//! again.

use super::desk::Desk;
use super::review::mask_identity;
use super::stages::{Pending, Stages};
use crate::dialogue::{Failed, Handover, Meant, Sentence, SentenceKind, Sought, Unheard};
use crate::knowledge::{Entry, KnowledgeError};
use crate::language::Language;
use crate::listen::{Cancel, ExpectedLanguage, ListenError, Transcript, Utterance};
use crate::speak::{Manner, SpeakError, SpeakingDesk, Speech};
use crate::understand::{Understanding, UnderstandingDesk};
use crate::workers::{Worker, WorkerError};
use jiff::Timestamp;
use jiff::civil::Date;
use std::sync::Arc;
use std::time::Instant;

impl Desk {
    /// Whether a recogniser is loaded.
    #[must_use]
    pub fn hears(&self) -> bool {
        self.transcriber.is_some()
    }

    /// Completes the handover settings with the telephone number and opening hours from the local facts.
    pub async fn handover(&self, settings: Handover) -> Result<Handover, WorkerError> {
        let (phone, hours_in_words) = self
            .answerer
            .run(|stage| {
                let hours = |language| stage.local_fact("opening_hours", language).map(|words| (language, words));
                let hours: Vec<_> = Language::ALL.into_iter().filter_map(hours).collect();
                (stage.local_fact("phone", Language::Nl), hours)
            })
            .await?;
        Ok(Handover { phone, hours_in_words, ..settings })
    }

    /// Does work ahead in small steps between the jobs of sessions, so that the first sessions need not wait for it.
    /// Returns when everything is done.
    pub async fn work_ahead(&self) {
        let Some(worker) = self.transcriber.as_ref().map(Worker::for_session) else { return };
        loop {
            match worker.run_ahead(|stage| stage.work_ahead(), || true).await {
                Ok(Ok(true)) => {}
                Ok(Ok(false)) => return tracing::info!(code = "prepared"),
                Ok(Err(error)) => return log("prepare-failed", &error),
                Err(error) => return log("prepare-failed", &error),
            }
        }
    }
}

impl Stages for Desk {
    fn for_session(self: &Arc<Self>) -> Arc<Self> {
        Arc::new(Desk {
            transcriber: self.transcriber.as_ref().map(Worker::for_session),
            answerer: self.answerer.for_session(),
            speaker: self.speaker.for_session(),
            knowledge: Arc::clone(&self.knowledge),
        })
    }

    fn transcribe(
        &self,
        utterance: Utterance,
        expected: ExpectedLanguage,
        cancel: Cancel,
    ) -> Pending<Result<Transcript, Unheard>> {
        let worker = self.transcriber.clone();
        Box::pin(async move {
            let Some(worker) = worker else { return Err(Unheard::Failed) };
            let waits = cancel.clone();
            let job =
                move |stage: &mut Box<dyn crate::listen::Transcriber>| stage.transcribe(&utterance, expected, &cancel);
            match once_more(worker, job, &waits).await {
                Ok(Ok(transcript)) => Ok(transcript),
                Ok(Err(ListenError::NoSpeech | ListenError::Cancelled)) => Err(Unheard::NoWords),
                Ok(Err(error)) => {
                    log("listen-failed", &error);
                    Err(Unheard::Failed)
                }
                Err(error) => {
                    log("listen-failed", &error);
                    Err(Unheard::Failed)
                }
            }
        })
    }

    fn retrieve(&self, sought: Sought, language: Language, today: Date) -> Pending<Result<Meant, Failed>> {
        let worker = self.answerer.clone();
        Box::pin(async move {
            let job = move |stage: &mut UnderstandingDesk| look_up(stage, &sought, language, today);
            match once_more(worker, job, &Cancel::default()).await {
                Ok(meant) => meant.map_err(|error| gave_up("knowledge-failed", &error)),
                Err(error) => Err(gave_up("knowledge-failed", &error)),
            }
        })
    }

    fn notices(&self, language: Language, now: Timestamp) -> Pending<Vec<String>> {
        let worker = self.answerer.clone();
        Box::pin(async move { worker.run(move |stage| stage.notices(language, now)).await.unwrap_or_default() })
    }

    fn subjects(&self, language: Language) -> Pending<Vec<Entry>> {
        let worker = self.answerer.clone();
        Box::pin(async move {
            once_more(worker, move |stage| stage.subjects(language), &Cancel::default()).await.unwrap_or_default()
        })
    }

    fn speak(&self, sentence: Sentence, manner: Manner) -> Pending<Result<Speech, Failed>> {
        let worker = self.speaker.clone();
        Box::pin(async move {
            match once_more(worker, move |stage| say(stage, &sentence, manner), &Cancel::default()).await {
                Ok(speech) => speech.map_err(|error| gave_up("speak-failed", &error)),
                Err(error) => Err(gave_up("speak-failed", &error)),
            }
        })
    }
}

/// Looks something up. Personal data is masked before anything is searched for.
pub(super) fn look_up(
    stage: &mut UnderstandingDesk,
    sought: &Sought,
    language: Language,
    today: Date,
) -> Result<Meant, KnowledgeError> {
    match sought {
        Sought::Words { text, context } => {
            let masked = mask_identity(text);
            let understanding = stage.understand([text, &masked], context, language, today)?;
            Ok(Meant { understanding, masked: masked != *text })
        }
        Sought::Article(article) => Ok(Understanding::Answer(stage.about(article, language, today)?).into()),
        Sought::Both([first, second]) => {
            Ok(Understanding::Answer(stage.about_both([first, second], language, today)?).into())
        }
    }
}

fn say(stage: &mut SpeakingDesk, sentence: &Sentence, manner: Manner) -> Result<Speech, SpeakError> {
    let Sentence { text, language, kind } = sentence;
    match kind {
        SentenceKind::Plain => stage.say(text, *language, manner),
        SentenceKind::Private | SentenceKind::Announced { spelled: false } => {
            stage.say_privately(text, *language, manner)
        }
        SentenceKind::Spelled | SentenceKind::Announced { spelled: true } => stage.spell(text, *language, manner),
    }
}

/// Runs a job, and once more if its stage crashed. The logged time includes waiting in the queue.
async fn once_more<S: 'static, R: Send + 'static>(
    worker: Worker<S>,
    job: impl Fn(&mut S) -> R + Clone + Send + 'static,
    wanted: &Cancel,
) -> Result<R, WorkerError> {
    let (asked, waits) = (Instant::now(), wanted.clone());
    let first = if wanted.is_ahead() {
        worker.run_ahead(job.clone(), move || waits.is_ahead()).await
    } else {
        worker.run(job.clone()).await
    };
    let result = match first {
        Err(error @ WorkerError::Crashed(_)) => {
            log("turn-retried", &error);
            worker.run(job).await
        }
        result => result,
    };
    tracing::info!(code = "stage-done", stage = worker.name(), ms = asked.elapsed().as_millis() as u64);
    result
}

fn gave_up(code: &'static str, error: &dyn std::error::Error) -> Failed {
    log(code, error);
    Failed
}

/// Logs an error. Errors name files, models and workers, never what was said.
fn log(code: &'static str, error: &dyn std::error::Error) {
    tracing::error!(code, %error);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stage that crashes on its first call, except after it was loaded a second time.
    fn worker() -> Worker<bool> {
        let loads = std::sync::atomic::AtomicUsize::new(0);
        let load = move || Ok::<_, ()>(loads.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0);
        Worker::start("test", 4, load).unwrap()
    }

    #[tokio::test]
    async fn a_turn_is_tried_once_more_when_its_stage_has_crashed() {
        let crash_if = |fresh: &mut bool| if *fresh { panic!("on purpose") } else { "done" };
        assert_eq!(once_more(worker(), crash_if, &Cancel::default()).await, Ok("done"));
        let always = |_: &mut bool| -> &'static str { panic!("on purpose") };
        assert_eq!(once_more(worker(), always, &Cancel::default()).await, Err(WorkerError::Crashed("test")));
    }
}
