//! `spraakloket wyoming`: our recogniser and voices for others, until the program is asked to end.

use crate::channel::phone::AllowList;
use crate::installation::Installation;
use crate::wyoming::Service;
use anyhow::Context;
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

/// Offer the recogniser and the voices to others, by the Wyoming protocol.
#[derive(Debug, Args)]
pub(super) struct Wyoming {
    /// Listen here. The protocol knows no passwords: keep it on this machine or on a network of your own.
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:10300")]
    listen: SocketAddr,
    /// Answer clients at this address or network as well as those on this machine; may be given more than once.
    #[arg(long, value_name = "CIDR")]
    allow: Vec<String>,
    /// The index folder, whose wordings guide the recogniser (default: the setting knowledge.index).
    #[arg(long, value_name = "DIR")]
    index: Option<PathBuf>,
}

impl Wyoming {
    pub(super) fn run(self, installation: &Installation) -> anyhow::Result<()> {
        let installation = installation.with_index(self.index);
        let mut allow = Vec::new();
        for network in &self.allow {
            let networks = AllowList::parse(network);
            allow.extend(networks.map_err(|word| anyhow::anyhow!("--allow: `{word}` is no address or network"))?);
        }
        let offered = installation.offered(allow)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let desk = Arc::new(installation.open_desk(installation.config().listen_at_once)?);
        runtime.block_on(async {
            let service = Service::open(self.listen, offered, desk).await;
            let service = service.with_context(|| format!("--listen: cannot listen on {}", self.listen))?;
            out!("Wyoming on {}", service.address()?);
            super::service::ready();
            service.run(super::asked_to_end()?).await;
            Ok(())
        })
    }
}
