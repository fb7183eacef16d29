//! Fake stages (twins) that take a declared time and return declared results.

use spraakloket::Language;
use spraakloket::Speech;
use spraakloket::internals::dialogue::{Failed, Meant, Sentence, SentenceKind, Sought, Unheard};
use spraakloket::internals::knowledge::{
    Answer, Entry, Found, Grounds, Inside, Likely, Part, Second, Source, section_asked_for,
};
use spraakloket::internals::listen::{
    Cancel, ExpectedLanguage, Listener, ListenerSettings, ScriptedVoiceActivity, Transcript, Utterance,
};
use spraakloket::internals::session::{Pending, Stages};
use spraakloket::internals::speak::Manner;
use spraakloket::internals::understand::{AskedBack, Context, Kind, Said, Understanding};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Duration of a letter, spoken by the person and by us.
pub(crate) const LETTER_MS: u64 = 60;
/// Sample rate of our fake voice, kept low for speed.
const RATE: u32 = 1000;

/// What the stages do; a scene declares the differences.
#[derive(Clone)]
pub(crate) struct Behaviour {
    pub(crate) words_take: Duration,
    pub(crate) answer_takes: Duration,
    pub(crate) speech_takes: Duration,
    /// This many of the next calls fail.
    pub(crate) words_fail: usize,
    pub(crate) answers_fail: usize,
    pub(crate) speech_fails: usize,
    pub(crate) notices: Vec<String>,
}

impl Default for Behaviour {
    fn default() -> Self {
        Behaviour {
            words_take: Duration::from_millis(300),
            answer_takes: Duration::from_millis(20),
            speech_takes: Duration::from_millis(40),
            words_fail: 0,
            answers_fail: 0,
            speech_fails: 0,
            notices: Vec::new(),
        }
    }
}

/// An audible sound, identified by its loudness.
#[derive(Clone)]
pub(crate) struct Sound {
    /// `None`: a sound without words.
    pub(crate) text: Option<String>,
    pub(crate) confidence: f32,
}

/// The fakes of all stages.
#[derive(Default)]
pub(crate) struct Twins {
    pub(crate) behaviour: Mutex<Behaviour>,
    pub(crate) sounds: Mutex<Vec<Sound>>,
    /// Announcements, which have no caption, oldest first.
    pub(crate) announced: Arc<Mutex<VecDeque<String>>>,
    /// Number of calls under way.
    pub(crate) busy: Arc<AtomicUsize>,
}

/// Counts a call for as long as somebody waits for it.
struct Busy(Arc<AtomicUsize>);

impl Busy {
    fn new(counter: &Arc<AtomicUsize>) -> Self {
        counter.fetch_add(1, Ordering::SeqCst);
        Busy(Arc::clone(counter))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Twins {
    /// Registers a sound and returns its samples.
    pub(crate) fn sound(&self, sound: Sound, length: Duration) -> Vec<f32> {
        let mut sounds = self.sounds.lock().unwrap();
        sounds.push(sound);
        let level = level_of(sounds.len() - 1);
        let samples = length.as_millis() as usize * 16;
        (0..samples).map(|place| if place % 2 == 0 { level } else { -level }).collect()
    }

    /// The sounds in an utterance, in order.
    fn sounds_in(&self, utterance: &Utterance) -> Vec<Sound> {
        let sounds = self.sounds.lock().unwrap();
        let mut places: Vec<usize> =
            utterance.samples.iter().filter(|sample| **sample > 0.05).map(|sample| place_of(*sample)).collect();
        places.dedup();
        places.into_iter().filter_map(|place| sounds.get(place).cloned()).collect()
    }
}

fn level_of(place: usize) -> f32 {
    0.1 + place as f32 * 0.002
}

fn place_of(level: f32) -> usize {
    ((level - 0.1) / 0.002).round() as usize
}

/// Takes anything loud for speech.
pub(crate) fn listener() -> Listener {
    let settings = ListenerSettings { noise_margin_db: 0.0, background_db: 0.0, ..ListenerSettings::default() };
    Listener::new(settings, Box::new(ScriptedVoiceActivity::by_level()))
}

/// Decrements a counter; true if it was not zero.
fn fails(count: &mut usize) -> bool {
    let fails = *count > 0;
    *count = count.saturating_sub(1);
    fails
}

impl Stages for Twins {
    fn transcribe(
        &self,
        utterance: Utterance,
        expected: ExpectedLanguage,
        _: Cancel,
    ) -> Pending<Result<Transcript, Unheard>> {
        let (busy, time) = (Busy::new(&self.busy), self.behaviour.lock().unwrap().words_take);
        let failed = fails(&mut self.behaviour.lock().unwrap().words_fail);
        let sounds = self.sounds_in(&utterance);
        Box::pin(async move {
            tokio::time::sleep(time).await;
            drop(busy);
            let words: Vec<&str> = sounds.iter().filter_map(|sound| sound.text.as_deref()).collect();
            if failed {
                return Err(Unheard::Failed);
            }
            if words.is_empty() {
                return Err(Unheard::NoWords);
            }
            let text = words.join(" ");
            let language = match expected {
                ExpectedLanguage::Only(language) | ExpectedLanguage::Chosen(language) => language,
                ExpectedLanguage::Any | ExpectedLanguage::Likely(_) => Language::guess(&text),
            };
            let confidence = sounds.iter().map(|sound| sound.confidence).fold(1.0, f32::min);
            Ok(Transcript { text, language, confidence, alternatives: Vec::new() })
        })
    }

    fn retrieve(&self, sought: Sought, language: Language, _: jiff::civil::Date) -> Pending<Result<Meant, Failed>> {
        let (busy, time) = (Busy::new(&self.busy), self.behaviour.lock().unwrap().answer_takes);
        let failed = fails(&mut self.behaviour.lock().unwrap().answers_fail);
        Box::pin(async move {
            tokio::time::sleep(time).await;
            drop(busy);
            if failed { Err(Failed) } else { Ok(meant(&sought, language)) }
        })
    }

    fn notices(&self, _: Language, _: jiff::Timestamp) -> Pending<Vec<String>> {
        let (busy, notices) = (Busy::new(&self.busy), self.behaviour.lock().unwrap().notices.clone());
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(10)).await;
            drop(busy);
            notices
        })
    }

    fn subjects(&self, language: Language) -> Pending<Vec<Entry>> {
        let subject = |name: &str, article: &str| Entry {
            name: name.to_owned(),
            letter: name.to_lowercase().replace("een ", "").chars().next().unwrap_or('#'),
            inside: Inside::Article(article.to_owned()),
        };
        let group = |name: &str, entries: Vec<Entry>| Entry {
            name: name.to_owned(),
            letter: name.to_lowercase().chars().next().unwrap_or('#'),
            inside: Inside::Entries(entries),
        };
        let subjects = match language {
            Language::Nl => vec![
                group(
                    "Meest gevraagd",
                    vec![
                        subject("Een paspoort aanvragen", "paspoort"),
                        subject("Een rijbewijs verlengen", "rijbewijs"),
                    ],
                ),
                group(
                    "Weinig geld",
                    vec![
                        subject("Huurtoeslag aanvragen", "huurtoeslag"),
                        subject("Zorgtoeslag aanvragen", "zorgtoeslag"),
                    ],
                ),
                group("Reizen", vec![subject("Een paspoort aanvragen", "paspoort")]),
            ],
            _ => vec![group("Asked most", vec![subject("Applying for a passport", "passport")])],
        };
        Box::pin(async move { subjects })
    }

    fn speak(&self, sentence: Sentence, manner: Manner) -> Pending<Result<Speech, Failed>> {
        let (busy, time) = (Busy::new(&self.busy), self.behaviour.lock().unwrap().speech_takes);
        let failed = fails(&mut self.behaviour.lock().unwrap().speech_fails);
        let announced = Arc::clone(&self.announced);
        Box::pin(async move {
            tokio::time::sleep(time).await;
            drop(busy);
            if failed {
                return Err(Failed);
            }
            if matches!(sentence.kind, SentenceKind::Announced { .. }) {
                announced.lock().unwrap().push_back(sentence.text.clone());
            }
            let each = if sentence.kind == SentenceKind::Spelled { 8 } else { 1 };
            let letters = sentence.text.chars().count() as u64 * each;
            let milliseconds = (letters * LETTER_MS) as f32 / manner.rate();
            Ok(Speech { samples: vec![0.1; milliseconds as usize], sample_rate: RATE })
        })
    }
}

/// What the fake understands: entries by a word, follow-ups by the part they name; the rest is looked up.
fn meant(sought: &Sought, language: Language) -> Meant {
    let Sought::Words { text, context } = sought else { return Understanding::Answer(known(sought, language)).into() };
    let masked = text.contains("BSN");
    let understanding = entry(&text.to_lowercase(), context).unwrap_or_else(|| {
        let leaning = context.subject.as_ref().filter(|_| text.split_whitespace().count() <= 4);
        match leaning {
            Some(subject) => match section_asked_for(text, subject.parts.iter().map(String::as_str)) {
                Some(place) => Understanding::Part(place),
                None => Understanding::Answer(known(sought, language)),
            },
            None => Understanding::Answer(known(sought, language)),
        }
    });
    Meant { understanding, masked }
}

fn entry(text: &str, context: &Context) -> Option<Understanding> {
    let asked = context.asked != AskedBack::Nothing;
    let (kind, id) = match text {
        "ik zie geen uitweg meer" => (Kind::Despair, "despair"),
        "mijn man slaat mij" => (Kind::Abuse, "abuse"),
        "mijn vader krijgt geen lucht" => (Kind::Danger, "danger"),
        "geef me een echt mens" => (Kind::Human, "human"),
        "bent u een robot?" => (Kind::Desk, "robot"),
        "hoe gaat het?" => (Kind::Courtesy, "how-are-you"),
        "waar is mijn pakje?" => (Kind::Elsewhere, "parcel"),
        "ik snap het niet" => (Kind::Confused, "confused"),
        "sprechen sie deutsch?" => (Kind::OtherLanguage, "other"),
        "allebei" if asked => (Kind::Reply, "both"),
        "weet ik niet" if asked => (Kind::Reply, "dont-know"),
        _ => return None,
    };
    Some(Understanding::Said(Said { kind, id: id.into(), reply: None, confidence: 0.9 }))
}

/// An answer in the language that was asked in.
fn known(sought: &Sought, language: Language) -> Answer {
    match told(sought, language) {
        Answer::Found(found) => Answer::Found(Box::new(Found { language, ..*found })),
        other => other,
    }
}

/// What the fake knowledge base knows.
fn told(sought: &Sought, language: Language) -> Answer {
    let asked = match sought {
        Sought::Article(article) => article.clone(),
        Sought::Words { text, .. } => text.to_lowercase(),
        Sought::Both([first, second]) => {
            let [first, second] = [first, second].map(|id| known(&Sought::Article(id.clone()), language));
            let (Answer::Found(mut first), Answer::Found(second)) = (first, second) else {
                return Answer::NotFound { confidence: 0.0, nearest: None };
            };
            first.second = Some(Second::Answered(second));
            return Answer::Found(first);
        }
    };
    let about = |word: &str| asked.contains(word);
    if about("kwijtschelding") {
        let Answer::Found(mut found) = known(&Sought::Article("huurtoeslag".into()), language) else { unreachable!() };
        found.likely = Some(Likely { second: Some(("rijbewijs".into(), "Een rijbewijs verlengen".into())) });
        return Answer::Found(found);
    }
    if about("geen paspoort") {
        let Answer::Found(mut found) = known(&Sought::Article("paspoort".into()), language) else { unreachable!() };
        found.ask_back = true;
        return Answer::Found(found);
    }
    if about("hoe duur is een paspoort") {
        let Answer::Found(mut found) = known(&Sought::Article("paspoort".into()), language) else { unreachable!() };
        let text = "Een paspoort kost tachtig euro. De gemeente bepaalt de prijs.".to_owned();
        found.asked_part = Some(Part { heading: "Kosten".to_owned(), text, outdated: false });
        found.sections[0] = Part { heading: "Hoe het werkt".to_owned(), text: found.gist.clone(), outdated: false };
        return Answer::Found(found);
    }
    if about("huurtoeslag") {
        let suggestion = "Misschien hebt u ook recht op zorgtoeslag.";
        return found(
            "huurtoeslag",
            "Huurtoeslag aanvragen",
            "U vraagt huurtoeslag aan bij Dienst Toeslagen.",
            &[],
            Some(suggestion),
        );
    }
    if about("zorgtoeslag") {
        return found(
            "zorgtoeslag",
            "Zorgtoeslag aanvragen",
            "U vraagt zorgtoeslag aan bij Dienst Toeslagen.",
            &[],
            None,
        );
    }
    if about("toeslag") {
        let option = |id: &str, title: &str| (id.to_owned(), title.to_owned());
        let options = [option("huurtoeslag", "Huurtoeslag aanvragen"), option("zorgtoeslag", "Zorgtoeslag aanvragen")];
        return Answer::Clarify { options, confidence: 0.5 };
    }
    if about("paspoort") {
        let parts = [
            ("Kosten", "De gemeente bepaalt de prijs. U betaalt aan de balie."),
            ("Meenemen", "Neem uw oude paspoort mee."),
        ];
        return found(
            "paspoort",
            "Een paspoort aanvragen",
            "U vraagt een paspoort aan bij de gemeente. U moet er zelf naartoe.",
            &parts,
            None,
        );
    }
    if about("passport") && language == Language::En {
        return found(
            "paspoort",
            "Applying for a passport",
            "You apply for a passport at your municipality.",
            &[("Costs", "The municipality sets the price.")],
            None,
        );
    }
    if about("rijbewijs") {
        return found(
            "rijbewijs",
            "Een rijbewijs verlengen",
            "U verlengt uw rijbewijs bij de gemeente.",
            &[("Kosten", "Dat kost geld.")],
            None,
        );
    }
    Answer::NotFound { confidence: 0.1, nearest: None }
}

fn found(id: &str, title: &str, gist: &str, parts: &[(&str, &str)], suggestion: Option<&str>) -> Answer {
    let part = |(heading, text): &(&str, &str)| Part {
        heading: (*heading).to_owned(),
        text: (*text).to_owned(),
        outdated: false,
    };
    let easy = ["Uw rijbewijs is oud. Ga naar de gemeente.", "Neem een foto mee.", "Na 5 dagen is het klaar."];
    Answer::Found(Box::new(Found {
        article: id.to_owned(),
        language: Language::Nl,
        title: title.to_owned(),
        gist: gist.to_owned(),
        gist_incomplete: false,
        sections: parts.iter().map(part).collect(),
        easy: if id == "rijbewijs" { easy.map(str::to_owned).to_vec() } else { Vec::new() },
        by_step: false,
        machine_translated: false,
        suggestion: suggestion.map(str::to_owned),
        source: Source {
            title: title.to_owned(),
            url: "https://example.nl".to_owned(),
            organisation: "Rijksoverheid".to_owned(),
            checked: String::new(),
        },
        asked_part: None,
        likely: None,
        ask_back: false,
        second: None,
        grounds: Grounds::default(),
        confidence: 0.9,
    }))
}
