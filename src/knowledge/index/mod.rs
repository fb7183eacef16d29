//! The index over the articles: what is looked up in it, and how.
//!
//! `analysis` turns text into terms, `lexical` keeps them in tantivy.

pub mod analysis;
mod lexical;

pub use lexical::{Hit, LexicalIndex};
