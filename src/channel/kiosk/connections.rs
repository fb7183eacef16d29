//! Limits the connections of the kiosk's server in number and duration. `axum::serve` has no such limits, and a
//! program that opens idle connections must not lock out the page.

use axum::Router;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::sleep;

/// Time limit for a complete request header, and for the next request on a connection.
pub(super) const HEAD_TIME: Duration = Duration::from_secs(5);
/// Time limit for answering a request, including its body.
pub(super) const ANSWER_TIME: Duration = Duration::from_secs(10);
/// Maximum number of open connections: a few pages, their pictures and the hook.
const CONNECTIONS: usize = 64;
/// Pause after an error of the listening socket, such as a lack of file descriptors.
const REST: Duration = Duration::from_millis(200);

/// Serves until `stopping` is true; every connection then ends after its current response.
pub(super) async fn serve(listener: TcpListener, routes: Router, mut stopping: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let place = Arc::clone(&places).acquire_owned();
        let accepted = tokio::select! {
            accepted = async { (place.await, listener.accept().await) } => accepted,
            _ = stopping.wait_for(|stop| *stop) => break,
        };
        let (Ok(place), Ok((stream, _))) = accepted else {
            tracing::warn!(code = "kiosk-accept-failed");
            sleep(REST).await;
            continue;
        };
        let (routes, stopping) = (routes.clone(), stopping.clone());
        tokio::spawn(async move {
            // A connection that breaks off or is too slow is simply gone.
            let _ = carry(stream, routes, stopping).await;
            drop(place);
        });
    }
    // All permits are available once every connection has ended.
    let _ = places.acquire_many(CONNECTIONS as u32).await;
}

async fn carry(
    stream: TcpStream,
    routes: Router,
    mut stopping: watch::Receiver<bool>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    stream.set_nodelay(true)?;
    // Not hyper-util's builder for all versions, which waits for a first byte forever.
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
    let service = TowerToHyperService::new(routes);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service).with_upgrades());
    tokio::select! {
        ended = connection.as_mut() => return ended.map_err(Into::into),
        _ = stopping.wait_for(|stop| *stop) => connection.as_mut().graceful_shutdown(),
    }
    connection.await.map_err(Into::into)
}
