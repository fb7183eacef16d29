//! `spraakloket report`: how well the desk does, ready to publish.

use crate::config::VoiceName;
use crate::counts::History;
use crate::evaluate::{Degradation, Evaluation, Question, QuestionLine, Report, Sounds, read_questions, sample};
use crate::installation::Installation;
use crate::knowledge::KnowledgeDesk;
use crate::knowledge::embed::MODEL_NAME;
use crate::knowledge::index::Method;
use crate::language::Language;
use crate::listen::Transcriber;
use crate::report::{Figure, Published, counted, finished, measured, page, worse};
use crate::speak::SpeakingDesk;
use anyhow::{Context, bail};
use clap::Args;
use std::fs;
use std::path::{Path, PathBuf};

/// Measure the desk on frozen questions and its counts, write a page and JSON, and compare with the report before. Exit
/// code 1: something got worse beyond its interval.
#[derive(Debug, Args)]
pub(super) struct ReportCommand {
    /// The folder: index.html, report.json, and earlier reports in `earlier`.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Questions that teach nothing, as for `eval`; may be repeated.
    #[arg(long, value_name = "FILE", default_values = ["tests/questions/own-words.tsv", "tests/questions/out-of-scope.tsv"])]
    questions: Vec<PathBuf>,
    /// The index folder (default: the setting knowledge.index).
    #[arg(long, value_name = "DIR")]
    index: Option<PathBuf>,
    /// Have the questions spoken by each of these voices as well, each a group of its own: GROUP=VOICE, such as
    /// woman=espeak:nl+f2.
    #[arg(long, value_name = "GROUP=VOICE", value_delimiter = ',')]
    voice: Vec<String>,
    /// Use only this many questions of each file, evenly spaced.
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
}

impl ReportCommand {
    pub(super) fn run(&self, installation: &Installation) -> anyhow::Result<bool> {
        let installation = installation.with_index(self.index.clone());
        let earlier = earlier(&self.out)?;
        let now = self.measure(&installation)?;
        let worse = earlier.last().map(|before| worse(&now, before)).unwrap_or_default();
        write(&self.out.join("index.html"), &page(&now, &earlier, &worse))?;
        let json = format!("{}\n", serde_json::to_string_pretty(&now)?);
        write(&self.out.join("earlier").join(format!("{}.json", now.date)), &json)?;
        write(&self.out.join("report.json"), &json)?;
        for figure in &now.figures {
            let Figure { name, low, high, of, .. } = figure;
            out!("{:5.1} % ({:.1} to {:.1}) of {of}: {name}", figure.share() * 100.0, low * 100.0, high * 100.0);
        }
        for warning in &now.warnings {
            out!("warning: {warning}");
        }
        for line in &worse {
            out!("worse: {line}");
        }
        out!("Written to {}", self.out.join("index.html").display());
        Ok(worse.is_empty())
    }

    fn measure(&self, installation: &Installation) -> anyhow::Result<Published> {
        let (mut figures, mut times) = (Vec::new(), Vec::new());
        for path in &self.questions {
            let mut questions = read_questions(path)?;
            if let Some(wanted) = self.sample {
                questions = sample(questions, wanted);
            }
            let set = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let command = format!("spraakloket eval --questions {}", path.display());
            let lines = ask(installation, &questions, None)?;
            figures.extend(measured(&set, "typed", &lines, &command));
            let total = Report::new(lines).total;
            times.extend(total.query_ms.p50.map(|ms| (format!("zoeken en beslissen ({set})"), ms)));
            for named in &self.voice {
                let Some((group, voice)) = named.split_once('=') else {
                    bail!("--voice: `{named}` has no group; write it like woman=espeak:nl+f2");
                };
                let lines = ask(installation, &questions, Some(voice))?;
                figures.extend(measured(&set, group, &lines, &format!("{command} --voice {voice}")));
                let total = Report::new(lines).total;
                times.extend(total.end_to_final_ms.p50.map(|ms| (format!("verstaan ({set}, {group})"), ms)));
            }
        }
        if let Some(file) = installation.counts_file() {
            figures.extend(counted(&History::new(file.read()?)));
        }
        let config = installation.config();
        Ok(finished(Published {
            date: jiff::ZonedDateTime::now().date().to_string(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            models: vec![config.listen_model.clone(), MODEL_NAME.to_owned()],
            figures,
            times_ms: times,
            warnings: Vec::new(),
        }))
    }
}

/// Asks all questions, typed or spoken by a voice.
fn ask(installation: &Installation, questions: &[Question], voice: Option<&str>) -> anyhow::Result<Vec<QuestionLine>> {
    let model = installation.embedder_source()?;
    let desk = KnowledgeDesk::open(installation.index(), model.as_ref())?;
    let is_spoken = voice.is_some() || questions.iter().any(|question| question.audio.is_some());
    let transcriber = if is_spoken { Some(Box::new(installation.recogniser()?) as Box<dyn Transcriber>) } else { None };
    let voices = voice.map(|voice| speaking(installation, voice)).transpose()?;
    let mut evaluation = Evaluation {
        desk,
        transcriber,
        expected: installation.config().listen_language,
        sounds: Sounds::new(Degradation::default(), voices.into_iter().collect()),
        method: Method::Late,
        titles: true,
    };
    Ok(evaluation.run(questions, &|_| {})?)
}

fn speaking(installation: &Installation, voice: &str) -> anyhow::Result<SpeakingDesk> {
    let settings = installation.voice(&VoiceName::parse(voice))?;
    let voices = Language::ALL.map(|language| (language, settings.clone())).to_vec();
    Ok(SpeakingDesk::new(voices, installation.lexicon()?, 1.0).with_cache(installation.config().speech_cache.clone()))
}

/// The reports that there are, oldest first.
fn earlier(out: &Path) -> anyhow::Result<Vec<Published>> {
    let folder = out.join("earlier");
    fs::create_dir_all(&folder).with_context(|| format!("--out: cannot make {}", folder.display()))?;
    let mut paths: Vec<PathBuf> =
        fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|end| end == "json"));
    paths.sort();
    let read = |path: &PathBuf| {
        serde_json::from_str(&fs::read_to_string(path)?)
            .with_context(|| format!("{} is no report; move it away", path.display()))
    };
    paths.iter().map(read).collect()
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    fs::write(path, text).with_context(|| format!("--out: cannot write {}", path.display()))
}
