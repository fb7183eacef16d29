//! `spraakloket phone`: the telephone line, until the program is asked to end.

use crate::channel::metrics::{Reports, serve_reports};
use crate::channel::phone::{AllowList, Counters, Farewells, LineStatus, PhoneConfig, PhoneLine};
use crate::config::Config;
use crate::counts::in_steps;
use crate::dialogue::Prompts;
use crate::installation::{Installation, KnowledgeAge};
use crate::language::Language;
use crate::speak::Speech;
use anyhow::Context;
use clap::Args;
use serde_json::json;
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
            let sessions = Arc::new(installation.sessions(desk).await?.with_observer(Some(counting.observer())));
            let line = PhoneLine::open(line, sessions, farewells).await?;
            if let Some(address) = installation.config().counts.metrics {
                let listener = TcpListener::bind(address).await.with_context(|| {
                    format!("counts.metrics: {address} cannot be used. Choose another port, or leave it empty")
                })?;
                tokio::spawn(serve_reports(listener, reports(&line, counting.metrics(), installation.knowledge_age())));
            }
            let served = serve(line).await;
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

/// What monitoring is told of a line.
fn reports(line: &PhoneLine, counts: Arc<dyn Fn() -> String + Send + Sync>, age: KnowledgeAge) -> Reports {
    let (status, with_age) = (line.status(), super::service::with_age(counts, age.clone()));
    let of_lines = status.clone();
    let metrics = move || {
        let LineStatus { lines, free, taking_calls } = of_lines();
        let (taken, taking_calls) = (in_steps((lines - free) as u64), u8::from(taking_calls));
        format!(
            "# HELP spraakloket_lines Calls that are served at the same time at most.\n# TYPE spraakloket_lines gauge\n\
             spraakloket_lines {lines}\n\
             # HELP spraakloket_lines_taken Of these, those that are taken, in steps of 5.\n\
             # TYPE spraakloket_lines_taken gauge\n\
             spraakloket_lines_taken {taken}\n\
             # HELP spraakloket_taking_calls Whether new calls are taken.\n# TYPE spraakloket_taking_calls gauge\n\
             spraakloket_taking_calls {taking_calls}\n"
        ) + &with_age()
    };
    let health = move || {
        let LineStatus { lines, free, taking_calls } = status();
        let told = json!({
            "version": env!("CARGO_PKG_VERSION"),
            "taking_calls": taking_calls,
            "lines": lines,
            "free": free,
            "knowledge": age.now(),
        });
        (taking_calls, told)
    };
    Reports { metrics: Arc::new(metrics), health: Arc::new(health) }
}

async fn serve(line: PhoneLine) -> anyhow::Result<()> {
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
