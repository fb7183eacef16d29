//! Load on the telephone line, by the program itself over loopback, with real sessions.
//!
//! `cargo bench --bench phone -- callers [N] [SECONDS]`: N callers (25), each asking a question from the articles
//! every 20 s, spoken by one of two voices, for this long (120): time from the end of the question to the first sound
//! of the answer, and how late packets are. `-- silent [N] [SECONDS]`: N connected callers (100), of whom one in ten
//! speaks. `-- soak [CALLS] [AT ONCE]`: short calls one after the other (5000, 50): memory and stuck calls. `-- loss
//! [PERCENT] [QUESTIONS]`: questions from the articles as received when this percentage of packets is lost (3; 40),
//! and whether the right article answers. The program's counters are printed at the end, including `sent_late_ms`.

#[path = "../tests/phone/caller.rs"]
#[allow(dead_code)]
mod caller;
#[path = "phone/spoken.rs"]
#[allow(dead_code)]
mod spoken;

use caller::Caller;
use phone_wire::codec::Codec;
use phone_wire::jitter::{Due, JitterBuffer};
use phone_wire::rtp::RtpPacket;
use spoken::{index, questions_of_articles, spoken};
use spraakloket::internals::audio::{SyntheticMark, read_wav, resample, write_wav};
use spraakloket::internals::channel::phone::sound::{Concealment, LineDecoder, LineEncoder};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Number of different questions.
const QUESTIONS: usize = 20;
/// Time between the questions of a caller.
const EVERY: Duration = Duration::from_secs(20);
/// A-law of silence.
const SILENCE: [u8; 160] = [0xd5; 160];
/// Level, in A-law's 128 steps, above which a packet counts as sound; comfort noise stays below.
const LOUD: u8 = 24;
/// A silence of this length is more than a pause between words.
const QUIET: Duration = Duration::from_millis(300);

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let number = |place: usize, usual: usize| words.get(place).and_then(|word| word.parse().ok()).unwrap_or(usual);
    match words.first().map(String::as_str) {
        Some("callers") => ask(number(1, 25), number(1, 25), number(2, 120)),
        Some("silent") => ask(number(1, 100), number(1, 100) / 10, number(2, 120)),
        Some("soak") => soak(number(1, 5000).min(50_000), number(2, 50).min(200)),
        Some("loss") => loss(number(1, 3), number(2, 40)),
        _ => println!("say which: callers, silent, soak or loss (see the head of benches/phone.rs)"),
    }
}

/// The program, listening on a port of its own.
struct Program {
    child: Child,
    sip: SocketAddr,
}

impl Program {
    fn start(most: usize) -> Self {
        let port = std::net::UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let sip: SocketAddr = ([127, 0, 0, 1], port).into();
        let child = Command::new(env!("CARGO_BIN_EXE_spraakloket"))
            .args(["phone", "--sip", &sip.to_string()])
            .args(["--index", &index()])
            .env("SPRAAKLOKET_SPEAK_VOICE_NL", "espeak:nl")
            .env("SPRAAKLOKET_PHONE_MAX_CALLS", most.to_string())
            .env("SPRAAKLOKET_PHONE_DRAIN_SECONDS", "1")
            .stdout(Stdio::inherit())
            .spawn()
            .expect("the program starts");
        let program = Program { child, sip };
        let until = Instant::now() + Duration::from_mins(2);
        loop {
            let mut caller = Caller::new(sip);
            let options = caller.request("OPTIONS", "", "");
            let asked = caller.signalling.send_to(options.as_bytes(), sip).is_ok();
            if asked && caller.receive(500, |text| text.starts_with("SIP/2.0 200")).is_some() {
                return program;
            }
            assert!(Instant::now() < until, "the program does not answer");
        }
    }

    /// Memory in use, in MB.
    fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kilobytes| kilobytes.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
    }

    /// Waits until the program has finished its preparations.
    fn wait_until_prepared(&self) {
        let busy = || {
            let status = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
            let fields: Vec<&str> = status.rsplit(") ").next().unwrap_or_default().split(' ').collect();
            let ticks = |place: usize| fields.get(place).and_then(|ticks| ticks.parse::<u64>().ok()).unwrap_or(0);
            ticks(11) + ticks(12)
        };
        loop {
            let before = busy();
            std::thread::sleep(Duration::from_secs(2));
            // A hundred ticks are a second of one core.
            if busy() - before < 50 {
                return;
            }
        }
    }

    fn open_files(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).map_or(0, Iterator::count)
    }

    fn end(mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// The sound of one caller.
struct Talker {
    caller: Caller,
    question: Vec<Vec<u8>>,
    begins: Vec<Instant>,
    place: Option<usize>,
    asked: Option<Instant>,
    last_loud: Instant,
    last_packet: Option<Instant>,
    packets: usize,
    waits: Vec<Duration>,
    gaps: usize,
    spoken_over: usize,
}

fn ask(callers: usize, speaking: usize, seconds: usize) {
    let questions = questions();
    let program = Program::start(callers + 1);
    program.wait_until_prepared();
    let seconds = Duration::from_secs(seconds.min(7200) as u64);
    let mut talkers: Vec<Talker> = Vec::new();
    for number in 0..callers {
        let mut caller = Caller::new(program.sip);
        caller.call().unwrap_or_else(|refused| panic!("caller {number}: {refused}"));
        caller.sound.set_nonblocking(true).unwrap();
        let start = Instant::now() + Duration::from_secs(12) + EVERY * number as u32 / speaking.max(1) as u32;
        let times = (0..).map(|turn| start + EVERY * turn).take_while(|at| *at < Instant::now() + seconds);
        let begins = if number < speaking { times.collect() } else { Vec::new() };
        talkers.push(Talker::new(caller, questions[number % questions.len()].clone(), begins));
    }
    let begin = Instant::now();
    let mut due = begin;
    while begin.elapsed() < seconds {
        for talker in &mut talkers {
            talker.tick();
        }
        due += Duration::from_millis(20);
        while let Some(rest) = due.checked_duration_since(Instant::now()).filter(|rest| !rest.is_zero()) {
            for talker in &mut talkers {
                talker.hear();
            }
            std::thread::sleep(rest.min(Duration::from_millis(4)));
        }
    }
    let mut waits: Vec<Duration> = talkers.iter().flat_map(|talker| talker.waits.clone()).collect();
    waits.sort();
    let asked: usize = talkers.iter().map(|talker| talker.begins.len()).sum();
    let at = |share: f64| waits.get(((waits.len() as f64 - 1.0) * share) as usize).copied().unwrap_or_default();
    println!(
        "{callers} callers, {speaking} of them asking, {} s: {} questions answered, {} not begun; end of speech to first sound p50 {:.2} s, \
         p95 {:.2} s, most {:.2} s; {} packets of ours came more than 40 ms apart from their turn, of {}; \
         {:.0} MB",
        seconds.as_secs(),
        waits.len(),
        asked,
        at(0.5).as_secs_f64(),
        at(0.95).as_secs_f64(),
        at(1.0).as_secs_f64(),
        talkers.iter().map(|talker| talker.gaps).sum::<usize>(),
        talkers.iter().map(|talker| talker.packets).sum::<usize>(),
        program.memory()
    );
    println!(
        "questions asked while we still spoke: {}",
        talkers.iter().map(|talker| talker.spoken_over).sum::<usize>()
    );
    for talker in &mut talkers {
        talker.caller.hang_up();
    }
    program.end();
}

impl Talker {
    fn new(caller: Caller, question: Vec<Vec<u8>>, begins: Vec<Instant>) -> Self {
        let now = Instant::now();
        Talker {
            caller,
            question,
            begins,
            place: None,
            asked: None,
            last_loud: now,
            last_packet: None,
            packets: 0,
            waits: Vec::new(),
            gaps: 0,
            spoken_over: 0,
        }
    }

    /// Sends 20 ms.
    fn tick(&mut self) {
        let now = Instant::now();
        if self.place.is_none() && self.begins.first().is_some_and(|at| *at <= now) {
            self.begins.remove(0);
            self.begins.shrink_to_fit();
            self.place = Some(0);
            self.asked = None;
            self.spoken_over += usize::from(now - self.last_loud < QUIET);
        }
        let payload = match self.place {
            Some(place) if place < self.question.len() => {
                self.place = Some(place + 1);
                self.question[place].clone()
            }
            Some(_) => {
                self.place = None;
                self.asked = Some(now);
                SILENCE.to_vec()
            }
            None => SILENCE.to_vec(),
        };
        let packet = self.caller.packet(&payload);
        let _ = self.caller.sound.send_to(&packet, self.caller.their_sound.unwrap());
        self.hear();
    }

    fn hear(&mut self) {
        let mut buffer = [0; 2048];
        while let Ok((length, _)) = self.caller.sound.recv_from(&mut buffer) {
            let now = Instant::now();
            let Some(packet) = RtpPacket::parse(&buffer[..length]) else { continue };
            self.packets += 1;
            if let Some(before) = self.last_packet.replace(now) {
                self.gaps += usize::from(now - before > Duration::from_millis(60));
            }
            let loud = packet.payload.iter().filter(|byte| (*byte ^ 0x55) & 0x7f > LOUD).count() > 10;
            if loud {
                if let Some(asked) = self.asked.filter(|asked| self.last_loud < *asked) {
                    self.waits.push(now - asked);
                    self.asked = None;
                }
                self.last_loud = now;
            }
        }
    }
}

fn soak(calls: usize, at_once: usize) {
    let program = Program::start(at_once + 50);
    let begin = Instant::now();
    println!("before: {:.0} MB, {} open files", program.memory(), program.open_files());
    let (mut done, mut refused) = (0, 0);
    while done < calls {
        let mut callers: Vec<Caller> = (0..at_once.min(calls - done)).map(|_| Caller::new(program.sip)).collect();
        for caller in &mut callers {
            refused += usize::from(caller.call().is_err());
        }
        for caller in callers.iter_mut().filter(|caller| caller.their_sound.is_some()) {
            caller.talk(20);
        }
        for (number, caller) in callers.iter_mut().enumerate() {
            // Some just disappear; their calls end for lack of sound.
            if (done + number) % 100 != 99 {
                caller.hang_up();
            }
        }
        done += callers.len();
        if done % 500 < at_once {
            let seconds = begin.elapsed().as_secs();
            println!("{done} calls, {seconds} s: {:.0} MB, {} open files", program.memory(), program.open_files());
        }
    }
    // A caller that disappears is noticed after 30 s; the stack keeps its answers for another 32 s.
    std::thread::sleep(Duration::from_secs(70));
    println!(
        "after: {calls} calls, {refused} refused; {:.0} MB, {} open files",
        program.memory(),
        program.open_files()
    );
    program.end();
}

fn loss(percent: usize, count: usize) {
    let folder = tempfile::tempdir().unwrap();
    let (mut whole, mut bad) = (0, 0);
    let questions = questions_of_articles(count);
    for (number, question) in questions.iter().enumerate() {
        let packets = packets_of(&spoken(question, number, folder.path()));
        let right = |percent, seed| {
            let answer = answer_to(&packets, percent, seed, folder.path());
            usize::from(answer.is_some_and(|article| question.expects(&article)))
        };
        whole += right(0, 0);
        bad += right(percent, number as u64);
    }
    println!(
        "{percent} % loss: the right article for {bad} of {} questions, without loss for {whole}",
        questions.len()
    );
}

/// Id of the article that answers a question of which packets were lost.
fn answer_to(question: &[Vec<u8>], percent: usize, mut random: u64, folder: &Path) -> Option<String> {
    let mut wire = (JitterBuffer::default(), LineDecoder::new(Codec::Pcma), Concealment::default());
    let mut heard = Vec::new();
    for turn in 0..question.len() + 20 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let lost = (random >> 33) % 100 < percent as u64;
        if let Some(payload) = question.get(turn).filter(|_| !lost || turn == 0) {
            wire.0.insert(1, turn as u32 * 160, payload);
        }
        match wire.0.take() {
            Due::Frame(payload) => heard.extend(wire.2.heard(wire.1.decode(&payload))),
            Due::Missing => heard.extend(wire.2.lost()),
            Due::Nothing => heard.extend([0.0; 320]),
        }
    }
    let file = folder.join("question.wav");
    write_wav(&file, &heard, 16_000, &SyntheticMark { voice: "a telephone line".to_owned() }).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_spraakloket"))
        .args(["ask", "--json", "--index", &index(), "--audio", file.to_str()?])
        .output()
        .unwrap();
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).ok()?;
    result["answer"]["article"].as_str().map(str::to_owned)
}

/// Questions from the articles as A-law packets.
fn questions() -> Vec<Vec<Vec<u8>>> {
    let folder = tempfile::tempdir().unwrap();
    let questions = questions_of_articles(QUESTIONS).into_iter().enumerate();
    questions.map(|(number, question)| packets_of(&spoken(&question, number, folder.path()))).collect()
}

fn packets_of(file: &Path) -> Vec<Vec<u8>> {
    let recording = read_wav(file, 60.0).unwrap();
    let mut samples = resample(&recording.samples, recording.sample_rate, 8_000).unwrap();
    let end = samples.iter().rposition(|sample| sample.abs() > 0.01).unwrap_or(0) + 1;
    samples.resize(end.div_ceil(160) * 160, 0.0);
    let mut encoder = LineEncoder::new(Codec::Pcma);
    samples.chunks(160).map(|frame| encoder.encode(frame)).collect()
}
