//! Text around figures: units, percentages, ordinals, fractions, ranges and signs. Converts these to words and leaves
//! most figures to `figures`. Not for money or time.

use super::{Matched, pattern, rewrite};
use crate::Language;
use crate::numbers::{cardinal_words, integer_words, ordinal_words};
use crate::vocabulary::Vocabulary;
use regex::Regex;
use std::sync::LazyLock;

/// The sign, and its Dutch and English words (singular, plural).
const UNITS: [(&str, &str, &str, &str); 46] = [
    ("km²", "vierkante kilometer", "square kilometre", "square kilometres"),
    ("km2", "vierkante kilometer", "square kilometre", "square kilometres"),
    ("km/u", "kilometer per uur", "kilometre per hour", "kilometres per hour"),
    ("km/h", "kilometer per uur", "kilometre per hour", "kilometres per hour"),
    ("km", "kilometer", "kilometre", "kilometres"),
    ("m²", "vierkante meter", "square metre", "square metres"),
    ("m2", "vierkante meter", "square metre", "square metres"),
    ("m³", "kubieke meter", "cubic metre", "cubic metres"),
    ("m3", "kubieke meter", "cubic metre", "cubic metres"),
    ("cm²", "vierkante centimeter", "square centimetre", "square centimetres"),
    ("cm", "centimeter", "centimetre", "centimetres"),
    ("mm", "millimeter", "millimetre", "millimetres"),
    ("m", "meter", "metre", "metres"),
    ("ha", "hectare", "hectare", "hectares"),
    ("kg", "kilogram", "kilogram", "kilograms"),
    ("mg", "milligram", "milligram", "milligrams"),
    ("g", "gram", "gram", "grams"),
    ("ml", "milliliter", "millilitre", "millilitres"),
    ("dl", "deciliter", "decilitre", "decilitres"),
    ("µg", "microgram", "microgram", "micrograms"),
    ("dm", "decimeter", "decimetre", "decimetres"),
    ("GHz", "gigahertz", "gigahertz", "gigahertz"),
    ("MHz", "megahertz", "megahertz", "megahertz"),
    ("Gbit", "gigabit", "gigabit", "gigabits"),
    ("Mbit", "megabit", "megabit", "megabits"),
    ("TB", "terabyte", "terabyte", "terabytes"),
    ("MW", "megawatt", "megawatt", "megawatts"),
    ("kV", "kilovolt", "kilovolt", "kilovolts"),
    ("cm2", "vierkante centimeter", "square centimetre", "square centimetres"),
    ("ct", "cent", "cent", "cents"),
    ("cl", "centiliter", "centilitre", "centilitres"),
    ("l", "liter", "litre", "litres"),
    ("kWh", "kilowattuur", "kilowatt hour", "kilowatt hours"),
    ("kW", "kilowatt", "kilowatt", "kilowatts"),
    ("GB", "gigabyte", "gigabyte", "gigabytes"),
    ("MB", "megabyte", "megabyte", "megabytes"),
    ("kB", "kilobyte", "kilobyte", "kilobytes"),
    ("KB", "kilobyte", "kilobyte", "kilobytes"),
    ("dB", "decibel", "decibel", "decibels"),
    ("°C", "graden Celsius", "degree Celsius", "degrees Celsius"),
    ("°", "graden", "degree", "degrees"),
    ("%", "procent", "percent", "percent"),
    ("‰", "promille", "per mille", "per mille"),
    ("mln", "miljoen", "million", "million"),
    ("mld", "miljard", "billion", "billion"),
    ("u", "uur", "hour", "hours"),
];

static UNIT: LazyLock<Regex> = LazyLock::new(|| {
    let mut signs: Vec<String> = UNITS.iter().map(|unit| regex::escape(unit.0)).collect();
    // The longest first: "mg" must not match "m".
    signs.sort_by_key(|sign| std::cmp::Reverse(sign.len()));
    pattern(&format!(r"([0-9.,]*[0-9])( ?[-–] ?[0-9.,]*[0-9])? ?(?:(min|sec)\b|({}))(\.)?", signs.join("|")))
});
static PER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r" ?/ ?(?:(km²|m²|m2|m³|m3|km|kWh|kg|min|mnd|wk|jr|s|m|l|u|h)\b?",
        r"|(minuut|uur|dag|nacht|week|maand|kwartaal|jaar|persoon|kind|stuk|keer",
        r"|minute|hour|day|night|month|year|person|child|item)\b)"
    ))
});
static ORDINAL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b([0-9]{1,3}(?:[.,][0-9]{3})+|[0-9]{1,12})(e|ᵉ|de|ste|st|nd|rd|th)\b"));
static FRACTION_SIGN: LazyLock<Regex> = LazyLock::new(|| pattern(r"([0-9]{1,9})? ?([½¼¾⅓⅔⅕⅛])"));
static FRACTION: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:([0-9]{1,9}) )?([1-9])/(10|[2-9])\b"));
/// Nouns with the article "de", before which a half is "een halve".
static OF_FEMININE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^ (?:pagina|bladzijde|dag|week|maand|minuut|seconde|ton|liter|meter|kilometer|portie|tablet|eeuw|euro|cent)\b",
    )
});
static ONE_TWICE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[Ee]en (een (?:half|halve|kwart)\b)"));
static RANGE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b([0-9]+(?:[.,][0-9]+)*) ?[-–] ?'?([0-9]+(?:[.,][0-9]+)*)\b"));
static PERCENT_RANGE: LazyLock<Regex> = LazyLock::new(|| pattern(r"([0-9]) ?% ?[-–] ?([0-9])"));
static LONE_POWER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:\b(km|cm|m))?([²³])"));
static MINUS: LazyLock<Regex> = LazyLock::new(|| pattern(r"[-–] ?([0-9])"));
static TIMES: LazyLock<Regex> = LazyLock::new(|| pattern(r"([0-9]) ?(?:[x×](?: ?([0-9])|\b|\s|$)|\* ?([0-9]))"));
/// "per km", "per m2": a unit by itself.
static PER_UNIT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\bper (km²|m²|m³|(?:km2|m2|m3|km|kWh|kW|kg|GB|MB|cm|min|mnd|wk|u|l|g|m)\b)"));
static ELECTRIC: LazyLock<Regex> = LazyLock::new(|| pattern(r"([0-9]) (V|W|A)\b"));
static FUSE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)[0-9] V\b|\b(?:volt|watt|zekering|stroom|groep|fuse|current)\b"));
static BEFORE_FIGURE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i:(\b(?:no|art|min)\.|#|~|<|>) ?)([0-9])"));

/// Converts everything that belongs to a figure.
pub(super) fn apply(text: String, language: Language) -> String {
    let vocabulary = Vocabulary::of(language);
    let text = rewrite(text, &FRACTION_SIGN, |found| Some(fraction_sign(found, language)));
    let text = rewrite(text, &FRACTION, |found| fraction(found, language));
    let text = match language {
        Language::Nl => rewrite(text, &ONE_TWICE, |found| Some(found.group(1).to_owned())),
        Language::En => text,
    };
    let text = rewrite(text, &ORDINAL, |found| ordinal(found, language));
    let text = rewrite(text, &BEFORE_FIGURE, |found| before_figure(found, language));
    let text = rewrite(text, &PERCENT_RANGE, |found| {
        Some(format!("{}% {} {}", found.group(1), vocabulary.to, found.group(2)))
    });
    let text = rewrite(text, &UNIT, |found| unit(found, language));
    let text = rewrite(text, &ELECTRIC, |found| electric(found, language));
    let text = rewrite(text, &PER_UNIT, |found| per_unit(found, language));
    let text = rewrite(text, &PER, |found| per(found, language));
    let text = rewrite(text, &LONE_POWER, |found| Some(lone_power(found, language)));
    let text = rewrite(text, &TIMES, |found| {
        Some(format!("{} {} {}{}", found.group(1), vocabulary.times, found.group(2), found.group(3)))
    });
    let text = rewrite(text, &RANGE, |found| range(found, vocabulary));
    rewrite(text, &MINUS, |found| {
        let alone = found.before.is_empty() || found.before.ends_with([' ', '(']);
        let pause = found.before.ends_with(' ') && found.group(0).contains(' ');
        (alone && !pause).then(|| format!("{} {}", vocabulary.minus, found.group(1)))
    })
}

fn unit(found: &Matched<'_>, language: Language) -> Option<String> {
    let (figure, range) = (found.group(1), found.group(2));
    let sign = [found.group(3), found.group(4)].concat();
    let next_is_word = found.group(5).is_empty() && found.after.starts_with(char::is_alphanumeric)
        || found.group(5).is_empty() && found.after.starts_with('\'');
    let letters = sign.ends_with(char::is_alphabetic);
    if letters && next_is_word || found.before.ends_with(char::is_alphanumeric) {
        return None;
    }
    let (dutch, one, more) = match sign.as_str() {
        "min" => ("minuten", "minute", "minutes"),
        "sec" => ("seconden", "second", "seconds"),
        sign => UNITS.iter().find(|unit| unit.0 == sign).map(|unit| (unit.1, unit.2, unit.3))?,
    };
    let single = figure == "1" && range.is_empty();
    let word = match language {
        Language::Nl => dutch,
        Language::En if single => one,
        Language::En => more,
    };
    let shortened = matches!(sign.as_str(), "min" | "sec" | "mln" | "mld");
    let after = found.after.trim_start().chars().next();
    let ended = !shortened || after.is_none_or(char::is_uppercase);
    let dot = if ended { found.group(5) } else { "" };
    Some(format!("{figure}{range} {word}{dot}"))
}

/// Volt and watt, and ampere only in their context, because "16 A" is a house number too.
fn electric(found: &Matched<'_>, language: Language) -> Option<String> {
    let word = match (found.group(2), language) {
        ("V", _) => "volt",
        ("W", _) => "watt",
        _ if !FUSE.is_match(found.before) && !FUSE.is_match(found.after) => return None,
        (_, Language::Nl) => "ampère",
        (_, Language::En) => "amperes",
    };
    if found.after.starts_with(['²', '³']) {
        return None;
    }
    let part_of_name = found.after.starts_with(['-', '.', '\'']) && !found.after[1..].is_empty();
    (!part_of_name).then(|| format!("{} {word}", found.group(1)))
}

fn per_unit(found: &Matched<'_>, language: Language) -> Option<String> {
    let sign = found.group(1);
    let known =
        UNITS.iter().find(|unit| unit.0 == sign).map(|unit| if language == Language::Nl { unit.1 } else { unit.2 });
    let word = known.or(match (sign, language) {
        ("min", Language::Nl) => Some("minuut"),
        ("min", Language::En) => Some("minute"),
        ("mnd", Language::Nl) => Some("maand"),
        ("wk", Language::Nl) => Some("week"),
        _ => None,
    })?;
    Some(format!("{} {word}", Vocabulary::of(language).per))
}

fn per(found: &Matched<'_>, language: Language) -> Option<String> {
    if found.after.starts_with(char::is_alphanumeric) || found.before.ends_with('/') {
        return None;
    }
    let per = Vocabulary::of(language).per;
    let sign = found.group(1);
    let word = match UNITS.iter().find(|unit| unit.0 == sign) {
        Some(unit) if language == Language::Nl => unit.1,
        Some(unit) => unit.2,
        None => match (sign, language) {
            ("h", Language::En) => "hour",
            ("h", Language::Nl) => "uur",
            ("min", Language::En) => "minute",
            ("min", Language::Nl) => "minuut",
            ("s", Language::En) => "second",
            ("s", Language::Nl) => "seconde",
            ("mnd", _) => "maand",
            ("wk", _) => "week",
            ("jr", _) => "jaar",
            _ => found.group(2),
        },
    };
    Some(format!(" {per} {word}"))
}

/// "de m²", "x²".
fn lone_power(found: &Matched<'_>, language: Language) -> String {
    let unit = UNITS.iter().find(|unit| unit.0 == found.group(0));
    match (unit, found.group(2), language) {
        (Some(unit), _, Language::Nl) => unit.1.to_owned(),
        (Some(unit), _, Language::En) => unit.3.to_owned(),
        (None, "²", Language::Nl) => format!("{} kwadraat", found.group(1)),
        (None, _, Language::Nl) => format!("{} tot de derde", found.group(1)),
        (None, "²", Language::En) => format!("{} squared", found.group(1)),
        (None, _, Language::En) => format!("{} cubed", found.group(1)),
    }
}

fn ordinal(found: &Matched<'_>, language: Language) -> Option<String> {
    let english_suffix = matches!(found.group(2), "nd" | "rd" | "th");
    if !found.is_whole_number() || english_suffix && language == Language::Nl {
        return None;
    }
    let digits: String = found.group(1).chars().filter(char::is_ascii_digit).collect();
    (digits == "0" || !digits.starts_with('0'))
        .then(|| digits.parse().ok())
        .flatten()
        .map(|number| ordinal_words(number, language))
}

fn fraction_sign(found: &Matched<'_>, language: Language) -> String {
    let (numerator, denominator) = match found.group(2) {
        "½" => (1, 2),
        "¼" => (1, 4),
        "¾" => (3, 4),
        "⅓" => (1, 3),
        "⅕" => (1, 5),
        "⅛" => (1, 8),
        _ => (2, 3),
    };
    let whole = found.group(1);
    if whole.is_empty() || found.before.ends_with(['.', ',']) {
        let fraction = fraction_words(numerator, denominator, language);
        return format!("{whole} {fraction}").trim_start().to_owned();
    }
    mixed_words(whole, numerator, denominator, language)
}

fn fraction(found: &Matched<'_>, language: Language) -> Option<String> {
    let (numerator, denominator) = (found.number(2)?, found.number(3)?);
    let more_slashes = found.before.ends_with('/') || found.after.starts_with('/');
    if numerator >= denominator || more_slashes || !found.is_whole_number() {
        return None;
    }
    let whole = found.group(1);
    let of_feminine = language == Language::Nl && OF_FEMININE.is_match(found.after);
    Some(match whole {
        "" if of_feminine && (numerator, denominator) == (1, 2) => "een halve".to_owned(),
        "" => fraction_words(numerator, denominator, language),
        _ => mixed_words(whole, numerator, denominator, language),
    })
}

/// "anderhalf", "tweeënhalf", "twee en driekwart"; "two and a half".
fn mixed_words(whole: &str, numerator: u64, denominator: u64, language: Language) -> String {
    let fraction = fraction_words(numerator, denominator, language);
    let and = Vocabulary::of(language).and;
    let words = integer_words(whole, language);
    match (language, whole, denominator) {
        (Language::Nl, "1", 2) => "anderhalf".to_owned(),
        (Language::Nl, "2" | "3", 2) => format!("{words}ënhalf"),
        (Language::Nl, "4" | "5" | "6" | "7" | "8" | "9" | "10" | "11" | "12", 2) => {
            format!("{words}enhalf")
        }
        _ => format!("{words} {and} {fraction}"),
    }
}

fn fraction_words(numerator: u64, denominator: u64, language: Language) -> String {
    match (language, numerator, denominator) {
        (Language::Nl, 1, 2) => "een half".to_owned(),
        (Language::Nl, 1, 4) => "een kwart".to_owned(),
        (Language::Nl, 3, 4) => "driekwart".to_owned(),
        (Language::En, 1, 2) => "a half".to_owned(),
        (Language::En, 1, 4) => "a quarter".to_owned(),
        (Language::En, _, 4) => "three quarters".to_owned(),
        (Language::En, 1, _) => format!("one {}", ordinal_words(denominator, language)),
        (Language::En, ..) => {
            let count = cardinal_words(numerator, language);
            format!("{count} {}s", ordinal_words(denominator, language))
        }
        (Language::Nl, ..) => {
            let count = cardinal_words(numerator, language);
            format!("{count} {}", ordinal_words(denominator, language))
        }
    }
}

fn before_figure(found: &Matched<'_>, language: Language) -> Option<String> {
    let vocabulary = Vocabulary::of(language);
    let word = match (found.group(1).to_lowercase().as_str(), language) {
        ("no." | "#", _) => vocabulary.number,
        ("art.", Language::Nl) => "artikel",
        ("art.", Language::En) => "article",
        ("min.", Language::Nl) => "minimaal",
        ("min.", Language::En) => "minimum",
        ("~", _) => vocabulary.about,
        ("<", _) => vocabulary.less_than,
        (">", _) => vocabulary.more_than,
        _ => return None,
    };
    Some(format!("{word} {}", found.group(2)))
}

fn range(found: &Matched<'_>, vocabulary: &Vocabulary) -> Option<String> {
    let chained = found.before.ends_with(['-', '–', '/'])
        || found.after.starts_with(['-', '–']) && found.after.chars().nth(1).is_some_and(|next| next.is_ascii_digit());
    let code = found.group(2).starts_with('0') && !found.group(2).contains([',', '.']);
    (found.stands_alone() && !chained && !code)
        .then(|| format!("{} {} {}", found.group(1), vocabulary.to, found.group(2)))
}
