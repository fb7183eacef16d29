//! Plans a training before anything is rendered: the same seed gives the same plan.

use super::recordings::Recording;
use super::speech::Way;
use super::texts::Sentence;
use super::voices::{Teacher, voices};
use crate::audio::Random;
use crate::language::Language;
use crate::models::GgmlFile;
use sha2::{Digest, Sha256};

/// All settings of a training, recorded in the adapter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Recipe {
    /// Seed for all random choices.
    pub seed: u64,
    /// Number of rendered clips; recordings of people are additional.
    pub clips: usize,
    /// How many clips are made of each recording of a person, each under different conditions.
    pub recording_times: usize,
    /// Percentage of clips in English, so that English is not forgotten.
    pub english_percent: usize,
    /// How often each clip is trained on.
    pub passes: usize,
    /// Clips per step.
    pub batch: usize,
    /// Peak learning rate.
    pub rate: f64,
    /// Steps until the peak is reached.
    pub warm_up: usize,
    /// Label smoothing: share of the target probability that is spread over all tokens.
    pub smoothing: f32,
    /// Rank of each change.
    pub rank: usize,
    /// Factor applied to the product of the thin matrices.
    pub scale: f64,
}

impl Default for Recipe {
    fn default() -> Self {
        Recipe {
            seed: 1,
            clips: 1_200,
            recording_times: 2,
            english_percent: 12,
            passes: 3,
            batch: 8,
            rate: 1e-3,
            warm_up: 40,
            smoothing: 0.05,
            rank: 16,
            scale: 2.0,
        }
    }
}

impl Recipe {
    #[must_use]
    pub fn steps(&self) -> usize {
        self.passes * (self.clips / self.batch)
    }

    /// The learning rate: a linear warm-up, then a cosine decay to zero.
    #[must_use]
    pub fn rate_at(&self, step: usize) -> f64 {
        if step < self.warm_up {
            return self.rate * (step + 1) as f64 / self.warm_up as f64;
        }
        let rest = (self.steps() - self.warm_up.min(self.steps())).max(1) as f64;
        let done = (step - self.warm_up) as f64 / rest;
        self.rate * 0.5 * (1.0 + (std::f64::consts::PI * done.min(1.0)).cos())
    }
}

/// Share of the trained change that is kept. In trials the full change recognised the words of the built-in articles
/// best, but recordings of people were recognised worse.
pub const KEPT: f64 = 0.5;

/// Who speaks in a clip.
#[derive(Debug, Clone, PartialEq)]
pub enum Speaker {
    /// A synthetic voice and its relative speed.
    Voice(&'static str, f32),
    /// A person.
    Recording(Recording),
}

/// A clip to be rendered.
#[derive(Debug, Clone, PartialEq)]
pub struct Clip {
    pub sentence: Sentence,
    pub speaker: Speaker,
    /// Acoustic conditions.
    pub way: Way,
    /// Seed for these conditions.
    pub seed: u64,
}

/// Plans the clips: each sentence in turn, questions twice as often as sentences of answers, each time with another of
/// the voices in `at_hand`. Dutch recordings of people are mixed in.
#[must_use]
pub fn plan(
    learned: &[Sentence],
    recordings: &[Recording],
    recipe: &Recipe,
    at_hand: &dyn Fn(&str) -> bool,
) -> Vec<Clip> {
    let mut random = Random::new(recipe.seed);
    let english = recipe.clips * recipe.english_percent / 100;
    let mut clips = Vec::new();
    for (language, count) in [(Language::Nl, recipe.clips - english), (Language::En, english)] {
        let mut weighted = Vec::new();
        for voice in voices(language, false).filter(|voice| at_hand(voice.voice)) {
            weighted.extend(std::iter::repeat_n(voice, voice.weight as usize));
        }
        let sentences: Vec<&Sentence> = learned.iter().filter(|sentence| sentence.language == language).collect();
        if weighted.is_empty() || sentences.is_empty() {
            continue;
        }
        plan_language(&sentences, &weighted, count, &mut random, &mut clips);
    }
    for recording in (0..recipe.recording_times).flat_map(|_| recordings) {
        let speaker = Speaker::Recording(recording.clone());
        let sentence = Sentence::of_recording(&recording.said);
        clips.push(Clip { sentence, speaker, way: Way::draw(&mut random), seed: random.bits() });
    }
    random.shuffle(&mut clips);
    clips
}

fn plan_language(
    sentences: &[&Sentence],
    voices: &[&'static Teacher],
    count: usize,
    random: &mut Random,
    clips: &mut Vec<Clip>,
) {
    let mut turn: Vec<&Sentence> = Vec::new();
    for _ in 0..count {
        if turn.is_empty() {
            turn.extend(sentences);
            turn.extend(sentences.iter().filter(|sentence| sentence.asked));
            random.shuffle(&mut turn);
        }
        let Some(sentence) = turn.pop() else { break };
        let voice = voices[random.below(voices.len())];
        let rate = random.between(0.85, 1.25);
        let way = Way::draw(random);
        let speaker = Speaker::Voice(voice.voice, rate);
        clips.push(Clip { sentence: sentence.clone(), speaker, way, seed: random.bits() });
    }
}

/// Name of the working folder, which depends on plan, recipe and model.
#[must_use]
pub(super) fn folder_name(clips: &[Clip], recipe: &Recipe, base: &GgmlFile) -> String {
    let mut digest = Sha256::new();
    digest.update(base.as_bytes());
    digest.update(format!("{recipe:?}"));
    for clip in clips {
        digest.update(format!("{clip:?}"));
    }
    digest.finalize()[..8].iter().fold(String::new(), |name, byte| format!("{name}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learned() -> Vec<Sentence> {
        let sentence = |text: &str, language| Sentence { text: text.into(), language, asked: true };
        vec![
            sentence("Hoe vraag ik een paspoort aan?", Language::Nl),
            sentence("Waar meld ik een verhuizing?", Language::Nl),
            sentence("How do I apply for a passport?", Language::En),
        ]
    }

    #[test]
    fn the_same_seed_gives_the_same_plan_and_no_voice_that_is_kept_back() {
        let recipe = Recipe { clips: 200, ..Recipe::default() };
        let recordings = [Recording { path: "a.wav".into(), said: "Een zin.".into() }];
        let plan = |recipe: &Recipe| plan(&learned(), &recordings, recipe, &|voice| !voice.starts_with("kokoro"));
        let clips = plan(&recipe);
        assert_eq!(clips, plan(&recipe));
        assert_eq!(clips.len(), 202);
        let kept: Vec<&str> = Language::FULL.into_iter().flat_map(|l| voices(l, true)).map(|v| v.voice).collect();
        let may_teach = |voice: &str| !kept.contains(&voice) && !voice.starts_with("kokoro");
        assert!(clips.iter().all(|clip| !matches!(clip.speaker, Speaker::Voice(voice, _) if !may_teach(voice))));
        let people = clips.iter().filter(|clip| matches!(clip.speaker, Speaker::Recording(_))).count();
        assert_eq!(people, 2);
        let english = clips.iter().filter(|clip| clip.sentence.language == Language::En).count();
        assert_eq!(english, 24);
        let other = Recipe { seed: 2, ..recipe };
        assert_ne!(clips, plan(&other));
    }

    #[test]
    fn the_step_grows_and_then_falls_to_nothing() {
        let recipe = Recipe::default();
        assert!(recipe.rate_at(0) < recipe.rate_at(39));
        assert!((recipe.rate_at(40) - recipe.rate).abs() < 1e-9);
        assert!(recipe.rate_at(recipe.steps() - 1) < 1e-3 * recipe.rate);
    }
}
