//! Tells words that were said from words that Whisper invented.
//!
//! Whisper invents text on silence and noise, and its decoder can loop. Both are detected here from the text alone;
//! probabilities are judged in `whisper`.

use std::collections::HashSet;

/// Sentences that Whisper learned from subtitles and writes on silence (whisper.cpp issue 1724, and our own
/// observations), in lower case without punctuation.
const PHANTOMS: &[&str] = &[
    "ondertitels ingediend door de amaraorg gemeenschap",
    "ondertiteld door de amaraorg gemeenschap",
    "ondertiteling door de amaraorg gemeenschap",
    "ondertitels door de amaraorg gemeenschap",
    "ondertiteld door",
    "ondertiteling",
    "tv gelderland",
    "bedankt voor het kijken",
    "bedankt voor het kijken naar deze video",
    "dank u voor het kijken",
    "thanks for watching",
    "thank you for watching",
    "subtitles by the amaraorg community",
    "muziek",
    "music",
    "applaus",
    "you",
    "bye",
];

/// Whether the text is one of these sentences.
pub(super) fn is_phantom(text: &str) -> bool {
    let plain = plain(text);
    plain.is_empty()
        || PHANTOMS.contains(&plain.as_str())
        || plain.contains("amaraorg")
        || (plain.starts_with("tv gelderland") && plain.len() < 24)
}

/// Whether a text that came from elsewhere is one that recognisers write where nothing was said, or a loop.
#[must_use]
pub fn invented(text: &str) -> bool {
    is_phantom(text) || is_loop(text)
}

/// Whether the decoder got into a loop: the same words at least three times in a row.
pub(super) fn is_loop(text: &str) -> bool {
    let plain = plain(text);
    let words: Vec<&str> = plain.split(' ').collect();
    (1..=words.len() / 3).any(|length| {
        let needed = if length == 1 { 4 } else { 3 };
        (0..words.len()).any(|start| repeats(&words[start..], length) >= needed)
    })
}

/// How often the first `length` words are repeated in a row.
fn repeats(words: &[&str], length: usize) -> usize {
    words.chunks_exact(length).take_while(|chunk| *chunk == &words[..length]).count()
}

/// Share of letter triples in common, relative to the shorter text, from 0 to 1. Correcting words keeps most triples,
/// inventing text does not.
pub(super) fn likeness(one: &str, other: &str) -> f32 {
    let (one, other) = (triples(one), triples(other));
    shared(&one, &other) / one.len().min(other.len()).max(1) as f32
}

/// Share of letter triples in common.
pub(super) fn shared(one: &Triples, other: &Triples) -> f32 {
    one.intersection(other).count() as f32
}

pub(super) type Triples = HashSet<[char; 3]>;

/// All sequences of three letters in a text.
pub(super) fn triples(text: &str) -> Triples {
    let letters: Vec<char> = plain(text).chars().filter(|letter| *letter != ' ').collect();
    letters.windows(3).map(|three| [three[0], three[1], three[2]]).collect()
}

fn plain(text: &str) -> String {
    let kept: String =
        text.chars().filter(|c| c.is_alphanumeric() || c.is_whitespace()).flat_map(char::to_lowercase).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_are_seen_and_ordinary_repetition_is_not() {
        assert!(is_loop(
            "Hoe vraag ik een paspoort aan. Hoe vraag ik een paspoort aan. Hoe vraag ik een paspoort aan."
        ));
        assert!(is_loop("ja ja ja ja ja"));
        assert!(is_loop("dat is de de de de de"));
        assert!(!is_loop("nee nee nee, ik bedoel mijn rijbewijs"));
        assert!(!is_loop("Ik wil een paspoort en een rijbewijs en een uittreksel"));
        assert!(!is_loop(""));
    }

    #[test]
    fn mending_is_told_from_inventing() {
        let mended = likeness("Huur aangekende nieuw paspoortaan.", "Huur aakt ik een nieuw paspoort aan.");
        assert!(mended > 0.5, "{mended}");
        let invented = likeness(
            "Let me win the boot helmet straightman avant.",
            "U gaat me vienden voor het gemeente straat van aanvond.",
        );
        assert!(invented < 0.3, "{invented}");
        assert!(likeness("", "iets") < 0.01);
    }

    #[test]
    fn phantoms_are_seen_and_questions_are_not() {
        assert!(is_phantom("Ondertitels ingediend door de Amara.org gemeenschap"));
        assert!(is_phantom("TV GELDERLAND 2021"));
        assert!(is_phantom(" ... "));
        assert!(!is_phantom("Waar vraag ik ondertiteling voor doven aan?"));
        assert!(!is_phantom("Stop."));
    }
}
