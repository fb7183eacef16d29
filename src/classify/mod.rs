//! Softmax regression over the features of a text: its vector, and its words and character n-grams.
//!
//! Used for what somebody means (`understand`) and for which article a question is about (`knowledge`).

mod features;
mod softmax;

pub use features::plain;
pub use softmax::{Lesson, Softmax, Training, normalise, unit_from_middle};
