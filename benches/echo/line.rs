//! Echo of our own voice on a telephone line, 12, 20 and 30 dB below it, after 20 to 300 ms: calls of two and a half
//! minutes, to each of which the canceller has to adapt afresh.

use super::{energy, people};
use spraakloket::internals::audio::{AudioChunk, LineEcho, Random, SAMPLE_RATE, through_telephone};
use spraakloket::internals::listen::{Expecting, ListenEvent, Listener, ListenerSettings, SileroModel};

const DELAYS_MS: [usize; 4] = [20, 60, 150, 300];
/// Impulse response of a hybrid: delay in samples, and gain.
const HYBRID: [(usize, f32); 4] = [(0, 0.8), (9, -0.5), (31, 0.3), (77, -0.15)];
/// Level of a caller who speaks.
const CALLER_DBFS: f32 = -26.0;
/// Chunks between interruptions in which only our own voice is heard.
const BETWEEN: usize = 250;

pub(super) fn measure(own: &[f32], model: &SileroModel) {
    let own = through_telephone(own).expect("sound on a line");
    let people: Vec<Vec<f32>> = people().iter().map(|person| through_telephone(person).expect("a line")).collect();
    println!(
        "\n{:<28} {:>8} {:>9} {:>12} {:>12} {:>12}",
        "line", "signs", "barge-ins", "noticed", "after p50 ms", "p90 ms"
    );
    for echo_db in [-12.0, -20.0, -30.0] {
        for cancelling in [true, false] {
            let (mut signs, mut certain, mut after, mut interrupted) = (0, 0, Vec::new(), 0);
            for (place, delay_ms) in DELAYS_MS.into_iter().enumerate() {
                let part = own.len() / DELAYS_MS.len();
                let own = &own[place * part..(place + 1) * part];
                let mut alone = Call::new(delay_ms, echo_db, cancelling, model);
                for chunk in own.chunks_exact(AudioChunk::SAMPLES) {
                    let events = alone.step(chunk, &[]);
                    signs += usize::from(events.contains(&ListenEvent::SpeechStarted));
                    certain += usize::from(events.contains(&ListenEvent::SpeechConfirmed));
                }
                let share = people.len() / DELAYS_MS.len();
                let mut call = Call::new(delay_ms, echo_db, cancelling, model);
                after.extend(call.interruptions(own, &people[place * share..(place + 1) * share]));
                interrupted += share;
            }
            after.sort_unstable();
            let at = |percent: usize| after.get(after.len() * percent / 100).copied().unwrap_or(0);
            let name = format!("{echo_db} dB{}", if cancelling { "" } else { ", no canceller" });
            let noticed = format!("{} of {interrupted}", after.len());
            println!("{name:<28} {signs:>8} {certain:>9} {noticed:>12} {:>12} {:>12}", at(50), at(90));
        }
    }
}

struct Call {
    delay: usize,
    gain: f32,
    echo: Option<LineEcho>,
    listener: Listener,
    random: Random,
    sent: Vec<f32>,
}

impl Call {
    fn new(delay_ms: usize, echo_db: f32, cancelling: bool, model: &SileroModel) -> Self {
        let mut listener = Listener::new(ListenerSettings::default(), Box::new(model.detector()));
        listener.expect(Expecting::Command);
        listener.own_voice(true);
        Call {
            delay: delay_ms * SAMPLE_RATE as usize / 1000,
            gain: 10_f32.powf(echo_db / 20.0),
            echo: cancelling.then(LineEcho::default),
            listener,
            random: Random::new(9),
            sent: Vec::new(),
        }
    }

    /// People speak over our own voice; returns after how many milliseconds each was noticed.
    fn interruptions(&mut self, own: &[f32], people: &[Vec<f32>]) -> Vec<usize> {
        let mut own = own.chunks_exact(AudioChunk::SAMPLES).cycle();
        let silence = [0.0; AudioChunk::SAMPLES];
        let mut noticed = Vec::new();
        for person in people {
            for _ in 0..BETWEEN {
                self.step(own.next().unwrap_or(&silence), &[]);
            }
            let loud: Vec<f32> = person.iter().copied().filter(|sample| sample.abs() > 0.005).collect();
            let level = (energy(&loud) / loud.len().max(1) as f64).sqrt().max(1e-9) as f32;
            let gain = 10_f32.powf(CALLER_DBFS / 20.0) / level;
            let mut stopped = None;
            for (index, near) in person.chunks(AudioChunk::SAMPLES).enumerate() {
                let chunk = if stopped.is_some() { &silence } else { own.next().unwrap_or(&silence) };
                let near: Vec<f32> = near.iter().map(|sample| sample * gain).collect();
                if self.step(chunk, &near).contains(&ListenEvent::SpeechConfirmed) {
                    stopped.get_or_insert(index);
                    self.listener.own_voice(false);
                }
            }
            noticed.extend(stopped.map(|index| index * 20));
            for _ in 0..100 {
                self.step(&silence, &[]);
            }
            self.listener.own_voice(true);
        }
        noticed
    }

    fn step(&mut self, own: &[f32], near: &[f32]) -> Vec<ListenEvent> {
        self.sent.extend_from_slice(own);
        let start = self.sent.len() - AudioChunk::SAMPLES;
        let mut heard = [0.0; AudioChunk::SAMPLES];
        for (index, sample) in heard.iter_mut().enumerate() {
            let paths = HYBRID.iter().filter_map(|(late, gain)| {
                let then = (start + index).checked_sub(self.delay + late)?;
                Some(gain * self.sent[then])
            });
            let echo = self.gain * paths.sum::<f32>();
            *sample = echo + near.get(index).copied().unwrap_or(0.0) + 0.0003 * self.random.signed();
        }
        let mut sent = [0.0; AudioChunk::SAMPLES];
        sent.copy_from_slice(own);
        let heard = AudioChunk::from(heard);
        let left = self.echo.as_mut().map_or_else(|| heard.clone(), |echo| echo.take_out_of(&sent.into(), &heard));
        self.listener.push_cleaned(&heard, &left)
    }
}
