//! What a program without a page of its own tells monitoring: `/metrics` for Prometheus, and `/health` for a dispatcher or
//! an orchestrator, which is 200 while new calls are taken and 503 while they are not.

use axum::Router;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::Value;
use std::net::IpAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// What is told.
pub struct Reports {
    /// The text for Prometheus.
    pub metrics: Arc<dyn Fn() -> String + Send + Sync>,
    /// Whether new calls are taken, and an object with the details.
    pub health: Arc<dyn Fn() -> (bool, Value) + Send + Sync>,
}

/// Serves until the program ends. Answers only requests to an address or `localhost`, so that no web page can have its own
/// name lead here (DNS rebinding).
pub async fn serve_reports(listener: TcpListener, Reports { metrics, health }: Reports) {
    let to_metrics = move |headers: HeaderMap| {
        let text = is_address(&headers).then(|| metrics());
        async move { answer("text/plain; version=0.0.4", text.map(|text| (true, text))) }
    };
    let to_health = move |headers: HeaderMap| {
        let told = is_address(&headers).then(|| health());
        async move { answer("application/json", told.map(|(well, value)| (well, value.to_string()))) }
    };
    let router = Router::new().route("/metrics", get(to_metrics)).route("/health", get(to_health));
    if let Err(error) = axum::serve(listener, router).await {
        tracing::error!(code = "metrics-stopped", %error);
    }
}

fn answer(kind: &'static str, told: Option<(bool, String)>) -> Response {
    match told {
        Some((true, text)) => ([(CONTENT_TYPE, kind)], text).into_response(),
        Some((false, text)) => (StatusCode::SERVICE_UNAVAILABLE, [(CONTENT_TYPE, kind)], text).into_response(),
        None => (StatusCode::FORBIDDEN, "Only requests to an address are answered, not to a name.\n").into_response(),
    }
}

fn is_address(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inside, _)) => inside,
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    name == "localhost" || name.parse::<IpAddr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_name_that_was_made_to_point_here_is_refused() {
        for (host, is) in [
            ("127.0.0.1:7312", true),
            ("localhost", true),
            ("[::1]:7312", true),
            ("10.0.0.7:7312", true),
            ("evil.example:7312", false),
            ("127.0.0.1.evil.example", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static(host))]);
            assert_eq!(is_address(&headers), is, "{host}");
        }
    }
}
