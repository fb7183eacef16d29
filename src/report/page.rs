//! The page: HTML without any script, with a plot of each rate over all reports.

use super::{Figure, Published};
use std::fmt::Write as _;

const STYLE: &str = "body{font:18px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}\
table{border-collapse:collapse;width:100%}caption,th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #767676}\
svg{width:12rem;height:3rem}.worse{font-weight:bold;color:#a00000}code{font-size:.9em;overflow-wrap:anywhere}";

/// The page of a report. `earlier`: the reports before it, oldest first. `worse`: what got worse.
#[must_use]
pub fn page(now: &Published, earlier: &[Published], worse: &[String]) -> String {
    let mut rows = String::new();
    for figure in &now.figures {
        let course: Vec<&Figure> = earlier
            .iter()
            .chain([now])
            .filter_map(|report| report.figures.iter().find(|other| other.name == figure.name))
            .collect();
        let _ = write!(
            rows,
            "<tr><th scope=\"row\">{}<td>{}<td>{} tot {}<td>{}<td>{}<td><code>{}</code>",
            escaped(&figure.dutch),
            percent(figure.share()),
            percent(figure.low),
            percent(figure.high),
            figure.of,
            plot(&course),
            escaped(&figure.command)
        );
    }
    let list = |title: &str, class: &str, lines: &[String]| {
        if lines.is_empty() {
            return String::new();
        }
        let lines: Vec<String> = lines.iter().map(|line| format!("<li>{}", escaped(line))).collect();
        format!("<h2>{title}</h2><ul class=\"{class}\">{}</ul>", lines.concat())
    };
    let times = now.times_ms.iter().map(|(name, ms)| format!("<tr><th scope=\"row\">{}<td>{ms:.0} ms", escaped(name)));
    let times = times.collect::<Vec<_>>().concat();
    format!(
        "<!doctype html><html lang=\"nl\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Spraakloket: verslag van {date}</title><style>{STYLE}</style><main>\
         <h1>Hoe goed doet het Spraakloket het?</h1>\
         <p>Gemeten op {date} met versie {version} en {models}. Elk cijfer heeft een interval van 95 % (Wilson): \
         zo ver kan het toeval reiken.</p>{worse}{warnings}\
         <h2>Cijfers</h2><table><caption>Aandeel van de vragen</caption>\
         <thead><tr><th scope=\"col\">wat<th scope=\"col\">nu<th scope=\"col\">interval<th scope=\"col\">van\
         <th scope=\"col\">verloop<th scope=\"col\">opdracht</thead><tbody>{rows}</tbody></table>\
         <h2>Tijden</h2><table><caption>Mediaan op deze machine</caption><tbody>{times}</tbody></table>\
         </main></html>\n",
        date = escaped(&now.date),
        version = escaped(&now.version),
        models = escaped(&now.models.join(", ")),
        worse = list("Slechter dan het vorige verslag", "worse", worse),
        warnings = list("Let op", "warnings", &now.warnings),
    )
}

/// Dots with whiskers, oldest left; what they show is told in words as well.
fn plot(course: &[&Figure]) -> String {
    let steps = (course.len().max(2) - 1) as f64;
    let (x, y) = (|place: usize| 8.0 + place as f64 / steps * 176.0, |share: f64| 44.0 - share * 40.0);
    let told: Vec<String> = course.iter().map(|figure| percent(figure.share())).collect();
    let mut marks = String::new();
    for (place, figure) in course.iter().enumerate() {
        let (x, low, high, middle) = (x(place), y(figure.low), y(figure.high), y(figure.share()));
        let _ = write!(
            marks,
            "<path d=\"M{x:.1} {low:.1}V{high:.1}\" stroke=\"#595959\"/><circle cx=\"{x:.1}\" cy=\"{middle:.1}\" r=\"3\"/>"
        );
    }
    format!(
        "<svg viewBox=\"0 0 192 48\" role=\"img\" aria-label=\"{}\"><path d=\"M4 44H188\" stroke=\"#767676\"/>{marks}</svg>",
        told.join(", ")
    )
}

fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0).replace('.', ",")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
