//! `eval --calibrate-understanding`: from which chance on what people say is believed to be what it seems.

use crate::config::Config;
use crate::knowledge::KnowledgeDesk;
use crate::understand::calibrate::{Calibration, calibrate};
use crate::understand::{Entries, examples_of};
use anyhow::Context;
use rayon::prelude::*;
use std::path::Path;

/// Calibrates on held-back wordings, writes the thresholds to a file and prints what they take rightly and wrongly.
pub(super) fn calibrate_understanding(config: &Config, desk: &KnowledgeDesk, path: &Path) -> anyhow::Result<()> {
    let entries = Entries::with_folder(config.understanding.as_deref())?;
    let examples = examples_of(&entries, &desk.articles()?);
    let vectors: Option<Vec<Vec<f32>>> =
        examples.par_iter().map(|example| desk.embed_question(&example.text)).collect();
    let Calibration { thresholds, kinds } = calibrate(&entries, &examples, vectors.as_deref());
    out!("{} wordings, each judged by what the others taught", examples.len());
    for (name, wordings, recognised, taken) in kinds {
        let (recognised, taken) = (recognised * 100.0, taken * 100.0);
        out!("{name}: {wordings} wordings, {recognised:.1} % recognised; {taken:.2} % of questions taken for it");
    }
    let head = "# From which chance on a kind is believed. Written by `spraakloket eval --calibrate-understanding`.\n";
    let text = format!("{head}{}", toml::to_string(&thresholds)?);
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}
