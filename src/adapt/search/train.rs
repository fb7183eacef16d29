//! The training loop. An interrupted training is resumed, and the same seed gives the same result.

use super::super::AdaptError;
use super::super::optimiser::Optimiser;
use super::layers::{FROZEN_LAYERS, Upper};
use super::loss::{Pairing, surrogate};
use super::projection::principal;
use super::subjects::Subject;
use crate::audio::Random;
use crate::knowledge::embed::training::{LAYERS, States};
use crate::knowledge::embed::{DIMENSIONS, Embedder, EmbedderSource, Projection, WeightChanges};
use half::f16;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Maximum number of tokens read from a text.
const TEXT_TOKENS: usize = 48;
/// Maximum number of tokens read from a question.
const QUESTION_TOKENS: usize = 40;
/// A wrong text for a question is drawn from this many nearest ones.
const NEAREST_WRONG: usize = 8;
/// Steps between two checkpoints.
const CHECKPOINT_STEPS: usize = 20;
/// Weight of the newest step in the reported running loss.
const NEWEST_SHARE: f64 = 0.05;
/// Minimum number of subjects to train on.
const FEWEST_SUBJECTS: usize = 20;
/// Number of texts from which the projection is initialised.
const PROJECTION_TEXTS: usize = 1_500;

/// All settings of a training.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recipe {
    /// Seed for all random choices.
    pub seed: u64,
    pub steps: usize,
    /// Questions per step, each about a different subject.
    pub batch: usize,
    /// Rank of each change.
    pub rank: usize,
    /// Factor applied to the product of the two thin matrices.
    pub scale: f64,
    /// Peak learning rate.
    pub rate: f64,
    /// Steps until the peak is reached.
    pub warm_up: usize,
    /// Percentage of the texts for a question that are other wordings; the rest after wordings and sections is title
    /// plus short answer.
    pub wording_percent: usize,
    /// Percentage of the texts for a question that are sections.
    pub section_percent: usize,
    /// Percentage of questions that are rewritten as a recogniser might write them, or with other words around them.
    pub changed_percent: usize,
}

impl Default for Recipe {
    fn default() -> Self {
        Recipe {
            seed: 1,
            steps: 300,
            batch: 32,
            rank: 16,
            scale: 2.0,
            rate: 1.5e-3,
            warm_up: 20,
            wording_percent: 25,
            section_percent: 15,
            changed_percent: 25,
        }
    }
}

impl Recipe {
    fn rate_at(&self, place: f64) -> f64 {
        let warm_up = self.warm_up as f64;
        if place < warm_up {
            return self.rate * (place + 1.0) / warm_up;
        }
        let rest = (self.steps as f64 - warm_up).max(1.0);
        self.rate * 0.5 * (1.0 + (std::f64::consts::PI * ((place - warm_up) / rest).min(1.0)).cos())
    }

    /// The settings as they appear in a card.
    #[must_use]
    pub fn told(&self) -> BTreeMap<String, String> {
        let pairs = [
            ("seed", self.seed.to_string()),
            ("batch", self.batch.to_string()),
            ("rank", self.rank.to_string()),
            ("rate", self.rate.to_string()),
            ("warm_up_steps", self.warm_up.to_string()),
            ("wording_percent", self.wording_percent.to_string()),
            ("section_percent", self.section_percent.to_string()),
            ("changed_percent", self.changed_percent.to_string()),
            ("trained_layers", format!("{FROZEN_LAYERS} to {}", LAYERS - 1)),
        ];
        pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
    }
}

/// The inputs of a training.
pub struct Training<'a> {
    /// The model, without an adapter.
    pub model: &'a EmbedderSource,
    pub subjects: &'a [Subject],
    pub recipe: Recipe,
    /// Folder of the checkpoints, from which an interrupted training is resumed.
    pub folder: PathBuf,
    /// Time limit from the start of this run; `None` for no limit.
    pub time: Option<Duration>,
}

/// The result of a training.
pub struct TrainedSearchAdapter {
    /// The changes to the model's weights.
    pub weights: WeightChanges,
    /// The projection of its states to token vectors.
    pub projection: Projection,
    /// Steps done, and steps planned.
    pub steps: (usize, usize),
    /// Running loss over the last steps.
    pub loss: f64,
}

/// Trains. `progress` is called with the number of steps done, the number planned and the loss.
pub fn train(
    training: &Training<'_>,
    progress: &mut dyn FnMut(usize, usize, f64),
) -> Result<TrainedSearchAdapter, AdaptError> {
    let started = Instant::now();
    let subjects = training.subjects;
    if subjects.len() < FEWEST_SUBJECTS {
        return Err(AdaptError::TooFewSubjects(subjects.len(), FEWEST_SUBJECTS));
    }
    let embedder = EmbedderSource { adapter: None, ..training.model.clone() }.load()?;
    let recipe = training.recipe;
    let start = principal(&some_states(&embedder, subjects, recipe.seed), recipe.seed);
    let upper = Upper::new(&training.model.model, recipe.rank, recipe.scale, &start, recipe.seed)?;
    let wrong = nearest_wrong(&embedder, subjects);
    let mut lessons = Lessons { embedder: &embedder, subjects, recipe, upper, wrong, read: HashMap::new() };
    std::fs::create_dir_all(&training.folder).map_err(|source| AdaptError::io(&training.folder, source))?;
    let checkpoint = training.folder.join(checkpoint_name(subjects, &recipe));
    let deadline = training.time.map(|time| (started, time));
    lessons.run(&checkpoint, deadline, progress)
}

/// The name of the checkpoint's file, which depends on the data and the settings, so that no other training resumes
/// it.
fn checkpoint_name(subjects: &[Subject], recipe: &Recipe) -> String {
    let mut digest = Sha256::new();
    digest.update(format!("{recipe:?}"));
    for subject in subjects {
        digest.update(format!("{subject:?}"));
    }
    let name: Vec<String> = digest.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("search-{}.safetensors", name.concat())
}

/// Final states of a sample of texts, by the unadapted model.
fn some_states(embedder: &Embedder, subjects: &[Subject], seed: u64) -> Vec<f32> {
    let mut texts: Vec<&str> = subjects
        .iter()
        .flat_map(|subject| subject.questions.iter().take(4).chain([&subject.told]))
        .map(String::as_str)
        .collect();
    Random::new(seed).shuffle(&mut texts);
    texts.truncate(PROJECTION_TEXTS);
    let states = texts.chunks(32).flat_map(|batch| embedder.states_behind(LAYERS, batch, false, TEXT_TOKENS));
    states.flat_map(|text| text.numbers[text.own.start * DIMENSIONS..text.own.end * DIMENSIONS].to_vec()).collect()
}

/// For each subject, those that the unadapted model ranks nearest, except those with the same id.
fn nearest_wrong(embedder: &Embedder, subjects: &[Subject]) -> Vec<Vec<usize>> {
    let told: Vec<String> = subjects.iter().map(|subject| subject.told.clone()).collect();
    let vectors = embedder.embed_passages(&told, |_| ());
    let cosine = |a: usize, b: usize| -> f32 { vectors[a].iter().zip(&vectors[b]).map(|(a, b)| a * b).sum() };
    (0..subjects.len())
        .map(|own| {
            let mut others: Vec<usize> = (0..subjects.len()).filter(|o| subjects[*o].id != subjects[own].id).collect();
            others.sort_by(|a, b| cosine(own, *b).total_cmp(&cosine(own, *a)));
            others.truncate(NEAREST_WRONG);
            others
        })
        .collect()
}

struct Lessons<'a> {
    embedder: &'a Embedder,
    subjects: &'a [Subject],
    recipe: Recipe,
    upper: Upper,
    wrong: Vec<Vec<usize>>,
    /// Output of the frozen layers, by whether the text is a question.
    read: HashMap<(bool, String), (Vec<f16>, std::ops::Range<usize>)>,
}

/// The texts of one step.
#[derive(Default)]
struct Batch {
    questions: Vec<String>,
    texts: Vec<String>,
    pairing: (Vec<usize>, Vec<usize>),
}

impl Lessons<'_> {
    fn run(
        &mut self,
        checkpoint: &Path,
        deadline: Option<(Instant, Duration)>,
        progress: &mut dyn FnMut(usize, usize, f64),
    ) -> Result<TrainedSearchAdapter, AdaptError> {
        let mut optimiser = Optimiser::new(self.upper.trained())?;
        let (first, mut loss) = if checkpoint.is_file() { optimiser.resume(checkpoint)? } else { (0, 0.0) };
        let planned = self.recipe.steps;
        let mut done = first;
        for step in first..planned {
            // With a deadline, the position on the learning curve follows steps or clock, whichever is further.
            let by_clock = deadline.map_or(0.0, |(started, time)| started.elapsed().as_secs_f64() / time.as_secs_f64());
            let place = (step as f64).max(by_clock * planned as f64);
            if place >= planned as f64 {
                break;
            }
            let newest = self.step(&mut optimiser, step, self.recipe.rate_at(place))?;
            loss = if step == 0 { newest } else { loss + NEWEST_SHARE * (newest - loss) };
            done = step + 1;
            progress(done, planned, loss);
            if done.is_multiple_of(CHECKPOINT_STEPS) {
                optimiser.save(checkpoint, loss)?;
            }
        }
        optimiser.save(checkpoint, loss)?;
        let (weights, projection) = self.upper.changes()?;
        Ok(TrainedSearchAdapter { weights, projection, steps: (done, planned), loss })
    }

    fn step(&mut self, optimiser: &mut Optimiser, step: usize, rate: f64) -> Result<f64, AdaptError> {
        let batch = self.batch(step);
        let questions = self.read(&batch.questions, true);
        let texts = self.read(&batch.texts, false);
        let (questions, logits) = self.upper.forward(&questions)?;
        let (texts, _) = self.upper.forward(&texts)?;
        let pairing = Pairing { questions: batch.pairing.0, texts: batch.pairing.1 };
        let (loss, scalar) = surrogate(&questions, &logits, &texts, &pairing)?;
        optimiser.step(&scalar.backward()?, rate)?;
        Ok(loss)
    }

    /// Questions about different subjects, a right text for each, and a nearly right one.
    fn batch(&self, step: usize) -> Batch {
        let mut random = Random::new(self.recipe.seed.wrapping_mul(0x9E37).wrapping_add(step as u64));
        let mut order: Vec<usize> = (0..self.subjects.len()).collect();
        random.shuffle(&mut order);
        // Versions of one subject in several languages never occur in the same batch.
        let mut seen = std::collections::HashSet::new();
        order.retain(|subject| seen.insert(&self.subjects[*subject].id));
        order.truncate(self.recipe.batch);
        let number = |subject: usize| self.subjects.iter().position(|other| other.id == self.subjects[subject].id);
        let mut batch = Batch::default();
        let mut wrong = Vec::new();
        for subject in order {
            let asked = random.below(self.subjects[subject].questions.len());
            let question = &self.subjects[subject].questions[asked];
            let is_changed = random.below(100) < self.recipe.changed_percent;
            batch.questions.push(if is_changed { changed(question, &mut random) } else { question.clone() });
            batch.texts.push(self.text(subject, Some(asked), &mut random));
            let of = number(subject).unwrap_or_default();
            batch.pairing.0.push(of);
            batch.pairing.1.push(of);
            let near = &self.wrong[subject];
            if !near.is_empty() {
                let near = near[random.below(near.len())];
                wrong.push((self.text(near, None, &mut random), number(near).unwrap_or_default()));
            }
        }
        for (text, of) in wrong {
            batch.texts.push(text);
            batch.pairing.1.push(of);
        }
        batch
    }

    /// A text about a subject, other than the wording that is being asked.
    fn text(&self, subject: usize, asked: Option<usize>, random: &mut Random) -> String {
        let subject = &self.subjects[subject];
        let draw = random.below(100);
        if draw < self.recipe.wording_percent && subject.questions.len() > 1 {
            let mut wording = random.below(subject.questions.len());
            if Some(wording) == asked {
                wording = (wording + 1) % subject.questions.len();
            }
            return subject.questions[wording].clone();
        }
        let is_section = draw < self.recipe.wording_percent + self.recipe.section_percent;
        if is_section && !subject.sections.is_empty() {
            return subject.sections[random.below(subject.sections.len())].clone();
        }
        subject.told.clone()
    }

    /// Output of the frozen layers for texts, cached.
    fn read(&mut self, texts: &[String], as_questions: bool) -> Vec<States> {
        let mut fresh: Vec<&str> = texts
            .iter()
            .filter(|text| !self.read.contains_key(&(as_questions, (*text).clone())))
            .map(String::as_str)
            .collect();
        fresh.sort_unstable();
        fresh.dedup();
        let tokens = if as_questions { QUESTION_TOKENS } else { TEXT_TOKENS };
        let read = self.embedder.states_behind(FROZEN_LAYERS, &fresh, as_questions, tokens);
        for (text, states) in fresh.into_iter().zip(read) {
            let numbers = states.numbers.into_iter().map(f16::from_f32).collect();
            self.read.insert((as_questions, text.to_owned()), (numbers, states.own));
        }
        texts
            .iter()
            .map(|text| {
                let (numbers, own) = &self.read[&(as_questions, text.clone())];
                States { numbers: numbers.iter().map(|number| number.to_f32()).collect(), own: own.clone() }
            })
            .collect()
    }
}

/// What people say around a question. Used for training only; nothing is recognised with it.
const AROUND: &[(&str, &str)] = &[
    ("goedemorgen, ik heb een vraag. ", ""),
    ("ja hallo, met mevrouw de Vries. ", ""),
    ("eh ", ""),
    ("ik wil graag weten: ", ""),
    ("", ", kunt u mij daarmee helpen?"),
    ("", " alstublieft"),
    ("sorry hoor, maar ", ""),
    ("mijn buurvrouw zei dat ik hier moest zijn. ", ""),
    ("ik ben van 1961, dus eh, ", ""),
    ("", ", dank u wel"),
    ("nou het zit zo. ", " weet u dat?"),
    ("ik begrijp er niets van. ", ""),
];

/// A question as a recogniser might write it (no capitals or punctuation), or with other words around it.
fn changed(question: &str, random: &mut Random) -> String {
    if random.below(2) == 0 {
        let plain: String = question.chars().filter(|c| c.is_alphanumeric() || c.is_whitespace()).collect();
        return plain.to_lowercase();
    }
    let (before, after) = AROUND[random.below(AROUND.len())];
    format!("{before}{}{after}", question.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_rises_and_falls() {
        let recipe = Recipe::default();
        assert!(recipe.rate_at(0.0) < recipe.rate_at(19.0));
        assert!(recipe.rate_at(299.0) < 1e-3 * recipe.rate);
    }

    #[test]
    fn a_changed_question_keeps_its_words() {
        for seed in 0..20 {
            let asked = changed("Wat kost een paspoort?", &mut Random::new(seed)).to_lowercase();
            assert!(asked.contains("wat kost een paspoort"), "{asked}");
        }
    }

    #[test]
    fn another_training_has_another_checkpoint() {
        let recipe = Recipe::default();
        let other = Recipe { seed: 2, ..recipe };
        assert_ne!(checkpoint_name(&[], &recipe), checkpoint_name(&[], &other));
    }
}
