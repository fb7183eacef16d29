use super::*;
use Boundary::{Confirmed, Dismissed, Ended, Paused, Started, WentOn};
use proptest::prelude::*;

const CHUNK_MS: u32 = 20;

/// Plays stretches of (milliseconds, probability); returns the decisions with their times.
fn decisions(endpointer: &mut Endpointer, stretches: &[(u32, f32)]) -> Vec<(u32, Boundary)> {
    let mut now_ms = 0;
    let mut decided = Vec::new();
    for (length_ms, probability) in stretches {
        for _ in 0..length_ms / CHUNK_MS {
            now_ms += CHUNK_MS;
            decided.extend(endpointer.advance(CHUNK_MS, *probability).map(|boundary| (now_ms, boundary)));
        }
    }
    decided
}

fn asked(stretches: &[(u32, f32)]) -> Vec<(u32, Boundary)> {
    decisions(&mut Endpointer::new(EndpointSettings::default()), stretches)
}

fn commanded(stretches: &[(u32, f32)]) -> Vec<(u32, Boundary)> {
    let mut endpointer = Endpointer::new(EndpointSettings::default());
    endpointer.expect(Expecting::Command);
    decisions(&mut endpointer, stretches)
}

#[test]
fn a_question_starts_pauses_and_ends() {
    let decided = asked(&[(500, 0.1), (2000, 0.9), (2000, 0.1)]);
    assert_eq!(decided, [(540, Started), (660, Confirmed), (2700, Paused), (3200, Ended)]);
}

#[test]
fn a_click_is_nothing_and_a_cough_is_dismissed() {
    assert_eq!(asked(&[(200, 0.0), (20, 1.0), (2000, 0.0)]), []);
    assert_eq!(asked(&[(200, 0.0), (100, 1.0), (2000, 0.0)]), [(240, Started), (560, Dismissed)]);
}

#[test]
fn sputtering_does_not_hold_a_first_sign_open() {
    let sputter = [(40, 1.0), (240, 0.0), (20, 1.0), (240, 0.0), (20, 1.0), (240, 0.0), (20, 1.0), (240, 0.0)];
    assert_eq!(asked(&sputter), [(40, Started), (1000, Dismissed)]);
}

#[test]
fn one_word_is_waited_for_where_a_question_is_expected_and_not_where_a_command_is() {
    let word = [(400, 0.9), (3000, 0.1)];
    assert_eq!(asked(&word).last(), Some(&(1500, Ended)));
    assert_eq!(commanded(&word), [(40, Started), (160, Confirmed), (540, Paused), (800, Ended)]);
}

#[test]
fn a_whole_question_that_interrupts_is_heard_as_a_question() {
    assert_eq!(commanded(&[(2000, 0.9), (3000, 0.1)]).last(), Some(&(2700, Ended)));
}

#[test]
fn a_thinking_person_is_not_cut_off() {
    // "Ik wil …" (thinks for a second) "… een paspoort aanvragen."
    let decided = asked(&[(400, 0.9), (1000, 0.1), (1500, 0.9), (3000, 0.1)]);
    let kinds: Vec<Boundary> = decided.iter().map(|(_, boundary)| *boundary).collect();
    assert_eq!(kinds, [Started, Confirmed, Paused, WentOn, Paused, Ended]);
    // After one pause of a second, the person is waited for half as long again.
    assert_eq!(decided.last(), Some(&(2900 + 1500, Ended)));
}

#[test]
fn who_was_cut_off_is_given_more_time_and_that_fades() {
    let mut endpointer = Endpointer::new(EndpointSettings::default());
    let end_after = |endpointer: &mut Endpointer| {
        let decided = decisions(endpointer, &[(1500, 0.9), (4000, 0.1)]);
        decided.last().map(|(at, _)| at - 1500)
    };
    let cut = decisions(&mut endpointer, &[(1500, 0.9), (900, 0.1)]);
    assert_eq!(cut.last(), Some(&(2200, Ended)));
    assert_eq!(end_after(&mut endpointer), Some(1420));
    assert_eq!(end_after(&mut endpointer), Some(1060));
    assert_eq!(end_after(&mut endpointer), Some(800));
    assert_eq!(end_after(&mut endpointer), Some(700));
}

#[test]
fn who_asked_for_more_time_gets_it() {
    let mut endpointer = Endpointer::new(EndpointSettings::default());
    endpointer.take_time(true);
    assert_eq!(decisions(&mut endpointer, &[(2000, 0.9), (3000, 0.0)]).last(), Some(&(3400, Ended)));
    decisions(&mut endpointer, &[(2000, 0.9), (400, 0.0)]);
    assert_eq!(endpointer.conclude(), None, "also where it was understood");
}

#[test]
fn a_click_in_a_pause_neither_resumes_nor_ends_later() {
    let decided = asked(&[(2000, 0.9), (300, 0.0), (40, 0.9), (2000, 0.0)]);
    assert_eq!(decided[2..], [(2200, Paused), (2700, Ended)]);
}

#[test]
fn what_is_whole_ends_at_once_and_what_is_not_is_waited_for() {
    let mut endpointer = Endpointer::new(EndpointSettings::default());
    decisions(&mut endpointer, &[(2000, 0.9), (100, 0.0)]);
    assert_eq!(endpointer.conclude(), None, "not yet a pause");
    decisions(&mut endpointer, &[(100, 0.0)]);
    assert_eq!(endpointer.conclude(), None, "no longer than a breath");
    assert_eq!(decisions(&mut endpointer, &[(3000, 0.0)]), [(160, Ended)]);

    let mut endpointer = Endpointer::new(EndpointSettings::default());
    decisions(&mut endpointer, &[(2000, 0.9), (400, 0.0)]);
    assert_eq!(endpointer.conclude(), Some(Ended));
    assert_eq!(decisions(&mut endpointer, &[(3000, 0.0)]), []);

    let mut endpointer = Endpointer::new(EndpointSettings::default());
    endpointer.expect(Expecting::Command);
    decisions(&mut endpointer, &[(400, 0.9), (160, 0.0)]);
    assert_eq!(endpointer.conclude(), Some(Ended), "a command at once");

    let mut endpointer = Endpointer::new(EndpointSettings::default());
    decisions(&mut endpointer, &[(2000, 0.9), (200, 0.0)]);
    assert_eq!(endpointer.conclude(), None);
    assert_eq!(decisions(&mut endpointer, &[(500, 0.9)]), [(60, WentOn)], "a breath, and on they go");

    let mut endpointer = Endpointer::new(EndpointSettings::default());
    decisions(&mut endpointer, &[(2000, 0.9), (200, 0.0)]);
    endpointer.wait_longer();
    assert_eq!(decisions(&mut endpointer, &[(3000, 0.0)]), [(1600, Ended)]);
}

#[test]
fn a_question_waits_a_moment_for_the_words_before_its_pause() {
    let silence = |act: fn(&mut Endpointer)| {
        let mut endpointer = Endpointer::new(EndpointSettings::default());
        decisions(&mut endpointer, &[(2000, 0.9), (200, 0.0)]);
        endpointer.await_words();
        decisions(&mut endpointer, &[(100, 0.0)]);
        act(&mut endpointer);
        decisions(&mut endpointer, &[(3000, 0.0)])[..].to_vec()
    };
    assert_eq!(silence(|_| {}), [(700, Ended)], "a second of silence, for words that do not come");
    assert_eq!(silence(Endpointer::has_words), [(400, Ended)]);
    assert_eq!(silence(Endpointer::wait_longer), [(1500, Ended)]);
}

#[test]
fn the_longest_utterance_ends_and_noise_must_rest_before_the_next() {
    let decided = asked(&[(60_000, 1.0), (300, 0.0), (1000, 1.0), (2000, 0.0)]);
    assert_eq!(decided[..3], [(40, Started), (160, Confirmed), (14_000, Ended)]);
    assert_eq!(decided[3], (60_340, Started));
}

#[test]
fn wavering_probability_holds_speech_but_does_not_begin_it() {
    assert_eq!(asked(&[(2000, 0.4)]), []);
    let decided = asked(&[(400, 0.9), (1000, 0.4), (2000, 0.1)]);
    assert_eq!(decided.last(), Some(&(2100, Ended)));
}

proptest! {
    /// Every first sign is followed by exactly one dismissal or end, in order, whatever the input.
    #[test]
    fn every_start_is_closed(
        steps in prop::collection::vec((0_u32..200, -0.5_f32..1.5, 0_u8..20), 0..400),
        maximum_ms in 200_u32..5000,
    ) {
        let settings = EndpointSettings { maximum_ms, ..EndpointSettings::default() };
        let mut endpointer = Endpointer::new(settings);
        let mut decided = Vec::new();
        for (elapsed, probability, action) in steps {
            match action {
                0 => endpointer.expect(Expecting::Command),
                1 => endpointer.expect(Expecting::Question),
                2 => decided.extend(endpointer.conclude()),
                3 => endpointer.wait_longer(),
                5 => endpointer.await_words(),
                6 => endpointer.has_words(),
                _ => {}
            }
            let probability = if action == 4 { f32::NAN } else { probability };
            decided.extend(endpointer.advance(elapsed, probability));
        }
        for _ in 0..200 {
            decided.extend(endpointer.advance(20, 0.0));
        }
        let mut before = Ended;
        for boundary in decided {
            let follows = match boundary {
                Started => matches!(before, Ended | Dismissed),
                Dismissed | Confirmed => before == Started,
                Paused => matches!(before, Confirmed | WentOn),
                WentOn => before == Paused,
                Ended => matches!(before, Confirmed | Paused | WentOn),
            };
            prop_assert!(follows, "{boundary:?} after {before:?}");
            before = boundary;
        }
        prop_assert!(matches!(before, Ended | Dismissed));
        prop_assert!(!endpointer.hears_speech());
    }
}
