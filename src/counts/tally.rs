//! Adds up what sessions expose, in memory, until it is written.

use super::{Cell, CountsError, CountsFile, What};
use crate::session::{ChannelKind, Moment, Observer, Seen};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Upper bounds of the time until an answer is heard, in ms.
pub(super) const ANSWER_MS: [u64; 6] = [500, 1000, 2000, 4000, 8000, 16_000];
/// Upper bounds of the duration of a session, in seconds.
const LENGTH_S: [u64; 5] = [30, 60, 120, 300, 600];
/// Every channel, or every language.
const ALL: &str = "all";
/// Above the last bound.
pub(super) const MORE: &str = "more";

/// Counts since the program started, and which of them have not been written yet.
#[derive(Default)]
pub struct Tally(Mutex<Sums>);

#[derive(Default)]
struct Sums {
    /// Since the start, without day, hour, article and part, for Prometheus.
    since_start: BTreeMap<Total, u64>,
    unwritten: BTreeMap<Cell, u64>,
}

/// Channel, language, kind and item.
pub(super) type Total = (String, String, What, String);

impl Tally {
    /// Writes new counts to the file. If that fails, they are kept for the next time.
    pub fn write(&self, file: &CountsFile, today: Date) -> Result<(), CountsError> {
        let unwritten = std::mem::take(&mut self.sums().unwritten);
        let written = file.add(&unwritten, today);
        if written.is_err() {
            let mut sums = self.sums();
            for (cell, count) in unwritten {
                *sums.unwritten.entry(cell).or_default() += count;
            }
        }
        written
    }

    pub(super) fn since_start(&self) -> BTreeMap<Total, u64> {
        self.sums().since_start.clone()
    }

    fn sums(&self) -> MutexGuard<'_, Sums> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self, moment: &Moment, what: What, which: &str) {
        let channel = match moment.channel {
            ChannelKind::Kiosk => "kiosk",
            ChannelKind::Phone => "phone",
            ChannelKind::File => "file",
        };
        // Numbers by the hour become too small per channel sooner than for all channels together.
        let (channel, language) = if what == What::Load { (ALL, ALL) } else { (channel, moment.language.code()) };
        let (channel, language) = (channel.to_owned(), language.to_owned());
        let mut sums = self.sums();
        if !matches!(what, What::Load | What::Article | What::Part | What::Near | What::Clear | What::Unclear) {
            let total = (channel.clone(), language.clone(), what, which.to_owned());
            *sums.since_start.entry(total).or_default() += 1;
        }
        let (day, hour) = (moment.at.date(), moment.at.hour());
        let cell = Cell { day, hour, channel, language, what, which: which.to_owned() };
        *sums.unwritten.entry(cell).or_default() += 1;
    }
}

impl Observer for Tally {
    fn see(&self, moment: &Moment, seen: Seen<'_>) {
        match seen {
            Seen::Began => {
                self.count(moment, What::Sessions, "");
                self.count(moment, What::Load, "");
            }
            Seen::Heard(confidence) => {
                let fifth = (confidence.clamp(0.0, 0.999) * 5.0).floor() / 5.0;
                self.count(moment, What::Confidence, &format!("{fifth:.1}"));
            }
            Seen::NotHeard => self.count(moment, What::Confidence, "none"),
            Seen::Told { article, likely } => {
                self.count(moment, What::Outcome, if likely { "likely" } else { "told" });
                self.count(moment, What::Article, article);
            }
            Seen::ToldPart { article, heading } => {
                self.count(moment, What::Part, &format!("{article}: {heading}"));
            }
            Seen::AskedBack => self.count(moment, What::Outcome, "asked-back"),
            Seen::NotKnown { near } => {
                self.count(moment, What::Outcome, "not-known");
                for article in near {
                    self.count(moment, What::Near, article);
                }
            }
            Seen::Command(command) => {
                let name = serde_json::to_value(command).unwrap_or_default();
                self.count(moment, What::Command, name.as_str().unwrap_or_default());
            }
            Seen::HandedOver => self.count(moment, What::End, "handed-over"),
            Seen::Clear { article, clear } => {
                self.count(moment, if clear { What::Clear } else { What::Unclear }, article);
            }
            Seen::Answered(after) => {
                self.count(moment, What::AnswerMs, &edge(after.as_millis() as u64, &ANSWER_MS));
            }
            Seen::Ended { after, hung_up } => {
                self.count(moment, What::End, if hung_up { "hung-up" } else { "finished" });
                self.count(moment, What::Length, &edge(after.as_secs(), &LENGTH_S));
            }
        }
    }
}

fn edge(value: u64, edges: &[u64]) -> String {
    edges.iter().find(|edge| value <= **edge).map_or_else(|| MORE.to_owned(), u64::to_string)
}
