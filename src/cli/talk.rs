//! `spraakloket talk`: a whole conversation on this machine.

use super::replay::Replay;
use crate::channel::sound::open_devices;
use crate::channel::terminal;
use crate::installation::Installation;
use crate::session::{ChannelKind, Sessions};
use anyhow::Context;
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

/// Have a whole conversation, with the microphone and loudspeaker of this machine.
#[derive(Debug, Args)]
pub(super) struct Talk {
    /// Without sound: what is said is printed, and each line you type is a question, an answer or a key
    /// (ok, nee, volgende, vorige, 1, 2, 3, or a command such as stop or herhaal).
    #[arg(long)]
    keys: bool,
    /// The index folder (default: the setting knowledge.index).
    #[arg(long, value_name = "DIR")]
    index: Option<PathBuf>,
    #[command(flatten)]
    replay: Replay,
}

impl Talk {
    pub(super) fn run(self, installation: &Installation) -> anyhow::Result<()> {
        let installation = installation.with_index(self.index);
        let recordings = self.replay.recordings()?;
        let desk = Arc::new(installation.open_desk(usize::from(!self.keys))?);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        runtime.block_on(async {
            let sound = if self.keys || recordings.is_some() {
                None
            } else {
                let sound = open_devices(&installation.config().sound, "", None);
                Some(sound.context("to talk without sound: --keys")?)
            };
            let sessions = installation.sessions(desk).await?;
            if let Some(recordings) = recordings {
                return self.replay.run(&sessions, &recordings).await;
            }
            let session = sessions.open(ChannelKind::File).context("no session can be opened")?;
            match sound {
                None => terminal::hold(session).await,
                Some(sound) => terminal::hold_aloud(session, sound).await,
            }
            Ok(())
        })
    }
}
