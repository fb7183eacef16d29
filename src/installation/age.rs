//! How old the knowledge of a desk is, for its operator: in `/health` and for Prometheus.

use super::Installation;
use crate::knowledge::current_generation;
use crate::knowledge::following::Followed;
use jiff::Timestamp;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Reads the age of the knowledge whenever it is asked for.
#[derive(Debug, Clone)]
pub struct KnowledgeAge {
    index: PathBuf,
    followed: Option<String>,
}

/// The knowledge as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Age {
    /// Seconds since the index that serves was published, or built on this machine.
    #[serde(rename = "age_s")]
    pub seconds: i64,
    /// The place that is followed, if one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follows: Option<String>,
    /// Seconds since that place was last heard of; none where it never was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heard_s: Option<i64>,
}

impl Installation {
    /// How old the knowledge is.
    #[must_use]
    pub fn knowledge_age(&self) -> KnowledgeAge {
        let followed = self.config.follow.as_ref().map(|follow| follow.place.clone());
        KnowledgeAge { index: self.index.clone(), followed }
    }
}

impl KnowledgeAge {
    /// As it is now; none without an index.
    #[must_use]
    pub fn now(&self) -> Option<Age> {
        let built = built(&current_generation(&self.index)?)?;
        let state = self.followed.as_ref().and_then(|_| Followed::read(&self.index)).unwrap_or_default();
        let since = |moment: Timestamp| Timestamp::now().duration_since(moment).as_secs().max(0);
        Some(Age {
            seconds: since(state.made.unwrap_or(built)),
            follows: self.followed.clone(),
            heard_s: state.heard.map(since),
        })
    }

    /// For Prometheus.
    #[must_use]
    pub fn metrics(&self) -> String {
        let Some(Age { seconds, heard_s, .. }) = self.now() else { return String::new() };
        let gauge =
            |name: &str, help: &str, value: i64| format!("# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}\n");
        let age = gauge("spraakloket_knowledge_age_seconds", "Since the index that serves was made.", seconds);
        let heard = heard_s.map(|seconds| {
            gauge("spraakloket_publisher_heard_seconds", "Since the publisher of the index was last heard of.", seconds)
        });
        age + &heard.unwrap_or_default()
    }
}

fn built(generation: &Path) -> Option<Timestamp> {
    Timestamp::try_from(generation.metadata().ok()?.modified().ok()?).ok()
}
