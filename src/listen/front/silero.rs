//! Silero's voice activity detector, on ONNX Runtime.

use crate::audio::{AudioChunk, SAMPLE_RATE};
use crate::listen::{ListenError, VoiceActivityDetector};
use ort::session::Session;
use ort::session::builder::GraphOptimizationLevel;
use ort::value::Tensor;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Samples per frame: 32 ms.
const FRAME: usize = 512;
/// Number of samples from the previous frame that the network sees again.
const CONTEXT: usize = 64;
/// Size of the network's state: two layers of 128.
const MEMORY: usize = 256;

/// The loaded network, shared by all listeners and by clones.
#[derive(Clone)]
pub struct SileroModel {
    session: Arc<Mutex<Session>>,
}

/// A detector for one person, on a [`SileroModel`].
pub struct Silero {
    model: SileroModel,
    memory: Vec<f32>,
    /// The context, and the beginning of the next frame.
    input: Vec<f32>,
    probability: f32,
    failed: bool,
}

impl SileroModel {
    /// Loads the network. `runtime` is the ONNX Runtime library.
    pub fn load(model: &Path, runtime: &Path) -> Result<Self, ListenError> {
        let failed = |path: &Path, reason: String| ListenError::Model { path: path.to_owned(), reason };
        crate::onnx::initialise(runtime).map_err(|reason| failed(runtime, reason))?;
        if !model.is_file() {
            return Err(failed(model, "the file does not exist".into()));
        }
        let session = open_session(model).map_err(|error| failed(model, error.to_string()))?;
        Ok(SileroModel { session: Arc::new(Mutex::new(session)) })
    }

    /// A detector that has heard nothing yet.
    #[must_use]
    pub fn detector(&self) -> Silero {
        let mut input = Vec::with_capacity(CONTEXT + FRAME);
        input.resize(CONTEXT, 0.0);
        Silero { model: self.clone(), memory: vec![0.0; MEMORY], input, probability: 0.0, failed: false }
    }
}

/// Single-threaded: a frame takes a fraction of a millisecond.
fn open_session(model: &Path) -> ort::Result<Session> {
    let builder = Session::builder()?.with_optimization_level(GraphOptimizationLevel::All)?;
    builder.with_intra_threads(1)?.with_inter_threads(1)?.commit_from_file(model)
}

impl Silero {
    fn run(&mut self) -> ort::Result<f32> {
        let mut session = self.model.session.lock().unwrap_or_else(PoisonError::into_inner);
        let outputs = session.run(ort::inputs![
            "input" => Tensor::from_array(([1, self.input.len()], self.input.clone()))?,
            "state" => Tensor::from_array(([2, 1, MEMORY / 2], self.memory.clone()))?,
            "sr" => Tensor::from_array(([0_usize; 0], vec![i64::from(SAMPLE_RATE)]))?,
        ])?;
        self.memory.copy_from_slice(outputs["stateN"].try_extract_tensor::<f32>()?.1);
        Ok(outputs["output"].try_extract_tensor::<f32>()?.1.first().copied().unwrap_or(0.0))
    }

    fn frame_is_whole(&mut self) {
        match self.run() {
            Ok(probability) => self.probability = probability,
            Err(error) => {
                self.probability = 0.0;
                if !self.failed {
                    tracing::error!(code = "voice-activity-failed", "{error}");
                }
                self.failed = true;
            }
        }
        self.input.drain(..FRAME);
    }
}

impl VoiceActivityDetector for Silero {
    fn probability(&mut self, chunk: &AudioChunk) -> f32 {
        for sample in chunk.samples() {
            // A NaN would stay in the network's state forever.
            self.input.push(if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 });
            if self.input.len() == CONTEXT + FRAME {
                self.frame_is_whole();
            }
        }
        self.probability
    }

    fn reset(&mut self) {
        self.memory.fill(0.0);
        self.input.clear();
        self.input.resize(CONTEXT, 0.0);
        self.probability = 0.0;
    }
}
