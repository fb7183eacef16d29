//! Allows one fetch at a time in a models folder.

use super::error::ModelError;
use super::progress::Progress;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// Held while fetching. The system releases it when the process ends, for whatever reason.
#[derive(Debug)]
pub(super) struct FetchLock {
    _file: File,
}

impl FetchLock {
    /// Takes the lock, waiting for up to `patience`.
    pub(super) fn take(directory: &Path, patience: Duration, progress: &mut dyn Progress) -> Result<Self, ModelError> {
        let path = directory.join(".lock");
        let failed = |action| {
            let path = path.clone();
            move |source| ModelError::Io { action, path, source }
        };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed("open"))?;

        let deadline = Instant::now() + patience;
        let mut told = false;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(source)) => return Err(failed("lock")(source)),
                Err(TryLockError::WouldBlock) => {}
            }
            let holder = holder(&mut file);
            if Instant::now() >= deadline {
                return Err(ModelError::Locked { directory: directory.to_owned(), holder });
            }
            if !told {
                progress.note(&format!("waiting for another fetch (process {holder}) to end"));
                told = true;
            }
            thread::sleep(Duration::from_millis(100));
        }
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| write!(file, "{}", std::process::id()))
            .map_err(failed("write"))?;
        Ok(Self { _file: file })
    }
}

fn holder(file: &mut File) -> String {
    let mut text = String::new();
    match file.rewind().and_then(|()| file.read_to_string(&mut text)) {
        Ok(_) if !text.is_empty() => text,
        _ => "unknown".to_owned(),
    }
}
