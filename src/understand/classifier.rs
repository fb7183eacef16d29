//! Softmax regression over the features of a text, with a class for each entry and one for questions to articles. It
//! also works, less well, without the text's vector.

use super::Kind;
use super::features::{PLACES, places};
use crate::audio::Random;
use crate::knowledge::embed::DIMENSIONS;
use serde::{Deserialize, Serialize};

/// Number of features: the text's vector, its hashed n-grams and a constant.
const WIDTH: usize = DIMENSIONS + PLACES + 1;
/// Scale of the vector, after subtracting the mean.
const VECTOR_SCALE: f32 = 3.0;
/// Scale of the n-grams, which have unit length before.
const PLACES_SCALE: f32 = 2.0;
/// Probability with which an example's vector is hidden in training, so that n-grams alone can decide too.
const WITHOUT_VECTOR: f32 = 0.25;
const PASSES: usize = 12;
const RATE: f32 = 0.25;
/// Weight decay per pass.
const DECAY: f32 = 0.003;

/// A class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    pub kind: Kind,
    /// The entry's id; `question` for questions.
    pub id: String,
    /// The reply, by language code, if the data has one.
    pub replies: Vec<(String, String)>,
    /// Articles about the same matter.
    #[serde(default)]
    pub articles: Vec<String>,
}

/// The trained model.
#[derive(Debug, Clone, PartialEq)]
pub struct Classifier {
    pub classes: Vec<Class>,
    /// Mean vector of the training data.
    pub(super) middle: Vec<f32>,
    /// For each of the [`WIDTH`] features, a weight for each class.
    pub(super) weights: Vec<f32>,
}

/// The features of a text.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    vector: Vec<f32>,
    places: Vec<u32>,
}

/// A training example.
#[derive(Debug, Clone)]
pub(super) struct Lesson {
    pub(super) seen: Seen,
    pub(super) class: usize,
}

impl Classifier {
    /// The probability of each class. `vector` is the embedding of the text as a question, if there is a model for it.
    #[must_use]
    pub fn chances(&self, text: &str, vector: Option<&[f32]>) -> Vec<f32> {
        self.weigh(&self.see(text, vector))
    }

    pub(super) fn see(&self, text: &str, vector: Option<&[f32]>) -> Seen {
        let mut vector = vector.map_or_else(Vec::new, |vector| unit_from_middle(vector, &self.middle));
        for value in &mut vector {
            *value *= VECTOR_SCALE;
        }
        Seen { vector, places: places(text) }
    }

    /// An untrained model.
    pub(super) fn new(classes: Vec<Class>, middle: Vec<f32>) -> Self {
        let weights = vec![0.0; classes.len() * WIDTH];
        Classifier { classes, middle, weights }
    }

    /// Whether the dimensions are consistent.
    pub(super) fn is_whole(&self) -> bool {
        self.middle.len() == DIMENSIONS && self.weights.len() == self.classes.len() * WIDTH
    }

    pub(super) fn weigh(&self, seen: &Seen) -> Vec<f32> {
        let classes = self.classes.len();
        let mut scores = vec![0.0; classes];
        for (place, value) in seen.values() {
            let weights = &self.weights[place * classes..(place + 1) * classes];
            scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += weight * value);
        }
        let highest = scores.iter().copied().fold(f32::MIN, f32::max);
        for score in &mut scores {
            *score = (*score - highest).exp();
        }
        let sum: f32 = scores.iter().sum();
        for score in &mut scores {
            *score /= sum;
        }
        scores
    }

    /// Trains by stochastic gradient descent with Adagrad step sizes. The same lessons in the same order give the same
    /// weights.
    pub(super) fn learn(&mut self, lessons: &[Lesson], seed: u64) {
        let mut random = Random::new(seed);
        let mut moved = vec![1e-3_f32; self.weights.len()];
        let importance = importance(lessons, self.classes.len());
        let mut order: Vec<usize> = (0..lessons.len()).collect();
        for _ in 0..PASSES {
            random.shuffle(&mut order);
            for place in &order {
                let lesson = &lessons[*place];
                if random.unit() < WITHOUT_VECTOR {
                    let without_vector = Seen { vector: Vec::new(), places: lesson.seen.places.clone() };
                    self.step(&without_vector, lesson.class, importance[lesson.class], &mut moved);
                } else {
                    self.step(&lesson.seen, lesson.class, importance[lesson.class], &mut moved);
                }
            }
            for weight in &mut self.weights {
                *weight *= 1.0 - DECAY;
            }
        }
    }

    fn step(&mut self, seen: &Seen, class: usize, importance: f32, moved: &mut [f32]) {
        let mut errors = self.weigh(seen);
        errors[class] -= 1.0;
        for error in &mut errors {
            *error *= importance;
        }
        let classes = errors.len();
        for (place, value) in seen.values() {
            let own = place * classes..(place + 1) * classes;
            let weights = self.weights[own.clone()].iter_mut().zip(&mut moved[own]);
            for ((weight, moved), error) in weights.zip(&errors) {
                let gradient = error * value;
                *moved += gradient * gradient;
                *weight -= RATE * gradient / moved.sqrt();
            }
        }
    }
}

impl Seen {
    /// The indices and values of the non-zero features.
    fn values(&self) -> impl Iterator<Item = (usize, f32)> {
        let scale = PLACES_SCALE / (self.places.len().max(1) as f32).sqrt();
        let vector = self.vector.iter().copied().enumerate();
        let places = self.places.iter().map(move |place| (DIMENSIONS + *place as usize, scale));
        vector.chain(places).chain(std::iter::once((WIDTH - 1, 1.0)))
    }
}

/// Weights of classes: the more lessons a class has, the less each counts; the mean over all lessons is one.
fn importance(lessons: &[Lesson], classes: usize) -> Vec<f32> {
    let mut counts = vec![0.0_f32; classes];
    for lesson in lessons {
        counts[lesson.class] += 1.0;
    }
    let raw: Vec<f32> = counts.iter().map(|count| 1.0 / count.max(1.0).sqrt()).collect();
    let mean = lessons.iter().map(|lesson| raw[lesson.class]).sum::<f32>() / lessons.len().max(1) as f32;
    raw.into_iter().map(|weight| weight / mean.max(1e-6)).collect()
}

/// The vector minus the mean that all texts share, scaled to unit length.
pub(super) fn unit_from_middle(vector: &[f32], middle: &[f32]) -> Vec<f32> {
    let mut centred: Vec<f32> = vector.iter().zip(middle).map(|(value, mean)| value - mean).collect();
    let length = centred.iter().map(|value| value * value).sum::<f32>().sqrt().max(1e-6);
    for value in &mut centred {
        *value /= length;
    }
    centred
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(kind: Kind, id: &str) -> Class {
        Class { kind, id: id.to_owned(), replies: Vec::new(), articles: Vec::new() }
    }

    #[test]
    fn what_was_taught_is_known_also_where_a_letter_differs() {
        let classes = vec![class(Kind::Question, "question"), class(Kind::Human, "human")];
        let mut classifier = Classifier::new(classes, vec![0.0; DIMENSIONS]);
        let said = [
            ("hoe vraag ik een paspoort aan", 0),
            ("wat kost een rijbewijs", 0),
            ("waar meld ik mijn verhuizing", 0),
            ("ik wil een medewerker spreken", 1),
            ("mag ik een mens aan de lijn", 1),
            ("verbind mij door met iemand", 1),
        ];
        let lessons: Vec<Lesson> =
            said.iter().map(|(text, class)| Lesson { seen: classifier.see(text, None), class: *class }).collect();
        classifier.learn(&lessons, 1);
        let mut again = Classifier::new(classifier.classes.clone(), vec![0.0; DIMENSIONS]);
        again.learn(&lessons, 1);
        assert_eq!(classifier, again);
        assert!(classifier.chances("mag ik een medewerkster spreken", None)[1] > 0.7);
        assert!(classifier.chances("wat kost een paspoort", None)[0] > 0.7);
    }
}
