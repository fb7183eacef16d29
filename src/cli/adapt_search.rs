//! `spraakloket adapt search`: trains the search on how people phrase their questions.

use crate::adapt::search::{
    Documents, Recipe, Subjects, TrainedSearchAdapter, Training, compare, markdown, read_subjects, subjects_of, train,
    worse,
};
use crate::evaluate::read_questions;
use crate::installation::Installation;
use crate::knowledge::embed::{EmbedderSource, MODEL_NAME, SearchAdapter, SearchCard, SearchComparison};
use crate::knowledge::ingest::SourceName;
use crate::knowledge::{Article, IndexFolder};
use anyhow::{Context, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Train the search on how people phrase their questions, with the wordings of an index.
#[derive(Debug, Args)]
pub(super) struct AdaptSearch {
    /// The index folder (default: the setting knowledge.index).
    #[arg(long, value_name = "DIR")]
    index: Option<PathBuf>,
    /// Further subjects to train on, never spoken: JSON Lines with title, passage and questions. May be repeated.
    #[arg(long, value_name = "FILE")]
    subjects: Vec<PathBuf>,
    /// Where to write the adapter; name it in knowledge.adapter to use it.
    #[arg(long, value_name = "FILE", default_value = "search.safetensors")]
    out: PathBuf,
    /// Stop after this time with the best possible result. Without it: as long as the steps take.
    #[arg(long, value_name = "N")]
    minutes: Option<u64>,
    /// Number of training steps.
    #[arg(long, value_name = "N", default_value_t = Recipe::default().steps)]
    steps: usize,
    /// Random seed: the same seed gives the same adapter.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Do not train; compare an adapter (default: that of the settings) with the unadapted model.
    #[arg(long)]
    check: bool,
    /// The adapter to check.
    #[arg(long, value_name = "FILE", requires = "check")]
    adapter: Option<PathBuf>,
    /// Held-out documents for the check.
    #[arg(long, value_name = "SOURCE", requires = "document_questions")]
    documents: Option<SourceName>,
    /// Questions about these documents, as for `eval --questions`.
    #[arg(long, value_name = "FILE", requires = "documents")]
    document_questions: Option<PathBuf>,
    /// Write a description of the adapter and its effect to this file, as Markdown.
    #[arg(long, value_name = "FILE")]
    card: Option<PathBuf>,
}

impl AdaptSearch {
    pub(super) fn run(self, installation: &Installation) -> anyhow::Result<bool> {
        super::adapt::keep_candle_from_spinning();
        let model = installation
            .embedder_source()?
            .with_context(|| format!("the embedding model is not here: run `spraakloket models fetch {MODEL_NAME}`"))?;
        let installation = installation.with_index(self.index.clone());
        let articles = IndexFolder::open(installation.index())?.lexical.articles()?;
        let mut others = Vec::new();
        for path in &self.subjects {
            others.extend(read_subjects(path)?);
        }
        let subjects = Subjects::divide(subjects_of(&articles), others);
        let (adapter, aside) = if self.check {
            let named = self.adapter.as_deref().map(SearchAdapter::read).transpose()?;
            let set = model.adapter.as_deref().cloned();
            (named.or(set).context("no adapter is set: name one with --adapter")?, None)
        } else {
            let aside = self.out.with_extension("kept-aside.safetensors");
            let adapter = self.train(&installation, &model, &subjects)?;
            // Kept under another name until it has passed the check, and not lost if the check is interrupted.
            adapter.write(&aside)?;
            (adapter, Some(aside))
        };
        self.finish(model, adapter, aside.as_deref(), &articles, &subjects)
    }

    /// Checks the adapter and moves it to its place. Returns whether it may be used.
    fn finish(
        &self,
        model: EmbedderSource,
        mut adapter: SearchAdapter,
        aside: Option<&Path>,
        articles: &[Article],
        subjects: &Subjects,
    ) -> anyhow::Result<bool> {
        let model = EmbedderSource { adapter: Some(Arc::new(adapter.clone())), ..model };
        let bar = bar("Check");
        let comparisons = compare(&model, articles, subjects, self.documents()?, &|done, all| {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        })?;
        bar.finish_and_clear();
        adapter.card.evaluation.clone_from(&comparisons);
        let name =
            self.adapter.as_deref().unwrap_or(&self.out).file_stem().map(|name| name.to_string_lossy().into_owned());
        if let Some(card) = &self.card {
            let text = markdown(&name.unwrap_or_default(), &adapter.card);
            std::fs::write(card, text).with_context(|| format!("cannot write {}", card.display()))?;
        }
        let reasons = worse(&comparisons);
        print(&comparisons, &reasons);
        if let Some(aside) = aside {
            adapter.write(aside)?;
            let out = self.out.display();
            if reasons.is_empty() {
                std::fs::rename(aside, &self.out).with_context(|| format!("cannot write {out}"))?;
                out!("Written to {out}. To use it: adapter = \"{out}\" under [knowledge], then `spraakloket index`.");
            } else {
                out!("It is kept aside in {}: do not use it.", aside.display());
            }
        }
        Ok(reasons.is_empty())
    }

    fn train(
        &self,
        installation: &Installation,
        model: &EmbedderSource,
        subjects: &Subjects,
    ) -> anyhow::Result<SearchAdapter> {
        let recipe = Recipe { seed: self.seed, steps: self.steps, ..Recipe::default() };
        let training = Training {
            model,
            subjects: &subjects.learned,
            recipe,
            folder: super::adapt::work_folder(&installation.models()),
            time: self.minutes.map(|minutes| Duration::from_secs(60 * minutes)),
        };
        let bar = bar("Steps");
        let outcome = train(&training, &mut |done, all, loss| {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
            bar.set_message(format!("loss {loss:.3}"));
            if done.is_multiple_of(20) {
                tracing::info!(code = "adapt-progress", what = "search", done, all, loss);
            }
        })?;
        bar.finish_and_clear();
        let recipe = told(&recipe, subjects, &outcome);
        let card =
            SearchCard { base: MODEL_NAME.to_owned(), scale: outcome.weights.scale, recipe, evaluation: Vec::new() };
        let adapter = SearchAdapter { card, weights: outcome.weights, projection: outcome.projection };
        // Serialised and parsed again, so that what is checked is what is written.
        SearchAdapter::from_bytes(&adapter.to_bytes().map_err(anyhow::Error::msg)?).map_err(anyhow::Error::msg)
    }

    /// Held-out documents, with questions about them.
    fn documents(&self) -> anyhow::Result<Option<Documents>> {
        let (Some(source), Some(path)) = (&self.documents, &self.document_questions) else {
            return Ok(None);
        };
        let articles = source.harvest()?.articles;
        let questions = read_questions(path)?;
        let pairs = questions.into_iter().filter_map(|question| {
            let expect = question.expect.first()?.0.clone();
            Some((question.text?, expect))
        });
        let pairs: Vec<(String, String)> = pairs.collect();
        if pairs.is_empty() {
            bail!("{} has no questions with an answer", path.display());
        }
        Ok(Some((articles, pairs)))
    }
}

fn told(recipe: &Recipe, subjects: &Subjects, outcome: &TrainedSearchAdapter) -> BTreeMap<String, String> {
    let mut told = recipe.told();
    let questions: usize = subjects.learned.iter().map(|subject| subject.questions.len()).sum();
    let (done, planned) = outcome.steps;
    told.insert("subjects".into(), subjects.learned.len().to_string());
    told.insert("wordings".into(), questions.to_string());
    told.insert("steps".into(), format!("{done} of {planned}"));
    told.insert("loss".into(), format!("{:.3}", outcome.loss));
    told
}

fn print(comparisons: &[SearchComparison], reasons: &[String]) {
    out!("{:32} {:>9}  {:>15}  {:>15}", "test", "questions", "first", "among five");
    let percent = |[before, after]: [f64; 2]| format!("{:5.1} → {:5.1} %", 100.0 * before, 100.0 * after);
    for line in comparisons {
        let (one, five) = (percent(line.hit_at_1), percent(line.hit_at_5));
        out!("{:32} {:9}  {one:>15}  {five:>15}", line.test, line.questions);
    }
    for reason in reasons {
        out!("WORSE  {reason}");
    }
    if reasons.is_empty() {
        out!("The adapter is at least as good everywhere, within the margin.");
    }
}

fn bar(name: &'static str) -> ProgressBar {
    let template = "{prefix} {bar:30} {pos}/{len}, {eta} left {msg}";
    ProgressBar::new(0)
        .with_style(ProgressStyle::with_template(template).expect("the template is sound"))
        .with_prefix(name)
}
