//! The files of the page, compiled into the program so that none can be missing or modified on disk.

use super::server::Shared;
use crate::language::Language;
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use std::sync::{Arc, LazyLock};

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const FONT: &str = "font/woff2";

macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("../../../kiosk/", $name))
    };
}

const FILES: &[(&str, &str, &[u8])] = &[
    ("/", HTML, file!("index.html")),
    ("/style.css", STYLE, file!("style.css")),
    ("/layout.css", STYLE, file!("layout.css")),
    ("/health.css", STYLE, file!("health.css")),
    ("/main.js", SCRIPT, file!("main.js")),
    ("/line.js", SCRIPT, file!("line.js")),
    ("/draw.js", SCRIPT, file!("draw.js")),
    ("/fit.js", SCRIPT, file!("fit.js")),
    ("/keys.js", SCRIPT, file!("keys.js")),
    ("/panels.js", SCRIPT, file!("panels.js")),
    ("/typing.js", SCRIPT, file!("typing.js")),
    ("/icons.svg", "image/svg+xml", file!("icons.svg")),
    ("/fonts/regular.woff2", FONT, file!("fonts/regular.woff2")),
    ("/fonts/bold.woff2", FONT, file!("fonts/bold.woff2")),
    ("/fonts/regular-latin-ext.woff2", FONT, file!("fonts/regular-latin-ext.woff2")),
    ("/fonts/bold-latin-ext.woff2", FONT, file!("fonts/bold-latin-ext.woff2")),
    ("/fonts/regular-cyrillic.woff2", FONT, file!("fonts/regular-cyrillic.woff2")),
    ("/fonts/bold-cyrillic.woff2", FONT, file!("fonts/bold-cyrillic.woff2")),
    ("/fonts/regular-arabic.woff2", FONT, file!("fonts/regular-arabic.woff2")),
    ("/fonts/bold-arabic.woff2", FONT, file!("fonts/bold-arabic.woff2")),
];

/// The page's sentences in every language, by code.
static SENTENCES: LazyLock<String> = LazyLock::new(|| {
    let languages = Language::ALL.map(|language| format!("\"{language}\":{}", language.page_sentences().trim_end()));
    format!("{{{}}}", languages.join(","))
});

/// Routes for all files.
pub(super) fn routes() -> Router<Arc<Shared>> {
    let sentences = get(|| async { ([(CONTENT_TYPE, "application/json")], SENTENCES.as_str()) });
    FILES.iter().fold(Router::new().route("/strings.json", sentences), |router, (path, kind, bytes)| {
        router.route(path, get(move || async move { ([(CONTENT_TYPE, *kind)], *bytes) }))
    })
}
