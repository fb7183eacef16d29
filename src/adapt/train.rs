//! The training: renders and encodes each clip once, then runs the steps.

use super::AdaptError;
use super::decoder::{Decoder, Shape};
use super::encoder::Encoder;
use super::kept::Kept;
use super::loss::{Lesson, backwards};
use super::mel::Mel;
use super::optimiser::Optimiser;
use super::plan::{Clip, Recipe, Speaker, folder_name};
use super::speech::{Speakers, fits, send};
use super::tokens::Tokens;
use crate::audio::Random;
use crate::language::Language;
use crate::models::{GgmlFile, LowRank};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Steps between two checkpoints.
const CHECKPOINT_STEPS: usize = 20;
/// Weight of the newest step in the reported running loss.
const NEWEST_SHARE: f64 = 0.05;
/// Share of a limited time that may be spent on rendering and encoding.
const LISTENING_SHARE: f64 = 0.5;
/// Number of rendered clips that may wait for the encoder.
const WAITING_CLIPS: usize = 8;
/// Minimum number of clips to train on.
const FEWEST_CLIPS: usize = 8;

/// Where a training stores its work, and what resources it may use.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Folder from which an interrupted training is resumed.
    pub folder: PathBuf,
    /// Maximum disk space for the encoder's output, in MB.
    pub disk_mb: u64,
    /// Time limit from the start of this run; `None` for no limit.
    pub time: Option<Duration>,
}

/// Progress of a training.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Progress {
    /// Clips rendered and encoded, of how many.
    Heard(usize, usize),
    /// Steps done, of how many, and the running loss.
    Trained(usize, usize, f64),
}

/// The result of a training.
pub struct TrainedAdapter {
    /// The changes to the model.
    pub changes: BTreeMap<String, LowRank>,
    /// Steps done, and steps planned.
    pub steps: (usize, usize),
    /// Clips that were rendered and fit the window.
    pub clips: usize,
    /// Running loss over the last steps.
    pub loss: f64,
}

/// Trains on the clips of a plan, resuming an interrupted training.
pub fn train(
    file: &GgmlFile,
    clips: &[Clip],
    recipe: &Recipe,
    speakers: &mut Speakers,
    limits: &Limits,
    progress: &mut dyn FnMut(Progress),
) -> Result<TrainedAdapter, AdaptError> {
    let started = Instant::now();
    if clips.len() < FEWEST_CLIPS {
        return Err(AdaptError::TooLittle(clips.len(), FEWEST_CLIPS));
    }
    let width = file.sizes().audio_state;
    let needed_mb = Kept::bytes_per_clip(width) * clips.len() as u64 / 1_000_000;
    if needed_mb > limits.disk_mb {
        return Err(AdaptError::Disk { needed_mb, bound_mb: limits.disk_mb });
    }
    let work = limits.folder.join(folder_name(clips, recipe, file));
    let kept = Kept::open(&work, width)?;
    let until = limits.time.map(|time| started + time.mul_f64(LISTENING_SHARE));
    let heard = listen(file, clips, speakers, &kept, until, progress)?;
    let mut lessons = Lessons::new(file, clips, &heard, recipe, kept)?;
    lessons.run(&work.join("checkpoint.safetensors"), limits.time.map(|time| started + time), progress)
}

/// A clip's number and samples.
type Sound = (usize, Vec<f32>);

/// Renders every clip that is not cached yet and caches the encoder's output. Returns the clips that fit. Rendering
/// and encoding run in parallel; whatever is left after `until` is skipped.
fn listen(
    file: &GgmlFile,
    clips: &[Clip],
    speakers: &mut Speakers,
    kept: &Kept,
    until: Option<Instant>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<usize>, AdaptError> {
    let (mel, encoder) = (Mel::new(file)?, Encoder::new(file)?);
    let (spoken, waiting) = sync_channel::<Sound>(WAITING_CLIPS);
    let waiting = Arc::new(Mutex::new(waiting));
    let listeners = std::thread::available_parallelism().map_or(1, usize::from);
    let mut fitting = Vec::new();
    std::thread::scope(|scope| {
        let (mel, encoder) = (&mel, &encoder);
        let hearing: Vec<_> = (0..listeners)
            .map(|_| {
                let waiting = Arc::clone(&waiting);
                scope.spawn(move || hear(mel, encoder, &waiting, kept))
            })
            .collect();
        drop(waiting);
        for (number, clip) in clips.iter().enumerate() {
            progress(Progress::Heard(number, clips.len()));
            if !kept.has(number) {
                let Some(sound) = speak(clip, speakers, until)? else { continue };
                // The encoder threads have stopped; their results hold the reason.
                if spoken.send((number, sound)).is_err() {
                    break;
                }
            }
            fitting.push(number);
        }
        drop(spoken);
        hearing
            .into_iter()
            .try_for_each(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })?;
    progress(Progress::Heard(clips.len(), clips.len()));
    Ok(fitting)
}

/// Renders a clip; `None` if it is too long or the time is up.
fn speak(clip: &Clip, speakers: &mut Speakers, until: Option<Instant>) -> Result<Option<Vec<f32>>, AdaptError> {
    if until.is_some_and(|until| Instant::now() > until) {
        return Ok(None);
    }
    let sentence = &clip.sentence;
    let said = match &clip.speaker {
        Speaker::Voice(voice, rate) => speakers.say(voice, &sentence.text, sentence.language, *rate)?,
        Speaker::Recording(recording) => Some(recording.samples()?).filter(|samples| fits(samples)),
    };
    said.map(|said| send(&said, clip.way, clip.seed)).transpose()
}

/// Encodes clips and caches the output until no more arrive.
fn hear(mel: &Mel, encoder: &Encoder, waiting: &Mutex<Receiver<Sound>>, kept: &Kept) -> Result<(), AdaptError> {
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, samples)) = next else { return Ok(()) };
        kept.put(number, &encoder.forward(&mel.of(&samples)?)?)?;
    }
}

/// A training in progress.
struct Lessons<'a> {
    clips: &'a [Clip],
    recipe: &'a Recipe,
    kept: Kept,
    tokens: Tokens,
    decoder: Decoder,
    /// The clips of each step, all in one language.
    batches: Vec<Vec<usize>>,
    heard: usize,
}

impl<'a> Lessons<'a> {
    fn new(
        file: &GgmlFile,
        clips: &'a [Clip],
        heard: &[usize],
        recipe: &'a Recipe,
        kept: Kept,
    ) -> Result<Self, AdaptError> {
        let mut random = Random::new(recipe.seed ^ 0x5EED);
        let mut batches = Vec::new();
        for _ in 0..recipe.passes {
            let mut pass = Vec::new();
            for language in Language::FULL {
                let mut own: Vec<usize> =
                    heard.iter().copied().filter(|clip| clips[*clip].sentence.language == language).collect();
                random.shuffle(&mut own);
                pass.extend(own.chunks(recipe.batch).map(<[usize]>::to_vec));
            }
            random.shuffle(&mut pass);
            batches.extend(pass);
        }
        let shape = Shape { rank: recipe.rank, scale: recipe.scale };
        let decoder = Decoder::new(file, shape, recipe.seed)?;
        Ok(Lessons { clips, recipe, kept, tokens: Tokens::new(file), decoder, batches, heard: heard.len() })
    }

    fn run(
        &mut self,
        checkpoint: &Path,
        deadline: Option<Instant>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<TrainedAdapter, AdaptError> {
        let mut optimiser = Optimiser::new(self.decoder.trained())?;
        let (first, mut loss) = if checkpoint.is_file() { optimiser.resume(checkpoint)? } else { (0, 0.0) };
        let planned = self.batches.len();
        let recipe = Recipe { clips: planned * self.recipe.batch / self.recipe.passes.max(1), ..*self.recipe };
        let mut pace = Pace { deadline, started: Instant::now(), first, planned };
        let mut done = first;
        for step in first..planned {
            let curve = pace.place(step);
            if curve >= planned {
                break;
            }
            let newest = self.step(&mut optimiser, step, recipe.rate_at(curve))?;
            loss = if step == 0 { newest } else { loss + NEWEST_SHARE * (newest - loss) };
            done = step + 1;
            progress(Progress::Trained(done, pace.planned_now(done), loss));
            if done.is_multiple_of(CHECKPOINT_STEPS) || done == planned {
                optimiser.save(checkpoint, loss)?;
            }
        }
        optimiser.save(checkpoint, loss)?;
        let changes = self.decoder.changes()?;
        Ok(TrainedAdapter { changes, steps: (done, planned), clips: self.heard, loss })
    }

    /// Runs one step; returns the loss before it.
    fn step(&self, optimiser: &mut Optimiser, step: usize, rate: f64) -> Result<f64, AdaptError> {
        let clips = &self.batches[step];
        let lesson = self.lesson(clips);
        let heard = self.kept.batch(clips)?;
        let (loss, gradients) = backwards(&self.decoder, &lesson, &heard, self.recipe.smoothing)?;
        optimiser.step(&gradients, rate)?;
        Ok(loss)
    }

    /// The tokens of a batch: decoder inputs and their targets.
    fn lesson(&self, clips: &[usize]) -> Lesson {
        let sentences = || clips.iter().map(|clip| &self.clips[*clip].sentence);
        let language = sentences().next().map_or(Language::Nl, |sentence| sentence.language);
        let opening = self.tokens.opening(language);
        let texts: Vec<Vec<u32>> = sentences().map(|sentence| self.tokens.of(&sentence.text)).collect();
        Lesson::new(&opening, &texts, self.tokens.end())
    }
}

/// Fits the plan into the available time. With a deadline, the position on the learning curve follows steps or clock,
/// whichever is further.
struct Pace {
    deadline: Option<Instant>,
    started: Instant,
    first: usize,
    planned: usize,
}

impl Pace {
    fn place(&mut self, step: usize) -> usize {
        let Some(deadline) = self.deadline else { return step };
        let all = deadline.saturating_duration_since(self.started).as_secs_f64();
        if all <= 0.0 {
            return self.planned;
        }
        let share = self.started.elapsed().as_secs_f64() / all;
        let by_clock = self.first as f64 + share * (self.planned - self.first) as f64;
        step.max(by_clock as usize)
    }

    /// The number of steps there will be, as far as can be estimated now.
    fn planned_now(&mut self, done: usize) -> usize {
        let place = self.place(done).max(1);
        if place <= done || done <= self.first {
            return self.planned;
        }
        let share = (place - self.first) as f64 / (self.planned - self.first).max(1) as f64;
        self.first + ((done - self.first) as f64 / share) as usize
    }
}
