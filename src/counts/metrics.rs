//! The counts since the start in Prometheus's text format. Because a scrape every few seconds would show single
//! persons, every number moves in steps of [`FEW`], and articles are excluded.

use super::tally::{ANSWER_MS, MORE};
use super::{FEW, Tally, What};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Kind, name, label and help text of each series.
const SERIES: [(What, &str, &str, &str); 6] = [
    (What::Sessions, "spraakloket_sessions_total", "", "Visits and calls that began, in steps of 5."),
    (What::Outcome, "spraakloket_outcomes_total", "outcome", "What became of questions, in steps of 5."),
    (What::End, "spraakloket_ends_total", "end", "How visits and calls ended, in steps of 5."),
    (What::Command, "spraakloket_commands_total", "command", "Commands by voice or key, in steps of 5."),
    (
        What::Confidence,
        "spraakloket_heard_total",
        "confidence",
        "Utterances by confidence (lower edge), in steps of 5.",
    ),
    (What::Length, "spraakloket_length_seconds_total", "until", "Sessions by length (upper edge), in steps of 5."),
];

impl Tally {
    /// The text for Prometheus.
    #[must_use]
    pub fn metrics(&self) -> String {
        let totals = self.since_start();
        let mut text = String::new();
        for (what, name, label, help) in SERIES {
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} counter");
            for ((channel, language, _, which), count) in totals.iter().filter(|((_, _, of, _), _)| *of == what) {
                let which = if label.is_empty() { String::new() } else { format!(",{label}=\"{which}\"") };
                let _ = writeln!(
                    text,
                    "{name}{{channel=\"{channel}\",language=\"{language}\"{which}}} {}",
                    in_steps(*count)
                );
            }
        }
        let name = "spraakloket_answer_seconds_bucket";
        let _ = writeln!(text, "# HELP {name} Time until an answer sounds, in steps of 5.\n# TYPE {name} counter");
        let mut channels: BTreeMap<&str, BTreeMap<&str, u64>> = BTreeMap::new();
        for ((channel, _, _, which), count) in totals.iter().filter(|((_, _, of, _), _)| *of == What::AnswerMs) {
            *channels.entry(channel).or_default().entry(which).or_default() += count;
        }
        for (channel, buckets) in channels {
            let mut sum = 0;
            let edges = ANSWER_MS.map(|edge| (edge.to_string(), format!("{}", edge as f64 / 1000.0)));
            for (edge, le) in edges.into_iter().chain([(MORE.to_owned(), "+Inf".to_owned())]) {
                sum += buckets.get(edge.as_str()).copied().unwrap_or_default();
                let _ = writeln!(text, "{name}{{channel=\"{channel}\",le=\"{le}\"}} {}", in_steps(sum));
            }
        }
        text
    }
}

/// A number as it may be shown at any moment.
#[must_use]
pub fn in_steps(count: u64) -> u64 {
    count / FEW * FEW
}
