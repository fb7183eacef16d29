//! Kokoro voices: Dutch with a strong foreign accent.
//!
//! Useful for: callers in evaluation and training who do not sound like eSpeak NG. Not useful for: the desk's own
//! voice. The network never learned Dutch; it gets eSpeak NG's Dutch phonemes and says them as a Japanese or English
//! speaker would.

use super::trim::trim;
use super::{SpeakError, Speech, Synthesizer, phonemes};
use ort::session::Session;
use ort::session::builder::GraphOptimizationLevel;
use ort::value::Tensor;
use serde::Deserialize;
use std::collections::HashMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Prefix of these voices' names in the settings.
pub(super) const PREFIX: &str = "kokoro:";
/// Sample rate of the network's output, in Hz.
const SAMPLE_RATE: u32 = 24_000;
/// Size of the style vector that describes a voice, for one length of text.
const STYLE: usize = 256;
/// Maximum number of phonemes in a text; a voice has one style for each length.
const LONGEST: usize = 510;
/// Dutch phonemes that the network does not know, and the nearest that it does.
const NEAREST: [(char, char); 4] = [('ʋ', 'v'), ('ʏ', 'ʊ'), ('ɵ', 'ʊ'), ('ɜ', 'ɛ')];

/// The files of the Kokoro voices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KokoroFiles {
    pub model: PathBuf,
    /// Maps phonemes to input ids.
    pub vocabulary: PathBuf,
    /// Styles of all voices.
    pub voices: PathBuf,
    /// The ONNX Runtime shared library.
    pub runtime: PathBuf,
}

/// A loaded Kokoro voice.
pub struct KokoroVoice {
    name: String,
    session: Session,
    numbers: HashMap<char, i64>,
    styles: Vec<f32>,
}

#[derive(Deserialize)]
struct Vocabulary {
    vocab: HashMap<char, i64>,
}

impl KokoroVoice {
    /// Loads the network and one voice (`jf_alpha`). The runtime must be initialised first.
    pub fn load(voice: &str, files: &KokoroFiles) -> Result<Self, SpeakError> {
        let name = format!("{PREFIX}{voice}");
        let failed = |reason: String| SpeakError::Voice { voice: name.clone(), reason };
        let read = |path: &Path| std::fs::read(path).map_err(|error| failed(format!("{}: {error}", path.display())));
        let vocabulary: Vocabulary = serde_json::from_slice(&read(&files.vocabulary)?)
            .map_err(|error| failed(format!("{}: {error}", files.vocabulary.display())))?;
        let styles = styles_of(voice, &read(&files.voices)?).map_err(failed)?;
        let session = session(&files.model).map_err(|error| failed(error.to_string()))?;
        Ok(KokoroVoice { name, session, numbers: vocabulary.vocab, styles })
    }

    fn numbers_of(&self, said: &str) -> Vec<i64> {
        let known = said.chars().map(|phoneme| {
            NEAREST.iter().find(|(dutch, _)| *dutch == phoneme).map_or(phoneme, |(_, nearest)| *nearest)
        });
        known.filter_map(|phoneme| self.numbers.get(&phoneme).copied()).take(LONGEST - 1).collect()
    }

    fn run(&mut self, numbers: &[i64], rate: f32) -> ort::Result<Vec<f32>> {
        let style = self.styles[numbers.len() * STYLE..][..STYLE].to_vec();
        let framed: Vec<i64> = [&[0], numbers, &[0]].concat();
        let outputs = self.session.run(ort::inputs![
            "tokens" => Tensor::from_array(([1, framed.len()], framed))?,
            "style" => Tensor::from_array(([1, STYLE], style))?,
            "speed" => Tensor::from_array(([1], vec![rate]))?,
        ])?;
        Ok(outputs[0].try_extract_tensor::<f32>()?.1.to_vec())
    }
}

impl Synthesizer for KokoroVoice {
    fn synthesize(&mut self, text: &str, rate: f32) -> Result<Speech, SpeakError> {
        let numbers = self.numbers_of(&phonemes(text, "nl")?);
        let made = self.run(&numbers, rate);
        let samples =
            made.map_err(|error| SpeakError::Synthesis { voice: self.name.clone(), reason: error.to_string() })?;
        Ok(trim(Speech { samples, sample_rate: SAMPLE_RATE }))
    }

    fn voice(&self) -> &str {
        &self.name
    }
}

/// Single-threaded: this speaks for tests, often beside a recogniser.
fn session(model: &Path) -> ort::Result<Session> {
    let builder = Session::builder()?.with_optimization_level(GraphOptimizationLevel::All)?;
    builder.with_intra_threads(1)?.commit_from_file(model)
}

/// A voice's styles, one per number of phonemes, from the numpy archive of all voices.
fn styles_of(voice: &str, archive: &[u8]) -> Result<Vec<f32>, String> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(archive)).map_err(|error| error.to_string())?;
    let names = archive.file_names().flatten();
    let known: Vec<String> = names.map(|name| name.trim_end_matches(".npy").to_owned()).collect();
    let mut bytes = Vec::new();
    archive
        .by_name(&format!("{voice}.npy"))
        .map_err(|_| format!("there is no such voice: use one of {}", known.join(", ")))?
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    numpy_floats(&bytes)
        .filter(|styles| styles.len() == LONGEST * STYLE)
        .ok_or_else(|| format!("the styles of {voice} have an unknown format"))
}

/// The values of a numpy file of little-endian 32-bit floats.
fn numpy_floats(bytes: &[u8]) -> Option<Vec<f32>> {
    let rest = bytes.strip_prefix(b"\x93NUMPY\x01\x00")?;
    let (length, rest) = rest.split_first_chunk::<2>()?;
    let (header, data) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
    let plain = std::str::from_utf8(header).ok()?.contains("'<f4'");
    let (figures, over) = data.as_chunks::<4>();
    (plain && over.is_empty()).then(|| figures.iter().map(|figure| f32::from_le_bytes(*figure)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numpy_floats_are_read_and_other_forms_refused() {
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n";
        let mut file = b"\x93NUMPY\x01\x00".to_vec();
        file.extend((header.len() as u16).to_le_bytes());
        file.extend(header.as_bytes());
        file.extend([1.5_f32.to_le_bytes(), (-2.0_f32).to_le_bytes()].concat());
        assert_eq!(numpy_floats(&file), Some(vec![1.5, -2.0]));
        assert_eq!(numpy_floats(&file[..file.len() - 1]), None);
        assert_eq!(numpy_floats(&file[1..]), None);
    }
}
