//! `spraakloket practise`: a made-up citizen at the desk, and a member of staff who answers.

use crate::knowledge::ingest::SourceName;
use crate::practise::{Scenario, feedback, scenarios};
use anyhow::Context;
use clap::Args;
use std::io::{BufRead, Write as _};

/// Answer a made-up citizen in this terminal (in Dutch), and hear what was left out and which words were hard. Nothing is
/// kept.
#[derive(Debug, Args)]
pub(super) struct Practise {
    /// The articles, as for `index`.
    #[arg(long, value_name = "SOURCE", default_value = "markdown:knowledge")]
    source: SourceName,
    /// Begin at this level: 1 easy, 2 harder, 3 hard.
    #[arg(long, value_name = "LEVEL", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=3))]
    level: u8,
    /// Only the citizen of this article.
    #[arg(long, value_name = "ID")]
    article: Option<String>,
}

impl Practise {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        let harvest = self.source.harvest()?;
        let wanted = |scenario: &Scenario| match &self.article {
            Some(article) => scenario.article == *article,
            None => scenario.level >= self.level,
        };
        let chosen: Vec<Scenario> = scenarios().into_iter().filter(wanted).collect();
        let one = self.article.as_deref().unwrap_or_default();
        anyhow::ensure!(!chosen.is_empty(), "--article: there is no citizen who asks about `{one}`");
        let mut lines = std::io::stdin().lock().lines();
        for scenario in chosen {
            let article = harvest
                .articles
                .iter()
                .find(|article| article.id == scenario.article && article.language.code() == "nl");
            let article = article.with_context(|| format!("--source: it has no Dutch article {}", scenario.article))?;
            out!("\n{} ({}), niveau {}", scenario.who, scenario.mood, scenario.level);
            out!("  \"{}\"", scenario.says);
            eprint!("U zegt (leeg: stoppen): ");
            std::io::stderr().flush()?;
            let Some(answer) = lines.next().transpose()?.filter(|answer| !answer.trim().is_empty()) else { break };
            let found = feedback(&scenario, article, &answer);
            if found.lacks.is_empty() {
                out!("Wat ertoe doet, hebt u gezegd.");
            }
            for matter in &found.lacks {
                out!("Dit miste: {matter}.");
            }
            for sentence in &found.left_out {
                out!("De kennisbank zegt ook: {sentence}");
            }
            if !found.long_words.is_empty() {
                out!("Moeilijke woorden: {}.", found.long_words.join(", "));
            }
            let (ease, length) = (found.readability.ease, found.readability.words_per_sentence);
            out!("Leesgemak {ease:.0} (vanaf 70 makkelijk), {length:.0} woorden per zin.");
            out!("Bron: {}, {}", article.organisation, article.source_title);
        }
        out!("Er is niets bewaard.");
        Ok(())
    }
}
