//! `spraakloket ask`: one question, answered in text and, with `--out`, aloud.

use super::open::{desk_settings, voice_activity};
use crate::channel::file::{read_utterance, write_reply};
use crate::config::Config;
use crate::dialogue::{Command, Prompts};
use crate::knowledge::Answer;
use crate::language::Language;
use crate::listen::{ExpectedLanguage, holds_speech};
use crate::session::{Desk, Question, Turn, TurnKind, Visit, take_turn};
use crate::understand::Kind;
use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;

/// A typed question may have this many characters.
const QUESTION_CHARACTERS: usize = 1000;

/// Answer one spoken or typed question.
#[derive(Debug, Args)]
pub(super) struct Ask {
    /// A WAV file with the spoken question; - is standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    audio: Option<PathBuf>,
    /// The question in writing, at most 1000 characters. Given more than once: one visit, asked in turn
    /// ("waar staat dat", "meer" and "herhaal" are about the answer before); the last reply is kept.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    text: Vec<String>,
    /// The language of the question (default: the setting listen.language).
    #[arg(long, value_enum)]
    lang: Option<LanguageChoice>,
    /// The index folder (default: the setting knowledge.index).
    #[arg(long, value_name = "DIR")]
    index: Option<PathBuf>,
    /// Write the spoken reply to this WAV file.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LanguageChoice {
    Nl,
    En,
    Auto,
}

impl Ask {
    pub(super) fn run(self, config: &Config) -> anyhow::Result<()> {
        if self.audio.is_none() && self.text.is_empty() {
            bail!(
                "there is no question: write it (--text \"Hoe vraag ik een paspoort aan?\") or record it (--audio FILE)"
            );
        }
        let expected = match self.lang {
            None => config.listen_language,
            Some(LanguageChoice::Auto) => ExpectedLanguage::Any,
            Some(LanguageChoice::Nl) => ExpectedLanguage::Only(Language::Nl),
            Some(LanguageChoice::En) => ExpectedLanguage::Only(Language::En),
        };
        let questions = self.questions(config, expected)?;
        let index = self.index.clone().unwrap_or_else(|| config.index_dir.clone());
        let desk = Desk::open(desk_settings(config, index, self.audio.is_some())?)?;
        let (now, mut visit) = (jiff::ZonedDateTime::now(), Visit::new(Arc::new(Prompts::built_in()?)));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut last = None;
        for question in questions {
            if let Some(turn) = last.take().filter(|_| !self.json) {
                print_turn(&turn);
            }
            last = Some(runtime.block_on(take_turn(&desk, &mut visit, question, &now))?);
        }
        let turn = last.context("there is no question")?;
        if let Some(path) = &self.out {
            write_reply(path, &turn)?;
        }
        if self.json {
            out!("{:#}", as_json(&turn));
        } else {
            print_turn(&turn);
        }
        Ok(())
    }

    fn questions(&self, config: &Config, expected: ExpectedLanguage) -> anyhow::Result<Vec<Question>> {
        if let Some(path) = &self.audio {
            let utterance = read_utterance(path, config.max_question_seconds)?;
            // Held to what live sound is held to, so that a busy tone is no question here either.
            let detector = Box::new(voice_activity(config)?.detector());
            let spoken = holds_speech(config.listener, detector, &utterance);
            return Ok(vec![if spoken { Question::Spoken(utterance, expected) } else { Question::Unheard(expected) }]);
        }
        self.text.iter().map(|text| typed(text.trim(), expected)).collect()
    }
}

fn typed(text: &str, expected: ExpectedLanguage) -> anyhow::Result<Question> {
    let length = text.chars().count();
    if !text.chars().any(char::is_alphanumeric) {
        bail!("the question is empty. Write it after --text, in quotes");
    }
    if length > QUESTION_CHARACTERS {
        bail!("the question has {length} characters; at most {QUESTION_CHARACTERS}. Ask one thing at a time");
    }
    let language = match expected {
        ExpectedLanguage::Only(language) | ExpectedLanguage::Likely(language) => language,
        ExpectedLanguage::Any => Language::guess(text),
    };
    Ok(Question::Typed(text.to_owned(), language))
}

fn as_json(turn: &Turn) -> Value {
    let (kind, article, source, confidence) = match &turn.kind {
        TurnKind::Command(Command::Staff) => ("handover", Value::Null, Value::Null, json!(1.0)),
        TurnKind::Command(Command::Emergency) | TurnKind::Said(Kind::Danger | Kind::Abuse) => {
            ("emergency", Value::Null, Value::Null, json!(1.0))
        }
        TurnKind::Said(Kind::Despair) => ("despair", Value::Null, Value::Null, json!(1.0)),
        TurnKind::Said(_) => ("aside", Value::Null, Value::Null, json!(1.0)),
        TurnKind::Command(_) | TurnKind::Reply => ("command", Value::Null, Value::Null, json!(1.0)),
        TurnKind::OtherLanguage => ("other_language", Value::Null, Value::Null, json!(0.0)),
        TurnKind::NotHeard => ("not_heard", Value::Null, Value::Null, json!(0.0)),
        TurnKind::Confirm(answer) => ("clarify", Value::Null, Value::Null, json!(answer.confidence())),
        TurnKind::Question(Answer::Found(found)) => {
            ("found", json!(found.article), json!(found.source), json!(found.confidence))
        }
        TurnKind::Question(Answer::Clarify { confidence, .. }) => {
            ("clarify", Value::Null, Value::Null, json!(confidence))
        }
        TurnKind::Question(Answer::NotFound { confidence }) => {
            ("not_found", Value::Null, Value::Null, json!(confidence))
        }
    };
    json!({
        "transcript": turn.transcript,
        "answer": {
            "kind": kind,
            "article": article,
            "spoken": turn.spoken,
            "source": source,
            "confidence": confidence,
        },
        "timings_ms": turn.timings,
    })
}

fn print_turn(turn: &Turn) {
    if turn.kind == TurnKind::OtherLanguage {
        out!("Question: in another language");
    } else if turn.kind == TurnKind::NotHeard {
        out!("Question: none was heard");
    } else {
        out!("Question ({}): {}", turn.transcript.language, turn.transcript.text);
    }
    out!("Answer: {}", turn.spoken);
    if let TurnKind::Question(Answer::Found(found)) = &turn.kind {
        let source = &found.source;
        out!("Article: {}", found.article);
        out!("Source: {} - {}", source.organisation, source.title);
        out!("        {} (checked {})", source.url, turn.transcript.language.day_in_words(&source.checked));
    }
}
