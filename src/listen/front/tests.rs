//! The listener with scripted and real detectors.

use super::*;
use crate::listen::LevelProblem;
use proptest::prelude::*;

/// A loud tone for speech, silence for silence, in milliseconds.
fn sound(stretches: &[(usize, f32)]) -> Vec<f32> {
    let mut samples = Vec::new();
    for (length_ms, amplitude) in stretches {
        samples.extend((0..length_ms * SAMPLES_PER_MS).map(|i| amplitude * (i as f32 * 0.3).sin()));
    }
    samples
}

/// The events in the sound, with their times in milliseconds.
fn heard(listener: &mut Listener, samples: &[f32]) -> Vec<(u32, ListenEvent)> {
    let mut events = Vec::new();
    for (index, chunk) in AudioChunk::cut(samples).enumerate() {
        let now_ms = (index as u32 + 1) * CHUNK_MS;
        events.extend(listener.push(&chunk).into_iter().map(|event| (now_ms, event)));
    }
    events
}

fn names(events: &[(u32, ListenEvent)]) -> Vec<&'static str> {
    let name = |event: &ListenEvent| match event {
        ListenEvent::SpeechStarted => "started",
        ListenEvent::SpeechDismissed => "dismissed",
        ListenEvent::SpeechConfirmed => "confirmed",
        ListenEvent::Paused(_) => "paused",
        ListenEvent::WentOn => "went on",
        ListenEvent::Ended(_) => "ended",
        ListenEvent::Level(_) => "level",
    };
    events.iter().map(|(_, event)| name(event)).collect()
}

fn utterances(events: &[(u32, ListenEvent)]) -> Vec<&[f32]> {
    let samples = |event| match event {
        &(_, ListenEvent::Ended(ref utterance)) => Some(&utterance.samples[..]),
        _ => None,
    };
    events.iter().filter_map(samples).collect()
}

fn by_level() -> Listener {
    Listener::new(ListenerSettings::default(), Box::new(ScriptedVoiceActivity::by_level()))
}

#[test]
fn an_utterance_has_its_pre_roll_and_ends_as_it_was_at_the_pause() {
    let events = heard(&mut by_level(), &sound(&[(1000, 0.0), (1000, 0.3), (2000, 0.0)]));
    assert_eq!(names(&events), ["started", "confirmed", "paused", "ended"]);
    let (ListenEvent::Paused(paused), ended) = (&events[2].1, utterances(&events)[0]) else { panic!("{events:?}") };
    assert_eq!(paused.samples, ended);
    // From 400 ms before the first sign at 1040 ms to the pause at 2200 ms.
    assert_eq!(ended.len(), (2200 - 600) * SAMPLES_PER_MS);
    let first_sound = ended.iter().position(|sample| *sample != 0.0).unwrap();
    assert_eq!(first_sound / SAMPLES_PER_MS, 400);
}

#[test]
fn a_pause_is_decoded_ahead_and_void_when_the_person_goes_on() {
    let events = heard(&mut by_level(), &sound(&[(1000, 0.3), (500, 0.0), (1000, 0.3), (2000, 0.0)]));
    assert_eq!(names(&events), ["started", "confirmed", "paused", "went on", "paused", "ended"]);
    assert_eq!(utterances(&events)[0].len(), 2700 * SAMPLES_PER_MS);
}

#[test]
fn what_was_understood_in_the_pause_ends_at_once() {
    let mut listener = by_level();
    heard(&mut listener, &sound(&[(400, 0.3), (200, 0.0)]));
    listener.expect(Expecting::Command);
    assert!(matches!(listener.conclude()[..], [ListenEvent::Ended(_)]));
    assert!(listener.conclude().is_empty());
    assert!(heard(&mut listener, &sound(&[(2000, 0.0)])).is_empty());
}

#[test]
fn a_reset_forgets_all_of_it() {
    let mut listener = by_level();
    heard(&mut listener, &sound(&[(1000, 0.3)]));
    listener.reset();
    assert!(heard(&mut listener, &sound(&[(2000, 0.0)])).is_empty());
}

#[test]
fn noise_that_never_ends_does_not_hold_the_turn() {
    let mut listener = by_level();
    heard(&mut listener, &sound(&[(3000, 0.0)]));
    let events = heard(&mut listener, &sound(&[(60_000, 0.1)]));
    assert_eq!(names(&events), ["started", "confirmed", "paused", "level", "ended"]);
    assert_eq!(events[3].1, ListenEvent::Level(LevelProblem::Noisy));
    assert!(events[4].0 < 4000, "{}", events[4].0);
    let spoken = heard(&mut listener, &sound(&[(1000, 0.5), (3000, 0.1)]));
    assert_eq!(names(&spoken), ["started", "confirmed", "paused", "ended"]);
}

#[test]
fn level_problems_come_before_the_end_and_only_now_and_then() {
    let settings = ListenerSettings { noise_margin_db: 0.0, background_db: 0.0, ..ListenerSettings::default() };
    let script = std::iter::repeat_n([vec![1.0; 50], vec![0.0; 100]].concat(), 2).flatten();
    let mut listener = Listener::new(settings, Box::new(ScriptedVoiceActivity::new(script)));
    let events = heard(&mut listener, &sound(&[(1000, 1.0), (2000, 0.0), (1000, 1.0), (2000, 0.0)]));
    let expected = ["started", "confirmed", "paused", "level", "ended", "started", "confirmed", "paused", "ended"];
    assert_eq!(names(&events), expected);
    assert_eq!(events[3].1, ListenEvent::Level(LevelProblem::Clipping));
}

proptest! {
    #[test]
    fn any_probabilities_and_any_sound_are_borne(
        script in prop::collection::vec(-1.0_f32..2.0, 0..600),
        levels in prop::collection::vec(prop_oneof![Just(0.0_f32), 0.0_f32..4.0, Just(f32::NAN)], 1..40),
        noise_margin_db in prop_oneof![Just(0.0_f32), Just(8.0)],
    ) {
        let settings = ListenerSettings { noise_margin_db, ..ListenerSettings::default() };
        let length = script.len() + 200;
        let mut listener = Listener::new(settings, Box::new(ScriptedVoiceActivity::new(script)));
        let mut open = 0;
        for index in 0..length {
            let chunk = AudioChunk::from([levels[index % levels.len()]; AudioChunk::SAMPLES]);
            for event in listener.push(&chunk) {
                match event {
                    ListenEvent::SpeechStarted => open += 1,
                    ListenEvent::SpeechDismissed => open -= 1,
                    ListenEvent::Ended(utterance) => {
                        open -= 1;
                        prop_assert!(utterance.samples.iter().all(|sample| sample.is_finite()));
                        prop_assert!(utterance.samples.len() <= 29 * SAMPLE_RATE as usize);
                    }
                    _ => {}
                }
                prop_assert!((0..=1).contains(&open));
            }
        }
        prop_assert_eq!(open, 0);
    }
}

/// Counts the chunks that it is shown.
struct Counting(std::sync::Arc<std::sync::atomic::AtomicUsize>);

impl VoiceActivityDetector for Counting {
    fn probability(&mut self, chunk: &AudioChunk) -> f32 {
        self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        f32::from(measure(chunk.samples()).rms_dbfs > -40.0)
    }

    fn reset(&mut self) {}
}

#[test]
fn the_detector_rests_in_a_silent_room_and_is_there_when_somebody_speaks() {
    let shown = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let mut listener = Listener::new(ListenerSettings::default(), Box::new(Counting(shown.clone())));
    heard(&mut listener, &sound(&[(20_000, 0.0002)]));
    assert_eq!(shown.load(std::sync::atomic::Ordering::Relaxed), RESTS_AFTER);
    let events = heard(&mut listener, &sound(&[(1000, 0.3), (2000, 0.0)]));
    assert_eq!(names(&events), ["started", "confirmed", "paused", "ended"]);
    assert_eq!(events[0].0, 2 * CHUNK_MS, "not later than without a rest");
}

#[test]
fn a_recording_holds_speech_or_does_not() {
    let holds = |samples: Vec<f32>| {
        let detector = Box::new(ScriptedVoiceActivity::by_level());
        holds_speech(ListenerSettings::default(), detector, &Utterance { samples })
    };
    assert!(holds(sound(&[(500, 0.0), (600, 0.3), (200, 0.0)])));
    assert!(!holds(sound(&[(500, 0.0), (60, 0.3), (2000, 0.0)])), "a knock");
    assert!(!holds(sound(&[(2000, 0.0)])));
}

#[test]
fn a_voice_far_behind_the_person_neither_interrupts_nor_keeps_their_turn_open() {
    let mut listener = by_level();
    listener.own_voice(true);
    // −36 dBFS from the start of the call: audible, but no reason to fall silent.
    assert!(heard(&mut listener, &sound(&[(4000, 0.022)])).is_empty());
    listener.own_voice(false);
    let events = heard(&mut listener, &sound(&[(500, 0.022), (2000, 0.15), (3000, 0.022)]));
    assert_eq!(names(&events), ["started", "confirmed", "paused", "ended"]);
    assert!(events[3].0 < 2500 + 240 + 700 + 200, "{}", events[3].0);
    listener.own_voice(true);
    assert!(heard(&mut listener, &sound(&[(4000, 0.022), (1000, 0.0), (4000, 0.022)])).is_empty());
    assert_eq!(names(&heard(&mut listener, &sound(&[(600, 0.15)])))[..2], ["started", "confirmed"]);
}

#[test]
fn the_person_takes_the_turn_from_a_voice_behind_them() {
    let mut listener = by_level();
    let events = heard(&mut listener, &sound(&[(2000, 0.016), (2000, 0.16), (3000, 0.016)]));
    let expected = ["started", "confirmed", "dismissed", "started", "confirmed", "paused", "ended"];
    assert_eq!(names(&events), expected);
    let said = utterances(&events)[0];
    assert!(said.len() < 2900 * SAMPLES_PER_MS, "{}: only what the person said", said.len() / SAMPLES_PER_MS);
    let loud = said.iter().filter(|sample| sample.abs() > 0.1).count();
    assert!(loud > 1000 * SAMPLES_PER_MS, "all of it: {loud}");
}

#[test]
fn who_talks_on_and_on_is_told_apart_from_noise() {
    let story: Vec<(usize, f32)> = std::iter::repeat_n([(1500, 0.3), (400, 0.0)], 30).flatten().collect();
    let events = heard(&mut by_level(), &sound(&story));
    assert!(
        events.iter().any(|(_, event)| *event == ListenEvent::Level(LevelProblem::TooLong)),
        "{:?}",
        names(&events)
    );
}
