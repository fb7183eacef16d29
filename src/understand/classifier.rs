//! The classifier: a class for each entry and one for questions to articles. It also works, less well, without the
//! text's vector.

use super::Kind;
use crate::classify::{Lesson, Softmax, Training};
use crate::knowledge::embed::DIMENSIONS;
use serde::{Deserialize, Serialize};

const TRAINING: Training = Training { passes: 12, decay: 0.003, without_vector: 0.25, least_error: 0.002, seed: 15 };

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
    pub(super) model: Softmax,
}

impl Classifier {
    /// An untrained model; `middle` is the mean vector of the training data.
    pub(super) fn new(classes: Vec<Class>, middle: Vec<f32>) -> Self {
        let model = Softmax::new(classes.len(), middle);
        Classifier { classes, model }
    }

    /// A model as it was stored; `None` if the lengths contradict each other.
    pub(super) fn from_parts(classes: Vec<Class>, middle: Vec<f32>, weights: Vec<f32>) -> Option<Self> {
        let model = Softmax::from_parts(classes.len(), middle, weights)?;
        (model.middle().len() == DIMENSIONS).then_some(Classifier { classes, model })
    }

    /// The probability of each class. `vector` is the embedding of the text as a question, if there is a model for it.
    #[must_use]
    pub fn chances(&self, text: &str, vector: Option<&[f32]>) -> Vec<f32> {
        self.model.chances(&self.model.see(text, vector))
    }

    pub(super) fn learn(&mut self, lessons: &[Lesson]) {
        self.model.learn(lessons, TRAINING);
    }
}
