//! The connections of the kiosk's server: how many, and how long each may take. `axum::serve` has no such limits, and
//! a program that opens lines and says nothing on them must not keep the page out.

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

/// A request's head must be whole within this time, and the next one of a connection must have come.
pub(super) const HEAD_TIME: Duration = Duration::from_secs(5);
/// A request must be answered within this time, its body included.
pub(super) const ANSWER_TIME: Duration = Duration::from_secs(10);
/// Connections that may be open at once: some pages, their pictures and the hook.
const CONNECTIONS: usize = 64;
/// So long is waited after an error of the listening socket, such as no file descriptors being left.
const REST: Duration = Duration::from_millis(200);

/// Serves until `stopping` is true; then every connection ends with what it is answering.
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
            // A connection that breaks off or is too slow is only gone.
            let _ = carry(stream, routes, stopping).await;
            drop(place);
        });
    }
    // Every place is free again when every connection has ended.
    let _ = places.acquire_many(CONNECTIONS as u32).await;
}

async fn carry(
    stream: TcpStream,
    routes: Router,
    mut stopping: watch::Receiver<bool>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    stream.set_nodelay(true)?;
    // Not hyper-util's builder for every version: that waits for a first byte for ever.
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
