//! `spraakloket ask`: one question, answered as text and, with `--out`, as speech.

use crate::channel::file::{Question, Reply, ReplyKind};
use crate::config::Config;
use crate::dialogue::Command;
use crate::installation::Installation;
use crate::knowledge::Answer;
use crate::language::{Language, UnknownLanguage};
use crate::listen::ExpectedLanguage;
use crate::understand::Kind;
use anyhow::{Context, bail};
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::str::FromStr;

/// Maximum length of a typed question, in characters.
const QUESTION_CHARACTERS: usize = 1000;

/// Answer one spoken or typed question.
#[derive(Debug, Args)]
pub(super) struct Ask {
    /// A WAV file with the spoken question; - is standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "text")]
    audio: Option<PathBuf>,
    /// The question as text, at most 1000 characters. Given more than once: one visit, asked in order ("waar staat
    /// dat", "meer" and "herhaal" refer to the previous answer); the last reply is kept.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    text: Vec<String>,
    /// The language of the question (default: the setting listen.language).
    #[arg(long, value_name = "nl|en|de|fr|es|pl|tr|uk|ar|auto")]
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

#[derive(Debug, Clone, Copy)]
struct LanguageChoice(ExpectedLanguage);

impl FromStr for LanguageChoice {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Ok(LanguageChoice(match code {
            "auto" => ExpectedLanguage::Any,
            code => ExpectedLanguage::Only(code.parse().map_err(|error: UnknownLanguage| format!("{error} or auto"))?),
        }))
    }
}

impl Ask {
    pub(super) fn run(self, installation: &Installation) -> anyhow::Result<()> {
        if self.audio.is_none() && self.text.is_empty() {
            bail!(
                "there is no question: write it (--text \"Hoe vraag ik een paspoort aan?\") or record it (--audio FILE)"
            );
        }
        let installation = installation.with_index(self.index.clone());
        let expected = self.lang.map_or(installation.config().listen_language, |LanguageChoice(expected)| expected);
        let questions = self.questions(installation.config())?;
        let language = match (expected, self.text.first()) {
            (
                ExpectedLanguage::Only(language)
                | ExpectedLanguage::Chosen(language)
                | ExpectedLanguage::Likely(language),
                _,
            ) => language,
            (ExpectedLanguage::Any, Some(text)) => Language::guess(text),
            (ExpectedLanguage::Any, None) => Language::Nl,
        };
        let mut visit = installation.visit(self.audio.is_some(), expected, language)?;
        let mut last = None;
        for question in questions {
            if let Some(reply) = last.take().filter(|_| !self.json) {
                print_reply(&reply);
            }
            last = Some(visit.ask(question)?);
        }
        let reply = last.context("there is no question")?;
        if let Some(path) = &self.out {
            reply.write(path)?;
        }
        if self.json {
            out!("{:#}", as_json(&reply));
        } else {
            print_reply(&reply);
        }
        Ok(())
    }

    fn questions(&self, config: &Config) -> anyhow::Result<Vec<Question>> {
        match &self.audio {
            Some(path) => Ok(vec![Question::read(path, config.max_question_seconds)?]),
            None => self.text.iter().map(|text| typed(text.trim())).collect(),
        }
    }
}

fn typed(text: &str) -> anyhow::Result<Question> {
    let length = text.chars().count();
    if !text.chars().any(char::is_alphanumeric) {
        bail!("the question is empty. Write it after --text, in quotes");
    }
    if length > QUESTION_CHARACTERS {
        bail!("the question has {length} characters; at most {QUESTION_CHARACTERS}. Ask one thing at a time");
    }
    Ok(Question::Text(text.to_owned()))
}

fn as_json(reply: &Reply) -> Value {
    let (kind, article, source, confidence) = match &reply.kind {
        ReplyKind::Command(Command::Staff) => ("handover", Value::Null, Value::Null, json!(1.0)),
        ReplyKind::Command(Command::Emergency) | ReplyKind::Said(Kind::Danger | Kind::Abuse) => {
            ("emergency", Value::Null, Value::Null, json!(1.0))
        }
        ReplyKind::Said(Kind::Despair) => ("despair", Value::Null, Value::Null, json!(1.0)),
        ReplyKind::Said(_) => ("aside", Value::Null, Value::Null, json!(1.0)),
        ReplyKind::Command(_) | ReplyKind::Reply => ("command", Value::Null, Value::Null, json!(1.0)),
        ReplyKind::NotHeard => ("not_heard", Value::Null, Value::Null, json!(0.0)),
        ReplyKind::Confirm(answer) => ("clarify", Value::Null, Value::Null, json!(answer.confidence())),
        ReplyKind::Question(Answer::Found(found)) => {
            ("found", json!(found.article), json!(found.source), json!(found.confidence))
        }
        ReplyKind::Question(Answer::Clarify { confidence, .. }) => {
            ("clarify", Value::Null, Value::Null, json!(confidence))
        }
        ReplyKind::Question(Answer::NotFound { confidence, .. }) => {
            ("not_found", Value::Null, Value::Null, json!(confidence))
        }
    };
    json!({
        "transcript": reply.transcript,
        "answer": {
            "kind": kind,
            "article": article,
            "spoken": reply.spoken,
            "source": source,
            "confidence": confidence,
        },
        "timings_ms": reply.timings,
    })
}

fn print_reply(reply: &Reply) {
    if reply.kind == ReplyKind::NotHeard {
        out!("Question: none was heard");
    } else {
        out!("Question ({}): {}", reply.transcript.language, reply.transcript.text);
    }
    out!("Answer: {}", reply.spoken);
    if let ReplyKind::Question(Answer::Found(found)) = &reply.kind {
        let source = &found.source;
        out!("Article: {}", found.article);
        out!("Source: {} - {}", source.organisation, source.title);
        out!("        {} (checked {})", source.url, reply.transcript.language.day_in_words(&source.checked));
    }
}
