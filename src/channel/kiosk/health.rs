//! The kiosk's health, for its operator: as a page, and as JSON for a watchdog. Contains numbers and the names of
//! models and devices, never a word that was said.

use super::server::Shared;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// A fact that is fixed when the program starts.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// Its name, such as `index`.
    pub name: String,
    pub value: String,
}

/// Health as JSON.
pub(super) async fn json(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json")], report(&shared).to_string())
}

/// For Prometheus.
pub(super) async fn metrics(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    let problem = u8::from(shared.view.borrow().problem.is_some());
    let lost = shared.counters.sessions_lost.load(Ordering::Relaxed);
    let up = shared.started.elapsed().as_secs();
    let own = format!(
        "# HELP spraakloket_up_seconds Since the program started.\n# TYPE spraakloket_up_seconds gauge\n\
         spraakloket_up_seconds {up}\n\
         # HELP spraakloket_problem Whether the kiosk shows a problem.\n# TYPE spraakloket_problem gauge\n\
         spraakloket_problem {problem}\n\
         # HELP spraakloket_sessions_lost_total Sessions that broke.\n# TYPE spraakloket_sessions_lost_total counter\n\
         spraakloket_sessions_lost_total {lost}\n"
    );
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], own + &(shared.metrics)())
}

/// Health as a page without scripts.
pub(super) async fn page(State(shared): State<Arc<Shared>>) -> impl IntoResponse {
    let mut rows = String::new();
    if let Value::Object(report) = report(&shared) {
        for (name, value) in report {
            row(&mut rows, &name, &value);
        }
    }
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Spraakloket: health</title>\
         <link rel=\"stylesheet\" href=\"/health.css\"><main><h1>Spraakloket: health</h1>\
         <table><caption>The kiosk as it is now</caption>{rows}</table></main></html>"
    );
    ([(CONTENT_TYPE, "text/html; charset=utf-8")], page)
}

fn report(shared: &Shared) -> Value {
    let view = Arc::clone(&shared.view.borrow());
    let facts: serde_json::Map<String, Value> =
        shared.facts.iter().map(|fact| (fact.name.clone(), json!(fact.value))).collect();
    let mut counts: serde_json::Map<String, Value> =
        shared.counters.counts().into_iter().map(|(name, count)| (name.to_owned(), json!(count))).collect();
    counts.insert("requests_refused".to_owned(), json!(shared.guard.refused()));
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "up_s": shared.started.elapsed().as_secs(),
        "problem": view.problem,
        "visit": view.visit.as_ref().map(|visit| visit.state),
        "pages": shared.pages.count(),
        "devices": {
            "sound": shared.has_sound,
            "microphone": shared.counters.microphone.load(Ordering::Relaxed),
            "loudspeaker": shared.counters.loudspeaker.load(Ordering::Relaxed),
            "headphones": view.headphones,
        },
        "facts": facts,
        "counts": counts,
    })
}

/// One row for a value, or for each part of an object.
fn row(rows: &mut String, name: &str, value: &Value) {
    match value {
        Value::Object(parts) => parts.iter().for_each(|(part, value)| row(rows, &format!("{name}: {part}"), value)),
        Value::Null => rows.push_str(&format!("<tr><th scope=\"row\">{}<td>none", escaped(name))),
        Value::String(text) => rows.push_str(&format!("<tr><th scope=\"row\">{}<td>{}", escaped(name), escaped(text))),
        other => rows.push_str(&format!("<tr><th scope=\"row\">{}<td>{other}", escaped(name))),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_escaped_and_objects_flattened() {
        let mut rows = String::new();
        row(&mut rows, "facts", &json!({ "model": "<b>&", "count": 3, "problem": null }));
        assert!(rows.contains("facts: model<td>&lt;b&gt;&amp;") && rows.contains("facts: problem<td>none"), "{rows}");
    }
}
