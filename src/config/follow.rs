//! Which published index a desk follows (section `[knowledge]`).

use super::{ConfigError, Refuse};
use crate::knowledge::following::Place;
use crate::knowledge::signing::PublicKey;
use std::time::Duration;

/// What a desk follows.
#[derive(Debug, Clone)]
pub struct FollowConfig {
    /// A folder, the address of one, or a store.
    pub place: String,
    /// Whose signatures are trusted.
    pub trusted: Vec<PublicKey>,
    /// How often it is looked at.
    pub every: Duration,
}

/// Nothing where no place is named.
pub(super) fn follow(
    place: &str,
    keys: &str,
    seconds: i64,
    refuse: Refuse,
) -> Result<Option<FollowConfig>, ConfigError> {
    if !(2..=86_400).contains(&seconds) {
        return Err(refuse("knowledge.follow_seconds", format!("{seconds} is not between 2 and 86400")));
    }
    let trusted = keys.split([' ', ',']).filter(|key| !key.is_empty()).map(str::parse::<PublicKey>);
    let trusted = trusted.collect::<Result<Vec<_>, _>>();
    let trusted = trusted.map_err(|error| refuse("knowledge.trusted_keys", error.to_string()))?;
    let place = place.trim();
    if place.is_empty() {
        return Ok(None);
    }
    if trusted.is_empty() {
        let problem = "it is empty: knowledge.follow needs the line that `spraakloket knowledge key` printed";
        return Err(refuse("knowledge.trusted_keys", problem.to_owned()));
    }
    Place::new(place).map_err(|error| refuse("knowledge.follow", error.to_string()))?;
    Ok(Some(FollowConfig { place: place.to_owned(), trusted, every: Duration::from_secs(seconds as u64) }))
}
