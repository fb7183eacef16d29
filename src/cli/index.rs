//! `spraakloket index`: build the index from sources of knowledge.

use crate::config::Config;
use crate::knowledge::ingest::SourceName;
use clap::Args;
use std::path::PathBuf;

/// Build the index from a source of knowledge.
#[derive(Debug, Args)]
pub(super) struct IndexCommand {
    /// Where the articles come from: markdown:FOLDER, csv:FILE, rijksoverheid:FOLDER or rijksoverheid-api:URL.
    #[arg(long, value_name = "SOURCE", default_value = "markdown:knowledge")]
    source: SourceName,
    /// The index folder (default: the setting knowledge.index).
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl IndexCommand {
    pub(super) fn run(self, config: &Config) -> anyhow::Result<()> {
        let out = self.out.unwrap_or_else(|| config.index_dir.clone());
        let harvest = self.source.harvest()?;
        for document in &harvest.skipped {
            eprintln!("skipped: {document}");
        }
        let articles = super::open::build(config, &harvest, &out)?;
        out!("{articles} articles indexed in {}", out.display());
        Ok(())
    }
}
