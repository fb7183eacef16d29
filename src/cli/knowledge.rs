//! `spraakloket knowledge`: reviews articles, and keeps documents from elsewhere up to date.

use crate::installation::Installation;
use crate::knowledge::check::{Editing, Finding, Severity, check, count, local};
use crate::knowledge::following::{Place, Published, go_back, publish};
use crate::knowledge::ingest::SourceName;
use crate::knowledge::ingest::live::{Manners, Report, sync};
use crate::knowledge::signing::{Listing, PublicKey, SecretKey, sign_folder, verify_folder};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

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
    Translate(super::translate::Translate),
    /// Make a key to sign with, and print the public key that desks have to trust.
    Key {
        /// The new file of the secret key.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Sign what is in a folder, such as a pack of articles.
    Sign {
        /// The folder.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// The file of the secret key.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
        /// What the folder is.
        #[arg(long, value_name = "WORD", default_value = "pack")]
        kind: String,
    },
    /// Put the current generation of an index, signed, where desks follow it.
    Publish {
        /// The index folder (default: the setting knowledge.index).
        #[arg(long, value_name = "DIR")]
        index: Option<PathBuf>,
        /// A folder; a web address that takes files by PUT; or `s3://BUCKET/FOLDER`, with
        /// `AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` in the environment.
        #[arg(long, value_name = "PLACE")]
        to: String,
        /// The file of the secret key.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
    },
    /// Look once at what knowledge.follow names, and take what is new. Running desks do so by themselves.
    Follow {
        /// The index folder (default: the setting knowledge.index).
        #[arg(long, value_name = "DIR")]
        index: Option<PathBuf>,
    },
    /// Let the generation before serve again, until something newer is published.
    RollBack {
        /// The index folder (default: the setting knowledge.index).
        #[arg(long, value_name = "DIR")]
        index: Option<PathBuf>,
    },
    /// Verify that a folder is as somebody trusted signed it.
    Verify {
        /// The folder.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// A public key that is trusted; may be repeated.
        #[arg(long, value_name = "KEY", required = true)]
        trust: Vec<PublicKey>,
    },
}

impl Knowledge {
    pub(super) fn run(self, installation: &Installation) -> anyhow::Result<bool> {
        match self.command {
            Commands::Check { source } => check_source(&source),
            Commands::Sync { base, out } => fetch(&base, &out),
            Commands::Translate(translate) => translate.run(),
            Commands::Key { file } => make_key(&file),
            Commands::Sign { folder, key, kind } => sign(&folder, &key, &kind),
            Commands::Publish { index, to, key } => {
                let index = index.unwrap_or_else(|| installation.index().to_owned());
                let Published { number, files, copied } = publish(&index, &Place::new(&to)?, &SecretKey::read(&key)?)?;
                out!("publication {number}: {files} files, {copied} of them new, in {to}");
                Ok(true)
            }
            Commands::Follow { index } => follow(&installation.with_index(index)),
            Commands::RollBack { index } => {
                go_back(installation.with_index(index).index())?;
                out!("the generation before serves again");
                Ok(true)
            }
            Commands::Verify { folder, trust } => Ok(verify(&folder, &trust)),
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

fn follow(installation: &Installation) -> anyhow::Result<bool> {
    let Some(follower) = installation.follower() else {
        anyhow::bail!("knowledge.follow is empty: name the folder or the address that is followed");
    };
    match follower.look()? {
        Some(fetched) => out!("a new generation serves; {fetched} files were fetched"),
        None => out!("nothing is new"),
    }
    Ok(true)
}

fn make_key(file: &Path) -> anyhow::Result<bool> {
    let key = SecretKey::create(file)?;
    out!("{}", key.public());
    eprintln!("The secret key is in {}. Give the line above to those who verify.", file.display());
    Ok(true)
}

/// The number is the time, so that what is signed later counts as newer.
fn sign(folder: &Path, key: &Path, kind: &str) -> anyhow::Result<bool> {
    let (key, now) = (SecretKey::read(key)?, jiff::Timestamp::now());
    let number = u64::try_from(now.as_second()).unwrap_or_default();
    let listing = sign_folder(folder, Listing::new(kind, number, now), &key)?;
    out!("{} files signed with {}", listing.files.len(), key.public());
    Ok(true)
}

fn verify(folder: &Path, trusted: &[PublicKey]) -> bool {
    match verify_folder(folder, trusted) {
        Ok(Listing { kind, made, files, .. }) => {
            out!("well: {kind} of {made}, {} files", files.len());
            true
        }
        Err(error) => {
            out!("{error}");
            false
        }
    }
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
