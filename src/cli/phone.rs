//! `spraakloket phone`: the telephone line, until the program is asked to end.

use crate::channel::metrics::serve_metrics;
use crate::channel::phone::{AllowList, Counters, Farewells, PhoneConfig, PhoneLine};
use crate::config::Config;
use crate::dialogue::Prompts;
use crate::installation::Installation;
use crate::language::Language;
use crate::session::Sessions;
use crate::speak::Speech;
use anyhow::Context;
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// Interval at which the counters are logged.
const REPORT: Duration = Duration::from_mins(1);

#[derive(Debug, Args)]
pub(super) struct Phone {
    /// Listen for SIP here, over UDP and TCP (default: the setting phone.sip).
    #[arg(long, value_name = "ADDR:PORT")]
    sip: Option<SocketAddr>,
    /// Listen for Asterisk's AudioSocket here (default: the setting phone.audiosocket).
    #[arg(long, value_name = "ADDR:PORT")]
    audiosocket: Option<SocketAddr>,
    /// Answer calls from this address or network as well; may be given more than once.
    #[arg(long, value_name = "CIDR")]
    allow: Vec<String>,
    /// The index folder (default: the setting knowledge.index).
    #[arg(long, value_name = "DIR")]
    index: Option<PathBuf>,
}

impl Phone {
    pub(super) fn run(self, installation: &Installation) -> anyhow::Result<()> {
        let mut config = installation.config().clone();
        let line = self.line(&config)?;
        config.session.most_open = line.max_calls;
        let handover = &mut config.session.handover.destination;
        *handover = handover.take().or_else(|| line.transfer_to.clone());
        let installation = Installation::new(config).with_index(self.index);
        let farewells = farewells(&installation)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let desk = Arc::new(installation.open_desk(installation.config().listen_at_once)?);
        runtime.block_on(async {
            let counting = installation.counting()?;
            tokio::spawn(counting.clone().keep());
            if let Some(address) = installation.config().counts.metrics {
                let listener = TcpListener::bind(address).await.with_context(|| {
                    format!("counts.metrics: {address} cannot be used. Choose another port, or leave it empty")
                })?;
                tokio::spawn(serve_metrics(listener, counting.metrics()));
            }
            let sessions = Arc::new(installation.sessions(desk).await?.with_observer(Some(counting.observer())));
            let served = serve(line, sessions, farewells).await;
            counting.write()?;
            served
        })
    }

    /// The settings, with what the command line overrides.
    fn line(&self, config: &Config) -> anyhow::Result<PhoneConfig> {
        let mut line = config.phone.clone();
        let destination = config.session.handover.destination.clone();
        line.transfer_to = line.transfer_to.or(destination.filter(|to| to.starts_with("sip:")));
        if self.sip.is_some() || self.audiosocket.is_some() {
            (line.sip, line.audiosocket) = (self.sip, self.audiosocket);
        }
        for network in &self.allow {
            let networks = AllowList::parse(network)
                .map_err(|word| anyhow::anyhow!("--allow: `{word}` is no address or network"))?;
            line.allow.extend(networks);
        }
        Ok(line)
    }
}

async fn serve(config: PhoneConfig, sessions: Arc<dyn Sessions>, farewells: Farewells) -> anyhow::Result<()> {
    let line = PhoneLine::open(config, sessions, farewells).await?;
    for (name, address) in [("SIP", line.sip_address()), ("AudioSocket", line.audiosocket_address())] {
        if let Some(address) = address {
            out!("{name} on {address}");
        }
    }
    super::service::ready();
    let counters = line.counters();
    let reporting = tokio::spawn(report(Arc::clone(&counters)));
    let ended = line.run(super::asked_to_end()?).await;
    reporting.abort();
    out!("{counters}");
    ended.context("the telephone line closed")
}

async fn report(counters: Arc<Counters>) {
    loop {
        tokio::time::sleep(REPORT).await;
        tracing::info!(code = "phone-counters", %counters);
    }
}

/// The sentences for callers who are turned away, in the language that most of them speak.
fn farewells(installation: &Installation) -> anyhow::Result<Farewells> {
    let (prompts, mut desk) = (Prompts::built_in()?, installation.speaking_desk()?);
    let mut made = Farewells::KEYS.iter().map(|key| {
        let mut speech = Speech { samples: Vec::new(), sample_rate: 0 };
        desk.speak(&prompts.say(Language::Nl, key, &[]), Language::Nl, |part| {
            speech.sample_rate = part.sample_rate;
            speech.samples.extend(part.samples);
            true
        })?;
        anyhow::Ok(speech)
    });
    let mut next = || made.next().transpose();
    Ok(Farewells { busy: next()?, closing: next()?, too_long: next()?, no_sound: next()? })
}
