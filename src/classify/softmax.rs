//! The regression: training by stochastic gradient descent, and the probability of each class.

use super::features::{PLACES, places};
use crate::audio::Random;

/// Scale of the vector, after subtracting the mean.
const VECTOR_SCALE: f32 = 3.0;
/// Scale of the n-grams, which have unit length before.
const PLACES_SCALE: f32 = 2.0;
/// Step size of Adagrad.
const RATE: f32 = 0.25;

/// A trained model.
#[derive(Debug, Clone, PartialEq)]
pub struct Softmax {
    classes: usize,
    /// Mean vector of the training data.
    middle: Vec<f32>,
    /// For each feature (the vector, the hashed n-grams and a constant), a weight for each class.
    weights: Vec<f32>,
}

/// The features of a text.
#[derive(Debug, Clone)]
pub struct Seen {
    vector: Vec<f32>,
    places: Vec<u32>,
}

/// A training example.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// Its features.
    pub seen: Seen,
    pub class: usize,
    /// How much it counts; 1 is ordinary.
    pub weight: f32,
}

/// How a model is trained.
#[derive(Debug, Clone, Copy)]
pub struct Training {
    /// How often each lesson is taken.
    pub passes: usize,
    /// Weight decay per pass.
    pub decay: f32,
    /// Probability with which a lesson's vector is hidden, so that n-grams alone can decide too.
    pub without_vector: f32,
    /// Errors below this are not corrected. More than 0 saves most of the time where there are many classes.
    pub least_error: f32,
    /// The same seed gives the same weights.
    pub seed: u64,
}

impl Softmax {
    /// An untrained model for vectors with this mean.
    #[must_use]
    pub fn new(classes: usize, middle: Vec<f32>) -> Self {
        let weights = vec![0.0; classes * width(middle.len())];
        Softmax { classes, middle, weights }
    }

    /// A model as it was stored; `None` if the lengths contradict each other.
    #[must_use]
    pub fn from_parts(classes: usize, middle: Vec<f32>, weights: Vec<f32>) -> Option<Self> {
        (weights.len() == classes * width(middle.len())).then_some(Softmax { classes, middle, weights })
    }

    /// Mean vector of the training data.
    #[must_use]
    pub fn middle(&self) -> &[f32] {
        &self.middle
    }

    /// For each feature, a weight for each class.
    #[must_use]
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// The features of a text. `vector` is its embedding as a question, if there is a model for it.
    #[must_use]
    pub fn see(&self, text: &str, vector: Option<&[f32]>) -> Seen {
        let mut vector = vector.map_or_else(Vec::new, |vector| unit_from_middle(vector, &self.middle));
        for value in &mut vector {
            *value *= VECTOR_SCALE;
        }
        Seen { vector, places: places(text) }
    }

    /// The score of each class, before normalisation.
    #[must_use]
    pub fn scores(&self, seen: &Seen) -> Vec<f32> {
        let mut scores = vec![0.0; self.classes];
        for (place, value) in self.values(seen) {
            let weights = &self.weights[place * self.classes..][..self.classes];
            scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += weight * value);
        }
        scores
    }

    /// The probability of each class.
    #[must_use]
    pub fn chances(&self, seen: &Seen) -> Vec<f32> {
        let mut scores = self.scores(seen);
        normalise(&mut scores);
        scores
    }

    /// Trains by stochastic gradient descent with Adagrad step sizes. The same lessons in the same order give the same
    /// weights.
    pub fn learn(&mut self, lessons: &[Lesson], training: Training) {
        let mut random = Random::new(training.seed);
        let mut moved = vec![1e-3_f32; self.weights.len()];
        let importance = importance(lessons, self.classes);
        let mut order: Vec<usize> = (0..lessons.len()).collect();
        for _ in 0..training.passes {
            random.shuffle(&mut order);
            for place in &order {
                let lesson = &lessons[*place];
                let weight = importance[lesson.class] * lesson.weight;
                if random.unit() < training.without_vector {
                    let seen = Seen { vector: Vec::new(), places: lesson.seen.places.clone() };
                    self.step(&seen, lesson.class, weight, training.least_error, &mut moved);
                } else {
                    self.step(&lesson.seen, lesson.class, weight, training.least_error, &mut moved);
                }
            }
            for weight in &mut self.weights {
                *weight *= 1.0 - training.decay;
            }
        }
    }

    fn step(&mut self, seen: &Seen, class: usize, weight: f32, least_error: f32, moved: &mut [f32]) {
        let mut errors = self.chances(seen);
        errors[class] -= 1.0;
        let wrong = errors.iter().enumerate().filter(|(_, error)| error.abs() > least_error);
        let wrong: Vec<(usize, f32)> = wrong.map(|(class, error)| (class, error * weight)).collect();
        let values: Vec<(usize, f32)> = self.values(seen).collect();
        for (place, value) in values {
            let own = place * self.classes..(place + 1) * self.classes;
            let (weights, moved) = (&mut self.weights[own.clone()], &mut moved[own]);
            for (class, error) in &wrong {
                let gradient = error * value;
                moved[*class] += gradient * gradient;
                weights[*class] -= RATE * gradient / moved[*class].sqrt();
            }
        }
    }

    /// The indices and values of the non-zero features.
    fn values(&self, seen: &Seen) -> impl Iterator<Item = (usize, f32)> {
        let (dimensions, last) = (self.middle.len(), width(self.middle.len()) - 1);
        let scale = PLACES_SCALE / (seen.places.len().max(1) as f32).sqrt();
        let vector = seen.vector.iter().copied().enumerate();
        let places = seen.places.iter().map(move |place| (dimensions + *place as usize, scale));
        vector.chain(places).chain(std::iter::once((last, 1.0)))
    }
}

/// Number of features.
fn width(dimensions: usize) -> usize {
    dimensions + PLACES + 1
}

/// Turns scores into probabilities.
pub fn normalise(scores: &mut [f32]) {
    let highest = scores.iter().copied().fold(f32::MIN, f32::max);
    for score in scores.iter_mut() {
        *score = (*score - highest).exp();
    }
    let sum: f32 = scores.iter().sum();
    for score in scores {
        *score /= sum;
    }
}

/// Weights of classes: the more lessons a class has, the less each counts; the mean over all lessons is one.
fn importance(lessons: &[Lesson], classes: usize) -> Vec<f32> {
    let mut counts = vec![0.0_f32; classes];
    for lesson in lessons {
        counts[lesson.class] += lesson.weight;
    }
    let raw: Vec<f32> = counts.iter().map(|count| 1.0 / count.max(1.0).sqrt()).collect();
    let mean = lessons.iter().map(|lesson| raw[lesson.class]).sum::<f32>() / lessons.len().max(1) as f32;
    raw.into_iter().map(|weight| weight / mean.max(1e-6)).collect()
}

/// The vector minus the mean that all texts share, scaled to unit length.
#[must_use]
pub fn unit_from_middle(vector: &[f32], middle: &[f32]) -> Vec<f32> {
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

    #[test]
    fn what_was_taught_is_known_also_where_a_letter_differs() {
        let said = [
            ("hoe vraag ik een paspoort aan", 0),
            ("wat kost een rijbewijs", 0),
            ("waar meld ik mijn verhuizing", 0),
            ("ik wil een medewerker spreken", 1),
            ("mag ik een mens aan de lijn", 1),
            ("verbind mij door met iemand", 1),
        ];
        for least_error in [0.0, 0.01] {
            let training = Training { passes: 12, decay: 0.003, without_vector: 0.25, least_error, seed: 1 };
            let train = || {
                let mut model = Softmax::new(2, vec![0.0; 4]);
                let lesson =
                    |(text, class): &(&str, usize)| Lesson { seen: model.see(text, None), class: *class, weight: 1.0 };
                let lessons: Vec<Lesson> = said.iter().map(lesson).collect();
                model.learn(&lessons, training);
                model
            };
            let model = train();
            assert_eq!(model, train());
            let chance = |text: &str, class: usize| model.chances(&model.see(text, None))[class];
            assert!(chance("mag ik een medewerkster spreken", 1) > 0.7);
            assert!(chance("wat kost een paspoort", 0) > 0.7);
        }
    }

    #[test]
    fn a_stored_model_must_fit_its_classes() {
        let model = Softmax::new(3, vec![0.5; 4]);
        let again = |classes| Softmax::from_parts(classes, model.middle().to_vec(), model.weights().to_vec());
        assert_eq!(again(3).as_ref(), Some(&model));
        assert_eq!(again(2), None);
    }
}
