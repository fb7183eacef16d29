//! eSpeak NG, through the library that piper-rs links: the default Dutch voice, and the phonemes for Piper. Its state
//! is global and not thread-safe, so every call goes through one lock here, and no other module may call it.

use super::{SpeakError, Speech, Synthesizer};
use espeak_rs_sys as espeak;
use std::ffi::{CStr, CString, c_char, c_int, c_short, c_void};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, OnceLock};

/// Words per minute at rate 1.0: a little slower than eSpeak NG's own 175, to be understood at first hearing.
const WORDS_PER_MINUTE: f32 = 160.0;
/// Maximum length of a word in bytes; a longer one is passed on in pieces. eSpeak NG keeps a word and its phonemes in
/// fixed-size buffers (160 bytes, 200 phonemes) and writes past their end. The longest words that people write have
/// some 50 bytes.
const WORD_BYTES: usize = 80;
/// Maximum number of punctuation characters in a word ("a.b.c"), which take more room in these buffers; further ones
/// become spaces.
const WORD_SIGNS: usize = 4;

/// A voice of eSpeak NG, such as `nl`, `nl+f2` or `en-us`.
pub struct EspeakVoice {
    name: String,
    espeak_name: CString,
}

impl EspeakVoice {
    /// Opens a voice by its eSpeak NG name.
    pub fn open(espeak_name: &str) -> Result<Self, SpeakError> {
        let unknown = || SpeakError::UnknownEspeakVoice(espeak_name.to_owned());
        let name = Self::name_of(espeak_name);
        let espeak_name = CString::new(espeak_name).map_err(|_| unknown())?;
        let mut library = library()?;
        library.select(&espeak_name).map_err(|()| unknown())?;
        drop(library);
        Ok(EspeakVoice { name, espeak_name })
    }

    /// The voice's name in the settings and in exported files.
    pub(super) fn name_of(espeak_name: &str) -> String {
        format!("espeak-{espeak_name}")
    }
}

impl Synthesizer for EspeakVoice {
    fn synthesize(&mut self, text: &str, rate: f32) -> Result<Speech, SpeakError> {
        let failed = |reason: &str| SpeakError::Synthesis { voice: self.name.clone(), reason: reason.to_owned() };
        let text = CString::new(in_short_words(text)).map_err(|_| failed("a zero byte in the text"))?;
        let mut library = library()?;
        library.select(&self.espeak_name).map_err(|()| failed("the voice has gone"))?;
        let samples = library.speak(&text, rate).map_err(|()| failed("synthesis was refused"))?;
        Ok(Speech { samples, sample_rate: library.sample_rate })
    }

    fn voice(&self) -> &str {
        &self.name
    }
}

/// The phonemes (IPA, with clause punctuation) in the form that a Piper voice expects.
pub fn phonemes(text: &str, espeak_voice: &str) -> Result<String, SpeakError> {
    let unknown = || SpeakError::UnknownEspeakVoice(espeak_voice.to_owned());
    let voice = CString::new(espeak_voice).map_err(|_| unknown())?;
    let mut library = library()?;
    library.select(&voice).map_err(|()| unknown())?;
    let mut said = String::new();
    for (clause, punctuation) in clauses_of(text) {
        let Ok(clause) = CString::new(in_short_words(clause)) else { continue };
        let spoken = library.phonemes(&clause).join(" ");
        if spoken.is_empty() {
            continue;
        }
        if !said.is_empty() {
            said.push(' ');
        }
        said.push_str(&spoken);
        said.push(punctuation);
    }
    Ok(said)
}

/// The text without zero bytes, and with spaces in words that are too long for the library or contain too much
/// punctuation.
fn in_short_words(text: &str) -> String {
    let mut output = String::with_capacity(text.len());
    let (mut bytes, mut signs) = (0, 0);
    for character in text.chars() {
        if character.is_whitespace() || character == '\0' {
            (bytes, signs) = (0, 0);
            output.push(if character == '\0' { ' ' } else { character });
            continue;
        }
        if !character.is_alphanumeric() {
            signs += 1;
            if signs > WORD_SIGNS {
                bytes = 0;
                output.push(' ');
                continue;
            }
        }
        if bytes + character.len_utf8() > WORD_BYTES {
            bytes = 0;
            output.push(' ');
        }
        bytes += character.len_utf8();
        output.push(character);
    }
    output
}

/// Splits a text after each audible punctuation mark. eSpeak NG does not return the marks, and without them a Piper
/// voice makes no pauses and asks no questions.
fn clauses_of(text: &str) -> Vec<(&str, char)> {
    let mut clauses = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let ends = letters.peek().is_none_or(|(_, next)| next.is_whitespace());
        let mark = match letter {
            '\n' => Some('.'),
            '.' | ',' | ';' | ':' | '?' | '!' if ends => Some(letter),
            _ => None,
        };
        if let Some(mark) = mark {
            clauses.push((text[start..at].trim(), mark));
            start = at + letter.len_utf8();
        }
    }
    clauses.push((text[start..].trim(), '.'));
    clauses.retain(|(clause, _)| clause.chars().any(char::is_alphanumeric));
    clauses
}

/// The version of the library.
pub(super) fn version() -> String {
    // SAFETY: with a null pointer for the path this only returns a constant string, even before the library is
    // initialised.
    let version = unsafe { espeak::espeak_Info(std::ptr::null_mut()) };
    if version.is_null() {
        return String::new();
    }
    // SAFETY: a constant, zero-terminated string.
    unsafe { CStr::from_ptr(version) }.to_string_lossy().into_owned()
}

/// The one initialised eSpeak NG.
struct Library {
    sample_rate: u32,
    spoken: Vec<f32>,
}

fn library() -> Result<MutexGuard<'static, Library>, SpeakError> {
    static LIBRARY: OnceLock<Result<Mutex<Library>, String>> = OnceLock::new();
    LIBRARY
        .get_or_init(|| Library::start().map(Mutex::new))
        .as_ref()
        .map(|library| library.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
        .map_err(|reason| SpeakError::Espeak(reason.clone()))
}

impl Library {
    fn start() -> Result<Self, String> {
        let data = data_folder()
            .map(|path| CString::new(path.to_string_lossy().as_bytes()).map_err(|error| error.to_string()))
            .transpose()?;
        // SAFETY: called once, under OnceLock; the path lives until the call returns; a null path selects the
        // compiled-in one.
        let rate = unsafe {
            espeak::espeak_Initialize(
                espeak::espeak_AUDIO_OUTPUT_AUDIO_OUTPUT_SYNCHRONOUS,
                0,
                data.as_ref().map_or(std::ptr::null(), |path| path.as_ptr()),
                espeak::espeakINITIALIZE_DONT_EXIT as c_int,
            )
        };
        // SAFETY: the callback has the type that the library expects and lives forever.
        unsafe { espeak::espeak_SetSynthCallback(Some(receive)) };
        u32::try_from(rate)
            .ok()
            .filter(|rate| *rate > 0)
            .map(|sample_rate| Library { sample_rate, spoken: Vec::new() })
            .ok_or_else(|| format!("code {rate}"))
    }

    #[expect(clippy::unused_self, reason = "having it proves that the lock is held")]
    fn select(&mut self, voice: &CStr) -> Result<(), ()> {
        // SAFETY: the lock that guards `self` is held; the string is zero-terminated.
        let result = unsafe { espeak::espeak_SetVoiceByName(voice.as_ptr()) };
        (result == espeak::espeak_ERROR_EE_OK).then_some(()).ok_or(())
    }

    fn speak(&mut self, text: &CStr, rate: f32) -> Result<Vec<f32>, ()> {
        self.spoken.clear();
        let speed = (WORDS_PER_MINUTE * rate).round() as c_int;
        // SAFETY: the lock is held, so `self.spoken` is written by this call alone; in synchronous
        // mode the callback runs before espeak_Synth returns; the text is zero-terminated UTF-8.
        let result = unsafe {
            espeak::espeak_SetParameter(espeak::espeak_PARAMETER_espeakRATE, speed, 0);
            espeak::espeak_Synth(
                text.as_ptr().cast::<c_void>(),
                text.to_bytes_with_nul().len(),
                0,
                espeak::espeak_POSITION_TYPE_POS_CHARACTER,
                0,
                espeak::espeakCHARS_UTF8,
                std::ptr::null_mut(),
                std::ptr::from_mut(&mut self.spoken).cast::<c_void>(),
            )
        };
        let spoken = std::mem::take(&mut self.spoken);
        (result == espeak::espeak_ERROR_EE_OK).then_some(spoken).ok_or(())
    }

    #[expect(clippy::unused_self, reason = "having it proves that the lock is held")]
    fn phonemes(&mut self, line: &CStr) -> Vec<String> {
        let mode = espeak::espeakINITIALIZE_PHONEME_IPA as c_int;
        let mut rest = line.as_ptr();
        let mut clauses = Vec::new();
        while !rest.is_null() {
            // SAFETY: the lock is held; the library advances `rest` within `line` and sets it to null at the end; the
            // result is valid until the next call and is copied at once.
            let clause = unsafe {
                let phonemes = espeak::espeak_TextToPhonemes(
                    std::ptr::from_mut(&mut rest).cast::<*const c_void>(),
                    espeak::espeakCHARS_UTF8 as c_int,
                    mode,
                );
                if phonemes.is_null() {
                    continue;
                }
                CStr::from_ptr(phonemes.cast::<c_char>()).to_string_lossy().into_owned()
            };
            clauses.push(without_language_marks(&clause));
        }
        clauses.retain(|clause| !clause.is_empty());
        clauses
    }
}

/// Receives sound from the library; `user_data` is the `Vec` passed to `espeak_Synth`.
unsafe extern "C" fn receive(samples: *mut c_short, count: c_int, events: *mut espeak::espeak_EVENT) -> c_int {
    if samples.is_null() || count <= 0 || events.is_null() {
        return 0;
    }
    // SAFETY: the library passes `count` samples and at least one event, which carries the user data of the running
    // espeak_Synth call.
    unsafe {
        let spoken = (*events).user_data.cast::<Vec<f32>>();
        if !spoken.is_null() {
            let heard = std::slice::from_raw_parts(samples, count as usize);
            (*spoken).extend(heard.iter().map(|sample| f32::from(*sample) / 32_768.0));
        }
    }
    0
}

/// Removes the `(en)`…`(nl)` marks that eSpeak NG inserts where it changes language inside a sentence.
fn without_language_marks(clause: &str) -> String {
    let mut inside = false;
    clause
        .chars()
        .filter(|c| {
            match c {
                '(' => inside = true,
                ')' => {
                    inside = false;
                    return false;
                }
                _ => {}
            }
            !inside
        })
        .collect()
}

/// The folder that contains `espeak-ng-data`: set by the operator, or next to the program. `None`: the location where
/// the library was built.
fn data_folder() -> Option<PathBuf> {
    let named = std::env::var_os("SPRAAKLOKET_ESPEAK_DATA").map(PathBuf::from);
    let beside = std::env::current_exe().ok().and_then(|program| program.parent().map(PathBuf::from));
    [named, beside].into_iter().flatten().find(|folder| folder.join("espeak-ng-data").is_dir())
}

#[cfg(test)]
#[path = "espeak_fuzz.rs"]
mod fuzz;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dutch_is_spoken_faster_at_a_higher_rate_from_many_threads() {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                std::thread::spawn(|| {
                    let mut voice = EspeakVoice::open("nl").unwrap();
                    let slow = voice.synthesize("U vraagt een paspoort aan bij de gemeente.", 1.0).unwrap();
                    let fast = voice.synthesize("U vraagt een paspoort aan bij de gemeente.", 2.0).unwrap();
                    (slow.samples.len(), fast.samples.len(), slow.sample_rate)
                })
            })
            .collect();
        for thread in threads {
            let (slow, fast, rate) = thread.join().unwrap();
            assert!(slow > rate as usize && slow < 6 * rate as usize, "{slow}");
            assert!((fast as f32) < 0.7 * slow as f32, "{slow} {fast}");
        }
    }

    #[test]
    fn a_word_that_is_too_long_is_handed_over_in_pieces() {
        let dotted = "a.b.".repeat(76);
        let mut voice = EspeakVoice::open("nl").unwrap();
        for word in [&dotted, &"a".repeat(5_000), &"-'".repeat(900), &"é".repeat(700), &"字".repeat(400)] {
            voice.synthesize(word, 3.0).unwrap();
            phonemes(word, "en-us").unwrap();
            let short = in_short_words(word);
            assert!(short.split(' ').all(|piece| piece.len() <= WORD_BYTES), "{short}");
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            assert_eq!(letters(&short), letters(word));
        }
        assert_eq!(in_short_words("kindercarnavalsoptocht a.u.b.\0ja"), "kindercarnavalsoptocht a.u.b. ja");
    }

    #[test]
    fn phonemes_keep_their_punctuation_and_unknown_voices_are_named() {
        let said = phonemes("Hello there, how are you?", "en-us").unwrap();
        assert!(said.contains("həl") && said.contains(',') && said.ends_with('?'), "{said}");
        assert_eq!(
            clauses_of("Ja. Om 9.30 uur, of later?\nGoed"),
            [("Ja", '.'), ("Om 9.30 uur", ','), ("of later", '?'), ("Goed", '.'),]
        );
        assert!(matches!(EspeakVoice::open("klingon9"), Err(SpeakError::UnknownEspeakVoice(_))));
    }
}
