//! `spraakloket index`: builds the index from sources of knowledge.

use crate::dialogue::Prompts;
use crate::installation::Installation;
use crate::knowledge::embed::MODEL_NAME;
use crate::knowledge::ingest::translated::read_translated;
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
    /// Also index what `spraakloket knowledge translate` has put into this folder.
    #[arg(long, value_name = "DIR")]
    translated: Option<PathBuf>,
    /// The index folder (default: the setting knowledge.index).
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Do not render the short answers as speech ahead of time.
    #[arg(long)]
    no_speech: bool,
}

impl IndexCommand {
    pub(super) fn run(self, installation: &Installation) -> anyhow::Result<()> {
        let installation = installation.with_index(self.out);
        let mut harvest = self.source.harvest()?;
        if let Some(folder) = &self.translated {
            harvest.add_translated(read_translated(folder)?);
        }
        for document in &harvest.skipped {
            eprintln!("skipped: {document}");
        }
        let articles = build(&installation, &harvest)?;
        out!("{articles} articles indexed in {}", installation.index().display());
        if !self.no_speech {
            match render_ahead(&installation, &harvest) {
                Ok(Some(PreRendered { made, kept })) => out!("{made} sentences rendered as speech, {kept} kept"),
                Ok(None) => {}
                // The index is complete and serves; what is not rendered is rendered when it is needed.
                Err(error) => eprintln!("Speech was not rendered ahead, first sounds will be slower: {error:#}"),
            }
        }
        Ok(())
    }
}

/// Builds the index of a harvest, with vectors if the embedding model is installed; says so if it is not. Shows a
/// progress bar on a terminal. Returns the number of articles.
pub(super) fn build(installation: &Installation, harvest: &Harvest) -> anyhow::Result<usize> {
    let embedder = installation.embedder_source()?.map(|source| source.load()).transpose()?;
    if embedder.is_none() {
        eprintln!(
            "The index will be searched by words and sounds only, not by meaning. Get the model: \
             `spraakloket models fetch {MODEL_NAME}`"
        );
    }
    let style = ProgressStyle::with_template("Texts {bar:30} {pos}/{len}, {eta} left").expect("the template is sound");
    let bar = ProgressBar::new(0).with_style(style);
    let articles = installation.build_index(harvest, embedder.as_ref(), &|done, all| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    Ok(articles)
}

/// Renders what is certain to be said and has changed. Does nothing without a speech cache.
fn render_ahead(installation: &Installation, harvest: &Harvest) -> anyhow::Result<Option<PreRendered>> {
    if installation.config().speech_cache.is_none() {
        return Ok(None);
    }
    let texts = said_ahead(harvest, &Prompts::built_in()?, jiff::ZonedDateTime::now().date());
    let desk = installation.speaking_desk()?;
    let style = ProgressStyle::with_template("Speech {bar:30} {pos}/{len}, {eta} left").expect("the template is sound");
    Ok(Some(desk.pre_render(&texts, &ProgressBar::new(0).with_style(style))?))
}
