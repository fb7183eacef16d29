//! `spraakloket counts`: shows the counts in the form in which they may be shown.

use crate::counts::{History, Number, What};
use crate::installation::Installation;
use anyhow::Context;
use clap::Args;
use jiff::civil::Date;
use serde_json::json;

/// Show how often what happened, from the file in the setting counts.file.
#[derive(Debug, Args)]
pub(super) struct Counts {
    /// First day, as 2026-11-01 (default: the first that is stored).
    #[arg(long, value_name = "DAY")]
    from: Option<Date>,
    /// Last day (default: the last that is stored).
    #[arg(long, value_name = "DAY")]
    until: Option<Date>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// The kinds of counts that are shown.
const SHOWN: [(What, &str); 10] = [
    (What::Sessions, "visits and calls"),
    (What::Outcome, "what became of questions"),
    (What::End, "how they ended"),
    (What::Article, "articles told"),
    (What::Part, "parts told"),
    (What::Near, "nearest to what was not known"),
    (What::Command, "commands"),
    (What::Clear, "called clear"),
    (What::Unclear, "called not clear"),
    (What::AnswerMs, "time until the answer, up to ms"),
];

impl Counts {
    pub(super) fn run(&self, installation: &Installation) -> anyhow::Result<()> {
        let file = installation.counts_file().context("counts.file is empty: nothing is kept; name a file in it")?;
        let history = History::new(file.read()?);
        let Some((first, last)) = history.period() else {
            out!("Nothing was counted yet.");
            return Ok(());
        };
        let (first, last) = (self.from.unwrap_or(first), self.until.unwrap_or(last));
        let history = history.between(first, last);
        if self.json {
            let each =
                |what| numbers(if what == What::Sessions { history.by_channel(what) } else { history.each(what) });
            let counts: serde_json::Map<_, _> = SHOWN.iter().map(|(what, _)| (what.to_string(), each(*what))).collect();
            let hours: serde_json::Map<_, _> =
                history.by_hour(What::Load).into_iter().map(|(hour, n)| (hour.to_string(), json!(n))).collect();
            let days = history.by_day(What::Load).into_iter().map(|(day, n)| (day.to_string(), json!(n)));
            let days: serde_json::Map<_, _> = days.collect();
            let all = json!({ "from": first, "until": last, "counts": counts, "sessions_by_hour": hours, "sessions_by_day": days });
            out!("{all:#}");
            return Ok(());
        }
        out!("From {first} to {last}; what happened fewer than 5 times has no number.");
        for (what, name) in SHOWN {
            let each = if what == What::Sessions { history.by_channel(what) } else { history.each(what) };
            if !each.is_empty() {
                out!("\n{name}");
            }
            for (which, number) in each {
                out!("{number:>14}  {which}");
            }
        }
        out!("\nvisits and calls by the hour of the day, in hours with at least 5 of them");
        for (hour, number) in history.by_hour(What::Load).into_iter().filter(|(_, number)| *number != Number::Zero) {
            out!("{number:>14}  {hour:02}:00");
        }
        Ok(())
    }
}

fn numbers(each: Vec<(String, Number)>) -> serde_json::Value {
    each.into_iter().map(|(which, number)| (which, json!(number))).collect::<serde_json::Map<_, _>>().into()
}
