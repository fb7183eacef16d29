//! `spraakloket knowledge translate`: documents from elsewhere in other languages, ahead of time.

use crate::knowledge::ingest::SourceName;
use crate::knowledge::ingest::translated::{Translated, TranslationServer, translate};
use crate::language::Language;
use anyhow::{Context, bail};
use clap::Args;
use std::path::PathBuf;

/// Have documents translated ahead by a translation server of your own (the API of `LibreTranslate`).
#[derive(Debug, Args)]
pub(super) struct Translate {
    /// The documents: csv:FILE, rijksoverheid:FOLDER or rijksoverheid-api:URL.
    #[arg(long, value_name = "SOURCE")]
    source: SourceName,
    /// The server, as http://HOST:PORT. The documents go to this address.
    #[arg(long, value_name = "URL")]
    server: String,
    /// A file with the server's key, if it wants one.
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// The languages to translate into, parted by commas.
    #[arg(long, value_name = "LANGUAGES", value_delimiter = ',', required = true)]
    to: Vec<Language>,
    /// The folder of the translations; index it with `spraakloket index --translated DIR`.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Translate {
    pub(super) fn run(self) -> anyhow::Result<bool> {
        if matches!(self.source, SourceName::Markdown(_)) {
            bail!("articles of your own are translated by people (knowledge/README.md): name another --source");
        }
        let read =
            |file: &PathBuf| std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()));
        let key = self.key_file.as_ref().map(read).transpose()?.unwrap_or_default();
        let server = TranslationServer::new(&self.server, key.trim())?;
        let harvest = self.source.harvest()?;
        let mut is_whole = true;
        for language in self.to {
            let bar = super::eval::bar(harvest.articles.len());
            let progress = |done: usize| bar.set_position(done as u64);
            let Translated { made, kept, left_out, lost } =
                translate(&harvest.articles, &server, language, &self.out, &progress)?;
            bar.finish_and_clear();
            for id in &lost {
                out!("{language}: nothing of {id} could be kept, because its figures changed");
            }
            out!("{language}: {made} translated, {kept} unchanged, {left_out} sentences left out, {} lost", lost.len());
            is_whole &= lost.is_empty();
        }
        Ok(is_whole)
    }
}
