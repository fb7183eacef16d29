//! The sections `[session]`, `[handover]` and `[review]` of the settings.

use super::ConfigError;
use crate::dialogue::{Handover, OpeningHours};
use jiff::civil::{Time, Weekday};
use serde::Deserialize;
use std::path::PathBuf;
use std::time::Duration;

/// How a conversation is held.
#[derive(Debug, Clone)]
pub struct SessionConfig {
    /// How long the person may be silent before something is said.
    pub silence: Duration,
    /// How long before the end it is announced.
    pub warning: Duration,
    /// How long it waits after "pauze".
    pub pause: Duration,
    /// Whether it asks if an answer was clear.
    pub feedback: bool,
    /// How many sessions may be open at once.
    pub most_open: usize,
    /// Where unanswered questions are stored, and for how many days; `None`: nowhere.
    pub review: Option<(PathBuf, u16)>,
    /// When and where a human can be reached; the telephone number and the hours in words come from the local facts.
    pub handover: Handover,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct SessionSettings {
    silence_seconds: i64,
    warning_seconds: i64,
    pause_seconds: i64,
    feedback: bool,
    most_open: i64,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct HandoverSettings {
    destination: String,
    hours: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ReviewSettings {
    dir: String,
    retention_days: i64,
}

impl SessionSettings {
    pub(super) fn validate(
        self,
        handover: &HandoverSettings,
        review: &ReviewSettings,
        place: &str,
    ) -> Result<SessionConfig, ConfigError> {
        let refuse = |key: &str, problem: String| ConfigError::new(place, format!("{key}: {problem}"));
        let seconds = |key: &str, found: i64, range: std::ops::RangeInclusive<i64>| {
            let (least, most) = (range.start(), range.end());
            let problem = || refuse(key, format!("{found} is not between {least} and {most}"));
            if range.contains(&found) { Ok(Duration::from_secs(found.unsigned_abs())) } else { Err(problem()) }
        };
        if !(1..=64).contains(&self.most_open) {
            return Err(refuse("session.most_open", format!("{} is not between 1 and 64", self.most_open)));
        }
        if !(1..=365).contains(&review.retention_days) {
            let found = review.retention_days;
            return Err(refuse("review.retention_days", format!("{found} is not between 1 and 365")));
        }
        let review = (!review.dir.is_empty()).then(|| (PathBuf::from(&review.dir), review.retention_days as u16));
        let hours = opening_hours(&handover.hours).map_err(|problem| refuse("handover.hours", problem))?;
        Ok(SessionConfig {
            silence: seconds("session.silence_seconds", self.silence_seconds, 4..=120)?,
            warning: seconds("session.warning_seconds", self.warning_seconds, 20..=300)?,
            pause: seconds("session.pause_seconds", self.pause_seconds, 20..=600)?,
            feedback: self.feedback,
            review,
            most_open: self.most_open as usize,
            handover: Handover {
                destination: Some(handover.destination.clone()).filter(|destination| !destination.is_empty()),
                hours,
                ..Handover::default()
            },
        })
    }
}

/// Parses "ma-vr 09:00-17:00, za 10:00-14:00"; empty means always.
fn opening_hours(text: &str) -> Result<Vec<OpeningHours>, String> {
    let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
    let read: Vec<Vec<OpeningHours>> = parts.map(part).collect::<Result<_, _>>()?;
    Ok(read.into_iter().flatten().collect())
}

fn part(text: &str) -> Result<Vec<OpeningHours>, String> {
    let wrong = || format!("`{text}`: write it like \"ma-vr 09:00-17:00, za 10:00-14:00\"");
    let (days, times) = text.split_once(' ').ok_or_else(wrong)?;
    let (first, last) = days.split_once('-').unwrap_or((days, days));
    let (from, until) = times.trim().split_once('-').ok_or_else(wrong)?;
    let place = |day: &str| DAYS.iter().position(|(name, _)| *name == day).ok_or_else(wrong);
    let time = |time: &str| time.parse::<Time>().map_err(|_| wrong());
    let (first, last, from, until) = (place(first)?, place(last)?, time(from)?, time(until)?);
    if last < first || until <= from {
        return Err(format!("`{text}`: the end is before the beginning"));
    }
    Ok(DAYS[first..=last].iter().map(|(_, day)| OpeningHours { day: *day, from, until }).collect())
}

const DAYS: [(&str, Weekday); 7] = [
    ("ma", Weekday::Monday),
    ("di", Weekday::Tuesday),
    ("wo", Weekday::Wednesday),
    ("do", Weekday::Thursday),
    ("vr", Weekday::Friday),
    ("za", Weekday::Saturday),
    ("zo", Weekday::Sunday),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opening_hours_are_read_and_mistakes_named() {
        let hours = opening_hours("ma-vr 09:00-17:00, za 10:00-14:00").unwrap();
        assert_eq!(hours.len(), 6);
        assert_eq!((hours[5].day, hours[5].from.hour()), (Weekday::Saturday, 10));
        assert!(opening_hours("").unwrap().is_empty());
        for wrong in ["ma", "ma 9-17u", "vr-ma 09:00-17:00", "ma 17:00-09:00", "mon 09:00-17:00"] {
            assert!(opening_hours(wrong).unwrap_err().contains(wrong), "{wrong}");
        }
    }
}
