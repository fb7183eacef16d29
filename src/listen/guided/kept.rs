//! Stores the log-probabilities of known wordings in silence beside the index, so that a desk is ready when it starts.
//! Contains known wordings and numbers, nothing that anybody said here.

use crate::language::Language;
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Mutex;

/// Mean log-probability of each known wording in silence, by language.
pub(super) type Priors = HashMap<(Language, String), f32>;

/// The file.
pub(super) struct Kept {
    path: PathBuf,
    /// Number of values in it: it is written only when there are more.
    written: Mutex<usize>,
}

impl Kept {
    pub(super) fn new(path: PathBuf) -> Self {
        Kept { path, written: Mutex::new(0) }
    }

    /// The stored values; empty if the file is missing or unreadable, in which case they are measured again.
    pub(super) fn read(&self) -> Priors {
        let text = std::fs::read_to_string(&self.path).unwrap_or_default();
        let kept: BTreeMap<String, BTreeMap<String, f32>> = serde_json::from_str(&text).unwrap_or_default();
        let of = |(code, figures): (String, BTreeMap<String, f32>)| {
            let language: Option<Language> = code.parse().ok();
            figures.into_iter().filter_map(move |(wording, figure)| Some(((language?, wording), figure)))
        };
        let priors: Priors = kept.into_iter().flat_map(of).collect();
        *self.written.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = priors.len();
        priors
    }

    /// Stores these values, if there are more than before. A read-only folder is not an error: the next start measures
    /// again.
    pub(super) fn write(&self, priors: &Priors) {
        let mut written = self.written.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if *written == priors.len() {
            return;
        }
        let mut kept: BTreeMap<&str, BTreeMap<&str, f32>> = BTreeMap::new();
        for ((language, wording), figure) in priors {
            kept.entry(language.code()).or_default().insert(wording, *figure);
        }
        match self.replace(&serde_json::to_vec(&kept).unwrap_or_default()) {
            Ok(()) => *written = priors.len(),
            Err(error) => tracing::info!(code = "silence-not-kept", path = %self.path.display(), %error),
        }
    }

    /// Atomic: a reader sees the old file or the new one.
    fn replace(&self, bytes: &[u8]) -> std::io::Result<()> {
        let folder = self.path.parent().unwrap_or(std::path::Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        std::io::Write::write_all(&mut file, bytes)?;
        file.persist(&self.path)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_again_and_a_broken_file_is_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("silence.json");
        let kept = Kept::new(path.clone());
        assert!(kept.read().is_empty());
        let priors = HashMap::from([((Language::Nl, "Hoe vraag ik AOW aan?".to_owned()), -2.5)]);
        kept.write(&priors);
        assert_eq!(Kept::new(path.clone()).read(), priors);
        std::fs::write(&path, "{").unwrap();
        assert!(Kept::new(path).read().is_empty());
    }

    #[test]
    fn a_folder_that_cannot_be_written_to_is_no_fault() {
        let kept = Kept::new("/nowhere/at/all/silence.json".into());
        kept.write(&HashMap::from([((Language::En, "a".to_owned()), -1.0)]));
    }
}
