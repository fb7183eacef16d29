//! Telling how a fetch goes on, without deciding how it looks.

use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// Is told what a fetch does. One task runs at a time.
pub trait Progress {
    /// A task begins; `total` is its size in bytes, where that is known.
    fn started(&mut self, task: &str, total: Option<u64>);
    /// So many bytes of the task are there now.
    fn reached(&mut self, bytes: u64);
    /// The task ended, well or badly.
    fn finished(&mut self);
    /// Something that a person should read.
    fn note(&mut self, line: &str);
}

/// Says nothing.
#[derive(Debug, Default, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn started(&mut self, _task: &str, _total: Option<u64>) {}
    fn reached(&mut self, _bytes: u64) {}
    fn finished(&mut self) {}
    fn note(&mut self, _line: &str) {}
}

/// Draws progress bars on standard error; where that is no terminal, writes a line a task.
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
