//! English number words (British: "one hundred and twelve"), in both directions. Not for other languages, signs or
//! decimals.

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] = ["", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SCALES: [(u64, &str); 6] = [
    (1_000_000_000_000_000_000, "quintillion"),
    (1_000_000_000_000_000, "quadrillion"),
    (1_000_000_000_000, "trillion"),
    (1_000_000_000, "billion"),
    (1_000_000, "million"),
    (1_000, "thousand"),
];
const IRREGULAR_ORDINALS: [(&str, &str); 7] = [
    ("one", "first"),
    ("two", "second"),
    ("three", "third"),
    ("five", "fifth"),
    ("eight", "eighth"),
    ("nine", "ninth"),
    ("twelve", "twelfth"),
];

/// 1250 is "one thousand two hundred and fifty".
pub(super) fn cardinal(mut n: u64) -> String {
    if n == 0 {
        return SMALL[0].to_owned();
    }
    let mut parts = Vec::new();
    for (scale, name) in SCALES {
        if n >= scale {
            parts.push(format!("{} {name}", below_thousand(n / scale)));
            n %= scale;
        }
    }
    if n > 0 && n < 100 && !parts.is_empty() {
        parts.push("and".to_owned());
    }
    if n > 0 {
        parts.push(below_thousand(n));
    }
    parts.join(" ")
}

/// 21 is "twenty-first".
pub(super) fn ordinal(n: u64) -> String {
    let words = cardinal(n);
    let start = words.rfind([' ', '-']).map_or(0, |position| position + 1);
    let (stem, last) = words.split_at(start);
    let irregular = IRREGULAR_ORDINALS.iter().find(|(plain, _)| *plain == last);
    match (irregular, last.strip_suffix('y')) {
        (Some((_, ordinal)), _) => format!("{stem}{ordinal}"),
        (None, Some(tens)) => format!("{stem}{tens}ieth"),
        (None, None) => format!("{words}th"),
    }
}

/// 1985 is "nineteen eighty-five", 2005 is "two thousand and five".
pub(super) fn year(year: u64) -> String {
    let (century, rest) = (year / 100, year % 100);
    match (century, rest) {
        (20, 0..10) | (10, 0) | (0..=9 | 100.., _) => cardinal(year),
        (_, 0) => format!("{} hundred", cardinal(century)),
        (_, 1..10) => format!("{} oh {}", cardinal(century), cardinal(rest)),
        _ => format!("{} {}", cardinal(century), cardinal(rest)),
    }
}

/// Parses leniently, then checks that the number is written like that.
pub(super) fn parse(words: &str) -> Option<u64> {
    let plain = plain(words);
    let mut total = 0_u64;
    let mut part = 0_u64;
    for token in plain.split(' ') {
        if let Some((scale, _)) = SCALES.iter().find(|(_, name)| *name == token) {
            total = total.checked_add(part.checked_mul(*scale)?)?;
            part = 0;
        } else if token == "hundred" {
            part = part.checked_mul(100)?;
        } else {
            part = part.checked_add(parse_small(token)?)?;
        }
    }
    let number = total.checked_add(part)?;
    (self::plain(&cardinal(number)) == plain).then_some(number)
}

fn below_thousand(n: u64) -> String {
    match (n / 100, n % 100) {
        (0, rest) => below_hundred(rest),
        (hundreds, 0) => format!("{} hundred", SMALL[hundreds as usize]),
        (hundreds, rest) => {
            format!("{} hundred and {}", SMALL[hundreds as usize], below_hundred(rest))
        }
    }
}

fn below_hundred(n: u64) -> String {
    if (n as usize) < SMALL.len() {
        return SMALL[n as usize].to_owned();
    }
    let tens = TENS[(n / 10) as usize];
    match n % 10 {
        0 => tens.to_owned(),
        unit => format!("{tens}-{}", SMALL[unit as usize]),
    }
}

fn parse_small(token: &str) -> Option<u64> {
    if let Some(number) = SMALL.iter().position(|word| *word == token) {
        return Some(number as u64);
    }
    let tens = TENS.iter().skip(2).position(|word| *word == token)?;
    Some((tens as u64 + 2) * 10)
}

/// Lower case, single spaces, without hyphens and "and".
fn plain(words: &str) -> String {
    let lower = words.to_lowercase().replace('-', " ");
    let tokens: Vec<&str> = lower.split_whitespace().filter(|token| *token != "and").collect();
    tokens.join(" ")
}
