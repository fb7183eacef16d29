//! What the law asks to be written, in Dutch: filled in from settings and results, with what only people can know marked.
//!
//! Useful for: drafts that change with the settings. Not useful for: deciding anything; every draft says who must.
//!
//! # Layout
//!
//! `nl/` has the texts, `template` fills them in, `register` makes the entry for the Algoritmeregister, `sbom` the list of
//! models and crates.

mod register;
mod sbom;
mod template;

pub use sbom::Part;
pub use template::Facts;

/// How a place is marked that only people can fill in.
pub const TO_FILL_IN: &str = "[IN TE VULLEN:";

const TEXTS: [(&str, &str); 5] = [
    ("dpia.md", include_str!("nl/dpia.md")),
    ("iama.md", include_str!("nl/iama.md")),
    ("ai-verordening.md", include_str!("nl/ai-verordening.md")),
    ("toegankelijkheid.md", include_str!("nl/toegankelijkheid.md")),
    ("privacy-muur.md", include_str!("nl/privacy-muur.md")),
];

/// One document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its file name.
    pub name: &'static str,
    pub text: String,
}

impl Document {
    /// How many places people have to fill in.
    #[must_use]
    pub fn to_fill_in(&self) -> usize {
        self.text.matches(TO_FILL_IN).count()
    }
}

/// All documents about a desk. `models`: those that it uses.
#[must_use]
pub fn documents(facts: &Facts, models: &[Part]) -> Vec<Document> {
    let mut documents: Vec<Document> =
        TEXTS.iter().map(|(name, text)| Document { name, text: facts.fill(text) }).collect();
    documents.push(Document { name: "algoritmeregister.json", text: register::entry(facts) });
    documents.push(Document { name: "sbom.cdx.json", text: sbom::list(models) });
    documents
}
