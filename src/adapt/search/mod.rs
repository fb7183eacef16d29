//! Adapts search to the knowledge base, with an adapter for the embedding model trained on people's own wordings.
//!
//! Useful for: finding an article by people's own words. Not useful for: searching (`knowledge::index`), or the
//! adapter's file format (`knowledge::embed`).
//!
//! # Layout
//!
//! `subjects` are the texts and questions to train on, and those held out; `layers` are the upper layers of the model
//! with their trainable part; `projection` initialises the token vectors; `loss` compares questions with texts;
//! `train` runs the steps; `check` compares the result with the unadapted model; `card` reports on it.

mod card;
mod check;
mod layers;
mod loss;
mod projection;
mod subjects;
mod train;

pub use card::markdown;
pub use check::{Documents, compare, worse};
pub use subjects::{Subjects, read_subjects, subjects_of};
pub use train::{Recipe, TrainedSearchAdapter, Training, train};
