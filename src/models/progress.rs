//! Reports the progress of a fetch, independent of how it is displayed.

use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// Receives progress reports. One task runs at a time.
pub trait Progress {
    /// A task starts; `total` is its size in bytes, if known.
    fn started(&mut self, task: &str, total: Option<u64>);
    /// This many bytes of the task have arrived.
    fn reached(&mut self, bytes: u64);
    /// The task ended, successfully or not.
    fn finished(&mut self);
    /// A message for the user.
    fn note(&mut self, line: &str);
}

/// Ignores all reports.
#[derive(Debug, Default, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn started(&mut self, _task: &str, _total: Option<u64>) {}
    fn reached(&mut self, _bytes: u64) {}
    fn finished(&mut self) {}
    fn note(&mut self, _line: &str) {}
}

/// Draws progress bars on standard error or, if that is not a terminal, writes one line per task.
#[derive(Debug, Default)]
pub struct Bars {
    bar: Option<ProgressBar>,
}

impl Progress for Bars {
    fn started(&mut self, task: &str, total: Option<u64>) {
        self.finished();
        let (bar, template) = match total {
            Some(total) => {
                (ProgressBar::new(total), "{msg}  {bar:30} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left")
            }
            None => (ProgressBar::new_spinner(), "{msg}  {spinner} {bytes}"),
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(task.to_owned());
        if bar.is_hidden() {
            eprintln!("{task} …");
        } else {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        self.bar = Some(bar);
    }

    fn reached(&mut self, bytes: u64) {
        if let Some(bar) = &self.bar {
            bar.set_position(bytes);
        }
    }

    fn finished(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    fn note(&mut self, line: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| eprintln!("{line}")),
            None => eprintln!("{line}"),
        }
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        self.finished();
    }
}
