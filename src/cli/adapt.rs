//! `spraakloket adapt`: trains the recogniser on the words of an index, and compares the result with the unadapted
//! model.

use super::adapt_search::AdaptSearch;
use crate::adapt::{
    KEPT, Limits, Progress, Recipe, Recordings, Speakers, TEACHERS, Texts, TrainedAdapter, compare, domain_words,
    markdown, plan, tests_of, train, verdict,
};
use crate::config::VoiceName;
use crate::installation::Installation;
use crate::knowledge::{Article, IndexFolder};
use crate::language::Language;
use crate::listen::{WhisperSettings, WhisperTranscriber};
use crate::models::{Adapter, AdapterBase, AdapterCard, Comparison, GgmlFile, ModelStore};
use crate::session::informed_transcriber;
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The model to train, and those that the result fits: they differ in precision only.
const BASE: &str = "whisper-base";
const FITTING: [&str; 2] = [BASE, "whisper-base-q8"];

/// Train the recogniser on the words of an index, with speech that is synthesised for it here.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Adapt {
    #[command(subcommand)]
    what: Option<What>,
    /// The index folder (default: the setting knowledge.index).
    #[arg(long, value_name = "DIR")]
    index: Option<PathBuf>,
    /// Where to write the adapter; name it in listen.adapter to use it.
    #[arg(long, value_name = "FILE", default_value = "adapter.safetensors")]
    out: PathBuf,
    /// Stop after this time with the best possible result. Without it: as long as the clips take.
    #[arg(long, value_name = "N")]
    minutes: Option<u64>,
    /// Number of clips to render and train on.
    #[arg(long, value_name = "N", default_value_t = Recipe::default().clips)]
    clips: usize,
    /// Random seed: the same seed gives the same adapter.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Maximum disk space for the work, in MB.
    #[arg(long, value_name = "N", default_value_t = 2_000)]
    disk_mb: u64,
    /// Do not train; compare an adapter (default: that of the settings) with the unadapted model.
    #[arg(long)]
    check: bool,
    /// Check without guidance by the index: plain Whisper, and Whisper with the adapter.
    #[arg(long, requires = "check")]
    unguided: bool,
    /// The adapter to check.
    #[arg(long, value_name = "FILE", requires = "check")]
    adapter: Option<PathBuf>,
    /// Number of clips in each test of the check.
    #[arg(long, value_name = "N", default_value_t = 60)]
    check_clips: usize,
    /// Write a description of the adapter and its effect to this file, as Markdown.
    #[arg(long, value_name = "FILE")]
    card: Option<PathBuf>,
    /// Dutch recordings of people: a folder with transcripts.tsv (file, speaker, words). Every second one is trained
    /// on, the others are for the check.
    #[arg(long, value_name = "DIR")]
    human: Option<PathBuf>,
}

/// What to train instead of the recogniser.
#[derive(Debug, Subcommand)]
enum What {
    Search(Box<AdaptSearch>),
}

impl Adapt {
    pub(super) fn run(mut self, installation: &Installation) -> anyhow::Result<bool> {
        if let Some(What::Search(search)) = self.what.take() {
            return search.run(installation);
        }
        keep_candle_from_spinning();
        let installation = installation.with_index(self.index.clone());
        let articles = IndexFolder::open(installation.index())?.lexical.articles()?;
        let texts = Texts::of(&articles);
        let people = self.human.as_deref().map(Recordings::read).transpose()?.unwrap_or_default();
        let mut speakers = Speakers::new(voices(&installation), installation.lexicon()?);
        if self.check {
            let mut adapter = match &self.adapter {
                Some(path) => Adapter::read(path)?,
                None => installation.adapter()?.context("no adapter is set: name one with --adapter")?,
            };
            let (comparisons, reasons) =
                self.hold_against(&installation, &articles, &texts, &people, &mut speakers, &adapter)?;
            adapter.card.evaluation.clone_from(&comparisons);
            self.write_card(self.adapter.as_deref(), &adapter.card)?;
            return Ok(print(&comparisons, &reasons));
        }
        let mut adapter = self.train(&installation, &texts, &people, &mut speakers)?;
        // Kept under another name until it has passed the check, and not lost if the check is interrupted.
        let aside = self.out.with_extension("kept-aside.safetensors");
        adapter.write(&aside)?;
        let (comparisons, reasons) =
            self.hold_against(&installation, &articles, &texts, &people, &mut speakers, &adapter)?;
        adapter.card.evaluation.clone_from(&comparisons);
        adapter.write(&aside)?;
        self.write_card(Some(&self.out), &adapter.card)?;
        let well = print(&comparisons, &reasons);
        let out = self.out.display();
        if well {
            std::fs::rename(&aside, &self.out).with_context(|| format!("cannot write {out}"))?;
            out!("Written to {out}. To use it: adapter = \"{out}\" under [listen].");
        } else {
            out!("It is kept aside in {}: do not use it.", aside.display());
        }
        Ok(well)
    }

    fn train(
        &self,
        installation: &Installation,
        texts: &Texts,
        people: &Recordings,
        speakers: &mut Speakers,
    ) -> anyhow::Result<Adapter> {
        let store = installation.models();
        let file = GgmlFile::parse(std::fs::read(store.path(BASE)?)?).map_err(anyhow::Error::msg)?;
        let recipe = Recipe { seed: self.seed, clips: self.clips, ..Recipe::default() };
        let clips = plan(&texts.learned, &people.learned, &recipe, &|voice| speakers.has(voice));
        let limits = Limits {
            folder: work_folder(&store),
            disk_mb: self.disk_mb,
            time: self.minutes.map(|n| Duration::from_secs(60 * n)),
        };
        let mut bars = Bars::default();
        let outcome = train(&file, &clips, &recipe, speakers, &limits, &mut |step| bars.show(step))?;
        bars.finish();
        let sentences = texts.learned.len();
        let recipe_told = told(&recipe, &outcome, sentences, people.learned.len());
        let card = AdapterCard {
            bases: bases(&store)?,
            scale: (recipe.scale * KEPT) as f32,
            recipe: recipe_told,
            evaluation: Vec::new(),
        };
        // Serialised and parsed again, so that what is checked is what is written.
        let adapter = Adapter { card, changes: outcome.changes };
        Adapter::from_bytes(&adapter.to_bytes().map_err(anyhow::Error::msg)?).map_err(anyhow::Error::msg)
    }

    /// The desk's recogniser, guided by the index unless `--unguided` is given.
    fn load(&self, settings: WhisperSettings, installation: &Installation) -> anyhow::Result<WhisperTranscriber> {
        if self.unguided {
            return Ok(WhisperTranscriber::load(settings)?);
        }
        Ok(informed_transcriber(settings, installation.index())?)
    }

    fn write_card(&self, adapter: Option<&Path>, card: &AdapterCard) -> anyhow::Result<()> {
        let Some(path) = &self.card else { return Ok(()) };
        let name = adapter.and_then(Path::file_stem).map_or_else(|| "adapter".into(), |name| name.to_string_lossy());
        std::fs::write(path, markdown(&name, card)).with_context(|| format!("cannot write {}", path.display()))
    }

    fn hold_against(
        &self,
        installation: &Installation,
        articles: &[Article],
        texts: &Texts,
        people: &Recordings,
        speakers: &mut Speakers,
        adapter: &Adapter,
    ) -> anyhow::Result<(Vec<Comparison>, Vec<String>)> {
        let domain = domain_words(articles, Language::Nl);
        let trials = tests_of(&texts.held_back, &domain, speakers, &people.held_back, self.check_clips)?;
        let settings = WhisperSettings { preparation: None, ..installation.whisper()? };
        let load = |settings| self.load(settings, installation);
        let mut plain = load(settings.clone())?;
        let preparation = Some(Arc::new(adapter.clone()) as Arc<dyn crate::listen::Preparation>);
        let mut changed = load(WhisperSettings { preparation, ..settings })?;
        let bar = bar("Clips");
        bar.set_length(trials.iter().map(|trial| trial.clips.len() as u64).sum());
        let comparisons = compare(&trials, &mut plain, &mut changed, &mut || bar.inc(1))?;
        bar.finish_and_clear();
        let reasons = verdict(&trials, &comparisons);
        Ok((comparisons, reasons))
    }
}

/// candle's helper threads wait for work by spinning, which takes a third of the time of whatever else uses the same
/// processors: here, the clips that are encoded in parallel.
pub(super) fn keep_candle_from_spinning() {
    if std::env::var_os("CANDLE_NUM_THREADS").is_none() {
        // SAFETY: the command has only just started; there is no other thread that could read the environment.
        unsafe { std::env::set_var("CANDLE_NUM_THREADS", "1") };
    }
}

/// The training voices that are installed.
fn voices(installation: &Installation) -> BTreeMap<String, crate::speak::VoiceSettings> {
    let at_hand = |name: &str| Some((name.to_owned(), installation.voice(&VoiceName::parse(name)).ok()?));
    TEACHERS.iter().filter_map(|teacher| at_hand(teacher.voice)).collect()
}

/// A folder beside the models.
pub(super) fn work_folder(store: &ModelStore) -> PathBuf {
    store.directory().parent().unwrap_or(Path::new(".")).join("adapt")
}

/// The digests of the catalog's models that differ in precision only.
fn bases(store: &ModelStore) -> anyhow::Result<Vec<AdapterBase>> {
    FITTING
        .iter()
        .map(|name| {
            let model = store.catalog().get(name)?;
            let digest = model.files.first().and_then(|file| file.digest.as_ref());
            let Some(digest) = digest else { bail!("the catalog has no digest of {name}") };
            Ok(AdapterBase { name: (*name).to_owned(), sha256: digest.hex().to_owned() })
        })
        .collect()
}

/// The recipe, as recorded in the adapter.
fn told(recipe: &Recipe, outcome: &TrainedAdapter, sentences: usize, recordings: usize) -> BTreeMap<String, String> {
    let (done, planned) = outcome.steps;
    let pairs = [
        ("seed", recipe.seed.to_string()),
        ("sentences", sentences.to_string()),
        ("recordings", format!("{recordings}, each {} times", recipe.recording_times)),
        ("clips", outcome.clips.to_string()),
        ("english_percent", recipe.english_percent.to_string()),
        ("passes", recipe.passes.to_string()),
        ("batch", recipe.batch.to_string()),
        ("rate", recipe.rate.to_string()),
        ("warm_up_steps", recipe.warm_up.to_string()),
        ("label_smoothing", recipe.smoothing.to_string()),
        ("rank", recipe.rank.to_string()),
        ("trained_scale", recipe.scale.to_string()),
        ("kept", KEPT.to_string()),
        ("steps", format!("{done} of {planned}")),
        ("loss", format!("{:.3}", outcome.loss)),
    ];
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Prints the table and the verdict. Returns whether the adapter may be used.
fn print(comparisons: &[Comparison], reasons: &[String]) -> bool {
    out!("{:26} {:>5}  {:>15}  {:>19}", "test", "clips", "words wrong", "domain words right");
    let percent = |[before, after]: [f64; 2]| format!("{:5.1} → {:5.1} %", 100.0 * before, 100.0 * after);
    for line in comparisons {
        let domain = line.domain_words.map_or_else(|| "-".to_owned(), percent);
        out!("{:26} {:5}  {:>15}  {domain:>19}", line.test, line.clips, percent(line.word_errors));
    }
    for reason in reasons {
        out!("WORSE  {reason}");
    }
    if reasons.is_empty() {
        out!("The adapter is at least as good everywhere, within the margins.");
    }
    reasons.is_empty()
}

/// The progress of a training, on the terminal and in the log.
#[derive(Default)]
struct Bars {
    bar: Option<(&'static str, ProgressBar)>,
}

impl Bars {
    fn show(&mut self, step: Progress) {
        let (name, done, all, loss) = match step {
            Progress::Heard(done, all) => ("Clips", done, all, None),
            Progress::Trained(done, all, loss) => ("Steps", done, all, Some(loss)),
        };
        if self.bar.as_ref().is_none_or(|(shown, _)| *shown != name) {
            self.finish();
            self.bar = Some((name, bar(name)));
        }
        if let Some((_, bar)) = &self.bar {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
            if let Some(loss) = loss {
                bar.set_message(format!("loss {loss:.3}"));
            }
        }
        if done.is_multiple_of(20) {
            tracing::info!(code = "adapt-progress", what = name, done, all, loss);
        }
    }

    fn finish(&mut self) {
        if let Some((_, bar)) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

fn bar(name: &'static str) -> ProgressBar {
    let template = "{prefix} {bar:30} {pos}/{len}, {eta} left {msg}";
    ProgressBar::new(0)
        .with_style(ProgressStyle::with_template(template).expect("the template is sound"))
        .with_prefix(name)
}
