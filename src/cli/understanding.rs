//! `eval --meaning` measures how remarks are understood; `eval --calibrate-understanding` chooses the probabilities
//! from which a kind is believed.

use crate::evaluate::{KindFigures, MeaningReport, MeaningTotals, Question, read_remarks, understand_all};
use crate::knowledge::KnowledgeDesk;
use crate::language::Language;
use crate::session::review::mask_identity;
use crate::understand::calibrate::{Calibration, Judged, calibrate};
use crate::understand::{Kind, Thresholds, UnderstandingDesk};
use anyhow::Context;
use std::path::{Path, PathBuf};

/// Calibrates on remarks and questions that were not trained on, writes the thresholds to a file and prints how many
/// remarks they recognise and how many questions they mistake.
pub(super) fn calibrate_understanding(
    index: &Path,
    desk: KnowledgeDesk,
    remarks: &[PathBuf],
    asked: &[Question],
    out: &Path,
) -> anyhow::Result<()> {
    let desk = UnderstandingDesk::open(index, desk)?;
    let mut said: Vec<(String, Option<Language>, Kind, bool)> = Vec::new();
    for path in remarks {
        said.extend(
            read_remarks(path)?.into_iter().map(|remark| (remark.text.clone(), remark.language, remark.kind(), true)),
        );
    }
    let questions = asked.iter().filter_map(|question| {
        Some((question.text.clone()?, question.language, Kind::Question, !question.expect.is_empty()))
    });
    said.extend(questions);
    let bar = super::eval::bar(said.len());
    let today = jiff::ZonedDateTime::now().date();
    let mut judged = Vec::with_capacity(said.len());
    for (text, language, kind, is_ours) in said {
        let language = language.unwrap_or_else(|| Language::guess(&text));
        let weighed = desk.weigh(&text).with_context(|| {
            format!("the index at {} is of an older version: build it again with `spraakloket index`", index.display())
        })?;
        let found = desk.article_for(&mask_identity(&text), language, today)?;
        judged.push(Judged { kind, is_ours, weighed, found });
        bar.inc(1);
    }
    bar.finish_and_clear();
    let Calibration { thresholds, kinds } = calibrate(desk.classes(), &judged, &Thresholds::built_in());
    out!("{} remarks and questions", judged.len());
    for (name, remarks, recognised, taken) in kinds {
        let (recognised, taken) = (recognised * 100.0, taken * 100.0);
        out!("{name}: {remarks} remarks, {recognised:.1} % recognised; {taken:.2} % of questions taken for it");
    }
    let head = "# From which chance on a kind is believed. Written by `spraakloket eval --calibrate-understanding`.\n";
    let text = format!("{head}{}", toml::to_string(&thresholds)?);
    std::fs::write(out, text).with_context(|| format!("cannot write {}", out.display()))?;
    out!("Written to {}. Build the program again to use it.", out.display());
    Ok(())
}

/// Classifies the remarks in a file with an index's classifier and prints the results for each kind.
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
