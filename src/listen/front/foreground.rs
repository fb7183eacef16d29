//! Picks out the person's voice: the nearest, which is the loudest. What somebody further away says, a radio, or an
//! echo neither starts a turn nor keeps one open.
//!
//! It learns from the sound how loud the person is and how loud the voices in the background are. Not for: noise
//! without words (the detector), or voices that never pause ([`super::LevelGate`]).

use crate::audio::remember;
use std::collections::VecDeque;

/// Number of chunks over which levels are averaged, to smooth the rise and fall within a syllable.
const SMOOTHING: usize = 5;
/// A person's voice may drop by this much at the end of a sentence.
const FALL_DB: f32 = 2.0;
/// Number of chunks (240 ms) for which a voice below the person's level is still taken for theirs: a soft last
/// syllable.
const SOFT_ENDING: u32 = 12;
/// How far a voice must stand out from the background while we listen.
const ABOVE_BEHIND_DB: f32 = 6.0;
/// How far a voice must stand out from the background to interrupt us.
const INTERRUPTS_ABOVE_BEHIND_DB: f32 = 8.0;
/// However loud the background is, a voice this close to the person's own level is theirs.
const SURELY_NEAR_DB: f32 = 5.0;
/// An utterance this much softer than the person was somebody else's.
const ANOTHER_DB: f32 = 7.0;
/// A voice this much louder than the whole utterance before it takes the turn.
const TAKES_OVER_DB: f32 = 12.0;
/// Minimum number of chunks of that voice, and of the utterance before it.
pub(super) const TAKES_OVER_CHUNKS: usize = 15;
/// The person has stopped and somebody else continues, if all of the last [`STOPPED_CHUNKS`] (2.5 s of speech) are
/// this much softer than at least [`STOPPED_AFTER`] chunks before them.
const STOPPED_DB: f32 = 7.0;
pub(super) const STOPPED_CHUNKS: usize = 125;
const STOPPED_AFTER: u32 = 25;
/// … or this much softer than the loudest [`PHRASE_CHUNKS`] (1 s of speech) of the utterance. Larger, because a person
/// stresses some phrases; needed, because a voice that goes on for long makes up most of the utterance.
const STOPPED_BELOW_PHRASE_DB: f32 = 9.0;
const PHRASE_CHUNKS: usize = 50;
/// A softer voice that has not been heard before may be far away.
const FAR_DBFS: f32 = -40.0;
/// Number of voiced chunks from which the level of the person's voice is known: 0.4 s.
const ENOUGH_NEAR: u32 = 20;
/// Number of voiced chunks from which the level of the background is known: 1.5 s.
const ENOUGH_BEHIND: u32 = 75;
/// Interval, in chunks (10 s), after which what is known about background voices counts for half.
const MEMORY: u32 = 500;
/// A person who has become softer is gradually accepted again: by this much for every chunk of a rejected voice while
/// we listen (0.3 dB a second).
const LET_IN_DB: f32 = 0.006;

/// Distinguishes the person's voice from background voices.
#[derive(Debug, Clone)]
pub(super) struct Foreground {
    /// A voice this much softer than the person's is somebody else's; 0: every voice is the person's.
    margin_db: f32,
    /// Level that a voice needs to interrupt us before the person was heard.
    interrupts_dbfs: f32,
    recent: VecDeque<f32>,
    /// Level of the person's voice, once heard.
    near: Option<f32>,
    said: Loudness,
    behind: Loudness,
    /// The latest levels of this utterance, not yet included in `said`.
    latest: VecDeque<f32>,
    /// The latest levels, as many as a phrase has, and the level of the loudest phrase of this utterance.
    phrase: VecDeque<f32>,
    loudest_phrase: Option<f32>,
    /// Chunks since the person's voice was heard.
    since_near: u32,
    quiet: u32,
}

impl Foreground {
    pub(super) fn new(margin_db: f32, interrupts_dbfs: f32) -> Self {
        Foreground {
            margin_db,
            interrupts_dbfs,
            recent: VecDeque::new(),
            near: None,
            said: Loudness::default(),
            behind: Loudness::default(),
            latest: VecDeque::new(),
            phrase: VecDeque::new(),
            loudest_phrase: None,
            since_near: 0,
            quiet: 0,
        }
    }

    /// Takes the level of the next chunk and whether the detector hears speech in it; returns whether that speech is
    /// the person's. `speaking`: an utterance is in progress; `over`: we are speaking.
    pub(super) fn is_near(&mut self, rms_dbfs: f32, spoken: bool, speaking: bool, over: bool) -> bool {
        remember(&mut self.recent, 10_f32.powf(rms_dbfs / 10.0), SMOOTHING);
        let level = 10.0 * (self.recent.iter().sum::<f32>() / self.recent.len() as f32).max(1e-12).log10();
        if self.margin_db <= 0.0 {
            return true;
        }
        self.since_near = self.since_near.saturating_add(1);
        if !spoken {
            self.quiet += 1;
            if self.quiet.is_multiple_of(MEMORY) {
                self.behind.fade();
            }
            return true;
        }
        let wanted = if speaking { self.goes_on_at() } else { self.begins_at(over) };
        if wanted.is_none_or(|wanted| level >= wanted) {
            self.since_near = 0;
            if speaking {
                if self.latest.len() == STOPPED_CHUNKS
                    && let Some(oldest) = self.latest.pop_front()
                {
                    self.said.hear(oldest);
                }
                self.latest.push_back(level);
                self.hear_phrase(level);
            }
            return true;
        }
        if self.since_near > SOFT_ENDING || !speaking {
            self.behind.hear(level);
            if self.behind.count >= MEMORY {
                self.behind.fade();
            }
            if !speaking && !over {
                self.near = self.near.map(|near| near - LET_IN_DB);
            }
        }
        speaking && self.since_near <= SOFT_ENDING
    }

    fn hear_phrase(&mut self, level: f32) {
        remember(&mut self.phrase, level, PHRASE_CHUNKS);
        if self.phrase.len() == PHRASE_CHUNKS {
            self.loudest_phrase = louder(self.loudest_phrase, Loudness::of(&self.phrase).level());
        }
    }

    fn forget_phrases(&mut self) {
        self.phrase.clear();
        self.loudest_phrase = None;
    }

    /// Level from which a voice is the person's and starts an utterance; `None`: any level.
    fn begins_at(&self, over: bool) -> Option<f32> {
        let unknown = over.then_some(self.interrupts_dbfs);
        let near = self.near.map(|near| near - self.margin_db).or(unknown);
        let above = if over { INTERRUPTS_ABOVE_BEHIND_DB } else { ABOVE_BEHIND_DB };
        let behind = self.behind_dbfs().map(|behind| behind + above);
        let behind = match self.near {
            Some(near) => behind.map(|behind| behind.min(near - SURELY_NEAR_DB)),
            None => behind,
        };
        louder(near, behind)
    }

    /// Level from which the utterance continues.
    fn goes_on_at(&self) -> Option<f32> {
        let reference = louder(self.near, self.utterance_dbfs())?;
        let behind = self.behind_dbfs().map(|behind| (behind + ABOVE_BEHIND_DB - FALL_DB).min(reference - ANOTHER_DB));
        louder(Some(reference - self.margin_db - FALL_DB), behind)
    }

    fn utterance_dbfs(&self) -> Option<f32> {
        let mut all = self.said.clone();
        self.latest.iter().for_each(|level| all.hear(*level));
        all.level()
    }

    /// Level of the background voices; `None` if there are none.
    fn behind_dbfs(&self) -> Option<f32> {
        if self.behind.count >= ENOUGH_BEHIND { self.behind.level() } else { None }
    }

    /// Whether the utterance so far was a softer voice's, and the person speaks now. Reported once.
    pub(super) fn takes_over(&mut self) -> bool {
        let Some(earlier) = self.latest.len().checked_sub(TAKES_OVER_CHUNKS) else { return false };
        let (mut before, mut now) = (self.said.clone(), Loudness::default());
        self.latest.iter().take(earlier).for_each(|level| before.hear(*level));
        self.latest.iter().skip(earlier).for_each(|level| now.hear(*level));
        if before.count < TAKES_OVER_CHUNKS as u32 {
            return false;
        }
        let (Some(loud), Some(level)) = (now.level(), before.level()) else { return false };
        let louder = loud > level + TAKES_OVER_DB && self.near.is_none_or(|near| loud > near - self.margin_db);
        if louder {
            self.behind.add(&before);
            self.said = Loudness::default();
            self.latest.drain(..earlier);
            self.forget_phrases();
        }
        louder
    }

    /// Whether the person stopped some time ago and a softer voice continues. Reported once.
    pub(super) fn has_stopped(&mut self) -> bool {
        if self.latest.len() < STOPPED_CHUNKS || self.said.count < STOPPED_AFTER {
            return false;
        }
        let now = Loudness::of(&self.latest);
        let (Some(soft), Some(level)) = (now.level(), self.said.level()) else { return false };
        let below_phrase = self.loudest_phrase.is_some_and(|loudest| soft < loudest - STOPPED_BELOW_PHRASE_DB);
        let stopped = soft < level - STOPPED_DB || below_phrase;
        if stopped {
            self.behind.add(&now);
            self.latest.clear();
            self.forget_phrases();
        }
        stopped
    }

    /// Whether the current utterance can be distinguished from background voices.
    pub(super) fn is_clear(&self) -> bool {
        match (self.utterance_dbfs(), self.behind_dbfs()) {
            (Some(said), Some(behind)) => said - behind > self.margin_db,
            // The very first voice may be somebody far away.
            (Some(said), None) => self.near.is_some() || said > FAR_DBFS,
            (None, _) => true,
        }
    }

    /// It was unclear whose utterance it was: next time, the person must be louder.
    pub(super) fn was_unclear(&mut self) {
        let latest = std::mem::take(&mut self.latest);
        self.forget_phrases();
        for level in &latest {
            self.said.hear(*level);
        }
        self.behind.add(&std::mem::take(&mut self.said));
    }

    /// The utterance ended: learns the level of the person, or of somebody in the background.
    pub(super) fn ended(&mut self) {
        let latest = std::mem::take(&mut self.latest);
        self.forget_phrases();
        let mut said = std::mem::take(&mut self.said);
        for level in &latest {
            said.hear(*level);
        }
        let Some(level) = said.level().filter(|_| said.count >= ENOUGH_NEAR) else { return };
        match self.near {
            Some(near) if level < near - ANOTHER_DB => self.behind.add(&said),
            Some(near) if level < near => self.near = Some(near + 0.3 * (level - near)),
            _ => self.near = Some(level),
        }
    }

    /// It was not an utterance.
    pub(super) fn dismissed(&mut self) {
        self.latest.clear();
        self.forget_phrases();
        self.said = Loudness::default();
    }
}

fn louder(one: Option<f32>, other: Option<f32>) -> Option<f32> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.max(other)),
        (one, other) => one.or(other),
    }
}

/// Lowest level that is distinguished, in dBFS.
const SOFTEST: f32 = -95.0;
/// The loudness of a voice is the level below which this share of its chunks lie.
const LOUD_SHARE: f32 = 0.8;

/// Histogram of a voice's level, in steps of 1 dB.
#[derive(Debug, Clone)]
struct Loudness {
    chunks: [u32; 96],
    count: u32,
}

impl Default for Loudness {
    fn default() -> Self {
        Loudness { chunks: [0; 96], count: 0 }
    }
}

impl Loudness {
    fn hear(&mut self, dbfs: f32) {
        self.chunks[(dbfs - SOFTEST).clamp(0.0, 95.0) as usize] += 1;
        self.count += 1;
    }

    fn of(levels: &VecDeque<f32>) -> Self {
        let mut loudness = Loudness::default();
        for level in levels {
            loudness.hear(*level);
        }
        loudness
    }

    fn add(&mut self, other: &Loudness) {
        self.chunks.iter_mut().zip(other.chunks).for_each(|(own, more)| *own += more);
        self.count += other.count;
    }

    /// Halves the weight of what was heard.
    fn fade(&mut self) {
        self.chunks.iter_mut().for_each(|chunks| *chunks /= 2);
        self.count = self.chunks.iter().sum();
    }

    fn level(&self) -> Option<f32> {
        let under = (self.count as f32 * LOUD_SHARE) as u32;
        let mut passed = 0;
        let place = self.chunks.iter().position(|chunks| {
            passed += chunks;
            passed > under
        })?;
        Some(SOFTEST + place as f32 + 0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn foreground() -> Foreground {
        Foreground::new(13.0, -29.0)
    }

    /// How many of `chunks` at this level are taken for the person's.
    fn near(foreground: &mut Foreground, chunks: usize, dbfs: f32, speaking: bool, over: bool) -> usize {
        (0..chunks).filter(|_| foreground.is_near(dbfs, true, speaking, over)).count()
    }

    fn quiet(foreground: &mut Foreground) {
        for _ in 0..25 {
            foreground.is_near(-80.0, false, false, false);
        }
    }

    /// A state after the person has said something at this level.
    fn heard_at(dbfs: f32) -> Foreground {
        let mut foreground = foreground();
        near(&mut foreground, 100, dbfs, true, false);
        foreground.ended();
        quiet(&mut foreground);
        foreground
    }

    #[test]
    fn a_voice_far_below_the_person_neither_begins_a_turn_nor_keeps_one_open() {
        let mut foreground = heard_at(-26.0);
        assert_eq!(near(&mut foreground, 100, -46.0, false, true), 0);
        assert_eq!(near(&mut foreground, 100, -46.0, false, false), 0);
        assert!(near(&mut foreground, 100, -26.0, true, false) > 95);
        assert!(near(&mut foreground, 100, -46.0, true, false) <= SOFT_ENDING as usize + SMOOTHING);
    }

    #[test]
    fn a_person_who_stopped_is_known_by_the_softer_voice_that_goes_on() {
        let mut foreground = foreground();
        near(&mut foreground, 150, -26.0, true, false);
        assert!(!foreground.has_stopped());
        near(&mut foreground, STOPPED_CHUNKS + SMOOTHING, -36.0, true, false);
        assert!(foreground.has_stopped());
        foreground.ended();
        assert_eq!(near(&mut foreground, 100, -36.0, false, false), 0, "and is not listened to");
        let mut foreground = super::tests::foreground();
        near(&mut foreground, 150, -26.0, true, false);
        near(&mut foreground, 150, -30.0, true, false);
        assert!(!foreground.has_stopped(), "a little softer is the same person");
    }

    #[test]
    fn a_softer_voice_that_went_on_unnoticed_for_long_is_still_noticed() {
        let mut foreground = foreground();
        near(&mut foreground, 120, -26.0, true, false);
        near(&mut foreground, 400, -32.0, true, false);
        assert!(!foreground.has_stopped());
        near(&mut foreground, STOPPED_CHUNKS + SMOOTHING, -36.0, true, false);
        assert!(foreground.has_stopped());
    }

    #[test]
    fn before_the_person_was_heard_only_a_loud_voice_interrupts() {
        let mut foreground = foreground();
        assert_eq!(near(&mut foreground, 100, -36.0, false, true), 0);
        assert!(near(&mut foreground, 20, -25.0, false, true) > 15);
        assert_eq!(near(&mut super::tests::foreground(), 20, -45.0, false, false), 20, "a soft person is heard");
    }

    #[test]
    fn voices_heard_behind_us_must_be_topped() {
        let mut foreground = foreground();
        near(&mut foreground, 200, -40.0, false, true);
        assert_eq!(near(&mut foreground, 100, -39.0, false, false), 0);
        assert!(near(&mut foreground, 20, -28.0, false, false) > 15);
    }

    #[test]
    fn a_louder_voice_takes_the_turn_of_a_softer_one_once() {
        let mut foreground = foreground();
        near(&mut foreground, 100, -46.0, true, false);
        assert!(!foreground.takes_over());
        near(&mut foreground, 20, -26.0, true, false);
        assert!(foreground.takes_over());
        assert!(!foreground.takes_over());
        near(&mut foreground, 40, -26.0, true, false);
        foreground.ended();
        assert!(foreground.near.is_some_and(|near| near > -28.0));
    }

    #[test]
    fn what_was_somebody_elses_is_not_taken_for_the_person() {
        let mut foreground = heard_at(-20.0);
        near(&mut foreground, 100, -30.0, true, true);
        foreground.ended();
        assert!(foreground.near.is_some_and(|near| near > -21.0));
        assert_eq!(near(&mut foreground, 100, -30.0, false, true), 0, "learned from one mistake");
        assert!(near(&mut foreground, 20, -20.0, false, true) > 15);
    }

    #[test]
    fn a_person_who_has_become_softer_is_let_in_by_and_by() {
        let mut foreground = heard_at(-26.0);
        let chunks = (0..5000).take_while(|_| !foreground.is_near(-42.0, true, false, false)).count();
        assert!((100..3000).contains(&chunks), "{chunks}");
    }

    #[test]
    fn a_soft_last_syllable_belongs_to_the_sentence() {
        let mut foreground = foreground();
        near(&mut foreground, 100, -26.0, true, false);
        assert_eq!(near(&mut foreground, 10, -48.0, true, false), 10);
    }

    #[test]
    fn without_a_margin_every_voice_is_the_persons() {
        let mut foreground = Foreground::new(0.0, -29.0);
        assert_eq!(near(&mut foreground, 100, -70.0, false, true), 100);
    }
}
