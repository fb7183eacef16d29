//! The kiosk's server: its routes, who may use them, and its shutdown.

use super::attendant::{Attendant, Wish};
use super::guard::{self, Guard};
use super::health::{self, Fact};
use super::page::{self, Pages};
use super::settings::KioskConfig;
use super::view::View;
use super::{Counters, KioskError, assets, connections, hook, qr};
use crate::channel::sound::SoundPort;
use crate::session::Sessions;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::future::Future;
use std::sync::Arc;
use std::time::Instant;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};

/// Maximum length of a request body, in bytes.
const BODY_BYTES: usize = 1024;
/// Capacity of the queue of wishes; more than a person has hands.
const WISHES: usize = 32;

/// The parts of a kiosk.
pub struct Kiosk {
    /// Opens sessions.
    pub sessions: Arc<dyn Sessions>,
    /// Its microphone and loudspeaker.
    pub sound: SoundPort,
    /// Whether it has sound; without it, the page passes captions to a screen reader.
    pub has_sound: bool,
    /// Whether unanswered questions are stored, which the start page mentions.
    pub keeps_questions: bool,
    /// Its settings.
    pub config: KioskConfig,
    /// Facts for the health page, beside the counters.
    pub facts: Vec<Fact>,
    /// What Prometheus reads beside the state of the kiosk; empty where nothing is counted.
    pub metrics: Arc<dyn Fn() -> String + Send + Sync>,
}

/// State shared by all requests.
pub(super) struct Shared {
    pub(super) view: watch::Receiver<Arc<View>>,
    pub(super) wishes: mpsc::Sender<Wish>,
    pub(super) pages: Pages,
    pub(super) stopping: watch::Receiver<bool>,
    pub(super) config: KioskConfig,
    pub(super) has_sound: bool,
    pub(super) keeps_questions: bool,
    pub(super) guard: Guard,
    pub(super) counters: Arc<Counters>,
    pub(super) facts: Vec<Fact>,
    pub(super) metrics: Arc<dyn Fn() -> String + Send + Sync>,
    pub(super) started: Instant,
}

/// Serves a kiosk until `shutdown` completes. A visit in progress is then ended and wiped.
pub async fn run(
    listener: TcpListener,
    kiosk: Kiosk,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), KioskError> {
    let address = listener.local_addr().map_err(KioskError::Server)?;
    if !address.ip().is_loopback() {
        return Err(KioskError::NotLoopback(address));
    }
    let (wishes, granted) = mpsc::channel(WISHES);
    let counters = Arc::new(Counters::default());
    let (attendant, view) = Attendant::new(kiosk.sessions, kiosk.sound, &kiosk.config, &wishes, Arc::clone(&counters));
    let attending = tokio::spawn(attendant.attend(granted));
    let (stop, stopping) = watch::channel(false);
    let shared = Arc::new(Shared {
        view,
        wishes,
        pages: Pages::default(),
        stopping,
        config: kiosk.config,
        has_sound: kiosk.has_sound,
        keeps_questions: kiosk.keeps_questions,
        guard: Guard::new(address.port()),
        counters,
        facts: kiosk.facts,
        metrics: kiosk.metrics,
        started: Instant::now(),
    });
    let stopped = shared.stopping.clone();
    tokio::spawn(async move {
        shutdown.await;
        let _ = stop.send(true);
    });
    connections::serve(listener, routes(shared), stopped).await;
    // When the last page closes, the last sender of wishes is dropped, and the attendant ends its visit.
    let _ = attending.await;
    Ok(())
}

fn routes(shared: Arc<Shared>) -> Router {
    let guard = shared.guard.clone();
    assets::routes()
        .route("/page", get(page::open))
        .route("/qr/{answer}", get(qr_picture))
        .route("/health", get(health::page))
        .route("/health.json", get(health::json))
        .route("/metrics", get(health::metrics))
        .route("/hook", post(hook::take))
        .with_state(shared)
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(middleware::from_fn_with_state(guard, guard::check))
}

/// The QR code of the answer on the screen, and of no other.
async fn qr_picture(State(shared): State<Arc<Shared>>, Path(name): Path<String>) -> Response {
    let view = Arc::clone(&shared.view.borrow());
    let answer = view.visit.as_ref().and_then(|visit| {
        let answer = visit.answer.as_ref()?;
        (name == format!("{}-{}.svg", visit.number, answer.number)).then_some(answer)
    });
    match answer.and_then(|answer| qr::picture(&answer.source.url)) {
        Some(picture) => ([(CONTENT_TYPE, "image/svg+xml")], picture).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
