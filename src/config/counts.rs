//! The section `[counts]` of the settings.

use super::ConfigError;
use super::Refuse;
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::PathBuf;

/// What is counted, and who may read it.
#[derive(Debug, Clone)]
pub struct CountsConfig {
    /// Where counts are stored; `None`: only in memory, until the program ends.
    pub file: Option<PathBuf>,
    /// Number of days to keep.
    pub days: u16,
    /// Address on which the telephone line tells its health and answers Prometheus; the kiosk uses its own port.
    pub metrics: Option<SocketAddr>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CountsSettings {
    file: String,
    days: i64,
    metrics: String,
}

impl CountsSettings {
    pub(super) fn validate(self, refuse: Refuse<'_>) -> Result<CountsConfig, ConfigError> {
        if !(1..=1000).contains(&self.days) {
            return Err(refuse("counts.days", format!("{} is not between 1 and 1000", self.days)));
        }
        let metrics = match self.metrics.as_str() {
            "" => None,
            text => {
                let address = text.parse::<SocketAddr>().ok().filter(|address| !address.ip().is_unspecified());
                let problem = format!("`{text}` is no address of this machine with a port, such as 127.0.0.1:7312");
                Some(address.ok_or_else(|| refuse("counts.metrics", problem))?)
            }
        };
        let file = Some(self.file).filter(|path| !path.is_empty()).map(PathBuf::from);
        Ok(CountsConfig { file, days: self.days as u16, metrics })
    }
}
