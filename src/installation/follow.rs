//! A desk that follows a published index while it serves.

use super::Installation;
use crate::knowledge::current_generation;
use crate::knowledge::following::{Follower, Place};
use crate::session::Desk;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

impl Installation {
    /// What keeps the index folder at what is published; none where the settings name no place.
    #[must_use]
    pub fn follower(&self) -> Option<Follower> {
        let follow = self.config.follow.as_ref()?;
        // The settings were refused if the place is none.
        let place = Place::new(&follow.place).ok()?;
        Some(Follower::new(place, follow.trusted.clone(), &self.index))
    }

    /// Takes what is published before the desk is opened, so that a new machine has an index at all. Where that cannot be
    /// done, an older one serves.
    pub(super) fn catch_up(&self) {
        if let Some(Err(error)) = self.follower().map(|follower| follower.look()) {
            tracing::warn!(code = "follow-failed", %error);
        }
    }

    /// Follows while the desk serves.
    pub(super) fn keep_up(&self, desk: &Arc<Desk>) {
        if let (Some(follower), Some(follow)) = (self.follower(), &self.config.follow) {
            tokio::spawn(keep_up(Arc::new(follower), self.index.clone(), Arc::clone(desk), follow.every));
        }
    }
}

/// A generation that becomes current in any other way, as by `knowledge roll-back`, is taken too.
async fn keep_up(follower: Arc<Follower>, index: PathBuf, desk: Arc<Desk>, every: Duration) {
    let mut served = current_generation(&index);
    loop {
        tokio::time::sleep(every).await;
        let looking = Arc::clone(&follower);
        match tokio::task::spawn_blocking(move || looking.look()).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::warn!(code = "follow-failed", %error),
            Err(error) => tracing::error!(code = "follow-failed", %error),
        }
        let current = current_generation(&index);
        if current == served {
            continue;
        }
        match desk.renew_knowledge().await {
            Ok(()) => {
                tracing::info!(code = "knowledge-renewed");
                served = current;
            }
            Err(error) => tracing::error!(code = "knowledge-not-renewed", %error),
        }
    }
}
