//! The files of the page, compiled into the program so that none can be missing or modified on disk.

use super::server::Shared;
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use std::sync::Arc;

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
    ("/strings.json", "application/json", file!("strings.json")),
    ("/icons.svg", "image/svg+xml", file!("icons.svg")),
    ("/fonts/regular.woff2", FONT, file!("fonts/regular.woff2")),
    ("/fonts/bold.woff2", FONT, file!("fonts/bold.woff2")),
];

/// Routes for all files.
pub(super) fn routes() -> Router<Arc<Shared>> {
    FILES.iter().fold(Router::new(), |router, (path, kind, bytes)| {
        router.route(path, get(move || async move { ([(CONTENT_TYPE, *kind)], *bytes) }))
    })
}
