//! Runs one question through the stages: transcription if it is spoken, search, decision.

use super::errors::{Edits, character_edits, word_edits};
use super::{EvaluateError, Question, SecondExpected, Sounds};
use crate::knowledge::decide::{Verdict, features};
use crate::knowledge::index::{Method, Search};
use crate::knowledge::{Answer, KnowledgeDesk, Second, is_two_questions};
use crate::language::Language;
use crate::listen::{Cancel, ExpectedLanguage, ListenError, Transcriber, Utterance};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use spoken_text::sentences;
use std::collections::BTreeMap;
use std::time::Instant;

/// Number of search results that are ranked.
const DEPTH: usize = 10;

/// What the decision did with a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Answered,
    /// Answered, with the subject named first.
    Likely,
    /// Asked which of two was meant.
    Clarified,
    /// Refused: said that it is not known.
    Refused,
}

/// The result for one question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuestionLine {
    /// The recording, if it was spoken.
    pub audio: Option<String>,
    /// The text that was searched for.
    pub text: String,
    /// Ids of the articles that answer it; empty: it must not be answered.
    pub expect: Vec<String>,
    /// Ids of the articles found, best first.
    pub found: Vec<String>,
    /// Rank of the first right one, from 1.
    pub rank: Option<usize>,
    pub outcome: Outcome,
    /// Whether the outcome was right: the right answer, a choice that includes it, or no answer where there is none.
    pub right: bool,
    /// Confidence, 0 to 1.
    pub confidence: f32,
    /// Word error rate, if the transcript is known.
    pub wer: Option<f64>,
    /// Character error rate, if the transcript is known.
    pub cer: Option<f64>,
    /// From the end of the recording to its transcript, in milliseconds.
    pub end_to_final_ms: Option<f64>,
    /// Search and decision, in milliseconds.
    pub query_ms: f64,
    /// Whether it was taken for two questions.
    pub two: bool,
    /// Whether one of the right sentences would be said from the expected article, if they are known.
    pub sentence_right: Option<bool>,
    /// Whether a second question was treated as expected, if that is known.
    pub second_right: Option<bool>,
    /// Whether the right article was told at once and started with the right part, if that is known.
    pub section_right: Option<bool>,
    /// Whether it started with that part, if the right article was told.
    pub section_chosen: Option<bool>,
    /// Whether the article was told at once of which the question is the opposite, if there is one.
    pub opposite_told: Option<bool>,
    /// nDCG of the first ten, 0 to 1.
    pub ndcg_at_10: Option<f64>,
    /// The features of the decision, by name.
    pub features: BTreeMap<&'static str, f32>,
    #[serde(skip)]
    pub(super) edits: Option<(Edits, Edits)>,
}

/// A desk to be measured.
pub struct Evaluation {
    /// The knowledge and its search.
    pub desk: KnowledgeDesk,
    /// The recogniser, if questions are spoken.
    pub transcriber: Option<Box<dyn Transcriber>>,
    /// Language of recordings that have none in the file.
    pub expected: ExpectedLanguage,
    /// Where the sound of questions comes from.
    pub sounds: Sounds,
    /// How articles are ranked.
    pub method: Method,
    /// Whether titles and wordings are searched.
    pub titles: bool,
}

struct Heard {
    text: String,
    language: Language,
    milliseconds: Option<f64>,
}

impl Evaluation {
    /// Runs all questions. `progress` is called with the number done.
    pub fn run(
        &mut self,
        questions: &[Question],
        progress: &dyn Fn(usize),
    ) -> Result<Vec<QuestionLine>, EvaluateError> {
        self.sounds.collect_talkers(questions)?;
        let mut lines = Vec::with_capacity(questions.len());
        for (place, question) in questions.iter().enumerate() {
            let heard = self.hear(question, place)?;
            lines.push(self.ask(question, heard)?);
            progress(lines.len());
        }
        Ok(lines)
    }

    fn hear(&mut self, question: &Question, place: usize) -> Result<Heard, EvaluateError> {
        let Some(samples) = self.sounds.of(question, place)? else {
            let text = question.text.clone().unwrap_or_default();
            let language = question.language.unwrap_or_else(|| Language::guess(&text));
            return Ok(Heard { text, language, milliseconds: None });
        };
        let transcriber = self.transcriber.as_mut().ok_or(EvaluateError::NoRecogniser)?;
        let expected = question.language.map_or(self.expected, ExpectedLanguage::Only);
        let start = Instant::now();
        let (text, language) = match transcriber.transcribe(&Utterance { samples }, expected, &Cancel::default()) {
            Ok(transcript) => (transcript.text, transcript.language),
            Err(ListenError::NoSpeech) => (String::new(), question.language.unwrap_or(Language::Nl)),
            Err(error) => return Err(error.into()),
        };
        Ok(Heard { text, language, milliseconds: Some(milliseconds(start)) })
    }

    fn ask(&self, question: &Question, heard: Heard) -> Result<QuestionLine, EvaluateError> {
        let start = Instant::now();
        let ranking = self.desk.search(Search {
            question: &heard.text,
            language: heard.language,
            method: self.method,
            titles: self.titles,
            limit: DEPTH,
        })?;
        let verdict = self.desk.verdict(&ranking);
        let query_ms = milliseconds(start);
        let features = features(&ranking);
        let found: Vec<String> = ranking.matches.into_iter().map(|found| found.article.id).collect();
        let rank = found.iter().position(|id| question.expects(id)).map(|place| place + 1);
        let (sentence_right, second_right) = (self.sentence(question, &heard)?, self.second(question, &heard)?);
        let (section_right, section_chosen) = self.section(question, &heard)?;
        let (outcome, right) = judge(verdict, rank, question.is_out_of_scope());
        let said = question.transcript.as_ref().or(question.text.as_ref()).filter(|_| heard.milliseconds.is_some());
        let edits = said.map(|said| (word_edits(said, &heard.text), character_edits(said, &heard.text)));
        Ok(QuestionLine {
            two: is_two_questions(&heard.text, heard.language),
            sentence_right,
            second_right,
            section_right,
            section_chosen,
            opposite_told: self.opposite(question, &heard)?,
            audio: question.audio.as_ref().map(|path| path.display().to_string()),
            text: heard.text,
            expect: question.expect.iter().map(|(id, _)| id.clone()).collect(),
            ndcg_at_10: (!question.is_out_of_scope()).then(|| ndcg(&question.expect, &found)),
            found,
            rank,
            outcome,
            right,
            confidence: verdict.confidence(),
            wer: edits.map(|(words, _)| words.rate()),
            cer: edits.map(|(_, characters)| characters.rate()),
            end_to_final_ms: heard.milliseconds,
            query_ms,
            features,
            edits,
        })
    }
}

impl Evaluation {
    /// Whether one of the answering sentences is said from the article that contains them.
    fn sentence(&self, question: &Question, heard: &Heard) -> Result<Option<bool>, EvaluateError> {
        let Some((id, _)) = question.expect.first().filter(|_| !question.sentences.is_empty()) else {
            return Ok(None);
        };
        let said = self.desk.would_say(id, &heard.text, heard.language, today())?;
        let said = said.map(|said| sentences(&said)).unwrap_or_default();
        let begins = |sentence: &String| question.sentences.iter().any(|right| sentence.starts_with(right));
        Ok(Some(said.iter().any(begins)))
    }

    /// Whether the article that the question is the opposite of is told without asking first.
    fn opposite(&self, question: &Question, heard: &Heard) -> Result<Option<bool>, EvaluateError> {
        let Some(not) = &question.not else { return Ok(None) };
        let answer = self.desk.answer_question(&heard.text, heard.language, today())?;
        Ok(Some(matches!(answer, Answer::Found(found) if found.article == *not && !found.ask_back)))
    }

    /// Whether the part that is asked for is told first: of all questions, and of those where the right article is
    /// told.
    fn section(&self, question: &Question, heard: &Heard) -> Result<(Option<bool>, Option<bool>), EvaluateError> {
        if question.sections.is_empty() {
            return Ok((None, None));
        }
        let answer = self.desk.answer_question(&heard.text, heard.language, today())?;
        let Answer::Found(found) = answer else { return Ok((Some(false), None)) };
        if !question.expects(&found.article) {
            return Ok((Some(false), None));
        }
        let right = found.asked_part.is_some_and(|part| question.sections.contains(&part.heading));
        Ok((Some(right), Some(right)))
    }

    /// Whether a second question is answered as expected or, if there is none, none is found.
    fn second(&self, question: &Question, heard: &Heard) -> Result<Option<bool>, EvaluateError> {
        let Some(expected) = &question.second else {
            return Ok(None);
        };
        let answer = self.desk.answer_question(&heard.text, heard.language, today())?;
        let second = match answer {
            Answer::Found(found) => found.second,
            Answer::Clarify { .. } | Answer::NotFound { .. } => None,
        };
        Ok(Some(match (expected, second) {
            (SecondExpected::None, second) => second.is_none(),
            (SecondExpected::Part(heading), Some(Second::Part(part))) => part.heading == *heading,
            (SecondExpected::Article(id), Some(Second::Answered(found))) => found.article == *id,
            _ => false,
        }))
    }
}

fn today() -> Date {
    Timestamp::now().to_zoned_datetime(TimeZone::system()).date()
}

fn judge(verdict: Verdict, rank: Option<usize>, out_of_scope: bool) -> (Outcome, bool) {
    match verdict {
        Verdict::Answer { .. } => (Outcome::Answered, rank == Some(1)),
        Verdict::Likely { .. } => (Outcome::Likely, rank == Some(1)),
        Verdict::Clarify { .. } => (Outcome::Clarified, rank.is_some_and(|rank| rank <= 2)),
        Verdict::Refuse { .. } => (Outcome::Refused, out_of_scope),
    }
}

/// Normalised discounted cumulative gain over the first ten.
fn ndcg(expect: &[(String, f64)], found: &[String]) -> f64 {
    let gain = |place: usize, grade: f64| grade / (place as f64 + 2.0).log2();
    let grade = |id: &String| expect.iter().find(|(expected, _)| expected == id).map_or(0.0, |(_, grade)| *grade);
    let got: f64 = found.iter().take(DEPTH).enumerate().map(|(place, id)| gain(place, grade(id))).sum();
    let mut grades: Vec<f64> = expect.iter().map(|(_, grade)| *grade).collect();
    grades.sort_by(|a, b| b.total_cmp(a));
    let best: f64 = grades.into_iter().take(DEPTH).enumerate().map(|(place, grade)| gain(place, grade)).sum();
    if best > 0.0 { got / best } else { 0.0 }
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_judged() {
        let (answer, ask, refuse) = (
            Verdict::Answer { confidence: 1.0 },
            Verdict::Clarify { confidence: 1.0 },
            Verdict::Refuse { confidence: 0.0 },
        );
        for (verdict, rank, out_of_scope, right) in [
            (answer, Some(1), false, true),
            (answer, Some(2), false, false),
            (answer, None, true, false),
            (ask, Some(2), false, true),
            (ask, Some(3), false, false),
            (ask, None, true, false),
            (refuse, Some(1), false, false),
            (refuse, None, true, true),
        ] {
            assert_eq!(judge(verdict, rank, out_of_scope).1, right, "{verdict:?} {rank:?}");
        }
    }

    #[test]
    fn ndcg_rewards_early_and_complete() {
        let expect = [("a".to_owned(), 1.0), ("b".to_owned(), 1.0)];
        let found = |ids: &str| ids.chars().map(String::from).collect::<Vec<_>>();
        assert!((ndcg(&expect, &found("abc")) - 1.0).abs() < 1e-9);
        assert!(ndcg(&expect, &found("acb")) > ndcg(&expect, &found("cab")));
        assert!(ndcg(&expect, &found("xyz")).abs() < 1e-9);
    }
}
