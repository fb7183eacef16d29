//! The knowledge base teaches the search: an adapter for the embedding model, trained on what people say.
//!
//! Useful for: finding an article by people's own words. Not useful for: searching (`knowledge::index`), or the file of
//! the adapter (`knowledge::embed`).
//!
//! # Layout
//!
//! `subjects` are the texts and questions that teach, and those that are held back; `layers` are the upper layers of the
//! model with what is trained of them; `projection` is where token vectors start from; `loss` compares questions with
//! texts; `train` goes step by step; `check` holds the result against the plain model; `card` tells of it.

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
pub use train::{Outcome, Recipe, Training, train};
