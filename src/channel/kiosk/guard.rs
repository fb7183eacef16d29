//! Restricts the kiosk's server to the page that it served itself, on this machine.
//!
//! A web page from elsewhere, shown by a browser on this machine, can reach loopback. Such pages are rejected by the
//! `Origin` header that browsers send, and names that were made to resolve to this machine (DNS rebinding) by the
//! `Host` header.

use super::connections::ANSWER_TIME;
use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderName, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::time::timeout;

/// Nothing from elsewhere may be loaded, run, framed or contacted.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 7] = [
    (CONTENT_SECURITY_POLICY, POLICY),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    // Sound goes through the program, never through the browser.
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
];

/// The host names under which the server may be addressed.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    hosts: Arc<[String; 3]>,
    refused: Arc<AtomicU64>,
}

impl Guard {
    pub(super) fn new(port: u16) -> Self {
        let hosts = ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}"));
        Guard { hosts: Arc::new(hosts), refused: Arc::default() }
    }

    /// Number of refused requests.
    pub(super) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Whether a request comes from this server's own page, or from a program on this machine.
    fn allows(&self, headers: &HeaderMap) -> bool {
        let text = |value: &HeaderValue| value.to_str().unwrap_or("?").to_ascii_lowercase();
        let mut hosts = headers.get_all(HOST).iter().map(text);
        let host_is_ours = hosts.next().is_some_and(|host| self.hosts.contains(&host)) && hosts.next().is_none();
        let origin_is_ours = |origin: String| {
            origin.strip_prefix("http://").is_some_and(|host| self.hosts.iter().any(|ours| ours == host))
        };
        host_is_ours && headers.get_all(ORIGIN).iter().map(text).all(origin_is_ours)
    }
}

/// Whether a browser sent this: other programs send neither header.
pub(super) fn from_a_browser(headers: &HeaderMap) -> bool {
    headers.contains_key(ORIGIN) || headers.contains_key("sec-fetch-site")
}

/// Middleware: rejects requests that are not allowed, and adds the security headers.
pub(super) async fn check(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let mut response = if guard.allows(request.headers()) {
        let answer = timeout(ANSWER_TIME, next.run(request)).await;
        answer.unwrap_or_else(|_| (StatusCode::REQUEST_TIMEOUT, "This took too long.\n").into_response())
    } else {
        guard.refused.fetch_add(1, Ordering::Relaxed);
        tracing::warn!(code = "kiosk-request-refused");
        (StatusCode::FORBIDDEN, "This desk answers its own page only.\n").into_response()
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_own_page_and_programs_here_are_let_through() {
        let guard = Guard::new(7311);
        for (hosts, origin, allowed) in [
            (&["127.0.0.1:7311"][..], Some("http://127.0.0.1:7311"), true),
            (&["localhost:7311"], Some("http://localhost:7311"), true),
            (&["[::1]:7311"], None, true),
            (&["LOCALHOST:7311"], None, true),
            (&[], None, false),
            (&["127.0.0.1:7311", "evil.example"], None, false),
            (&["127.0.0.1"], None, false),
            (&["127.0.0.1:7312"], None, false),
            (&["evil.example:7311"], None, false),
            (&["127.0.0.1:7311.evil.example"], None, false),
            (&["127.0.0.1:7311"], Some("http://evil.example"), false),
            (&["127.0.0.1:7311"], Some("http://localhost:8080"), false),
            (&["127.0.0.1:7311"], Some("https://127.0.0.1:7311"), false),
            (&["127.0.0.1:7311"], Some("null"), false),
        ] {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append(HOST, HeaderValue::from_static(host));
            }
            if let Some(origin) = origin {
                headers.insert(ORIGIN, HeaderValue::from_static(origin));
            }
            assert_eq!(guard.allows(&headers), allowed, "{hosts:?} {origin:?}");
        }
    }
}
