//! `eval --meaning`: what becomes of what people say; and `eval --calibrate-understanding`: from which chance on it is
//! believed to be what it seems.

use crate::config::Config;
use crate::evaluate::{KindFigures, MeaningReport, MeaningTotals, read_remarks, understand_all};
use crate::knowledge::KnowledgeDesk;
use crate::understand::calibrate::{Calibration, calibrate};
use crate::understand::{Entries, UnderstandingDesk, examples_of};
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

/// Puts the remarks of a file to the understanding of an index and prints what became of each kind.
pub(super) fn measure_meaning(index: &Path, desk: KnowledgeDesk, path: &Path, json: bool) -> anyhow::Result<()> {
    let remarks = read_remarks(path)?;
    let desk = UnderstandingDesk::open(index, desk)?;
    let bar = super::eval::bar(remarks.len());
    let today = jiff::ZonedDateTime::now().date();
    let lines = understand_all(&desk, &remarks, today, &|done| bar.set_position(done as u64))?;
    bar.finish_and_clear();
    let report = MeaningReport::new(lines);
    if json {
        out!("{}", serde_json::to_string_pretty(&report)?);
        return Ok(());
    }
    for (kind, figures) in &report.kinds {
        print_kind(kind, figures);
    }
    print_meaning(&report.total);
    Ok(())
}

fn print_kind(kind: &str, figures: &KindFigures) {
    let KindFigures { n, right_rate, urgent_rate, false_alarms, became } = figures;
    let mut became: Vec<(&String, &usize)> = became.iter().collect();
    became.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let became: Vec<String> = became.into_iter().map(|(name, count)| format!("{name} {count}")).collect();
    let (right, urgent) = (right_rate * 100.0, urgent_rate * 100.0);
    out!("{kind:16} {n:4} lines, {right:5.1} % right, {urgent:5.1} % urgent, {false_alarms} others taken for it");
    out!("{:16} became: {}", "", became.join(", "));
}

fn print_meaning(total: &MeaningTotals) {
    out!("\n{} lines", total.n);
    for (name, rate) in [
        ("right_rate", total.right_rate),
        ("urgent_rate", total.urgent_rate),
        ("false_urgent_rate", total.false_urgent_rate),
    ] {
        if let (Some(rate), Some([low, high])) = (rate, total.intervals.get(name)) {
            let [low, high] = [low * 100.0, high * 100.0];
            out!("{name:24} {:6.1} %  (95 % interval {low:.1} to {high:.1})", rate * 100.0);
        }
    }
    if let (Some(p50), Some(p95)) = (total.ms.p50, total.ms.p95) {
        out!("{:24} {p50:6.1} ms median, {p95:.1} ms at 95 %", "ms");
    }
}
