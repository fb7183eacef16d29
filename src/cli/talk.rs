//! `spraakloket talk`: a whole conversation on this machine.

use super::open::{desk_settings, live_sessions};
use crate::channel::terminal;
use crate::config::Config;
use crate::session::{ChannelKind, Desk, Sessions};
use anyhow::Context;
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

/// Hold a whole conversation, typed in this terminal.
#[derive(Debug, Args)]
pub(super) struct Talk {
    /// Without sound: what is said is printed, and each line you type is a question, an answer or a key
    /// (ok, nee, volgende, vorige, 1, 2, 3, or a command such as stop or herhaal).
    #[arg(long, required = true)]
    keys: bool,
    /// The index folder (default: the setting knowledge.index).
    #[arg(long, value_name = "DIR")]
    index: Option<PathBuf>,
}

impl Talk {
    pub(super) fn run(self, config: &Config) -> anyhow::Result<()> {
        let index = self.index.unwrap_or_else(|| config.index_dir.clone());
        let desk = Arc::new(Desk::open(desk_settings(config, index, !self.keys)?)?);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        runtime.block_on(async {
            let sessions = live_sessions(config, desk).await?;
            let session = sessions.open(ChannelKind::File).context("no session can be opened")?;
            terminal::hold(session).await;
            Ok(())
        })
    }
}
