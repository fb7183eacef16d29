//! Renders many texts ahead of time, so that their first sound comes from the cache.

use super::cache::SpeechCache;
use super::desk::Plan;
use super::{SpeakError, SpeakingDesk};
use crate::language::Language;
use indicatif::ProgressBar;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A model uses more than one core by itself: two side by side on two cores are slower than one (`benches/speak.rs`).
const CORES_A_DESK: usize = 2;
/// Each desk loads a model of its own.
const MOST_DESKS: usize = 4;

/// The result of rendering ahead, in sentences.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PreRendered {
    /// Rendered now.
    pub made: usize,
    /// Already cached.
    pub kept: usize,
}

impl SpeakingDesk {
    /// Renders all sentences of these texts into the cache, unless they are there: at the desk's own speed, and in
    /// parallel if the engine allows it. `bar` shows the progress. Without a cache it does nothing.
    pub fn pre_render(&self, texts: &[(Language, String)], bar: &ProgressBar) -> Result<PreRendered, SpeakError> {
        let plan = self.plan();
        let Some(settings) = plan.cache() else { return Ok(PreRendered::default()) };
        let cache = SpeechCache::new(settings.clone());
        let (kept, missing): (Vec<_>, Vec<_>) =
            plan.speakable(texts).into_iter().partition(|(language, text)| plan.has_kept(&cache, *language, text));
        bar.set_length((kept.len() + missing.len()) as u64);
        bar.set_position(kept.len() as u64);
        let mut queues = Vec::new();
        for language in Language::ALL {
            let of_language = missing.iter().filter(|(of, _)| *of == language);
            let texts: Vec<&str> = of_language.map(|(_, text)| text.as_str()).collect();
            if !texts.is_empty() {
                queues.push(Queue::new(language, texts, plan.speaks_in_parallel(language)?));
            }
        }
        let finished = std::thread::scope(|scope| {
            let threads: Vec<_> = queues
                .iter()
                .flat_map(|queue| (0..queue.desks).map(move |_| queue))
                .map(|queue| scope.spawn(move || queue.work(plan.clone(), bar)))
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect::<Result<Vec<()>, SpeakError>>()
        });
        finished?;
        bar.finish_and_clear();
        Ok(PreRendered { made: missing.len(), kept: kept.len() })
    }
}

/// The sentences of one language, and the desks that render them.
struct Queue<'a> {
    language: Language,
    texts: Vec<&'a str>,
    desks: usize,
    next: AtomicUsize,
}

impl<'a> Queue<'a> {
    fn new(language: Language, texts: Vec<&'a str>, in_parallel: bool) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let desks = if in_parallel { (cores / CORES_A_DESK).clamp(1, MOST_DESKS).min(texts.len()) } else { 1 };
        Queue { language, texts, desks, next: AtomicUsize::new(0) }
    }

    fn work(&self, plan: Plan, bar: &ProgressBar) -> Result<(), SpeakError> {
        let rate = plan.rate();
        let mut desk = SpeakingDesk::from_plan(plan);
        while let Some(text) = self.texts.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            desk.rendered(text, self.language, rate)?;
            bar.inc(1);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speak::{CacheSettings, Manner, VoiceSettings};
    use spoken_text::Lexicon;

    #[test]
    fn everything_is_rendered_once_and_sounds_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let voices = vec![
            (Language::Nl, VoiceSettings::Espeak("nl".into())),
            (Language::En, VoiceSettings::Espeak("en-us".into())),
        ];
        let mut desk = SpeakingDesk::new(voices, Lexicon::built_in(), 1.0)
            .with_cache(Some(CacheSettings { folder: folder.path().to_owned(), limit_bytes: 10_000_000 }));
        let texts = [
            (Language::Nl, "Goedemorgen. Dat kost € 12,50.".to_owned()),
            (Language::Nl, "Goedemorgen. Tot ziens.".to_owned()),
            (Language::En, "Good morning.".to_owned()),
        ];
        let bar = ProgressBar::hidden();
        assert_eq!(desk.pre_render(&texts, &bar).unwrap(), PreRendered { made: 4, kept: 0 });
        assert_eq!(desk.pre_render(&texts, &bar).unwrap(), PreRendered { made: 0, kept: 4 });
        let start = std::time::Instant::now();
        let speech = desk.say("Dat kost € 12,50.", Language::Nl, Manner::default()).unwrap();
        assert!(speech.seconds() > 0.5);
        assert!(start.elapsed().as_millis() < 100, "{:?}", start.elapsed());
    }
}
