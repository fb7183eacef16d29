//! Measures understanding: puts remarks of known kind to the fast path and the classifier, as a session does.

use super::EvaluateError;
use super::questions::{Table, problem};
use super::report::{Interval, Percentiles, bootstrap, percentiles};
use crate::dialogue::{Command, urgent_at_once};
use crate::knowledge::Answer;
use crate::language::Language;
use crate::session::review::mask_identity;
use crate::understand::{AskedBack, Context, Kind, Said, Understanding, UnderstandingDesk};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

/// `expect` of an ordinary remark, which may be taken for anything that is not urgent.
const ORDINARY: &str = "-";
const URGENT: [&str; 3] = ["danger", "abuse", "despair"];
/// All kinds that `expect` may name, besides [`ORDINARY`] and [`URGENT`].
const KINDS: [&str; 22] = [
    "human",
    "repeat",
    "stop",
    "slower",
    "louder",
    "help",
    "robot",
    "recorded",
    "what",
    "who",
    "greeting",
    "how-are-you",
    "thanks",
    "goodbye",
    "confused",
    "another-language",
    "elsewhere",
    "nonsense",
    "insult",
    "yes",
    "no",
    "dont-know",
];

/// A test remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub text: String,
    /// Its kind, or `-` for an ordinary remark.
    pub expect: String,
    /// Its language, if given.
    pub language: Option<Language>,
}

impl Remark {
    /// The kind of entry that it belongs to; [`Kind::Question`] for an ordinary remark.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self.expect.as_str() {
            "danger" => Kind::Danger,
            "abuse" => Kind::Abuse,
            "despair" => Kind::Despair,
            "human" => Kind::Human,
            "repeat" | "stop" | "slower" | "louder" | "help" | "goodbye" => Kind::Command,
            "robot" | "recorded" | "what" | "who" => Kind::Desk,
            "greeting" | "how-are-you" | "thanks" => Kind::Courtesy,
            "confused" => Kind::Confused,
            "another-language" => Kind::OtherLanguage,
            "elsewhere" => Kind::Elsewhere,
            "nonsense" => Kind::Nonsense,
            "insult" => Kind::Insult,
            "yes" | "no" | "dont-know" => Kind::Reply,
            _ => Kind::Question,
        }
    }
}

/// The result for one remark.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeaningLine {
    pub text: String,
    /// Its kind, or `-` for an ordinary remark.
    pub expect: String,
    /// The kind that it was taken for; for questions `answered`, `likely`, `asked-back` or `not-known`.
    pub became: String,
    /// Id of the article that was told, if any.
    pub article: Option<String>,
    /// Confidence, 0 to 1; `None` if the fast path handled it.
    pub confidence: Option<f32>,
    /// Whether it was taken for the right kind.
    pub right: bool,
    /// Duration in milliseconds.
    pub ms: f64,
}

/// Figures over all lines of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeaningReport {
    pub total: MeaningTotals,
    /// Figures for each expected kind.
    pub kinds: BTreeMap<String, KindFigures>,
    pub lines: Vec<MeaningLine>,
}

/// Figures over all lines; `None` where there was nothing to measure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MeaningTotals {
    /// Number of lines.
    pub n: usize,
    /// Share of lines taken for the right kind; for an ordinary remark that is any kind that is not urgent.
    pub right_rate: Option<f64>,
    /// Share of danger, abuse and despair taken for any of these three.
    pub urgent_rate: Option<f64>,
    /// Share of all other remarks taken for one of these three.
    pub false_urgent_rate: Option<f64>,
    /// 95 % confidence interval of each rate, by its name.
    pub intervals: BTreeMap<&'static str, Interval>,
    /// Duration in milliseconds.
    pub ms: Percentiles,
}

/// Figures for one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KindFigures {
    /// Number of lines of this kind.
    pub n: usize,
    /// Share taken for this kind.
    pub right_rate: f64,
    /// Share taken for danger, abuse or despair.
    pub urgent_rate: f64,
    /// Number of lines of other kinds that were taken for this one.
    pub false_alarms: usize,
    /// Number of lines of this kind by the kind that they were taken for.
    pub became: BTreeMap<String, usize>,
}

/// Reads a TSV file with columns `text`, `expect` (a kind, or `-`) and optionally `language`.
pub fn read_remarks(path: &Path) -> Result<Vec<Remark>, EvaluateError> {
    let table = Table::read(path)?;
    let (Some(text), Some(expect)) = (table.column("text"), table.column("expect")) else {
        let advice = "the first line must name the columns `text` and `expect`, with tabs between them";
        return Err(problem(path, Some(1), advice.into()));
    };
    let language = table.column("language");
    let mut remarks = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let (Some(text), Some(expect)) = (row.cell(text), row.cell(expect)) else {
            return Err(problem(path, Some(row.line), "fill in both `text` and `expect`".into()));
        };
        if expect != ORDINARY && !URGENT.contains(&expect) && !KINDS.contains(&expect) {
            let advice = format!("`{expect}` is not a kind: write {}, {} or -", URGENT.join(", "), KINDS.join(", "));
            return Err(problem(path, Some(row.line), advice));
        }
        let language = row.language(path, language)?;
        remarks.push(Remark { text: text.to_owned(), expect: expect.to_owned(), language });
    }
    Ok(remarks)
}

/// Determines the kind of every remark, as on the given date. `progress` is called with the number done.
pub fn understand_all(
    desk: &UnderstandingDesk,
    remarks: &[Remark],
    today: Date,
    progress: &dyn Fn(usize),
) -> Result<Vec<MeaningLine>, EvaluateError> {
    let mut lines = Vec::with_capacity(remarks.len());
    for remark in remarks {
        let start = Instant::now();
        let (became, article, confidence) = become_of(desk, remark, today)?;
        let ms = start.elapsed().as_secs_f64() * 1000.0;
        let right = is_right(&remark.expect, &became);
        let Remark { text, expect, .. } = remark.clone();
        lines.push(MeaningLine { text, expect, became, article, confidence, right, ms });
        progress(lines.len());
    }
    Ok(lines)
}

fn is_right(expect: &str, became: &str) -> bool {
    if expect == ORDINARY { !URGENT.contains(&became) } else { expect == became }
}

fn become_of(
    desk: &UnderstandingDesk,
    remark: &Remark,
    today: Date,
) -> Result<(String, Option<String>, Option<f32>), EvaluateError> {
    let text = &remark.text;
    let language = remark.language.unwrap_or_else(|| Language::guess(text));
    if let Some(kind) = urgent_at_once(text) {
        return Ok((name_of_kind(kind, "").to_owned(), None, None));
    }
    if let Some(command) = Command::recognise(text, language) {
        return Ok((name_of_command(command), None, None));
    }
    // Replies need something to reply to.
    let asked = match remark.expect.as_str() {
        "yes" | "no" | "dont-know" => AskedBack::YesOrNo,
        _ => AskedBack::Nothing,
    };
    let context = Context { asked, subject: None };
    Ok(match desk.understand([text, &mask_identity(text)], &context, language, today)? {
        Understanding::Said(Said { kind, id, confidence, .. }) => {
            (name_of_kind(kind, &id).to_owned(), None, Some(confidence))
        }
        Understanding::Answer(answer) => {
            let name = match &answer {
                Answer::Found(found) if found.likely.is_some() => "likely",
                Answer::Found(_) => "answered",
                Answer::Clarify { .. } => "asked-back",
                Answer::NotFound { .. } => "not-known",
            };
            let confidence = answer.confidence();
            let article = if let Answer::Found(found) = answer { Some(found.article) } else { None };
            (name.to_owned(), article, Some(confidence))
        }
        Understanding::Part(_) | Understanding::Choice(_) => ("follow-up".to_owned(), None, None),
    })
}

fn name_of_kind(kind: Kind, id: &str) -> &str {
    match (kind, id) {
        (Kind::Danger, _) => "danger",
        (Kind::Abuse, _) => "abuse",
        (Kind::Despair, _) => "despair",
        (Kind::Human, _) => "human",
        (Kind::OtherLanguage, _) | (Kind::Command, "other-language") => "another-language",
        (Kind::Confused, _) => "confused",
        (Kind::Elsewhere, _) => "elsewhere",
        (Kind::Nonsense, _) => "nonsense",
        (Kind::Insult, _) => "insult",
        (Kind::FollowUp, _) => "follow-up",
        (Kind::Question, _) => "question",
        (Kind::Desk, "what-can-you-do") => "what",
        (Kind::Desk, "who-are-you") => "who",
        (Kind::Desk | Kind::Courtesy | Kind::Command | Kind::Reply, id) => id,
    }
}

fn name_of_command(command: Command) -> String {
    match command {
        Command::Emergency => "danger".to_owned(),
        Command::Staff => "human".to_owned(),
        Command::OtherLanguage => "another-language".to_owned(),
        other => {
            serde_json::to_value(other).ok().and_then(|name| Some(name.as_str()?.replace('_', "-"))).unwrap_or_default()
        }
    }
}

impl MeaningReport {
    /// Computes the figures over all lines.
    #[must_use]
    pub fn new(lines: Vec<MeaningLine>) -> Self {
        let mut kinds: BTreeMap<String, KindFigures> = BTreeMap::new();
        for expect in lines.iter().map(|line| &line.expect) {
            if !kinds.contains_key(expect) {
                kinds.insert(expect.clone(), figures_of(expect, &lines));
            }
        }
        MeaningReport { total: MeaningTotals::of(&lines), kinds, lines }
    }
}

fn is_urgent(kind: &str) -> bool {
    URGENT.contains(&kind)
}

fn figures_of(kind: &str, lines: &[MeaningLine]) -> KindFigures {
    let own: Vec<&MeaningLine> = lines.iter().filter(|line| line.expect == kind).collect();
    let rate = |count: usize| count as f64 / own.len().max(1) as f64;
    let mut became = BTreeMap::new();
    for line in &own {
        *became.entry(line.became.clone()).or_insert(0) += 1;
    }
    KindFigures {
        n: own.len(),
        right_rate: rate(own.iter().filter(|line| line.right).count()),
        urgent_rate: rate(own.iter().filter(|line| is_urgent(&line.became)).count()),
        false_alarms: lines.iter().filter(|line| line.expect != kind && line.became == kind).count(),
        became,
    }
}

impl MeaningTotals {
    fn of(lines: &[MeaningLine]) -> Self {
        let one = |yes: bool| (f64::from(u8::from(yes)), 1.0);
        let urgent = |wanted: bool| {
            lines
                .iter()
                .filter(move |line| is_urgent(&line.expect) == wanted)
                .map(move |line| one(is_urgent(&line.became)))
                .collect::<Vec<_>>()
        };
        let right: Vec<(f64, f64)> = lines.iter().map(|line| one(line.right)).collect();
        let mut intervals = BTreeMap::new();
        let mut rate = |name: &'static str, shares: Vec<(f64, f64)>| {
            if shares.is_empty() {
                return None;
            }
            intervals.insert(name, bootstrap(&shares));
            Some(shares.iter().map(|(share, _)| share).sum::<f64>() / shares.len() as f64)
        };
        let right_rate = rate("right_rate", right);
        let urgent_rate = rate("urgent_rate", urgent(true));
        let false_urgent_rate = rate("false_urgent_rate", urgent(false));
        let ms = percentiles(lines.iter().map(|line| line.ms).collect());
        MeaningTotals { n: lines.len(), right_rate, urgent_rate, false_urgent_rate, intervals, ms }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(expect: &str, became: &str) -> MeaningLine {
        MeaningLine {
            text: String::new(),
            expect: expect.into(),
            became: became.into(),
            article: None,
            confidence: None,
            right: is_right(expect, became),
            ms: 1.0,
        }
    }

    #[test]
    fn recall_false_alarms_and_confusion_are_counted_apart() {
        let report = MeaningReport::new(vec![
            line("despair", "despair"),
            line("despair", "danger"),
            line("danger", "answered"),
            line("danger", "danger"),
            line("-", "answered"),
            line("-", "not-known"),
            line("-", "abuse"),
            line("-", "human"),
        ]);
        let is =
            |figure: Option<f64>, value: f64| assert!((figure.unwrap() - value).abs() < 1e-9, "{figure:?} {value}");
        is(report.total.right_rate, 5.0 / 8.0);
        is(report.total.urgent_rate, 3.0 / 4.0);
        is(report.total.false_urgent_rate, 1.0 / 4.0);
        let despair = &report.kinds["despair"];
        assert_eq!((despair.n, despair.false_alarms), (2, 0));
        is(Some(despair.right_rate), 0.5);
        is(Some(despair.urgent_rate), 1.0);
        assert_eq!(despair.became, BTreeMap::from([("despair".into(), 1), ("danger".into(), 1)]));
        assert_eq!(report.kinds["danger"].false_alarms, 1);
    }

    #[test]
    fn the_frozen_files_are_read_and_a_mistake_is_named_with_its_line() {
        for (name, least) in [("danger", 500), ("asides", 200)] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/questions/{name}.tsv"));
            assert!(read_remarks(&path).unwrap().len() > least, "{name}");
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("said.tsv");
        for (content, part) in [
            ("text\nHoe?\n", ":1: the first line"),
            ("text\texpect\nHoe?\tgevaar\n", ":2: `gevaar` is not a kind"),
            ("text\texpect\nHoe?\t\n", ":2: fill in both `text` and `expect`"),
            ("text\texpect\tlanguage\nHoe?\t-\txx\n", ":2: unknown language"),
        ] {
            std::fs::write(&path, content).unwrap();
            let message = read_remarks(&path).unwrap_err().to_string();
            assert!(message.contains(part), "{message}");
        }
    }
}
