//! The counts of one running program: its tally, and the file to which they are periodically written.

use super::{CountsError, CountsFile, Tally};
use crate::session::Observer;
use jiff::civil::Date;
use std::sync::Arc;
use std::time::Duration;

/// Interval at which counts are written.
const WRITE_EVERY: Duration = Duration::from_mins(10);

/// Counts for as long as a program runs.
#[derive(Clone, Default)]
pub struct Keeper {
    tally: Arc<Tally>,
    file: Option<CountsFile>,
}

impl Keeper {
    /// Counts to a file, or only until the program ends. Refuses a file that cannot be used.
    pub fn begin(file: Option<CountsFile>) -> Result<Self, CountsError> {
        let keeper = Keeper { tally: Arc::default(), file };
        keeper.write()?;
        Ok(keeper)
    }

    /// The observer for sessions.
    #[must_use]
    pub fn observer(&self) -> Arc<dyn Observer> {
        Arc::<Tally>::clone(&self.tally)
    }

    /// The text for Prometheus, generated on each request.
    #[must_use]
    pub fn metrics(&self) -> Arc<dyn Fn() -> String + Send + Sync> {
        let tally = Arc::clone(&self.tally);
        Arc::new(move || tally.metrics())
    }

    /// Writes new counts.
    pub fn write(&self) -> Result<(), CountsError> {
        let Some(file) = &self.file else { return Ok(()) };
        self.write_to(file, jiff::ZonedDateTime::now().date())
    }

    /// Writes new counts to a file, as of this day.
    pub fn write_to(&self, file: &CountsFile, today: Date) -> Result<(), CountsError> {
        self.tally.write(file, today)
    }

    /// Writes periodically for as long as it is awaited. A failure is logged, and retried.
    pub async fn keep(self) {
        loop {
            tokio::time::sleep(WRITE_EVERY).await;
            let keeper = self.clone();
            if let Ok(Err(error)) = tokio::task::spawn_blocking(move || keeper.write()).await {
                tracing::error!(code = "counts-not-written", %error);
            }
        }
    }
}
