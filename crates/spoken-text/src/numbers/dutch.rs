//! Dutch number words, in both directions. Not for other languages, signs or decimals.

const SMALL: [&str; 20] = [
    "nul",
    "een",
    "twee",
    "drie",
    "vier",
    "vijf",
    "zes",
    "zeven",
    "acht",
    "negen",
    "tien",
    "elf",
    "twaalf",
    "dertien",
    "veertien",
    "vijftien",
    "zestien",
    "zeventien",
    "achttien",
    "negentien",
];
const SMALL_ORDINALS: [&str; 20] = [
    "nulde",
    "eerste",
    "tweede",
    "derde",
    "vierde",
    "vijfde",
    "zesde",
    "zevende",
    "achtste",
    "negende",
    "tiende",
    "elfde",
    "twaalfde",
    "dertiende",
    "veertiende",
    "vijftiende",
    "zestiende",
    "zeventiende",
    "achttiende",
    "negentiende",
];
const TENS: [&str; 10] =
    ["", "tien", "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig"];
const SCALES: [(u64, &str); 5] = [
    (1_000_000_000_000_000_000, "triljoen"),
    (1_000_000_000_000_000, "biljard"),
    (1_000_000_000_000, "biljoen"),
    (1_000_000_000, "miljard"),
    (1_000_000, "miljoen"),
];

/// 1250 is "twaalfhonderdvijftig", 2026 is "tweeduizend zesentwintig".
pub(super) fn cardinal(n: u64) -> String {
    match n {
        1 => "één".to_owned(),
        1_100..2_000 => below_two_thousand(n),
        _ => in_thousands(n),
    }
}

/// 21 is "eenentwintigste".
pub(super) fn ordinal(n: u64) -> String {
    let last = (n % 100) as usize;
    let words = cardinal(n);
    if n != 0 && (last == 0 || last >= SMALL.len()) {
        return format!("{words}ste");
    }
    let stem = words.strip_suffix(SMALL[last]).or_else(|| words.strip_suffix("één")).unwrap_or_default();
    format!("{stem}{}", SMALL_ORDINALS[last])
}

/// 1985 is "negentienhonderd vijfentachtig"; from 2000 on a year sounds like the number.
pub(super) fn year(year: u64) -> String {
    match (year / 100, year % 100) {
        (11..=19, 1..) => format!("{} {}", cardinal(year - year % 100), cardinal(year % 100)),
        _ => cardinal(year),
    }
}

/// Parses leniently, then checks that the number is written like that.
pub(super) fn parse(words: &str) -> Option<u64> {
    let mut total = 0_u64;
    let mut part: Option<u64> = None;
    for token in words.to_lowercase().split_whitespace() {
        if let Some((scale, _)) = SCALES.iter().find(|(_, name)| *name == token) {
            total = total.checked_add(part.take().unwrap_or(1).checked_mul(*scale)?)?;
        } else {
            part = Some(part.unwrap_or(0).checked_add(parse_token(token)?)?);
        }
    }
    let number = total.checked_add(part.unwrap_or(0))?;
    let written = letters(words);
    [cardinal(number), in_thousands(number)].iter().any(|expected| letters(expected) == written).then_some(number)
}

fn in_thousands(mut n: u64) -> String {
    if n == 0 {
        return SMALL[0].to_owned();
    }
    let mut parts = Vec::new();
    for (scale, name) in SCALES {
        if n >= scale {
            parts.push(format!("{} {name}", in_thousands(n / scale)));
            n %= scale;
        }
    }
    if n >= 1_000 {
        let count = n / 1_000;
        let count = if count == 1 { String::new() } else { below_two_thousand(count) };
        parts.push(format!("{count}duizend"));
        n %= 1_000;
    }
    match n {
        0 => {}
        1 => parts.push("één".to_owned()),
        _ => parts.push(below_two_thousand(n)),
    }
    parts.join(" ")
}

fn below_two_thousand(n: u64) -> String {
    let (hundreds, rest) = (n / 100, n % 100);
    let mut words = String::new();
    if hundreds > 1 {
        words.push_str(SMALL[hundreds as usize]);
    }
    if hundreds > 0 {
        words.push_str("honderd");
    }
    if rest > 0 || hundreds == 0 {
        words.push_str(&below_hundred(rest));
    }
    words
}

fn below_hundred(n: u64) -> String {
    if (n as usize) < SMALL.len() {
        return SMALL[n as usize].to_owned();
    }
    let (tens, unit) = (TENS[(n / 10) as usize], SMALL[(n % 10) as usize]);
    match n % 10 {
        0 => tens.to_owned(),
        2 | 3 => format!("{unit}ën{tens}"),
        _ => format!("{unit}en{tens}"),
    }
}

fn parse_token(token: &str) -> Option<u64> {
    let Some((count, rest)) = token.split_once("duizend") else {
        return parse_hundreds(token);
    };
    let count = if count.is_empty() { 1 } else { parse_hundreds(count)? };
    let rest = if rest.is_empty() { 0 } else { parse_hundreds(rest)? };
    Some(count * 1_000 + rest)
}

fn parse_hundreds(token: &str) -> Option<u64> {
    let Some((count, rest)) = token.split_once("honderd") else {
        return parse_below_hundred(token);
    };
    let count = if count.is_empty() { 1 } else { parse_below_hundred(count)? };
    let rest = if rest.is_empty() { 0 } else { parse_below_hundred(rest)? };
    Some(count * 100 + rest)
}

fn parse_below_hundred(token: &str) -> Option<u64> {
    let token = letters(token);
    (0..100).find(|number| letters(&below_hundred(*number)) == token)
}

/// The letters without accents and spaces.
fn letters(words: &str) -> String {
    words
        .to_lowercase()
        .chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| if matches!(character, 'é' | 'ë') { 'e' } else { character })
        .collect()
}
