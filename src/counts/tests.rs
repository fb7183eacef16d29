use super::*;
use crate::language::Language;
use crate::session::{ChannelKind, Moment, Observer, Seen};
use jiff::civil::date;
use jiff::tz::TimeZone;
use std::time::Duration;

fn moment(day: i8, hour: i8, minute: i8) -> Moment {
    let at = date(2026, 11, day).at(hour, minute, 0, 0).to_zoned_datetime(TimeZone::UTC).unwrap();
    Moment { at, channel: ChannelKind::Kiosk, language: Language::Nl }
}

fn tell(tally: &Tally, moment: &Moment, article: &str) {
    tally.see(moment, Seen::Began);
    tally.see(moment, Seen::Told { article, likely: false });
    tally.see(moment, Seen::Answered(Duration::from_millis(700)));
    tally.see(moment, Seen::Ended { after: Duration::from_secs(40), hung_up: true });
}

#[test]
fn few_is_never_a_number_and_of_days_past_never_by_the_hour() {
    let folder = tempfile::tempdir().unwrap();
    let file = CountsFile::new(&folder.path().join("counts.sqlite"), 30);
    let tally = Tally::default();
    for minute in 0..6 {
        tell(&tally, &moment(20, 9, minute), "paspoort");
    }
    tell(&tally, &moment(20, 14, 0), "schulden");
    tally.write(&file, date(2026, 11, 20)).unwrap();
    // The day is not over yet: the number may still grow.
    assert!(file.read().unwrap().keys().any(|cell| cell.hour == 14));
    tally.write(&file, date(2026, 11, 21)).unwrap();
    let cells = file.read().unwrap();
    assert!(cells.keys().all(|cell| cell.hour != 14), "a rare subject is kept with its hour: {cells:?}");
    let history = History::new(cells);
    let told = history.each(What::Article);
    assert_eq!(told, [("paspoort".to_owned(), Number::Exactly(6)), ("schulden".to_owned(), Number::Few)]);
    assert_eq!(told[1].1.to_string(), "fewer than 5");
    assert_eq!(history.by_day(What::Sessions), [(date(2026, 11, 20), Number::Exactly(7))]);
    assert_eq!(history.by_hour(What::Load)[9], (9, Number::Exactly(6)));
    assert_eq!(history.by_hour(What::Load)[14], (14, Number::Zero));
}

#[test]
fn the_same_counts_leave_the_same_bytes_whatever_the_order_and_the_times_of_writing() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (folder.path().join("one.sqlite"), folder.path().join("other.sqlite"));
    let today = date(2026, 11, 20);
    let (first, second) = (Tally::default(), Tally::default());
    for (minute, article) in [(1, "paspoort"), (2, "huurtoeslag"), (3, "paspoort")] {
        tell(&first, &moment(20, 9, minute), article);
    }
    first.write(&CountsFile::new(&one, 30), today).unwrap();
    for (minute, article) in [(50, "huurtoeslag"), (51, "paspoort"), (52, "paspoort")] {
        tell(&second, &moment(20, 9, minute), article);
        second.write(&CountsFile::new(&other, 30), today).unwrap();
    }
    assert_eq!(std::fs::read(&one).unwrap(), std::fs::read(&other).unwrap());
    tell(&second, &moment(20, 9, 53), "rijbewijs");
    second.write(&CountsFile::new(&other, 30), today).unwrap();
    assert_ne!(std::fs::read(&one).unwrap(), std::fs::read(&other).unwrap(), "the file does not hold the counts");
}

#[test]
fn old_days_are_forgotten_and_a_foreign_file_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = CountsFile::new(&folder.path().join("counts.sqlite"), 2);
    let tally = Tally::default();
    tell(&tally, &moment(20, 9, 0), "paspoort");
    tally.write(&file, date(2026, 11, 21)).unwrap();
    assert!(!file.read().unwrap().is_empty());
    tally.write(&file, date(2026, 11, 22)).unwrap();
    assert!(file.read().unwrap().is_empty());
    let foreign = folder.path().join("foreign.sqlite");
    std::fs::write(&foreign, "no counts").unwrap();
    tell(&tally, &moment(22, 9, 0), "paspoort");
    let refused = tally.write(&CountsFile::new(&foreign, 2), date(2026, 11, 22)).unwrap_err();
    assert!(refused.to_string().contains("counts.file: ") && refused.to_string().contains("foreign.sqlite"));
    // A file that cannot be written loses nothing.
    tally.write(&file, date(2026, 11, 22)).unwrap();
    assert_eq!(file.read().unwrap().values().sum::<u64>(), 7);
}

#[test]
fn prometheus_sees_steps_and_no_articles() {
    let tally = Tally::default();
    for minute in 0..9 {
        tell(&tally, &moment(20, 9, minute), "schulden");
    }
    let text = tally.metrics();
    assert!(text.contains("spraakloket_sessions_total{channel=\"kiosk\",language=\"nl\"} 5\n"), "{text}");
    assert!(text.contains("spraakloket_answer_seconds_bucket{channel=\"kiosk\",le=\"1\"} 5\n"), "{text}");
    assert!(text.contains("spraakloket_answer_seconds_bucket{channel=\"kiosk\",le=\"0.5\"} 0\n"), "{text}");
    assert!(!text.contains("schulden"), "{text}");
}

#[test]
fn the_dashboard_asks_for_series_that_there_are() {
    let tally = Tally::default();
    tell(&tally, &moment(20, 9, 0), "paspoort");
    tally.see(&moment(20, 9, 0), Seen::Heard(0.7));
    let text = tally.metrics();
    let dashboard = include_str!("../../docs/grafana.json");
    let asked: std::collections::BTreeSet<&str> = dashboard
        .split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_')
        .filter(|word| word.starts_with("spraakloket_"))
        .collect();
    assert!(asked.len() > 5);
    // This one belongs to the kiosk.
    for name in asked.into_iter().filter(|name| *name != "spraakloket_problem") {
        assert!(text.contains(&format!("# TYPE {name} ")), "{name}");
    }
}
