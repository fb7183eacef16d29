//! Numbers to words and words to numbers, for Dutch and English.
//!
//! For: cardinals, ordinals, years and digits one by one, and the way back from words to a number. Not for: finding
//! numbers in a text (`rules`).
//!
//! We wrote our own because no published crate does Dutch well: `num2words` 1.2 supports English, French and Ukrainian
//! only.

mod dutch;
mod english;

use crate::Language;

/// The number in words: `-12` is "min twaalf", `1250` is "twaalfhonderdvijftig".
#[must_use]
pub fn number_words(n: i64, language: Language) -> String {
    let words = cardinal_words(n.unsigned_abs(), language);
    match (n < 0, language) {
        (false, _) => words,
        (true, Language::Nl) => format!("min {words}"),
        (true, Language::En) => format!("minus {words}"),
    }
}

/// The number that the words express; `None` if they are not exactly one whole number.
///
/// Understands the output of [`number_words`] and the usual variants: "een" for "één", "duizend tweehonderdvijftig"
/// for "twaalfhonderdvijftig", with or without "and".
#[must_use]
pub fn words_to_number(words: &str, language: Language) -> Option<i64> {
    let (negative, words) = without_sign(words.trim(), language);
    let magnitude = match language {
        Language::Nl => dutch::parse(words)?,
        Language::En => english::parse(words)?,
    };
    if negative { 0_i64.checked_sub_unsigned(magnitude) } else { i64::try_from(magnitude).ok() }
}

/// The whole number in words.
pub(super) fn cardinal_words(n: u64, language: Language) -> String {
    match language {
        Language::Nl => dutch::cardinal(n),
        Language::En => english::cardinal(n),
    }
}

/// The ordinal in words: 21 is "eenentwintigste", "twenty-first".
pub(super) fn ordinal_words(n: u64, language: Language) -> String {
    match language {
        Language::Nl => dutch::ordinal(n),
        Language::En => english::ordinal(n),
    }
}

/// The number as a year: 1985 is "negentienhonderd vijfentachtig", "nineteen eighty-five".
pub(super) fn year_words(year: u64, language: Language) -> String {
    match language {
        Language::Nl => dutch::year(year),
        Language::En => english::year(year),
    }
}

/// Every digit by itself; other characters are skipped.
pub(super) fn digit_words(digits: &str, language: Language) -> String {
    let words: Vec<String> = digits
        .chars()
        .filter_map(|digit| digit.to_digit(10))
        .map(|digit| cardinal_words(u64::from(digit), language))
        .collect();
    words.join(" ")
}

/// A written whole number as a number, or digit by digit if it starts with a zero or is too long to be understood as a
/// number.
pub(super) fn integer_words(digits: &str, language: Language) -> String {
    const LONGEST_NUMBER: usize = 16;
    let starts_with_zero = digits.len() > 1 && digits.starts_with('0');
    match digits.parse::<u64>() {
        Ok(number) if !starts_with_zero && digits.len() <= LONGEST_NUMBER => cardinal_words(number, language),
        _ if digits.len() > 4 => digits_in_threes(digits, language),
        _ => digit_words(digits, language),
    }
}

/// Digit by digit, with a pause after every third.
pub(super) fn digits_in_threes(digits: &str, language: Language) -> String {
    let digits: Vec<char> = digits.chars().filter(char::is_ascii_digit).collect();
    let groups: Vec<String> =
        digits.chunks(3).map(|group| digit_words(&group.iter().collect::<String>(), language)).collect();
    groups.join(", ")
}

fn without_sign(words: &str, language: Language) -> (bool, &str) {
    let sign = match language {
        Language::Nl => "min ",
        Language::En => "minus ",
    };
    words.strip_prefix(sign).map_or((false, words), |rest| (true, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DUTCH: [(i64, &str); 24] = [
        (0, "nul"),
        (1, "één"),
        (12, "twaalf"),
        (14, "veertien"),
        (21, "eenentwintig"),
        (22, "tweeëntwintig"),
        (33, "drieëndertig"),
        (77, "zevenenzeventig"),
        (80, "tachtig"),
        (100, "honderd"),
        (101, "honderdeen"),
        (999, "negenhonderdnegenennegentig"),
        (1_000, "duizend"),
        (1_001, "duizend één"),
        (1_250, "twaalfhonderdvijftig"),
        (2_026, "tweeduizend zesentwintig"),
        (2_350, "tweeduizend driehonderdvijftig"),
        (21_000, "eenentwintigduizend"),
        (112_000, "honderdtwaalfduizend"),
        (1_000_000, "één miljoen"),
        (2_001_250, "twee miljoen duizend tweehonderdvijftig"),
        (3_000_000_007, "drie miljard zeven"),
        (1_000_000_000_000_000, "één biljard"),
        (-5, "min vijf"),
    ];

    const ENGLISH: [(i64, &str); 14] = [
        (0, "zero"),
        (13, "thirteen"),
        (40, "forty"),
        (77, "seventy-seven"),
        (100, "one hundred"),
        (112, "one hundred and twelve"),
        (1_000, "one thousand"),
        (1_005, "one thousand and five"),
        (1_250, "one thousand two hundred and fifty"),
        (100_000, "one hundred thousand"),
        (2_500_001, "two million five hundred thousand and one"),
        (7_000_000_000, "seven billion"),
        (1_000_000_000_000_000, "one quadrillion"),
        (-18, "minus eighteen"),
    ];

    #[test]
    fn numbers_are_written_out_and_read_back() {
        let rows = DUTCH.iter().map(|row| (Language::Nl, row));
        for (language, (number, words)) in rows.chain(ENGLISH.iter().map(|row| (Language::En, row))) {
            assert_eq!(&number_words(*number, language), words);
            assert_eq!(words_to_number(words, language), Some(*number), "{words}");
        }
    }

    #[test]
    fn other_spellings_are_read_too() {
        let rows = [
            ("een", 1),
            ("duizend tweehonderdvijftig", 1_250),
            ("negentienhonderd vijfentachtig", 1_985),
            ("tweeduizendzes", 2_006),
            ("honderdéén", 101),
        ];
        for (words, number) in rows {
            assert_eq!(words_to_number(words, Language::Nl), Some(number), "{words}");
        }
        let rows = [("one hundred twelve", 112), ("Forty Two", 42)];
        for (words, number) in rows {
            assert_eq!(words_to_number(words, Language::En), Some(number), "{words}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_not_read() {
        for words in ["", "min", "hallo", "twee drie", "miljoen miljoen", "vijftigtwee", "een huis"] {
            assert_eq!(words_to_number(words, Language::Nl), None, "{words}");
        }
        for words in ["", "minus", "five six", "hundred thousand million", "twenty ten"] {
            assert_eq!(words_to_number(words, Language::En), None, "{words}");
        }
    }

    #[test]
    fn ordinals_and_years_are_said_as_people_say_them() {
        let ordinals = [
            (1, "eerste", "first"),
            (3, "derde", "third"),
            (8, "achtste", "eighth"),
            (12, "twaalfde", "twelfth"),
            (20, "twintigste", "twentieth"),
            (21, "eenentwintigste", "twenty-first"),
            (100, "honderdste", "one hundredth"),
            (101, "honderdeerste", "one hundred and first"),
            (1_000, "duizendste", "one thousandth"),
        ];
        for (number, dutch, english) in ordinals {
            assert_eq!(ordinal_words(number, Language::Nl), dutch);
            assert_eq!(ordinal_words(number, Language::En), english);
        }
        let years = [
            (1985, "negentienhonderd vijfentachtig", "nineteen eighty-five"),
            (1900, "negentienhonderd", "nineteen hundred"),
            (1905, "negentienhonderd vijf", "nineteen oh five"),
            (2000, "tweeduizend", "two thousand"),
            (2005, "tweeduizend vijf", "two thousand and five"),
            (2026, "tweeduizend zesentwintig", "twenty twenty-six"),
        ];
        for (year, dutch, english) in years {
            assert_eq!(year_words(year, Language::Nl), dutch);
            assert_eq!(year_words(year, Language::En), english);
        }
    }

    #[test]
    fn long_or_zero_led_numbers_are_read_by_digit() {
        assert_eq!(integer_words("007", Language::Nl), "nul nul zeven");
        assert_eq!(
            integer_words("12345678901234567", Language::En),
            "one two three, four five six, seven eight nine, zero one two, three four five, six seven"
        );
    }

    #[test]
    fn the_ends_of_the_range_round_trip() {
        for number in [i64::MIN, i64::MIN + 1, i64::MAX] {
            for language in Language::ALL {
                let words = number_words(number, language);
                assert_eq!(words_to_number(&words, language), Some(number), "{words}");
            }
        }
    }

    proptest! {
        #[test]
        fn every_number_round_trips(number in 0_i64..1_000_000_000_000) {
            for language in Language::ALL {
                let words = number_words(number, language);
                prop_assert_eq!(words_to_number(&words, language), Some(number), "{}", words);
            }
        }

        #[test]
        fn small_numbers_round_trip(number in -30_000_i64..30_000) {
            for language in Language::ALL {
                let words = number_words(number, language);
                prop_assert_eq!(words_to_number(&words, language), Some(number), "{}", words);
            }
        }

        #[test]
        fn reading_words_never_panics(words in "\\PC*", known in "(een|en|honderd|duizend| |miljoen|triljoen|negen){0,12}") {
            for language in Language::ALL {
                let _ = words_to_number(&words, language);
                let _ = words_to_number(&known, language);
            }
        }
    }
}
