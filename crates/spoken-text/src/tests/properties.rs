//! Properties: no digit is lost or invented, nothing panics, and spoken text stays unchanged.

use super::Lexicon;
use crate::Language;
use crate::{number_words, speakable, words_to_number};
use proptest::prelude::*;

/// The digits that the words stand for, with each word or group of words read back as it was written.
fn digits_heard(words: &str, language: Language) -> String {
    words
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .filter_map(|word| words_to_number(word, language))
        .map(|number| number.to_string())
        .collect()
}

fn say(text: &str, language: Language) -> String {
    speakable(text, language, &Lexicon::built_in())
}

/// Euros and cents, as heard in an amount.
fn amount_heard(words: &str, language: Language) -> Option<(i64, i64)> {
    let (name, and, cent) = match language {
        Language::Nl => (" euro", "en ", " cent"),
        Language::En => (" euro", "and ", " cent"),
    };
    let Some((units, rest)) = words.split_once(name) else {
        let cents = words.split_once(cent)?.0;
        return Some((0, words_to_number(cents, language)?));
    };
    let rest = rest.strip_prefix('s').unwrap_or(rest).trim();
    let rest = rest.strip_prefix(and).unwrap_or(rest);
    let rest = rest.split_once(cent).map_or(rest, |(cents, _)| cents);
    let cents = if rest.is_empty() { 0 } else { words_to_number(rest, language)? };
    Some((words_to_number(units, language)?, cents))
}

/// With a separator after every third digit.
fn grouped(number: i64, separator: char) -> String {
    let digits = number.to_string();
    let mut output = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            output.push(separator);
        }
        output.push(digit);
    }
    output
}

proptest! {
    #[test]
    fn any_text_is_said_without_digits_and_only_once(text in "\\PC{0,80}") {
        for language in Language::ALL {
            let spoken = say(&text, language);
            prop_assert!(!spoken.contains(|c: char| c.is_ascii_digit()), "{}", spoken);
            prop_assert_eq!(&say(&spoken, language), &spoken);
        }
    }

    #[test]
    fn texts_of_signs_that_mean_something_are_said_only_once(
        parts in prop::collection::vec(prop_oneof![
            Just("€"), Just("-"), Just("."), Just(","), Just("/"), Just(" "), Just("("), Just(")"),
            Just("'"), Just(":"), Just("%"), Just("+31"), Just("\n"), Just("IV"), Just("Jan"),
            Just("uur"), Just("bel"), Just("nr."), Just("BSN"), Just("www."), Just(".nl"),
            Just("@"), Just("januari"), Just("May"), Just("½"), Just("km"), Just("a.m."), Just("1e"),
            Just("020"), Just("1400"), Just("2026"), Just("7"), Just("85"), Just("NL"), Just("x"),
            Just("°C"), Just("é"), Just("e\u{301}"), Just("s"), Just("enz."), Just("Dr."),
        ], 0..14)
    ) {
        let text = parts.concat();
        for language in Language::ALL {
            let spoken = say(&text, language);
            prop_assert!(!spoken.contains(|c: char| c.is_ascii_digit()), "{}", spoken);
            prop_assert_eq!(&say(&spoken, language), &spoken);
        }
    }

    #[test]
    fn plain_words_pass_unchanged(text in "[aeo][bdmnrst][aeo]{1,2}( [bdmn][aeo][rstn]{1,3}[aeo]){0,8}[.!?]?") {
        for language in Language::ALL {
            prop_assert_eq!(&say(&text, language), &text);
        }
    }

    #[test]
    fn an_amount_is_heard_as_written(euros in 0_i64..100_000_000, cents in 0_i64..100, symbol in any::<bool>()) {
        prop_assume!(euros > 0 || cents > 0);
        for (language, thousands, decimal) in [(Language::Nl, '.', ','), (Language::En, ',', '.')] {
            let figure = format!("{}{decimal}{cents:02}", grouped(euros, thousands));
            let written = if symbol { format!("€ {figure}") } else { format!("{figure} euro") };
            let spoken = say(&written, language);
            prop_assert_eq!(amount_heard(&spoken, language), Some((euros, cents)), "{} {}", written, spoken);
        }
    }

    #[test]
    fn a_figure_is_heard_as_written(number in 0_i64..1_000_000_000_000) {
        for (language, thousands) in [(Language::Nl, '.'), (Language::En, ',')] {
            let spoken = say(&grouped(number, thousands), language);
            prop_assert_eq!(words_to_number(&spoken, language), Some(number), "{}", spoken);
        }
    }

    #[test]
    fn a_date_is_heard_as_written(day in 1_i64..=28, month in 1_usize..=12, year in 1950_i64..2100) {
        let months = ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"];
        let year_said = if year < 2000 {
            format!("{} {}", number_words(year / 100 * 100, Language::Nl), number_words(year % 100, Language::Nl))
        } else {
            number_words(year, Language::Nl)
        };
        let expected = format!("{} {} {year_said}", number_words(day, Language::Nl), months[month - 1]);
        for written in [
            format!("{day} {} {year}", months[month - 1]),
            format!("{day:02}-{month:02}-{year}"),
            format!("{year}-{month:02}-{day:02}"),
        ] {
            prop_assert_eq!(&say(&written, Language::Nl), &expected);
        }
        let english = say(&format!("{day:02}-{month:02}-{year}"), Language::En);
        prop_assert_eq!(say(&format!("{year}-{month:02}-{day:02}"), Language::En), english);
    }

    #[test]
    fn a_phone_number_is_heard_as_written(area in "0(20|30|50|70|88)", rest in "[1-9][0-9]{6}", service in "0(800|900)", short in "[1-9][0-9]{3}", municipal in "0[1-9][0-9]{1,2}") {
        for (written, digits) in [
            (format!("{area}-{rest}"), format!("{area}{rest}")),
            (format!("{area} {} {}", &rest[..3], &rest[3..]), format!("{area}{rest}")),
            (format!("{area}{rest}"), format!("{area}{rest}")),
            (format!("06-8{rest}"), format!("068{rest}")),
            (format!("{service} {short}"), format!("{service}{short}")),
            (format!("bel {short}"), short.clone()),
            (format!("bel 14 {municipal}"), format!("14{municipal}")),
        ] {
            for language in Language::ALL {
                let spoken = say(&written, language);
                prop_assert_eq!(digits_heard(&spoken, language), digits.clone(), "{} {}", written, spoken);
            }
        }
    }

    #[test]
    fn a_citizen_number_and_a_long_number_are_heard_digit_by_digit(nine in "[0-9]{9}", long in "[0-9]{17,30}") {
        for language in Language::ALL {
            prop_assert_eq!(digits_heard(&say(&format!("BSN {nine}"), language), language), nine.clone());
            prop_assert_eq!(digits_heard(&say(&long, language), language), long.clone());
        }
    }
}
