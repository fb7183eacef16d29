//! Counts in the form in which they may be shown.

use super::{Cell, FEW, What};
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// How often something happened in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Number {
    /// Never.
    Zero,
    /// One to four times.
    Few,
    /// The exact number.
    Exactly(u64),
}

impl Number {
    /// The number in the form in which it may be shown.
    #[must_use]
    pub fn of(count: u64) -> Self {
        match count {
            0 => Number::Zero,
            count if count < FEW => Number::Few,
            count => Number::Exactly(count),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Zero => to.pad("0"),
            Number::Few => to.pad(&format!("fewer than {FEW}")),
            Number::Exactly(count) => to.pad(&count.to_string()),
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Number::Exactly(count) => to.serialize_u64(*count),
            Number::Zero => to.serialize_u64(0),
            Number::Few => to.collect_str(self),
        }
    }
}

/// Everything that is stored. Returns numbers for periods, never for one hour of one day.
#[derive(Debug, Clone, Default)]
pub struct History(BTreeMap<Cell, u64>);

impl History {
    /// The history in these cells.
    #[must_use]
    pub fn new(cells: BTreeMap<Cell, u64>) -> Self {
        History(cells)
    }

    /// First and last day.
    #[must_use]
    pub fn period(&self) -> Option<(Date, Date)> {
        Some((self.0.keys().next()?.day, self.0.keys().next_back()?.day))
    }

    /// The same for a range of days only.
    #[must_use]
    pub fn between(&self, first: Date, last: Date) -> Self {
        let within = self.0.iter().filter(|(cell, _)| first <= cell.day && cell.day <= last);
        History(within.map(|(cell, count)| (cell.clone(), *count)).collect())
    }

    /// How often each item of a kind occurred, most frequent first.
    #[must_use]
    pub fn each(&self, what: What) -> Vec<(String, Number)> {
        Self::shown(self.sums(what, |cell| cell.which.clone()))
    }

    /// How often a kind occurred on each day; days without any are 0.
    #[must_use]
    pub fn by_day(&self, what: What) -> Vec<(Date, Number)> {
        let days: BTreeSet<Date> = self.0.keys().map(|cell| cell.day).collect();
        let sums = self.sums(what, |cell| cell.day);
        days.into_iter().map(|day| (day, Number::of(sums.get(&day).copied().unwrap_or_default()))).collect()
    }

    /// How often a kind occurred at each hour of the day, over all days. Excludes hours with small numbers.
    #[must_use]
    pub fn by_hour(&self, what: What) -> Vec<(i8, Number)> {
        let sums = self.sums(what, |cell| cell.hour);
        (0..super::WHOLE_DAY).map(|hour| (hour, Number::of(sums.get(&hour).copied().unwrap_or_default()))).collect()
    }

    /// How often a kind occurred in each channel and language.
    #[must_use]
    pub fn by_channel(&self, what: What) -> Vec<(String, Number)> {
        Self::shown(self.sums(what, |cell| {
            let which = if cell.which.is_empty() { String::new() } else { format!(", {}", cell.which) };
            format!("{}, {}{which}", cell.channel, cell.language)
        }))
    }

    /// The sum for one channel and language, for rates with intervals.
    #[must_use]
    pub fn sum(&self, what: What, which: &str, channel: &str, language: &str) -> u64 {
        let of = |cell: &&Cell| {
            cell.what == what && cell.which == which && cell.channel == channel && cell.language == language
        };
        self.0.iter().filter(|(cell, _)| of(cell)).map(|(_, count)| count).sum()
    }

    /// All pairs of channel and language that were used.
    #[must_use]
    pub fn groups(&self) -> Vec<(String, String)> {
        let groups: BTreeSet<_> = self
            .0
            .keys()
            .filter(|cell| cell.what != What::Load)
            .map(|cell| (cell.channel.clone(), cell.language.clone()))
            .collect();
        groups.into_iter().collect()
    }

    fn sums<K: Ord>(&self, what: What, key: impl Fn(&Cell) -> K) -> BTreeMap<K, u64> {
        let mut sums = BTreeMap::new();
        for (cell, count) in self.0.iter().filter(|(cell, _)| cell.what == what) {
            *sums.entry(key(cell)).or_default() += count;
        }
        sums
    }

    /// Most frequent first; small numbers sorted by name, so that their order reveals nothing.
    fn shown(sums: BTreeMap<String, u64>) -> Vec<(String, Number)> {
        let mut shown: Vec<(String, Number)> = sums.into_iter().map(|(key, sum)| (key, Number::of(sum))).collect();
        shown.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
        shown
    }
}
