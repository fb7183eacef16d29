//! Which voices are trained on, and which are held out for an honest check.

use crate::language::Language;

/// A voice, by its name in the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Teacher {
    /// `espeak:NAME`, `kokoro:NAME`, or the name of a Piper voice.
    pub voice: &'static str,
    pub language: Language,
    /// Relative frequency in training; 0 for a held-out voice.
    pub weight: u32,
}

const fn teacher(voice: &'static str, language: Language, weight: u32) -> Teacher {
    Teacher { voice, language, weight }
}

/// All voices for training and check. The held-out ones are also those of evaluation and must never be trained on.
pub const TEACHERS: &[Teacher] = &[
    teacher("espeak:nl", Language::Nl, 3),
    teacher("espeak:nl+m1", Language::Nl, 2),
    teacher("espeak:nl+m2", Language::Nl, 2),
    teacher("espeak:nl+m4", Language::Nl, 2),
    teacher("espeak:nl+m5", Language::Nl, 2),
    teacher("espeak:nl+m7", Language::Nl, 2),
    teacher("espeak:nl+f1", Language::Nl, 2),
    teacher("espeak:nl+f3", Language::Nl, 2),
    teacher("espeak:nl+f4", Language::Nl, 2),
    teacher("espeak:nl+f5", Language::Nl, 2),
    teacher("kokoro:jf_alpha", Language::Nl, 1),
    teacher("kokoro:jf_gongitsune", Language::Nl, 1),
    teacher("kokoro:jm_kumo", Language::Nl, 1),
    teacher("en_US-joe-medium", Language::En, 4),
    teacher("espeak:en-us", Language::En, 1),
    teacher("espeak:en", Language::En, 1),
    teacher("espeak:en+f3", Language::En, 1),
    teacher("espeak:nl+f2", Language::Nl, 0),
    teacher("espeak:nl+m3", Language::Nl, 0),
    teacher("kokoro:jf_nezumi", Language::Nl, 0),
    teacher("kokoro:jf_tebukuro", Language::Nl, 0),
    teacher("espeak:en+f2", Language::En, 0),
    teacher("espeak:en-us+m3", Language::En, 0),
];

/// The voices of a language that are trained on, or those held out.
pub fn voices(language: Language, held_back: bool) -> impl Iterator<Item = &'static Teacher> {
    TEACHERS.iter().filter(move |voice| voice.language == language && (voice.weight == 0) == held_back)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_language_has_voices_of_both_kinds_and_none_is_both() {
        for language in Language::FULL {
            let teaching: BTreeSet<&str> = voices(language, false).map(|voice| voice.voice).collect();
            let kept: BTreeSet<&str> = voices(language, true).map(|voice| voice.voice).collect();
            assert!(!teaching.is_empty() && !kept.is_empty());
            assert!(teaching.is_disjoint(&kept));
        }
    }
}
