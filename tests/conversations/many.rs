//! Ten thousand sessions that end at any moment leave nothing behind.

use crate::allocations::in_use;
use crate::twins::{Sound, Twins, listener};
use spraakloket::internals::audio::AudioChunk;
use spraakloket::internals::dialogue::{Command, Prompts, Rules};
use spraakloket::internals::session::LiveSessions;
use spraakloket::{
    ChannelInput, ChannelKind, ChannelOutput, Key, PlaybackId, SessionHandle, Sessions, TransferOutcome,
};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

const SESSIONS: usize = 10_000;
/// Number of sessions after which all one-time allocations have been made.
const WARM: usize = 1_000;
/// Number of concurrent sessions.
const AT_ONCE: usize = 8;
/// Bytes by which memory may differ, because tables grow in steps.
const FLAT: usize = 200_000;

/// Pseudo-random numbers, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

#[test]
fn ten_thousand_sessions_leave_nothing_behind() {
    let _alone = crate::one_at_a_time();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let twins = Arc::new(Twins::default());
        let question = sound(&twins, "Hoe vraag ik een paspoort aan?");
        let stop = sound(&twins, "stop");
        let prompts = Arc::new(Prompts::built_in().unwrap());
        let rules = Rules::new(ChannelKind::Kiosk);
        let sessions = Arc::new(LiveSessions::new(Arc::clone(&twins), prompts, rules, AT_ONCE).with_listener(listener));
        let (mut warm, mut opened, mut said) = (0, 0, 0);
        while opened < SESSIONS {
            let mut visits = tokio::task::JoinSet::new();
            for _ in 0..AT_ONCE {
                let session = sessions.open(ChannelKind::Phone).expect("the sessions before have ended");
                let sounds = [question.clone(), stop.clone()];
                visits.spawn(visit(session, sounds, Dice(opened as u64 * 7919 + 1)));
                opened += 1;
            }
            assert!(sessions.open(ChannelKind::Phone).is_none(), "no more than the machine can serve");
            while let Some(visit) = visits.join_next().await {
                said += visit.expect("no visit panics");
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
            assert_eq!(sessions.free_places(), AT_ONCE, "a session has not ended");
            assert_eq!(twins.busy.load(Ordering::SeqCst), 0, "a stage still works for nobody");
            if opened == WARM {
                warm = in_use();
            }
        }
        assert!(said > SESSIONS, "they were silent: {said} sentences");
        let now = in_use();
        assert!(warm > 0 && now < warm + FLAT, "{warm} bytes after {WARM} sessions, {now} after {SESSIONS}");
    });
}

fn sound(twins: &Twins, text: &str) -> Vec<AudioChunk> {
    let samples = twins.sound(Sound { text: Some(text.to_owned()), confidence: 0.9 }, Duration::from_millis(400));
    AudioChunk::cut(&samples).chain(std::iter::repeat_n(AudioChunk::silence(), 50)).collect()
}

/// A visit of an unpredictable person who leaves at any moment.
async fn visit(mut session: SessionHandle, sounds: [Vec<AudioChunk>; 2], mut dice: Dice) -> usize {
    let mut said = 0;
    let _ = session.input.send(ChannelInput::Started).await;
    for _ in 0..dice.roll(8) {
        match dice.roll(10) {
            0..3 => hear(&session, &sounds[dice.roll(2) as usize], dice.roll(70) as usize).await,
            3 => give(&session, ChannelInput::Text("Waar vraag ik huurtoeslag aan?".to_owned())).await,
            4 => give(&session, ChannelInput::Key(Key::Command(Command::Staff))).await,
            5 => give(&session, ChannelInput::Key(Key::Choose(dice.roll(3) as usize))).await,
            6 => give(&session, ChannelInput::PlaybackFinished(PlaybackId(dice.roll(9)))).await,
            7 => give(&session, ChannelInput::Transfer(TransferOutcome::Failed)).await,
            _ => tokio::time::sleep(Duration::from_millis(dice.roll(20_000))).await,
        }
        while let Ok(output) = session.output.try_recv() {
            if let ChannelOutput::Play { id, .. } = output {
                said += 1;
                give(&session, ChannelInput::PlaybackFinished(id)).await;
            }
        }
    }
    // Half say that they leave; the others just disappear.
    if dice.roll(2) == 0 {
        give(&session, ChannelInput::HungUp).await;
    }
    said
}

async fn hear(session: &SessionHandle, sound: &[AudioChunk], chunks: usize) {
    for chunk in sound.iter().take(chunks) {
        give(session, ChannelInput::Audio(chunk.clone())).await;
        tokio::time::sleep(AudioChunk::DURATION).await;
    }
}

async fn give(session: &SessionHandle, input: ChannelInput) {
    let _ = session.input.send(input).await;
}
