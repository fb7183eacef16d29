//! `spraakloket eval`: how well questions with known answers are answered, in figures; and `--calibrate`, which trains
//! the decision between answering, asking back and refusing.

use super::tongues::Tongues;
use crate::audio::Noise;
use crate::config::VoiceName;
use crate::dialogue::{Command, short_answers};
use crate::evaluate::{
    Calibrator, Degradation, Evaluation, Interval, Question, QuestionLine, Report, Sounds, Totals, calibrate_at_once,
    calibrate_hearing, calibrate_opposites, calibrate_sections, known_questions, read_beir, read_questions, sample,
};
use crate::installation::Installation;
use crate::knowledge::decide::Decider;
use crate::knowledge::embed::{Embedder, MODEL_NAME};
use crate::knowledge::index::Method;
use crate::knowledge::ingest::Harvest;
use crate::knowledge::{IndexFolder, KnowledgeDesk};
use crate::language::Language;
use crate::listen::Transcriber;
use crate::speak::SpeakingDesk;
use anyhow::{Context, bail};
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Measure search, decision and recognition on questions with known answers.
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools)] // each is a switch of the command line
pub(super) struct Eval {
    /// The index folder (default: the setting knowledge.index). With --calibrate: one or more.
    #[arg(long, value_name = "DIR")]
    index: Vec<PathBuf>,
    /// Questions: tab-separated, with a header; columns audio and/or text, expect, and optionally transcript,
    /// language, sentence (how the sentence that must be said begins), section (the heading of the part that must be
    /// told first) and second (what answers a second question: an article, # and a heading, or -).
    #[arg(long, value_name = "FILE", required_unless_present_any = ["titles", "beir", "calibrate", "calibrate_hearing", "calibrate_at_once", "calibrate_understanding", "calibrate_sections", "calibrate_opposites", "meaning", "tongues"])]
    questions: Option<PathBuf>,
    /// Classify remarks of known kind, as a session does, and print the results for each kind: tab-separated, with a
    /// header; columns text, expect (a kind such as despair or greeting; - for an ordinary remark) and optionally
    /// language.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["questions", "titles", "beir", "calibrate", "calibrate_hearing", "calibrate_understanding"])]
    meaning: Option<PathBuf>,
    /// Ask each article's own title, with titles and wordings excluded from the search.
    #[arg(long, conflicts_with_all = ["questions", "beir"])]
    titles: bool,
    /// A benchmark in BEIR's format (corpus.jsonl, queries.jsonl, qrels/test.tsv); it is indexed first.
    #[arg(long, value_name = "DIR", conflicts_with = "questions")]
    beir: Option<PathBuf>,
    /// Send recordings over a telephone line first.
    #[arg(long)]
    phone: bool,
    /// Add noise to recordings first: pink, hum or babble, and the signal-to-noise ratio in dB.
    #[arg(long, value_name = "KIND:SNR_DB", value_parser = noise)]
    noise: Option<(Noise, f32)>,
    /// Have questions without a recording spoken by these voices in rotation (espeak:NAME, a Piper voice, or
    /// kokoro:NAME for accented Dutch; separated by commas) and transcribe them.
    #[arg(long, value_name = "VOICES", value_delimiter = ',', conflicts_with = "calibrate")]
    voice: Vec<String>,
    /// Use only this many of the questions, evenly spaced.
    #[arg(long, value_name = "N", conflicts_with = "calibrate")]
    sample: Option<usize>,
    /// How articles are ranked: bm25, phonetic, dense, hybrid or late.
    #[arg(long, default_value = "late")]
    method: Method,
    /// Exclude titles and wordings from the search.
    #[arg(long)]
    without_titles: bool,
    /// Decide with this file, as written by --calibrate, instead of the built-in one.
    #[arg(long, value_name = "FILE", conflicts_with = "calibrate")]
    decision: Option<PathBuf>,
    /// Print everything as one JSON object.
    #[arg(long)]
    json: bool,
    /// Train the decision on the articles of the indexes, on --asked and on --out-of-scope, and write it to this file
    /// (src/knowledge/decision.toml; it is compiled in).
    #[arg(long, value_name = "FILE", requires_all = ["out_of_scope", "asked"], conflicts_with_all = ["questions", "titles", "beir"])]
    calibrate: Option<PathBuf>,
    /// Train the recogniser's choice between a known wording and the free transcript on the articles' questions and on
    /// --out-of-scope, spoken by --voice, and write it to this file (src/listen/guided/decision.toml; it is compiled
    /// in).
    #[arg(long, value_name = "FILE", requires_all = ["out_of_scope", "voice"], conflicts_with_all = ["questions", "titles", "beir", "calibrate"])]
    calibrate_hearing: Option<PathBuf>,
    /// Choose from when on a word or two is obeyed at once, with the desk's commands and short answers and with pieces of
    /// the articles' questions, spoken by --voice, and write it to this file (`src/listen/at_once.toml`; it is compiled in).
    #[arg(long, value_name = "FILE", requires = "voice", conflicts_with_all = ["questions", "titles", "beir", "calibrate", "calibrate_hearing"])]
    calibrate_at_once: Option<PathBuf>,
    /// Choose the probability from which what people say is believed to be danger, a command, small talk and so on,
    /// with --remarks, --asked and --out-of-scope, and write it to this file (src/understand/decision.toml; it is
    /// compiled in).
    #[arg(long, value_name = "FILE", requires = "remarks", conflicts_with_all = ["questions", "titles", "beir", "calibrate", "calibrate_hearing"])]
    calibrate_understanding: Option<PathBuf>,
    /// Train the choice of the part that a question asks for on --wordings, and write it to this file
    /// (src/knowledge/part.toml; it is compiled in).
    #[arg(long, value_name = "FILE", requires = "wordings", conflicts_with_all = ["questions", "titles", "beir", "calibrate", "calibrate_hearing", "calibrate_understanding"])]
    calibrate_sections: Option<PathBuf>,
    /// Wordings of articles with a column section, as in knowledge/nl/wordings.tsv.
    #[arg(long, value_name = "FILE", requires = "calibrate_sections")]
    wordings: Option<PathBuf>,
    /// Train the model that tells a question from the opposite of its article on the wordings of the index and on
    /// --denials, and write it to this file (src/knowledge/opposites.toml; it is compiled in).
    #[arg(long, value_name = "FILE", requires = "denials", conflicts_with_all = ["questions", "titles", "beir", "calibrate", "calibrate_hearing", "calibrate_understanding", "calibrate_sections"])]
    calibrate_opposites: Option<PathBuf>,
    /// Sentences that deny or undo something; columns text, expect and not (the article of which it is the opposite).
    #[arg(long, value_name = "FILE", requires = "calibrate_opposites")]
    denials: Option<PathBuf>,
    /// Remarks of known kind that were not trained on, in the format that --meaning reads. May be repeated.
    #[arg(long, value_name = "FILE", requires = "calibrate_understanding")]
    remarks: Vec<PathBuf>,
    /// Questions that no article answers, to train on; a column `kind` may call them near or far. May be repeated.
    #[arg(long, value_name = "FILE")]
    out_of_scope: Vec<PathBuf>,
    /// Questions that neither the index nor the search adapter was trained on, to calibrate with; with --calibrate a
    /// file for each --index.
    #[arg(long, value_name = "FILE")]
    asked: Vec<PathBuf>,
    #[command(flatten)]
    tongues: Tongues,
}

impl Eval {
    pub(super) fn run(mut self, installation: &Installation) -> anyhow::Result<()> {
        if self.index.is_empty() {
            self.index.push(installation.index().to_owned());
        }
        if let Some(out) = &self.calibrate {
            return self.calibrate(installation, out);
        }
        if let Some(out) = &self.calibrate_hearing {
            return self.calibrate_hearing(installation, out);
        }
        if let Some(out) = &self.calibrate_at_once {
            return self.calibrate_at_once(installation, out);
        }
        let [index] = &self.index[..] else {
            bail!("--index is given {} times; one index is measured at a time", self.index.len());
        };
        if let (Some(out), Some(wordings)) = (&self.calibrate_sections, &self.wordings) {
            let embedder = embedder(installation)?;
            let calibration = calibrate_sections(index, &embedder, &read_questions(wordings)?)?;
            write_calibration(out, "--calibrate-sections", &toml::to_string(&calibration.chooser)?)?;
            out!("{}", calibration.summary.trim_end());
            out!("Written to {}. Build the program again to use it.", out.display());
            return Ok(());
        }
        if let (Some(out), Some(denials)) = (&self.calibrate_opposites, &self.denials) {
            let calibration = calibrate_opposites(index, &read_questions(denials)?)?;
            write_calibration(out, "--calibrate-opposites", &toml::to_string(&calibration.model)?)?;
            out!("{}", calibration.summary);
            out!("Written to {}. Build the program again to use it.", out.display());
            return Ok(());
        }
        if self.tongues.is_wanted() {
            let installation = installation.with_index(Some(index.clone()));
            let accents = self.voice.iter().cloned().zip(self.voices(&installation)?).collect();
            let degradation = Degradation { phone: self.phone, noise: self.noise };
            return self.tongues.run(&installation, accents, degradation, self.sample);
        }
        let trial = tempfile::tempdir()?;
        let (index, questions) = match &self.beir {
            Some(folder) => beir(installation, folder, trial.path())?,
            None => (index.clone(), Vec::new()),
        };
        let installation = installation.with_index(Some(index));
        let model = installation.embedder_source()?;
        if model.is_none() && self.method == Method::Dense {
            bail!("--method dense needs the embedding model: run `spraakloket models fetch {MODEL_NAME}`");
        }
        let mut desk = KnowledgeDesk::open(installation.index(), model.as_ref())?;
        if let Some(path) = &self.calibrate_understanding {
            let mut asked = self.foreign()?;
            for path in &self.asked {
                asked.extend(read_questions(path)?);
            }
            let index = installation.index();
            return super::understanding::calibrate_understanding(index, desk, &self.remarks, &asked, path);
        }
        if let Some(path) = &self.meaning {
            return super::understanding::measure_meaning(installation.index(), desk, path, self.json);
        }
        if let Some(path) = &self.decision {
            desk = desk.deciding_by(read_decision(path)?);
        }
        if !desk.searcher().is_dense() && self.method == Method::Dense {
            bail!(
                "--method dense needs vectors, and {} has none: build it again with `spraakloket index`",
                installation.index().display()
            );
        }
        let questions = match &self.questions {
            Some(path) => read_questions(path)?,
            None if self.titles => titles(&desk)?,
            None => questions,
        };
        let questions = match self.sample {
            Some(wanted) => sample(questions, wanted),
            None => questions,
        };
        let transcriber = self.transcriber(&installation, &questions)?;
        let mut evaluation = Evaluation {
            desk,
            transcriber,
            expected: installation.config().listen_language,
            sounds: Sounds::new(Degradation { phone: self.phone, noise: self.noise }, self.voices(&installation)?),
            method: self.method,
            titles: !self.titles && !self.without_titles,
        };
        let bar = bar(questions.len());
        let lines = evaluation.run(&questions, &|done| bar.set_position(done as u64))?;
        bar.finish_and_clear();
        self.print(&Report::new(lines))
    }

    fn transcriber(
        &self,
        installation: &Installation,
        questions: &[Question],
    ) -> anyhow::Result<Option<Box<dyn Transcriber>>> {
        if self.voice.is_empty() && questions.iter().all(|question| question.audio.is_none()) {
            if self.phone || self.noise.is_some() {
                bail!(
                    "--phone and --noise change sound, and these questions have none: \
                     fill in the column `audio`, or let a --voice speak them"
                );
            }
            return Ok(None);
        }
        Ok(Some(Box::new(installation.recogniser()?)))
    }

    /// For each voice, a desk in which it speaks every language. Rendered speech is kept in the cache folder.
    fn voices(&self, installation: &Installation) -> anyhow::Result<Vec<SpeakingDesk>> {
        let desk = |name: &String| {
            let settings = installation.voice(&VoiceName::parse(name))?;
            let voices = Language::ALL.map(|language| (language, settings.clone())).to_vec();
            Ok(SpeakingDesk::new(voices, installation.lexicon()?, 1.0)
                .with_cache(installation.config().speech_cache.clone()))
        };
        self.voice.iter().map(desk).collect()
    }

    /// Dutch only: the voices do not speak other languages properly.
    fn calibrate_hearing(&self, installation: &Installation, out: &Path) -> anyhow::Result<()> {
        let [index] = &self.index[..] else { bail!("--calibrate-hearing takes one --index") };
        let installation = &installation.with_index(Some(index.clone()));
        let questions = known_questions(IndexFolder::open(index)?.lexical.articles()?, Language::Nl);
        let mut foreign = self.foreign()?;
        foreign.retain(|question| question.language != Some(Language::En));
        let wanted = self.sample.unwrap_or(3 * foreign.len());
        let questions = [sample(questions, wanted), sample(foreign, wanted)].concat();
        let mut transcriber = installation.recogniser()?;
        let mut sounds = Sounds::new(Degradation::default(), self.voices(installation)?);
        let bar = bar(questions.len());
        let calibration =
            calibrate_hearing(&mut transcriber, &mut sounds, &questions, &|done| bar.set_position(done as u64))?;
        bar.finish_and_clear();
        write_calibration(out, "--calibrate-hearing", &toml::to_string(&calibration.model)?)?;
        out!("{}", calibration.summary.trim_end());
        out!("Written to {}. Build the program again to use it.", out.display());
        Ok(())
    }

    fn calibrate_at_once(&self, installation: &Installation, out: &Path) -> anyhow::Result<()> {
        let [index] = &self.index[..] else { bail!("--calibrate-at-once takes one --index") };
        let installation = &installation.with_index(Some(index.clone()));
        let spoken =
            |text: &str| Question { text: Some(text.to_owned()), language: Some(Language::Nl), ..Question::default() };
        let commands = Command::wordings(Language::Nl).map(|(_, text)| spoken(text));
        let answers = short_answers(Language::Nl).iter().map(|(_, text)| spoken(text));
        let words: Vec<Question> = commands.chain(answers).collect();
        // Each in every condition, by every voice.
        let words: Vec<Question> = words.into_iter().flat_map(|word| vec![word; 3 * self.voice.len()]).collect();
        let articles = IndexFolder::open(index)?.lexical.articles()?;
        let others = sample(known_questions(articles, Language::Nl), self.sample.unwrap_or(600));
        let mut transcriber = installation.recogniser()?;
        let mut sounds = Sounds::new(Degradation::default(), self.voices(installation)?);
        let bar = bar(words.len() + others.len());
        let calibration = calibrate_at_once(&mut transcriber, &mut sounds, &words, &others, &|done| {
            bar.set_position(done as u64);
        })?;
        bar.finish_and_clear();
        write_calibration(out, "--calibrate-at-once", &toml::to_string(&calibration.thresholds)?)?;
        out!("{}", calibration.summary);
        out!("Written to {}. Build the program again to use it.", out.display());
        Ok(())
    }

    /// The questions in --out-of-scope.
    fn foreign(&self) -> anyhow::Result<Vec<Question>> {
        let mut foreign = Vec::new();
        for path in &self.out_of_scope {
            foreign.extend(read_questions(path)?);
        }
        if let Some(question) = foreign.iter().find(|question| !question.is_out_of_scope() || question.text.is_none()) {
            bail!("--out-of-scope: only typed questions with `-` in `expect` belong there, not {question:?}");
        }
        Ok(foreign)
    }

    fn calibrate(&self, installation: &Installation, out: &Path) -> anyhow::Result<()> {
        let foreign = self.foreign()?;
        if self.asked.len() != self.index.len() {
            bail!(
                "--asked is given {} times and --index {} times: name one file for each",
                self.asked.len(),
                self.index.len()
            );
        }
        let embedder = embedder(installation)?;
        let mut calibrator = Calibrator::default();
        let asked = self.asked.iter().map(|path| read_questions(path)).collect::<Result<Vec<_>, _>>()?;
        let indexes: Vec<(PathBuf, Vec<Question>)> = self.index.iter().cloned().zip(asked).collect();
        if embedder.has_tokens() {
            out!("{}", calibrator.learn_ranking(&indexes, &embedder)?);
        }
        for (index, asked) in &indexes {
            calibrator.add(index, Some(&embedder), asked, &foreign)?;
        }
        let calibration = calibrator.train();
        write_calibration(out, "--calibrate", &toml::to_string(&calibration.decider)?)?;
        out!("{}", calibration.summary.trim_end());
        out!("Written to {}. Build the program again to use it.", out.display());
        Ok(())
    }

    fn print(&self, report: &Report) -> anyhow::Result<()> {
        if self.json {
            out!("{}", serde_json::to_string_pretty(report)?);
        } else {
            report.lines.iter().for_each(print_line);
            print_totals(&report.total);
        }
        Ok(())
    }
}

/// The embedding model, which calibration requires.
fn embedder(installation: &Installation) -> anyhow::Result<Arc<Embedder>> {
    let source = installation.embedder_source()?.with_context(|| {
        format!("calibration needs the embedding model: run `spraakloket models fetch {MODEL_NAME}`")
    })?;
    Ok(Arc::new(source.load()?))
}

pub(super) fn write_calibration(out: &Path, option: &str, text: &str) -> anyhow::Result<()> {
    let head = format!("# Written by `spraakloket eval {option}`; not to be edited by hand.\n\n");
    std::fs::write(out, head + text).with_context(|| format!("cannot write {}", out.display()))
}

fn read_decision(path: &Path) -> anyhow::Result<Decider> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("{} is no decision: write one with --calibrate", path.display()))
}

/// Indexes a benchmark.
fn beir(installation: &Installation, folder: &Path, trial: &Path) -> anyhow::Result<(PathBuf, Vec<Question>)> {
    let beir = read_beir(folder)?;
    let harvest = Harvest { articles: beir.articles, ..Harvest::default() };
    super::index::build(&installation.with_index(Some(trial.to_owned())), &harvest)?;
    Ok((trial.to_owned(), beir.questions))
}

/// Every article's title as a question.
fn titles(desk: &KnowledgeDesk) -> anyhow::Result<Vec<Question>> {
    let articles = desk.articles()?;
    let questions = articles.into_iter().filter(|article| !article.title.is_empty()).map(|article| Question {
        text: Some(article.title),
        expect: vec![(article.id, 1.0)],
        language: Some(article.language),
        ..Question::default()
    });
    Ok(questions.collect())
}

fn noise(text: &str) -> Result<(Noise, f32), String> {
    let advice = || format!("`{text}` is no noise: write KIND:SNR_DB, for example pink:10");
    let (kind, level) = text.split_once(':').ok_or_else(advice)?;
    let level: f32 = level.parse().map_err(|_| advice())?;
    if !(-30.0..=60.0).contains(&level) {
        return Err(format!("{level} dB is out of range: use -30 to 60"));
    }
    Ok((kind.parse()?, level))
}

pub(super) fn bar(questions: usize) -> ProgressBar {
    ProgressBar::new(questions as u64).with_style(
        ProgressStyle::with_template("Questions {bar:30} {pos}/{len}, {eta} left").expect("the template is sound"),
    )
}

fn print_line(line: &QuestionLine) {
    let mark = if line.right { "right" } else { "WRONG" };
    let rank = line.rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string());
    let first = line.found.first().map_or("-", String::as_str);
    out!("{mark} {:?} {:.2} rank {rank} {first}: {}", line.outcome, line.confidence, line.text);
}

fn print_totals(total: &Totals) {
    out!("\n{} questions, {} of them in scope, {} out of scope", total.n, total.n_in_scope, total.n_out_of_scope);
    let mut intervals: Vec<(&&str, &Interval)> = total.intervals.iter().collect();
    intervals.sort_unstable_by_key(|(name, _)| **name);
    let figures = serde_json::to_value(total).unwrap_or_default();
    for (name, [low, high]) in intervals {
        let figure = figures[*name].as_f64().unwrap_or_default();
        out!("{name:24} {:6.1} %  (95 % interval {:.1} to {:.1})", figure * 100.0, low * 100.0, high * 100.0);
    }
    for (name, times) in [("query_ms", total.query_ms), ("end_to_final_ms", total.end_to_final_ms)] {
        if let (Some(p50), Some(p95)) = (times.p50, times.p95) {
            out!("{name:24} {p50:6.1} ms median, {p95:.1} ms at 95 %");
        }
    }
}
