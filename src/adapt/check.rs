//! Compares recognition with and without an adapter, on voices and sentences that were not trained on.

use super::AdaptError;
use super::recordings::Recording;
use super::speech::{Speakers, Way, send};
use super::texts::Sentence;
use super::voices::voices;
use crate::evaluate::{sample, word_edits};
use crate::language::Language;
use crate::listen::{Cancel, ExpectedLanguage, ListenError, Transcriber, Utterance};
use crate::models::Comparison;
use spoken_text::lower_words;
use std::collections::BTreeSet;

/// Everyday Dutch that has nothing to do with government, on which recognition must not get worse.
const EVERYDAY: &str = include_str!("everyday.txt");

/// A clip and its reference transcript.
pub struct Listening {
    /// 16 kHz samples.
    pub samples: Vec<f32>,
    /// Reference transcript.
    pub said: String,
    pub language: Language,
}

/// A set of clips that is scored together.
pub struct Test {
    /// Name in the results table.
    pub name: String,
    pub clips: Vec<Listening>,
    /// Words that must be recognised; empty for sentences about other subjects.
    pub domain: BTreeSet<String>,
    /// Allowed increase of the word error rate, in percentage points.
    pub margin: f64,
}

/// Allowed increase of the word error rate, in percentage points; an adapter that exceeds one of them is set aside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Margins {
    /// On held-out sentences of the index.
    pub own: f64,
    /// On people's recordings.
    pub human: f64,
    /// On English.
    pub english: f64,
    /// On everyday Dutch, a small set: one word is half a point.
    pub everyday: f64,
}

impl Default for Margins {
    fn default() -> Self {
        Margins { own: 0.0, human: 0.5, english: 0.5, everyday: 1.0 }
    }
}

/// Builds the tests, of at most `most` clips each: held-out sentences by held-out voices, clean and over the
/// telephone; English; everyday Dutch; and recordings of people, if there are any.
pub fn tests_of(
    held_back: &[Sentence],
    domain: &BTreeSet<String>,
    speakers: &mut Speakers,
    human: &[Recording],
    most: usize,
) -> Result<Vec<Test>, AdaptError> {
    let margins = Margins::default();
    let own = |language| {
        let spoken = held_back.iter().filter(|sentence| sentence.language == language);
        sample(spoken.map(|sentence| sentence.text.as_str()).collect(), most)
    };
    let (dutch, english) = (own(Language::Nl), own(Language::En));
    let everyday = sample(EVERYDAY.lines().filter(|line| !line.trim().is_empty()).collect(), most);
    let test = |name: &str, clips, domain: &BTreeSet<String>, margin| Test {
        name: name.to_owned(),
        clips,
        domain: domain.clone(),
        margin,
    };
    let none = BTreeSet::new();
    let mut tests = vec![
        test("own sentences", spoken(&dutch, Language::Nl, Way::Clean, speakers)?, domain, margins.own),
        test("own sentences, telephone", spoken(&dutch, Language::Nl, Way::Telephone, speakers)?, domain, margins.own),
        test("everyday Dutch", spoken(&everyday, Language::Nl, Way::Clean, speakers)?, &none, margins.everyday),
        test("English", spoken(&english, Language::En, Way::Clean, speakers)?, &none, margins.english),
    ];
    tests.push(test("people", recordings(human, most)?, &none, margins.human));
    tests.retain(|test| !test.clips.is_empty());
    Ok(tests)
}

/// Renders each sentence with one of the held-out voices, in rotation.
fn spoken(texts: &[&str], language: Language, way: Way, speakers: &mut Speakers) -> Result<Vec<Listening>, AdaptError> {
    let kept: Vec<&str> = voices(language, true).map(|voice| voice.voice).filter(|voice| speakers.has(voice)).collect();
    let mut clips = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        let Some(voice) = kept.get(number % kept.len().max(1)) else { break };
        if let Some(said) = speakers.say(voice, text, language, 1.0)? {
            let samples = send(&said, way, number as u64)?;
            clips.push(Listening { samples, said: (*text).to_owned(), language });
        }
    }
    Ok(clips)
}

fn recordings(all: &[Recording], most: usize) -> Result<Vec<Listening>, AdaptError> {
    sample(all.iter().collect(), most)
        .into_iter()
        .map(|recording| {
            let said = recording.said.clone();
            Ok(Listening { samples: recording.samples()?, said, language: Language::Nl })
        })
        .collect()
}

/// Transcribes everything without and with the adapter. `progress` is called after each clip.
pub fn compare(
    tests: &[Test],
    plain: &mut dyn Transcriber,
    adapted: &mut dyn Transcriber,
    progress: &mut dyn FnMut(),
) -> Result<Vec<Comparison>, AdaptError> {
    let mut comparisons = Vec::new();
    for test in tests {
        let mut scores = [Score::default(); 2];
        for clip in &test.clips {
            scores[0].add(&clip.said, &heard(plain, clip)?, &test.domain);
            scores[1].add(&clip.said, &heard(adapted, clip)?, &test.domain);
            progress();
        }
        comparisons.push(Comparison {
            test: test.name.clone(),
            clips: test.clips.len(),
            word_errors: scores.map(|score| score.wrong as f64 / score.of.max(1) as f64),
            domain_words: (scores[0].domain > 0).then(|| scores.map(|score| score.found as f64 / score.domain as f64)),
        });
    }
    Ok(comparisons)
}

fn heard(transcriber: &mut dyn Transcriber, clip: &Listening) -> Result<String, AdaptError> {
    let utterance = Utterance { samples: clip.samples.clone() };
    match transcriber.transcribe(&utterance, ExpectedLanguage::Only(clip.language), &Cancel::default()) {
        Ok(transcript) => Ok(transcript.text),
        Err(ListenError::NoSpeech) => Ok(String::new()),
        Err(error) => Err(error.into()),
    }
}

#[derive(Default, Clone, Copy)]
struct Score {
    wrong: usize,
    of: usize,
    found: usize,
    domain: usize,
}

impl Score {
    fn add(&mut self, said: &str, heard: &str, domain: &BTreeSet<String>) {
        let edits = word_edits(said, heard);
        self.wrong += edits.wrong;
        self.of += edits.of;
        let heard: BTreeSet<String> = lower_words(heard).collect();
        for word in lower_words(said).filter(|word| domain.contains(word)) {
            self.domain += 1;
            self.found += usize::from(heard.contains(&word));
        }
    }
}

/// The reasons not to use an adapter: one line for each test that got worse by more than its margin.
#[must_use]
pub fn verdict(tests: &[Test], comparisons: &[Comparison]) -> Vec<String> {
    let mut reasons = Vec::new();
    for (test, comparison) in tests.iter().zip(comparisons) {
        let [before, after] = comparison.word_errors.map(|rate| 100.0 * rate);
        if after > before + test.margin {
            let margin = test.margin;
            reasons.push(format!(
                "{}: {after:.1} % of the words wrong instead of {before:.1} %, and {margin:.1} points more are allowed",
                test.name
            ));
        }
        if let Some([before, after]) = comparison.domain_words
            && after < before
        {
            reasons.push(format!(
                "{}: {:.1} % of the domain words right instead of {:.1} %",
                test.name,
                100.0 * after,
                100.0 * before
            ));
        }
    }
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;

    fn test(margin: f64) -> Test {
        Test { name: "t".into(), clips: Vec::new(), domain: BTreeSet::new(), margin }
    }

    fn comparison(word_errors: [f64; 2], domain_words: Option<[f64; 2]>) -> Comparison {
        Comparison { test: "t".into(), clips: 1, word_errors, domain_words }
    }

    #[test]
    fn what_got_worse_by_more_than_its_margin_is_named() {
        for (errors, domain, margin, reasons) in [
            ([0.20, 0.15], Some([0.5, 0.7]), 0.0, 0),
            ([0.20, 0.204], None, 0.5, 0),
            ([0.20, 0.21], None, 0.5, 1),
            ([0.20, 0.15], Some([0.5, 0.4]), 0.0, 1),
        ] {
            let found = verdict(&[test(margin)], &[comparison(errors, domain)]);
            assert_eq!(found.len(), reasons, "{found:?}");
        }
    }

    #[test]
    fn domain_words_are_counted_where_they_are_said() {
        let domain = BTreeSet::from(["paspoort".to_owned()]);
        let mut score = Score::default();
        score.add("Mijn paspoort is kwijt", "mijn paspoord is kwijt", &domain);
        score.add("Een paspoort, graag", "een paspoort graag", &domain);
        assert_eq!((score.found, score.domain, score.wrong, score.of), (1, 2, 1, 7));
    }
}
