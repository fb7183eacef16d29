//! `spraakloket index`: build the index from sources of knowledge.

use crate::config::Config;
use crate::dialogue::Prompts;
use crate::knowledge::ingest::{Harvest, SourceName};
use crate::session::said_ahead;
use crate::speak::PreRendered;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
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
    /// Do not render the short answers as speech ahead of time.
    #[arg(long)]
    no_speech: bool,
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
        if !self.no_speech {
            match render_ahead(config, &harvest) {
                Ok(Some(PreRendered { made, kept })) => out!("{made} sentences rendered as speech, {kept} kept"),
                Ok(None) => {}
                // The index stands and serves; what is not rendered is spoken when it is asked for.
                Err(error) => eprintln!("Speech was not rendered ahead, first sounds will be slower: {error:#}"),
            }
        }
        Ok(())
    }
}

/// Renders what is certain to be said, as far as it has changed. Nothing where no speech is kept.
fn render_ahead(config: &Config, harvest: &Harvest) -> anyhow::Result<Option<PreRendered>> {
    if config.speech_cache.is_none() {
        return Ok(None);
    }
    let texts = said_ahead(harvest, &Prompts::built_in()?, jiff::ZonedDateTime::now().date());
    let desk = super::open::speaking_desk(config)?;
    let style = ProgressStyle::with_template("Speech {bar:30} {pos}/{len}, {eta} left").expect("the template is sound");
    Ok(Some(desk.pre_render(&texts, &ProgressBar::new(0).with_style(style))?))
}
