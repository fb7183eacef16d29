//! Counts of one running program: its tally, and the file into which that goes now and then.

use super::{CountsError, CountsFile, Tally};
use crate::session::Observer;
use jiff::civil::Date;
use std::sync::Arc;
use std::time::Duration;

/// So often counts are written.
const WRITE_EVERY: Duration = Duration::from_mins(10);

/// Counts for as long as a program runs.
#[derive(Clone, Default)]
pub struct Keeper {
    tally: Arc<Tally>,
    file: Option<CountsFile>,
}

impl Keeper {
    /// Counts into a file, or only until the program ends. Refuses a file that cannot be used.
    pub fn begin(file: Option<CountsFile>) -> Result<Self, CountsError> {
        let keeper = Keeper { tally: Arc::default(), file };
        keeper.write()?;
        Ok(keeper)
    }

    /// Who counts in sessions.
    #[must_use]
    pub fn observer(&self) -> Arc<dyn Observer> {
        Arc::<Tally>::clone(&self.tally)
    }

    /// What Prometheus reads, whenever it asks.
    #[must_use]
    pub fn metrics(&self) -> Arc<dyn Fn() -> String + Send + Sync> {
        let tally = Arc::clone(&self.tally);
        Arc::new(move || tally.metrics())
    }

    /// Writes what is new.
    pub fn write(&self) -> Result<(), CountsError> {
        let Some(file) = &self.file else { return Ok(()) };
        self.write_to(file, jiff::ZonedDateTime::now().date())
    }

    /// Writes what is new into a file, as of this day.
    pub fn write_to(&self, file: &CountsFile, today: Date) -> Result<(), CountsError> {
        self.tally.write(file, today)
    }

    /// Writes now and then, for as long as it is awaited. What fails is logged, and tried again.
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
