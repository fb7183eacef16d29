//! `spraakloket knowledge`: reviews articles, and keeps documents from elsewhere up to date.

use crate::knowledge::check::{Editing, Finding, Severity, check, count, local};
use crate::knowledge::ingest::SourceName;
use crate::knowledge::ingest::live::{Manners, Report, sync};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Number of documents between two progress reports.
const TELL_EVERY: usize = 100;

/// Review the knowledge, or fetch it.
#[derive(Debug, Args)]
pub(super) struct Knowledge {
    #[command(subcommand)]
    command: Commands,
}

#[derive(Debug, Subcommand)]
enum Commands {
    /// Report what is missing, outdated, too difficult or duplicate in a source.
    Check {
        /// markdown:FOLDER, csv:FILE, rijksoverheid:FOLDER or rijksoverheid-api:URL.
        #[arg(long, value_name = "SOURCE", default_value = "markdown:knowledge")]
        source: SourceName,
    },
    /// Fetch what is new or changed at the Rijksoverheid open-data API into a folder.
    Sync {
        /// The address of one kind of document, as `https://HOST/v1/infotypes/faq`.
        #[arg(long, value_name = "URL")]
        base: String,
        /// The folder; index it with `spraakloket index --source rijksoverheid:DIR`.
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

impl Knowledge {
    pub(super) fn run(self) -> anyhow::Result<bool> {
        match self.command {
            Commands::Check { source } => check_source(&source),
            Commands::Sync { base, out } => fetch(&base, &out),
        }
    }
}

fn check_source(source: &SourceName) -> anyhow::Result<bool> {
    let harvest = source.harvest()?;
    let today = jiff::ZonedDateTime::now().date();
    let mut findings: Vec<Finding> =
        harvest.problems.iter().map(|problem| Finding::of_file(problem, Severity::Error)).collect();
    findings.extend(harvest.skipped.iter().map(|problem| Finding::of_file(problem, Severity::Warning)));
    let editing = if matches!(source, SourceName::Markdown(_)) { Editing::Ours } else { Editing::Elsewhere };
    findings.extend(check(&harvest.articles, editing, today));
    if editing == Editing::Ours {
        findings.extend(local(&harvest.articles, &harvest.local));
    }
    for finding in &findings {
        out!("{finding}");
    }
    let (errors, warnings, notes) = count(&findings);
    let articles = harvest.articles.len();
    out!("{articles} articles looked over: {errors} errors, {warnings} warnings, {notes} notes");
    Ok(errors == 0)
}

fn fetch(base: &str, out: &std::path::Path) -> anyhow::Result<bool> {
    let mut tell = |report: &Report| {
        let done = report.fetched + report.unchanged + report.failed.len();
        if done.is_multiple_of(TELL_EVERY) {
            eprintln!("{done} of {} …", report.listed);
        }
    };
    let report = sync(base, out, &Manners::default(), &mut tell)?;
    for problem in &report.failed {
        out!("failed: {problem}");
    }
    let Report { listed, fetched, unchanged, failed } = &report;
    out!("{listed} listed, {fetched} fetched, {unchanged} unchanged, {} failed, in {}", failed.len(), out.display());
    Ok(failed.is_empty())
}
