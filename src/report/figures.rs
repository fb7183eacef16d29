//! From results and counts to rates, and what to warn of.

use super::Figure;
use crate::counts::{FEW, History, What};
use crate::evaluate::{Outcome, QuestionLine};

/// The rates of one file of questions; `group` tells how they were asked, such as `typed` or a voice.
#[must_use]
pub fn measured(set: &str, group: &str, lines: &[QuestionLine], command: &str) -> Vec<Figure> {
    let inside: Vec<&QuestionLine> = lines.iter().filter(|line| !line.expect.is_empty()).collect();
    let outside: Vec<&QuestionLine> = lines.iter().filter(|line| line.expect.is_empty()).collect();
    let told = |line: &QuestionLine| matches!(line.outcome, Outcome::Answered | Outcome::Likely);
    let share = |of: &[&QuestionLine], counts: &dyn Fn(&QuestionLine) -> bool| {
        (of.iter().filter(|line| counts(line)).count() as u64, of.len() as u64)
    };
    let figure = |name: &str, dutch: &str, share, better| {
        Figure::new(&format!("{set}/{group}/{name}"), &format!("{dutch} ({set}, {group})"), share, better, command)
    };
    let likely = |line: &QuestionLine| line.outcome == Outcome::Likely;
    [
        figure("right", "goed verteld", share(&inside, &|line| told(line) && line.right), Some(true)),
        figure("likely", "verteld als waarschijnlijk", share(&inside, &likely), None),
        figure("asked-back", "teruggevraagd", share(&inside, &|line| line.outcome == Outcome::Clarified), None),
        figure("wrong", "fout verteld", share(&inside, &|line| told(line) && !line.right), Some(false)),
        figure("not-known", "niet geweten", share(&inside, &|line| line.outcome == Outcome::Refused), Some(false)),
        figure("falsely-answered", "ten onrechte beantwoord", share(&outside, &told), Some(false)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The rates of the counts by channel and language, and warnings where one is served worse than the others together.
#[must_use]
pub fn counted(history: &History) -> Vec<Figure> {
    let command = "spraakloket counts";
    let mut figures = Vec::new();
    for (channel, language) in history.groups() {
        let outcome = |which| history.sum(What::Outcome, which, &channel, &language);
        let asked = ["told", "likely", "asked-back", "not-known"].map(outcome).iter().sum();
        let confidences = ["none", "0.0", "0.2", "0.4", "0.6", "0.8"];
        let utterances =
            confidences.map(|which| history.sum(What::Confidence, which, &channel, &language)).iter().sum();
        let unheard = history.sum(What::Confidence, "none", &channel, &language)
            + history.sum(What::Confidence, "0.0", &channel, &language)
            + history.sum(What::Confidence, "0.2", &channel, &language);
        for (name, dutch, count, of) in [
            ("not-known", "niet geweten", outcome("not-known"), asked),
            ("not-understood", "niet of slecht verstaan", unheard, utterances),
        ] {
            // A few are no rate, and no number.
            if of < FEW || (1..FEW).contains(&count) || (1..FEW).contains(&(of - count)) {
                continue;
            }
            let (name, dutch) =
                (format!("counts/{channel}-{language}/{name}"), format!("{dutch} (tellingen, {channel}, {language})"));
            figures.extend(Figure::new(&name, &dutch, (count, of), Some(false), command));
        }
    }
    figures
}

/// Names the groups that are served worse: the whole interval lies on the worse side of that of all others together.
#[must_use]
pub(super) fn worse_served(figures: &[Figure]) -> Vec<String> {
    let parts = |figure: &Figure| {
        let mut parts = figure.name.splitn(3, '/').map(str::to_owned);
        Some((parts.next()?, parts.next()?, parts.next()?))
    };
    let mut warnings = Vec::new();
    for figure in figures {
        let (Some((set, group, name)), Some(more_is_better)) = (parts(figure), figure.more_is_better) else { continue };
        let others = figures.iter().filter(|other| {
            parts(other).is_some_and(|(of, with, what)| of == set && what == name && with != group && with != "typed")
        });
        let (count, of) = others.fold((0, 0), |(count, of), other| (count + other.count, of + other.of));
        let Some((low, high)) = super::wilson(count, of).filter(|_| group != "typed") else { continue };
        if if more_is_better { figure.high < low } else { figure.low > high } {
            warnings.push(format!("{group} wordt slechter bediend dan de anderen: {}", figure.dutch));
        }
    }
    warnings
}
