//! `spraakloket listen`: shows what live listening notices, as it happens, and what was said.

use crate::audio::{AudioChunk, Microphone, SAMPLE_RATE, read_wav, resample};
use crate::config::Config;
use crate::installation::Installation;
use crate::language::Language;
use crate::listen::{
    Cancel, ExpectedLanguage, ListenError, ListenEvent, Listener, Transcriber, Transcript, Utterance,
    WhisperTranscriber,
};
use crate::session::informed_transcriber;
use crate::workers::{Worker, WorkerError};
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};

/// Samples of silence after a recording, so that its last utterance ends.
const SILENCE_AFTER_FILE: usize = 3 * SAMPLE_RATE as usize;
/// Maximum duration of a recording, which need not be a single question.
const FILE_SECONDS: f64 = 3600.0;
/// Number of recognitions that may wait. Meanwhile a microphone continues, a file does not.
const QUEUE: usize = 16;

/// Show what is heard as it happens: where speech begins, pauses and ends, and its words.
#[derive(Debug, Args)]
pub(super) struct Listen {
    /// A WAV file to listen to; - is standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "mic", required_unless_present = "mic")]
    audio: Option<PathBuf>,
    /// Listen to the microphone (the setting audio.input) until the program is stopped.
    #[arg(long)]
    mic: bool,
    /// The language that is spoken, nl or en (default: the setting listen.language).
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<Language>,
    /// Stop after this many utterances.
    #[arg(long, value_name = "COUNT")]
    utterances: Option<u32>,
    /// Do not transcribe, only show where speech is.
    #[arg(long)]
    no_words: bool,
    /// Print each event as a line of JSON.
    #[arg(long)]
    json: bool,
}

impl Listen {
    pub(super) fn run(self, installation: &Installation) -> anyhow::Result<()> {
        let sound = self.sound(installation.config())?;
        let writer = if self.no_words { None } else { Some(self.writer(installation)?) };
        let mut hearing = Hearing {
            listener: installation.listener()?,
            writer,
            live: self.mic,
            now_ms: 0,
            ended: 0,
            json: self.json,
        };
        let most = self.utterances.unwrap_or(u32::MAX);
        for chunk in sound {
            hearing.take(&chunk);
            if hearing.ended >= most {
                break;
            }
        }
        hearing.finish();
        Ok(())
    }

    fn sound(&self, config: &Config) -> anyhow::Result<Box<dyn Iterator<Item = AudioChunk>>> {
        let Some(path) = &self.audio else {
            let mut microphone = Microphone::open(&config.sound.input)?;
            return Ok(Box::new(std::iter::from_fn(move || Some(microphone.next_chunk()))));
        };
        let recording = read_wav(path, FILE_SECONDS)?;
        let mut samples = resample(&recording.samples, recording.sample_rate, SAMPLE_RATE)?;
        samples.resize(samples.len() + SILENCE_AFTER_FILE, 0.0);
        Ok(Box::new(AudioChunk::cut(&samples).collect::<Vec<_>>().into_iter()))
    }

    /// A recogniser that knows what the desk can talk about, if there is an index.
    fn writer(&self, installation: &Installation) -> anyhow::Result<Writer> {
        let (whisper, index) = (installation.whisper()?, installation.index().to_owned());
        let worker = Worker::start("listen", QUEUE, move || {
            let informed = informed_transcriber(whisper.clone(), &index).ok();
            let transcriber = match informed {
                Some(informed) => informed,
                None => WhisperTranscriber::load(whisper.clone())?,
            };
            Ok::<Box<dyn Transcriber>, ListenError>(Box::new(transcriber))
        })?;
        let expected = self.lang.map_or(installation.config().listen_language, ExpectedLanguage::Only);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        Ok(Writer { worker, expected, runtime, results: channel(), cancel: Cancel::default(), pending: 0 })
    }
}

/// Listens, and prints.
struct Hearing {
    listener: Listener,
    writer: Option<Writer>,
    /// Sound that continues whether or not it is transcribed in time.
    live: bool,
    now_ms: u64,
    ended: u32,
    json: bool,
}

impl Hearing {
    fn take(&mut self, chunk: &AudioChunk) {
        let events = self.listener.push(chunk);
        self.now_ms += AudioChunk::DURATION.as_millis() as u64;
        for event in events {
            self.follow(event);
        }
        self.print_results();
    }

    fn follow(&mut self, event: ListenEvent) {
        let (name, utterance) = match &event {
            ListenEvent::SpeechStarted => ("speech_started", None),
            ListenEvent::SpeechDismissed => ("speech_dismissed", None),
            ListenEvent::SpeechConfirmed => ("speech_confirmed", None),
            ListenEvent::Paused(utterance) => ("paused", Some(utterance)),
            ListenEvent::WentOn => ("went_on", None),
            ListenEvent::Ended(utterance) => ("ended", Some(utterance)),
            ListenEvent::Level(problem) => {
                let code = format!("{problem:?}");
                self.print(&json!({ "at_ms": self.now_ms, "event": "level", "problem": code }));
                return;
            }
        };
        let length_ms = utterance.map(|utterance| utterance.samples.len() as u64 * 1000 / u64::from(SAMPLE_RATE));
        self.print(&json!({ "at_ms": self.now_ms, "event": name, "length_ms": length_ms }));
        if let Some(writer) = &mut self.writer {
            match event {
                // Nobody waits for the transcript of a file, so nothing is decoded ahead.
                ListenEvent::Paused(utterance) if self.live => writer.write_ahead(utterance),
                ListenEvent::WentOn => writer.cancel.cancel(),
                ListenEvent::Ended(utterance) => writer.write(utterance),
                _ => {}
            }
        }
        self.ended += u32::from(name == "ended");
        if !self.live {
            self.finish();
        }
    }

    fn print_results(&mut self) {
        while let Some(written) = self.writer.as_mut().and_then(|writer| writer.results.1.try_recv().ok()) {
            self.print_result(&written);
        }
    }

    /// Waits for recognitions in progress.
    fn finish(&mut self) {
        while let Some(writer) = self.writer.as_mut().filter(|writer| writer.pending > 0) {
            let Ok(written) = writer.results.1.recv() else { return };
            self.print_result(&written);
        }
    }

    fn print_result(&mut self, written: &Written) {
        if let Some(writer) = &mut self.writer {
            writer.pending -= 1;
        }
        let name = if written.last { "transcript" } else { "partial" };
        let line = match &written.result {
            Ok(Ok(transcript)) => json!({
                "at_ms": self.now_ms, "event": name, "text": transcript.text,
                "language": transcript.language, "confidence": transcript.confidence,
            }),
            Ok(Err(ListenError::Cancelled)) => return,
            Ok(Err(error)) => json!({ "at_ms": self.now_ms, "event": name, "error": error.to_string() }),
            Err(error) => json!({ "at_ms": self.now_ms, "event": name, "error": error.to_string() }),
        };
        self.print(&line);
    }

    fn print(&self, line: &Value) {
        if self.json {
            out!("{line}");
            return;
        }
        let text = |key: &str| line[key].as_str().unwrap_or_default();
        let rest = match line["event"].as_str() {
            Some("transcript" | "partial") => format!(" {}{}", text("text"), text("error")),
            Some("level") => format!(" {}", text("problem")),
            _ => line["length_ms"].as_u64().map(|length| format!(" ({length} ms)")).unwrap_or_default(),
        };
        out!("{:8.2} s  {}{rest}", self.now_ms as f64 / 1000.0, text("event"));
    }
}

/// Transcribes utterances while listening continues.
struct Writer {
    worker: Worker<Box<dyn Transcriber>>,
    expected: ExpectedLanguage,
    runtime: tokio::runtime::Runtime,
    results: (Sender<Written>, Receiver<Written>),
    cancel: Cancel,
    pending: usize,
}

/// The result for an utterance.
struct Written {
    last: bool,
    result: Result<Result<Transcript, ListenError>, WorkerError>,
}

impl Writer {
    fn write_ahead(&mut self, utterance: Utterance) {
        self.start(utterance, false);
    }

    fn write(&mut self, utterance: Utterance) {
        self.start(utterance, true);
    }

    fn start(&mut self, utterance: Utterance, last: bool) {
        self.cancel = Cancel::default();
        let (worker, expected, sender) = (self.worker.clone(), self.expected, self.results.0.clone());
        let cancel = self.cancel.clone();
        self.pending += 1;
        self.runtime.spawn(async move {
            let job =
                move |transcriber: &mut Box<dyn Transcriber>| transcriber.transcribe(&utterance, expected, &cancel);
            let _ = sender.send(Written { last, result: worker.run(job).await });
        });
    }
}
