//! `spraakloket kiosk`: a desk with a screen, keys and sound on this machine.

use crate::channel::kiosk::{Fact, Kiosk, run};
use crate::channel::sound::{SoundPort, open_devices, without_devices};
use crate::config::Config;
use crate::dialogue::Rules;
use crate::installation::Installation;
use crate::knowledge::embed::MODEL_NAME;
use crate::session::Desk;
use anyhow::Context;
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Serve a kiosk: a page on this machine, keys and sound.
#[derive(Debug, Args)]
pub(super) struct KioskCommand {
    /// The port of the page (default: the setting kiosk.port).
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Without microphone and loudspeaker: keys, touch, typed questions and captions.
    #[arg(long)]
    no_sound: bool,
    /// The index folder (default: the setting knowledge.index).
    #[arg(long, value_name = "DIR")]
    index: Option<PathBuf>,
}

impl KioskCommand {
    pub(super) fn run(self, installation: &Installation) -> anyhow::Result<()> {
        let installation = installation.with_index(self.index.clone());
        let desk = Arc::new(installation.open_desk(usize::from(!self.no_sound))?);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        runtime.block_on(self.serve(&installation, desk))
    }

    async fn serve(self, installation: &Installation, desk: Arc<Desk>) -> anyhow::Result<()> {
        let config = installation.config();
        let port = self.port.unwrap_or(config.kiosk.port);
        let listener = TcpListener::bind(("127.0.0.1", port)).await.with_context(|| {
            format!("port {port} cannot be used. Is another kiosk running? Or choose another with --port or kiosk.port")
        })?;
        out!("The kiosk's page: http://{}/ (stop with Ctrl-C)", listener.local_addr()?);
        let counting = installation.counting()?;
        tokio::spawn(counting.clone().keep());
        let sessions = installation.sessions(desk).await?.with_observer(Some(counting.observer()));
        let kiosk = Kiosk {
            sessions: Arc::new(sessions.with_rules(|rules| kiosk_rules(rules, config, self.no_sound))),
            metrics: super::service::with_age(counting.metrics(), installation.knowledge_age()),
            sound: self.sound(installation)?,
            has_sound: !self.no_sound,
            keeps_questions: config.session.review.is_some(),
            config: config.kiosk.clone(),
            facts: facts(installation),
        };
        super::service::ready();
        let mut terminated = signal(SignalKind::terminate())?;
        let shutdown = async move {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
        };
        let served = run(listener, kiosk, shutdown).await;
        counting.write()?;
        Ok(served?)
    }

    fn sound(&self, installation: &Installation) -> anyhow::Result<SoundPort> {
        if self.no_sound {
            return Ok(without_devices());
        }
        let config = installation.config();
        let listener = if config.kiosk.start_by_voice { Some(installation.listener()?) } else { None };
        open_devices(&config.sound, &config.kiosk.headphones, listener)
            .context("for a kiosk with keys and a screen alone: --no-sound")
    }
}

/// Rules specific to a kiosk: its keypad, whether it has sound, and that a human only comes if one can be called.
fn kiosk_rules(rules: &mut Rules, config: &Config, no_sound: bool) {
    rules.keypad = config.kiosk.keypad.iter().map(|function| function.0).collect();
    rules.mute = no_sound;
    if config.kiosk.call_staff.is_empty() {
        rules.handover.destination = None;
    } else {
        // The program that makes the call knows its own location if no name was given.
        rules.handover.destination.get_or_insert_with(|| "kiosk".to_owned());
    }
}

/// What the operator wants to see of a running kiosk that does not change while it runs.
fn facts(installation: &Installation) -> Vec<Fact> {
    let (config, index) = (installation.config(), installation.index());
    let fact = |name: &str, value: String| Fact { name: name.to_owned(), value };
    let built = std::fs::metadata(index.join("current")).and_then(|file| file.modified()).ok();
    let built = built.and_then(|time| jiff::Timestamp::try_from(time).ok());
    let mut facts = vec![
        fact("index", index.display().to_string()),
        fact("index_built", built.map_or_else(|| "unknown".to_owned(), |time| format!("{time:.0}"))),
        fact("listen_model", config.listen_model.clone()),
        fact("embedding_model", MODEL_NAME.to_owned()),
    ];
    facts.extend(config.voices.iter().map(|(language, voice)| {
        let name = installation.voice(voice).map_or_else(|_| "missing".to_owned(), |voice| voice.name());
        fact(&format!("voice_{language}"), name)
    }));
    facts
}
