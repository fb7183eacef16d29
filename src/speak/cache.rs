//! On-disk cache of rendered speech.
//!
//! Useful for: sentences that recur (prompts, answers). Not useful for: a person's own words, which are never stored.
//! An entry that cannot be trusted counts as missing, and a folder that cannot be written to costs time but never an
//! answer.

use super::Speech;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// First bytes of an entry; the last one is the format version.
const MAGIC: &[u8; 8] = b"SPRAAK\0\x01";
/// Length of the header: magic, sample rate, number of samples, digest.
const HEADER: usize = 8 + 4 + 4 + 32;
const EXTENSION: &str = "speech";
/// When the cache is full, it is reduced to this share of its limit, so that not every new entry has to evict an old
/// one.
const KEPT_WHEN_FULL: f64 = 0.9;

/// Where rendered speech is stored, and how much of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheSettings {
    /// Created with the first entry.
    pub folder: PathBuf,
    /// Maximum total size of the entries.
    pub limit_bytes: u64,
}

/// Everything that the sound of a sentence depends on.
#[derive(Debug, Clone, Copy)]
pub(super) struct CacheKey<'a> {
    pub(super) voice: &'a str,
    /// Version of the engine, the voice's files and our own processing.
    pub(super) engine: &'a str,
    pub(super) text: &'a str,
    pub(super) rate: f32,
}

/// A folder of rendered speech. Several caches may be open on the same folder.
#[derive(Debug)]
pub(super) struct SpeechCache {
    settings: CacheSettings,
    /// Bytes in the folder, as far as this cache knows; `None` until it has looked.
    used: Option<u64>,
}

impl SpeechCache {
    pub(super) fn new(settings: CacheSettings) -> Self {
        SpeechCache { settings, used: None }
    }

    /// The speech for a key; `None` if there is no complete entry. A damaged entry is removed.
    pub(super) fn get(&self, key: CacheKey) -> Option<Speech> {
        let path = self.path(key);
        let bytes = fs::read(&path).ok()?;
        let speech = decode(&bytes);
        if speech.is_none() {
            tracing::warn!(code = "damaged-speech", file = %path.display(), "is made again");
            let _ = fs::remove_file(&path);
        } else if let Ok(file) = File::options().append(true).open(&path) {
            let _ = file.set_modified(SystemTime::now());
        }
        speech
    }

    /// Stores speech and, if the folder gets too full, removes the least recently used entries.
    pub(super) fn put(&mut self, key: CacheKey, speech: &Speech) {
        let bytes = encode(speech);
        if bytes.len() as u64 > self.settings.limit_bytes {
            return;
        }
        if let Err(error) = write_whole(&self.settings.folder, &self.path(key), &bytes) {
            let folder = self.settings.folder.display();
            tracing::warn!(code = "speech-cache", %folder, %error, "speech cannot be kept");
            return;
        }
        let used = match self.used {
            Some(used) => used + bytes.len() as u64,
            None => entries(&self.settings.folder).iter().map(|entry| entry.bytes).sum(),
        };
        self.used = Some(if used > self.settings.limit_bytes { self.make_room() } else { used });
    }

    /// Removes the oldest entries and returns how many bytes are left.
    fn make_room(&self) -> u64 {
        let mut entries = entries(&self.settings.folder);
        let mut used: u64 = entries.iter().map(|entry| entry.bytes).sum();
        if used <= self.settings.limit_bytes {
            return used;
        }
        let enough = (self.settings.limit_bytes as f64 * KEPT_WHEN_FULL) as u64;
        entries.sort_by_key(|entry| entry.used_at);
        // The newest stays, as it was only just requested.
        let removable = entries.len().saturating_sub(1);
        for entry in entries.iter().take(removable) {
            if used <= enough {
                break;
            }
            if fs::remove_file(&entry.path).is_ok() {
                used -= entry.bytes;
            }
        }
        used
    }

    fn path(&self, key: CacheKey) -> PathBuf {
        let mut hasher = Sha256::new();
        let rate = format!("{:.3}", key.rate);
        for part in [key.voice, key.engine, key.text, &rate] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let mut name = String::with_capacity(64);
        for byte in hasher.finalize() {
            let _ = write!(name, "{byte:02x}");
        }
        self.settings.folder.join(name).with_extension(EXTENSION)
    }
}

struct Entry {
    path: PathBuf,
    bytes: u64,
    used_at: SystemTime,
}

fn entries(folder: &Path) -> Vec<Entry> {
    let Ok(files) = fs::read_dir(folder) else { return Vec::new() };
    files
        .flatten()
        .filter(|file| file.path().extension().is_some_and(|extension| extension == EXTENSION))
        .filter_map(|file| {
            let metadata = file.metadata().ok()?;
            Some(Entry { path: file.path(), bytes: metadata.len(), used_at: metadata.modified().ok()? })
        })
        .collect()
}

fn write_whole(folder: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// 16-bit samples after a header with their digest.
fn encode(speech: &Speech) -> Vec<u8> {
    let sound: Vec<u8> = speech
        .samples
        .iter()
        .flat_map(|sample| ((sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16).to_le_bytes())
        .collect();
    let mut bytes = Vec::with_capacity(HEADER + sound.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&speech.sample_rate.to_le_bytes());
    bytes.extend_from_slice(&(speech.samples.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&digest_of(speech.sample_rate, &sound));
    bytes.extend_from_slice(&sound);
    bytes
}

fn decode(bytes: &[u8]) -> Option<Speech> {
    let (header, sound) = bytes.split_at_checked(HEADER)?;
    let number = |at: usize| Some(u32::from_le_bytes(header.get(at..at + 4)?.try_into().ok()?));
    let (sample_rate, count) = (number(8)?, number(12)?);
    let whole = &header[..8] == MAGIC
        && sample_rate > 0
        && sound.len() == 2 * count as usize
        && header[16..] == digest_of(sample_rate, sound);
    whole.then(|| Speech {
        samples: sound
            .chunks_exact(2)
            .map(|sample| f32::from(i16::from_le_bytes([sample[0], sample[1]])) / f32::from(i16::MAX))
            .collect(),
        sample_rate,
    })
}

fn digest_of(sample_rate: u32, sound: &[u8]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(sample_rate.to_le_bytes());
    hasher.update(sound);
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> CacheKey<'_> {
        CacheKey { voice: "voice", engine: "1", text, rate: 1.0 }
    }

    fn speech(length: usize) -> Speech {
        Speech { samples: (0..length).map(|i| 0.5 * (i as f32 * 0.1).sin()).collect(), sample_rate: 22_050 }
    }

    fn cache(folder: &Path, limit_bytes: u64) -> SpeechCache {
        SpeechCache::new(CacheSettings { folder: folder.join("speech"), limit_bytes })
    }

    #[test]
    fn what_is_kept_comes_back_and_every_part_of_the_key_counts() {
        let folder = tempfile::tempdir().unwrap();
        let mut cache = cache(folder.path(), 1 << 20);
        assert!(cache.get(key("Ja.")).is_none());
        cache.put(key("Ja."), &speech(500));
        let back = cache.get(key("Ja.")).unwrap();
        assert_eq!(back.sample_rate, 22_050);
        assert!(back.samples.iter().zip(speech(500).samples).all(|(a, b)| (a - b).abs() < 1e-4));
        for other in [
            key("Nee."),
            CacheKey { voice: "other", ..key("Ja.") },
            CacheKey { engine: "2", ..key("Ja.") },
            CacheKey { rate: 1.25, ..key("Ja.") },
            CacheKey { voice: "voice1", engine: "", ..key("Ja.") },
        ] {
            assert!(cache.get(other).is_none(), "{other:?}");
        }
    }

    #[test]
    fn damage_anywhere_is_seen_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let mut cache = cache(folder.path(), 1 << 20);
        let path = cache.path(key("Ja."));
        cache.put(key("Ja."), &speech(50));
        let whole = fs::read(&path).unwrap();
        for position in (0..whole.len()).step_by(7) {
            let mut damaged = whole.clone();
            damaged[position] ^= 0x10;
            fs::write(&path, damaged).unwrap();
            assert!(cache.get(key("Ja.")).is_none(), "byte {position}");
            assert!(!path.exists(), "it is removed");
        }
        for length in [0, 10, HEADER, whole.len() - 1] {
            fs::write(&path, &whole[..length]).unwrap();
            assert!(cache.get(key("Ja.")).is_none(), "cut to {length}");
        }
        cache.put(key("Ja."), &speech(50));
        assert!(cache.get(key("Ja.")).is_some());
    }

    #[test]
    fn the_size_is_bounded_and_the_oldest_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let mut cache = cache(folder.path(), 10_500);
        let texts: Vec<String> = (0..20).map(|number| format!("Zin {number}.")).collect();
        for text in &texts {
            cache.put(key(text), &speech(500));
            std::thread::sleep(std::time::Duration::from_millis(5));
            let _ = cache.get(key(&texts[0]));
        }
        let used: u64 = entries(&cache.settings.folder).iter().map(|entry| entry.bytes).sum();
        assert!(used <= 10_500, "{used}");
        assert!(cache.get(key(&texts[0])).is_some(), "what is used stays");
        assert!(cache.get(key(&texts[1])).is_none() && cache.get(key(&texts[19])).is_some());
        cache.put(key("too long"), &speech(50_000));
        assert!(cache.get(key("too long")).is_none());
    }

    #[test]
    fn a_folder_that_cannot_be_written_costs_nothing_but_time() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("speech"), "a file in the way").unwrap();
        let mut cache = cache(folder.path(), 1 << 20);
        cache.put(key("Ja."), &speech(50));
        assert!(cache.get(key("Ja.")).is_none());
    }
}
