//! Serves the counts to Prometheus on this machine, for a program without a page of its own.

use axum::Router;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::routing::get;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Serves `/metrics` until the program ends. Refuses requests for other host names than this machine's (DNS
/// rebinding).
pub async fn serve_metrics(listener: TcpListener, metrics: Arc<dyn Fn() -> String + Send + Sync>) {
    let answer = move |headers: HeaderMap| {
        let text = is_local(&headers).then(|| metrics());
        async move {
            match text {
                Some(text) => ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response(),
                None => (StatusCode::FORBIDDEN, "Only programs on this machine are answered.\n").into_response(),
            }
        }
    };
    if let Err(error) = axum::serve(listener, Router::new().route("/metrics", get(answer))).await {
        tracing::error!(code = "metrics-stopped", %error);
    }
}

fn is_local(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    ["127.0.0.1", "localhost", "[::1]"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_name_that_was_made_to_point_here_is_refused() {
        for (host, local) in
            [("127.0.0.1:7312", true), ("localhost", true), ("[::1]:7312", true), ("evil.example:7312", false)]
        {
            let headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static(host))]);
            assert_eq!(is_local(&headers), local, "{host}");
        }
    }
}
