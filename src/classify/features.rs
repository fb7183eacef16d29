//! The features of a text: its vector, and its words and character n-grams hashed into a fixed number of buckets.
//! N-grams still work for misheard and misspelt words.

/// Number of buckets.
pub(super) const PLACES: usize = 1 << 14;
/// Lengths of character n-grams.
const GRAMS: std::ops::RangeInclusive<usize> = 3..=5;

/// The buckets of a text, sorted, without duplicates.
#[must_use]
pub(super) fn places(text: &str) -> Vec<u32> {
    let text = plain(text);
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let mut places = Vec::with_capacity(text.len() * 4);
    for word in &words {
        places.push(hash("w", word));
    }
    for pair in words.windows(2) {
        places.push(hash("p", &pair.join(" ")));
    }
    let padded: Vec<char> = format!(" {text} ").chars().collect();
    for length in GRAMS {
        places.extend(padded.windows(length).map(|gram| hash("g", &gram.iter().collect::<String>())));
    }
    places.sort_unstable();
    places.dedup();
    places
}

/// FNV-1a, which is the same on every machine.
fn hash(kind: &str, text: &str) -> u32 {
    let mut hash: u32 = 0x811C_9DC5;
    for byte in kind.bytes().chain(text.bytes()) {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    (hash ^ (hash >> 15)) % PLACES as u32
}

/// Letters and digits in lower case, with single spaces between words; an apostrophe parts no word.
#[must_use]
pub fn plain(text: &str) -> String {
    spoken_text::plain(&text.replace(['\'', '’'], ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_marks_do_not_matter_and_a_misspelling_keeps_most() {
        assert_eq!(places("Ik krijg GEEN lucht!"), places("ik krijg geen lucht"));
        let (right, wrong) = (places("ik krijg geen lucht"), places("ik krijg geen lugt"));
        let shared = right.iter().filter(|place| wrong.contains(place)).count();
        assert!(shared * 2 > right.len());
        assert!(places("").len() <= 1);
    }
}
