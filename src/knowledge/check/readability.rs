//! How difficult a text is to follow, from the length of its words and sentences.
//!
//! Dutch: Flesch-Douma, `206.84 − 0.77 · W − 0.93 · S` with W syllables per hundred words and S words per sentence (W.
//! H. Douma, "De leesbaarheid van landbouwbladen: een onderzoek naar en een toepassing van leesbaarheidsformules",
//! Landbouwhogeschool Wageningen, 1960). His table: 0–30 very difficult, 30–45 difficult, 45–60 rather difficult,
//! 60–70 normal, 70–80 rather easy, 80–90 easy, 90–100 very easy.
//!
//! English: Flesch's reading ease, `206.835 − 0.846 · W − 1.015 · S` (R. Flesch, "A new readability yardstick",
//! Journal of Applied Psychology 32, 1948).
//!
//! Syllables are counted as groups of vowels, which is accurate enough for a formula this coarse.

use super::LONG_WORD;
use crate::language::Grammar;
use spoken_text::sentences;

/// Statistics of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Readability {
    /// Number of words.
    pub words: usize,
    /// Average number of words per sentence.
    pub words_per_sentence: f64,
    /// Share of words with more than twelve letters, 0 to 1.
    pub long_words: f64,
    /// The language's formula; higher is easier.
    pub ease: f64,
}

impl Readability {
    /// Measures a text. An empty one is as easy as possible.
    #[must_use]
    pub fn of(text: &str, language: Grammar) -> Self {
        let sentences = sentences(text);
        let words: Vec<&str> = sentences.iter().flat_map(|sentence| words(sentence)).collect();
        let count = words.len().max(1) as f64;
        let syllables: usize = words.iter().map(|word| syllables(word, language)).sum();
        let long = words.iter().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > LONG_WORD).count();
        let words_per_sentence = words.len() as f64 / sentences.len().max(1) as f64;
        Self {
            words: words.len(),
            words_per_sentence,
            long_words: long as f64 / count,
            ease: reading_ease(syllables as f64 / count, words_per_sentence, language),
        }
    }
}

/// The formula itself.
#[must_use]
pub fn reading_ease(syllables_per_word: f64, words_per_sentence: f64, language: Grammar) -> f64 {
    match language {
        Grammar::Nl => 206.84 - 77.0 * syllables_per_word - 0.93 * words_per_sentence,
        Grammar::En => 206.835 - 84.6 * syllables_per_word - 1.015 * words_per_sentence,
    }
}

/// A placeholder counts as one word.
fn words(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split_whitespace().filter(|word| word.contains(char::is_alphanumeric))
}

fn syllables(word: &str, language: Grammar) -> usize {
    let is_fact = word.contains('{');
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    if is_fact || word.contains(['.', '@']) || !word.contains(char::is_alphabetic) {
        return 1;
    }
    let letters: Vec<char> = word.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
    let groups = match language {
        Grammar::Nl => dutch_groups(&letters),
        Grammar::En => english_groups(&letters),
    };
    groups.max(1)
}

/// A vowel starts a syllable, unless it forms one sound with the vowels before it.
fn dutch_groups(letters: &[char]) -> usize {
    const ONE_SOUND: [&str; 18] = [
        "aai", "ooi", "oei", "eeu", "ieu", "ëe", "aa", "ee", "oo", "uu", "ie", "oe", "eu", "ui", "ij", "ei", "au", "ou",
    ];
    let text: String = letters.iter().collect();
    let mut rest = text.as_str();
    let mut groups = 0;
    while let Some(first) = rest.chars().next() {
        if let Some(sound) = ONE_SOUND.iter().find(|sound| rest.starts_with(**sound)) {
            groups += 1;
            rest = &rest[sound.len()..];
        } else {
            let starts = is_vowel(first) && !(first == 'y' && rest.chars().nth(1).is_some_and(is_vowel));
            groups += usize::from(starts);
            rest = &rest[first.len_utf8()..];
        }
    }
    groups
}

fn english_groups(letters: &[char]) -> usize {
    let starts = |at: usize| is_vowel(letters[at]) && (at == 0 || !is_vowel(letters[at - 1]));
    let groups = (0..letters.len()).filter(|at| starts(*at)).count();
    let silent_e = match letters {
        [.., before, 'e'] => !is_vowel(*before) && *before != 'l',
        [.., before, 'e', 'd'] => !is_vowel(*before) && !matches!(before, 't' | 'd'),
        _ => false,
    };
    groups - usize::from(silent_e && groups > 1)
}

fn is_vowel(letter: char) -> bool {
    "aeiouyáàäâéèëêíìïîóòöôúùüû".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_counted_as_they_are_said() {
        for (word, count) in [
            ("paspoort", 2),
            ("gemeente", 3),
            ("identiteitskaart", 5),
            ("nieuw", 1),
            ("ideeën", 3),
            ("geëerd", 2),
            ("bijzondere", 4),
            ("mooie", 2),
            ("overheid", 3),
            ("u", 1),
            ("type", 2),
            ("€", 1),
            ("2026", 1),
            ("{prijs}", 1),
            ("zeeën", 2),
            ("hypotheek", 3),
        ] {
            assert_eq!(syllables(word, Grammar::Nl), count, "{word}");
        }
        for (word, count) in
            [("passport", 2), ("municipality", 6), ("the", 1), ("take", 1), ("table", 2), ("asked", 1), ("needed", 2)]
        {
            assert_eq!(syllables(word, Grammar::En), count, "{word}");
        }
    }

    #[test]
    fn the_formula_is_doumas() {
        let text = "U krijgt een nieuwe pas. De pas is gratis.";
        let measured = Readability::of(text, Grammar::Nl);
        assert_eq!((measured.words, measured.words_per_sentence, measured.long_words), (9, 4.5, 0.0));
        // u krijgt een nieu-we pas · de pas is gra-tis
        let by_hand = 206.84 - 0.77 * (11.0 / 9.0 * 100.0) - 0.93 * 4.5;
        assert!((measured.ease - by_hand).abs() < 1e-9, "{measured:?}");
        let hard = "Ongeacht eventuele belastingverplichtingen dient de desbetreffende verantwoordelijke vertegenwoordiger \
            onverwijld verblijfsvergunningsformulieren te overleggen.";
        assert!(Readability::of(hard, Grammar::Nl).ease < 0.0);
        assert!(Readability::of(hard, Grammar::Nl).long_words > 0.4);
        assert!(Readability::of("", Grammar::Nl).ease > 200.0);
    }
}
