//! The public report: how well a desk does, with intervals, against the report before.
//!
//! Useful for: publishing (a page that needs no script, and JSON), and for noticing that something got worse. Not useful
//! for: measuring, which `evaluate` does, or counting, which `counts` does.

mod figures;
mod page;
#[cfg(test)]
mod tests;

pub use figures::{counted, measured};
pub use page::page;

use serde::{Deserialize, Serialize};

/// A report, as it is published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// The day, as 2026-11-27.
    pub date: String,
    /// The version of the program.
    pub version: String,
    /// The models that were used.
    pub models: Vec<String>,
    /// Rates.
    pub figures: Vec<Figure>,
    /// Median times in ms, by name; they depend on the machine and are not compared.
    pub times_ms: Vec<(String, f64)>,
    /// What people should look at.
    pub warnings: Vec<String>,
}

/// A rate with its 95 % interval (Wilson).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Its name, the same in every report.
    pub name: String,
    /// What it says, in Dutch.
    pub dutch: String,
    /// Numerator.
    pub count: u64,
    /// Denominator.
    pub of: u64,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
    /// Whether more is better; none where neither is.
    pub more_is_better: Option<bool>,
    /// The command that gives it.
    pub command: String,
}

impl Figure {
    /// A rate with its interval; none where nothing was measured.
    #[must_use]
    pub fn new(
        name: &str,
        dutch: &str,
        (count, of): (u64, u64),
        more_is_better: Option<bool>,
        command: &str,
    ) -> Option<Self> {
        let (low, high) = wilson(count, of)?;
        let (name, dutch, command) = (name.to_owned(), dutch.to_owned(), command.to_owned());
        Some(Figure { name, dutch, count, of, low, high, more_is_better, command })
    }

    /// The rate itself.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.count as f64 / self.of as f64
    }

    /// Whether this is worse than before, beyond the interval of before.
    #[must_use]
    pub fn is_worse_than(&self, before: &Figure) -> bool {
        match self.more_is_better {
            Some(true) => self.share() < before.low,
            Some(false) => self.share() > before.high,
            None => false,
        }
    }
}

/// A report with what people should look at.
#[must_use]
pub fn finished(report: Published) -> Published {
    let warnings = figures::worse_served(&report.figures);
    Published { warnings, ..report }
}

/// What got worse beyond its interval, in one sentence each.
#[must_use]
pub fn worse(now: &Published, before: &Published) -> Vec<String> {
    let pairs = now.figures.iter().filter_map(|figure| {
        let earlier = before.figures.iter().find(|earlier| earlier.name == figure.name)?;
        figure.is_worse_than(earlier).then_some((figure, earlier))
    });
    let tell = |(now, earlier): (&Figure, &Figure)| {
        let percent = |share: f64| share * 100.0;
        format!(
            "{}: {:.1} %, and was {:.1} % ({:.1} to {:.1}) on {}",
            now.name,
            percent(now.share()),
            percent(earlier.share()),
            percent(earlier.low),
            percent(earlier.high),
            before.date
        )
    };
    pairs.map(tell).collect()
}

/// The 95 % interval of a rate by Wilson's score; none of nothing.
#[must_use]
pub fn wilson(count: u64, of: u64) -> Option<(f64, f64)> {
    const Z: f64 = 1.959_964;
    if of == 0 || count > of {
        return None;
    }
    let (n, share) = (of as f64, count as f64 / of as f64);
    let scale = 1.0 + Z * Z / n;
    let middle = (share + Z * Z / (2.0 * n)) / scale;
    let half = Z / scale * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    Some(((middle - half).max(0.0), (middle + half).min(1.0)))
}
