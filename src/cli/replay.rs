//! `spraakloket talk --replay`: plays recordings to a live session in real time, and measures how long a person waits.

use crate::audio::{SAMPLE_RATE, read_wav, resample};
use crate::dialogue::Prompts;
use crate::evaluate::{Percentiles, Recorded, Replayed, percentiles, replay};
use crate::language::Language;
use crate::session::Sessions;
use anyhow::Context;
use clap::Args;
use serde::Deserialize;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Maximum duration of a recording.
const LONGEST_SECONDS: f64 = 60.0;
/// Sentences that ask for patience.
const PATIENCE: [&str; 2] = ["patience", "patience-longer"];

/// Recordings instead of a microphone.
#[derive(Debug, Args)]
pub(super) struct Replay {
    /// Play the recordings in this manifest (audio-fixtures/manifest.toml) to a session each, in real time, and print
    /// how long it took until the reply was heard. Run it on an otherwise idle machine.
    #[arg(id = "replay", long = "replay", value_name = "MANIFEST", conflicts_with = "keys")]
    manifest: Option<PathBuf>,
    /// Only recordings whose name contains this.
    #[arg(long, value_name = "PART", requires = "replay")]
    only: Option<String>,
    /// Interrupt each answer with the recording of this name, and print how soon the desk gives way.
    #[arg(long, value_name = "FILE", requires = "replay")]
    interrupt_with: Option<String>,
    /// Play all of them this many times; the first round warms up and does not count if there are more.
    #[arg(long, value_name = "TIMES", default_value_t = 1, requires = "replay")]
    rounds: usize,
    /// Print the result as JSON.
    #[arg(long, requires = "replay")]
    json: bool,
}

/// The part of a manifest that is needed here.
#[derive(Deserialize)]
struct Manifest {
    fixture: Vec<Fixture>,
}

#[derive(Deserialize)]
struct Fixture {
    file: String,
    speech_start_ms: u64,
    speech_end_ms: u64,
}

/// What to play.
pub(super) struct Recordings {
    questions: Vec<Recorded>,
    interruption: Option<Recorded>,
}

impl Replay {
    pub(super) fn recordings(&self) -> anyhow::Result<Option<Recordings>> {
        let Some(path) = &self.manifest else { return Ok(None) };
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let manifest: Manifest = toml::from_str(&text).with_context(|| path.display().to_string())?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let is_wanted = |fixture: &&Fixture| self.only.as_ref().is_none_or(|part| fixture.file.contains(part));
        let questions: Vec<Recorded> =
            manifest.fixture.iter().filter(is_wanted).map(|fixture| fixture.read(folder)).collect::<Result<_, _>>()?;
        let interruption = match &self.interrupt_with {
            None => None,
            Some(name) => {
                let fixture = manifest.fixture.iter().find(|fixture| fixture.file == *name);
                Some(fixture.with_context(|| format!("{} has no file `{name}`", path.display()))?.read(folder)?)
            }
        };
        anyhow::ensure!(!questions.is_empty(), "{} has no such recording", path.display());
        Ok(Some(Recordings { questions, interruption }))
    }

    pub(super) async fn run(&self, sessions: &dyn Sessions, recordings: &Recordings) -> anyhow::Result<()> {
        let prompts = Prompts::built_in()?;
        let patience: Vec<String> = Language::FULL
            .into_iter()
            .flat_map(|language| PATIENCE.map(|key| prompts.say(language, key, &[])))
            .collect();
        let mut all = Vec::new();
        for round in 0..self.rounds.max(1) {
            for question in &recordings.questions {
                let replayed = replay(sessions, question, recordings.interruption.as_ref(), &patience).await;
                let replayed = replayed.context("no session can be opened")?;
                if !self.json {
                    print(&replayed);
                }
                if round > 0 || self.rounds <= 1 {
                    all.push(replayed);
                }
            }
        }
        let figures = Figures::of(&all);
        if self.json {
            out!(
                "{:#}",
                json!({ "recordings": all, "voice_to_voice_ms": figures.answers, "replies_ms": figures.replies,
                "softer_ms": figures.softer, "silent_ms": figures.silent, "obeyed_ms": figures.obeyed })
            );
        } else {
            figures.print();
        }
        Ok(())
    }
}

impl Fixture {
    fn read(&self, folder: &Path) -> anyhow::Result<Recorded> {
        let recording = read_wav(&folder.join(&self.file), LONGEST_SECONDS)?;
        Ok(Recorded {
            name: self.file.clone(),
            samples: resample(&recording.samples, recording.sample_rate, SAMPLE_RATE)?,
            speech: (Duration::from_millis(self.speech_start_ms), Duration::from_millis(self.speech_end_ms)),
        })
    }
}

/// Times over all recordings.
struct Figures {
    /// For those that were answered from an article.
    answers: Percentiles,
    replies: Percentiles,
    softer: Percentiles,
    silent: Percentiles,
    obeyed: Percentiles,
}

impl Figures {
    fn of(all: &[Replayed]) -> Self {
        let times = |time: &dyn Fn(&Replayed) -> Option<i64>| {
            percentiles(all.iter().filter_map(time).map(|time| time as f64).collect())
        };
        let interrupted = |replayed: &Replayed| replayed.interruption.clone().unwrap_or_default();
        Figures {
            answers: times(&|replayed| replayed.reply_ms.filter(|_| replayed.article.is_some())),
            replies: times(&|replayed| replayed.reply_ms),
            softer: times(&|replayed| interrupted(replayed).softer_ms),
            silent: times(&|replayed| interrupted(replayed).silent_ms),
            obeyed: times(&|replayed| interrupted(replayed).obeyed_ms),
        }
    }

    fn print(&self) {
        for (name, figure) in [
            ("end of speech to the answer's first sound", &self.answers),
            ("end of speech to the reply's first sound", &self.replies),
            ("interruption to softer", &self.softer),
            ("interruption to silence", &self.silent),
            ("last sound of the interruption to silence", &self.obeyed),
        ] {
            out!("{name}: {}", serde_json::to_string(figure).unwrap_or_default());
        }
    }
}

fn print(replayed: &Replayed) {
    let reply = replayed.reply_ms.map_or_else(|| "no reply".to_owned(), |time| format!("{time} ms"));
    let article = replayed.article.as_deref().unwrap_or("-");
    let patience = if replayed.patience { ", after asking for patience" } else { "" };
    out!("{}: {reply}{patience}, {article}", replayed.name);
    if let Some(interruption) = &replayed.interruption {
        out!("  {interruption:?}");
    }
}
