//! A softmax regression over what is seen of a text: one row of weights for each entry, and one for questions.
//! It works with the vector of a text and, less well, without.

use super::features::{PLACES, places};
use super::Kind;
use crate::audio::Random;
use crate::knowledge::embed::DIMENSIONS;
use serde::{Deserialize, Serialize};

/// Numbers of a row: the vector, the places and a constant.
const WIDTH: usize = DIMENSIONS + PLACES + 1;
/// How strongly the vector, whose mean is taken off, counts beside the places.
const VECTOR_SCALE: f32 = 3.0;
/// How strongly the places count; they have a length of one before.
const PLACES_SCALE: f32 = 2.0;
/// Chance that an example is shown without its vector, so that the places alone can decide too.
const WITHOUT_VECTOR: f32 = 0.25;
const PASSES: usize = 12;
const RATE: f32 = 0.25;
/// What weights lose in every pass.
const DECAY: f32 = 0.003;

/// What a row stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// Its kind.
    pub kind: Kind,
    /// The entry's id; `question` for questions.
    pub id: String,
    /// What is said to it, by language code, where the data says so.
    pub replies: Vec<(String, String)>,
}

/// The trained model.
#[derive(Debug, Clone, PartialEq)]
pub struct Classifier {
    /// What the rows stand for.
    pub classes: Vec<Class>,
    /// The mean vector of what it was trained on.
    pub(super) middle: Vec<f32>,
    /// The rows, one after another, [`WIDTH`] numbers each.
    pub(super) weights: Vec<f32>,
}

/// A text as it is weighed.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    vector: Vec<f32>,
    places: Vec<u32>,
}

/// A text that teaches.
#[derive(Debug, Clone)]
pub(super) struct Lesson {
    pub(super) seen: Seen,
    pub(super) class: usize,
}

impl Classifier {
    /// The chance of each class. `vector`: the embedding of the text as a question, where there is a model for it.
    #[must_use]
    pub fn chances(&self, text: &str, vector: Option<&[f32]>) -> Vec<f32> {
        self.weigh(&self.see(text, vector))
    }

    pub(super) fn see(&self, text: &str, vector: Option<&[f32]>) -> Seen {
        let vector = vector.map_or_else(Vec::new, |vector| centred(vector, &self.middle));
        Seen { vector, places: places(text) }
    }

    /// An untrained model.
    pub(super) fn new(classes: Vec<Class>, middle: Vec<f32>) -> Self {
        let weights = vec![0.0; classes.len() * WIDTH];
        Classifier { classes, middle, weights }
    }

    /// Whether the numbers fit together.
    pub(super) fn is_whole(&self) -> bool {
        self.middle.len() == DIMENSIONS && self.weights.len() == self.classes.len() * WIDTH
    }

    pub(super) fn weigh(&self, seen: &Seen) -> Vec<f32> {
        let scale = PLACES_SCALE / (seen.places.len().max(1) as f32).sqrt();
        let mut scores: Vec<f32> = self
            .weights
            .chunks_exact(WIDTH)
            .map(|row| {
                let of_vector: f32 = row.iter().zip(&seen.vector).map(|(weight, value)| weight * value).sum();
                let of_places: f32 = seen.places.iter().map(|place| row[DIMENSIONS + *place as usize]).sum();
                of_vector + of_places * scale + row[WIDTH - 1]
            })
            .collect();
        let highest = scores.iter().copied().fold(f32::MIN, f32::max);
        let mut sum = 0.0;
        for score in &mut scores {
            *score = (*score - highest).exp();
            sum += *score;
        }
        scores.iter_mut().for_each(|score| *score /= sum);
        scores
    }

    /// Learns the lessons: stochastic gradient descent with a step that becomes smaller for weights that moved much
    /// (Adagrad). The same lessons in the same order give the same weights.
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
                    let seen = Seen { vector: Vec::new(), places: lesson.seen.places.clone() };
                    self.step(&seen, lesson.class, importance[lesson.class], &mut moved);
                } else {
                    self.step(&lesson.seen, lesson.class, importance[lesson.class], &mut moved);
                }
            }
            self.weights.iter_mut().for_each(|weight| *weight *= 1.0 - DECAY);
        }
    }

    fn step(&mut self, seen: &Seen, class: usize, importance: f32, moved: &mut [f32]) {
        /// A class whose chance is below this is left as it is: its step would be too small to matter.
        const TOO_SMALL: f32 = 1e-4;
        let chances = self.weigh(seen);
        let scale = PLACES_SCALE / (seen.places.len().max(1) as f32).sqrt();
        for (number, chance) in chances.into_iter().enumerate() {
            let error = (chance - f32::from(u8::from(number == class))) * importance;
            if error.abs() < TOO_SMALL {
                continue;
            }
            let row = &mut self.weights[number * WIDTH..(number + 1) * WIDTH];
            let moved = &mut moved[number * WIDTH..(number + 1) * WIDTH];
            let mut change = |place: usize, value: f32| {
                let gradient = error * value;
                moved[place] += gradient * gradient;
                row[place] -= RATE * gradient / moved[place].sqrt();
            };
            for (place, value) in seen.vector.iter().enumerate() {
                change(place, *value);
            }
            for place in &seen.places {
                change(DIMENSIONS + *place as usize, scale);
            }
            change(WIDTH - 1, 1.0);
        }
    }
}

/// A class with many lessons counts less for each of them; the mean over all lessons is one.
fn importance(lessons: &[Lesson], classes: usize) -> Vec<f32> {
    let mut counts = vec![0.0_f32; classes];
    for lesson in lessons {
        counts[lesson.class] += 1.0;
    }
    let raw: Vec<f32> = counts.iter().map(|count| 1.0 / count.max(1.0).sqrt()).collect();
    let mean = lessons.iter().map(|lesson| raw[lesson.class]).sum::<f32>() / lessons.len().max(1) as f32;
    raw.into_iter().map(|weight| weight / mean.max(1e-6)).collect()
}

/// The vector less the mean, which all texts share, at a fixed length.
fn centred(vector: &[f32], middle: &[f32]) -> Vec<f32> {
    let mut centred: Vec<f32> = vector.iter().zip(middle).map(|(value, mean)| value - mean).collect();
    let length = centred.iter().map(|value| value * value).sum::<f32>().sqrt().max(1e-6);
    centred.iter_mut().for_each(|value| *value *= VECTOR_SCALE / length);
    centred
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(kind: Kind, id: &str) -> Class {
        Class { kind, id: id.to_owned(), replies: Vec::new() }
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
