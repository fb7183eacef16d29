//! Models: which there are, where they come from, whether they are whole, where they lie.
//!
//! For: handing out the path of a checked model file, and getting one that is missing. Not for:
//! loading a model or knowing what it does; this room knows nothing of the other rooms.
//!
//! # Layout
//!
//! - [`Catalog`] says what a model's files must be and names their origins (`models/catalog.toml`).
//! - [`ModelStore`] is the models folder: [`ModelStore::path`] hands out, [`ModelStore::fetch`]
//!   gets, [`ModelStore::verify`] checks, [`ModelStore::list`] looks.
//! - `fetch` tries one origin after another; `download` and `package` are the two ways out of the
//!   machine; `natural` does without a voice that cannot be had; `convert` makes whisper.cpp's files from `CTranslate2`'s.
//! - [`GgmlFile`] is such a file opened up; an [`Adapter`] is merged into it.
//!
//! # What can be relied on
//!
//! A file stands under its own name only after its digest was found right: until then it is called
//! `NAME.partial` or lies in a working folder. A fetch can be cut off at any moment. What was
//! checked once is remembered by size and time in `verified.toml`, so that a start does not read
//! every model through.

mod adapter;
mod catalog;
mod convert;
mod digest;
mod download;
mod error;
mod fetch;
mod ggml_file;
mod lock;
mod natural;
mod origins;
mod package;
mod progress;
mod safetensors;
mod status;
mod store;
#[cfg(test)]
pub(crate) mod tiny;
mod verified;

pub use adapter::{Adapter, AdapterBase, AdapterCard, Comparison, LowRank, merged};
pub use catalog::Catalog;
pub use digest::hex;
pub use error::ModelError;
pub use fetch::{Fetched, FetchedFrom};
pub use ggml_file::GgmlFile;
pub use natural::NotHad;
pub use origins::OriginsConfig;
pub use progress::{Bars, Progress, Silent};
pub(crate) use safetensors::{Matrix, SafeTensors};
pub use status::{FileState, ModelStatus};
pub use store::ModelStore;
