//! `eval --language-identification` and `eval --calibrate-languages`: which language is found in what people say.

use crate::evaluate::{
    Confusion, Degradation, Question, Sounds, Spoken, calibrate_languages, read_questions, sample, tell_languages,
};
use crate::installation::Installation;
use crate::language::Language;
use crate::speak::SpeakingDesk;
use anyhow::{Context, bail};
use clap::Args;
use std::path::{Path, PathBuf};

/// What is spoken, and by whom.
#[derive(Debug, Args)]
pub(super) struct Tongues {
    /// Speak these questions (tab-separated, with columns text, expect and language) and print which language was found
    /// in them: the Dutch ones by the voices of --voice, the others by the voice of their language.
    #[arg(long, value_name = "FILE", num_args = 1.., group = "tongues")]
    pub(super) language_identification: Vec<PathBuf>,
    /// Choose the evidence from which another language is believed, with these questions, and write it to --out
    /// (src/listen/languages.toml; it is compiled in).
    #[arg(long, value_name = "FILE", num_args = 1.., group = "tongues", requires = "out")]
    pub(super) calibrate_languages: Vec<PathBuf>,
    /// The file that --calibrate-languages writes.
    #[arg(long, value_name = "FILE", requires = "calibrate_languages")]
    out: Option<PathBuf>,
    /// A folder of recordings of people who speak Dutch, with transcripts.tsv. Every second one is measured, the others
    /// are calibrated with.
    #[arg(long, value_name = "DIR", requires = "tongues")]
    human: Option<PathBuf>,
    /// Measure as if this language had been chosen first.
    #[arg(long, value_name = "LANGUAGE", requires = "language_identification")]
    chosen: Option<Language>,
}

impl Tongues {
    /// Whether any of this is asked for.
    pub(super) fn is_wanted(&self) -> bool {
        !self.language_identification.is_empty() || !self.calibrate_languages.is_empty()
    }

    /// Measures or calibrates. `accents` are the voices for Dutch, `most` the number of questions of each file.
    pub(super) fn run(
        &self,
        installation: &Installation,
        accents: Vec<(String, SpeakingDesk)>,
        degradation: Degradation,
        most: Option<usize>,
    ) -> anyhow::Result<()> {
        let is_measured = self.calibrate_languages.is_empty();
        let mut spoken = Vec::new();
        if let Some(folder) = &self.human {
            let questions = recordings(folder, is_measured)?;
            let questions = most.map_or(questions.clone(), |most| sample(questions, most));
            let sounds = Sounds::new(degradation, Vec::new());
            spoken.push(Spoken { name: "nl, people".into(), language: Language::Nl, questions, sounds });
        }
        let mut asked = Vec::new();
        for path in self.language_identification.iter().chain(&self.calibrate_languages) {
            let questions = read_questions(path)?;
            asked.extend(most.map_or(questions.clone(), |most| sample(questions, most)));
        }
        spoken.extend(Self::by_voices(installation, accents, asked, degradation)?);
        let total = spoken.iter().map(|kind| kind.questions.len()).sum();
        let bar = super::eval::bar(total);
        let mut transcriber = installation.recogniser()?;
        let progress = |done: usize| bar.set_position(done as u64);
        if let Some(out) = &self.out {
            let calibration = calibrate_languages(&mut transcriber, &mut spoken, &progress)?;
            bar.finish_and_clear();
            super::eval::write_calibration(out, "--calibrate-languages", &toml::to_string(&calibration.rule)?)?;
            out!("{}", calibration.summary);
            out!("Written to {}. Build the program again to use it.", out.display());
            return Ok(());
        }
        let rows = tell_languages(&mut transcriber, &mut spoken, self.chosen, &progress)?;
        bar.finish_and_clear();
        print(&rows);
        Ok(())
    }

    /// The questions by language, the Dutch ones by voice.
    fn by_voices(
        installation: &Installation,
        accents: Vec<(String, SpeakingDesk)>,
        asked: Vec<Question>,
        degradation: Degradation,
    ) -> anyhow::Result<Vec<Spoken>> {
        let of = |question: &Question| {
            question.language.unwrap_or_else(|| Language::guess(question.text.as_deref().unwrap_or_default()))
        };
        let (dutch, others): (Vec<Question>, Vec<Question>) =
            asked.into_iter().partition(|question| of(question) == Language::Nl);
        if accents.is_empty() && !dutch.is_empty() {
            bail!("--voice: name the voices that speak the Dutch questions, such as kokoro:jf_nezumi");
        }
        let voices = accents.len();
        let mut spoken = Vec::new();
        for (turn, (name, desk)) in accents.into_iter().enumerate() {
            let questions = dutch.iter().skip(turn).step_by(voices).cloned().collect();
            let sounds = Sounds::new(degradation, vec![desk]);
            spoken.push(Spoken { name: format!("nl, {name}"), language: Language::Nl, questions, sounds });
        }
        for language in Language::ALL.into_iter().skip(1) {
            let questions: Vec<Question> = others.iter().filter(|question| of(question) == language).cloned().collect();
            if !questions.is_empty() {
                let sounds = Sounds::new(degradation, vec![installation.speaking_desk()?]);
                spoken.push(Spoken { name: language.code().into(), language, questions, sounds });
            }
        }
        Ok(spoken)
    }
}

/// Every second recording of a folder, as a question.
fn recordings(folder: &Path, even: bool) -> anyhow::Result<Vec<Question>> {
    let list = folder.join("transcripts.tsv");
    let text = std::fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let lines = text.lines().enumerate().filter(|(number, line)| (number % 2 == 0) == even && line.contains('\t'));
    let names = lines.filter_map(|(_, line)| line.split('\t').next());
    let question =
        |name: &str| Question { audio: Some(folder.join(name)), language: Some(Language::Nl), ..Question::default() };
    Ok(names.map(question).collect())
}

fn print(rows: &[Confusion]) {
    let heads: Vec<String> = Language::ALL.iter().map(|language| format!("{:>4}", language.code())).collect();
    out!("{:28}{}  none  n    another language", "spoken", heads.join(""));
    for row in rows {
        let count = |found: Option<Language>| row.found.get(&found).copied().unwrap_or_default();
        let counts: Vec<String> =
            Language::ALL.iter().map(|language| format!("{:>4}", count(Some(*language)))).collect();
        let switched = row.switched() * 100.0;
        out!("{:28}{}  {:>4}  {:<4} {switched:.1} %", row.name, counts.join(""), count(None), row.total());
    }
}
