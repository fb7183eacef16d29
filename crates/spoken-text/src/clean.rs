//! Turns layout into plain running text, before the rules look at it.
//!
//! For: lines, lists, headings, quotes, dashes, foreign digits and spaces, emoji. Not for: numbers and symbols with a
//! spoken form (`rules`), or final clean-up (`tidy`).

use regex::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// The text as a single line in which every list item and heading ends its own sentence.
pub(super) fn clean(text: &str) -> String {
    let text = without_markup(text);
    let characters: String = text.chars().map(plain_character).collect();
    let mut output = String::new();
    let blocks = blocks(&characters);
    for block in &blocks {
        let block = if blocks.len() == 1 { without_markers_but_signs(block) } else { without_markers(block) };
        if block.is_empty() {
            continue;
        }
        if !output.is_empty() {
            end_sentence(&mut output);
            output.push(' ');
        }
        output.push_str(&block);
    }
    output
}

/// Splits the text into blocks: paragraphs, list items, headings. A line that was only wrapped is joined to the one
/// before it.
pub(super) fn blocks(text: &str) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::new();
    let mut previous_line_length = 0;
    for line in text.lines() {
        let line = line.trim();
        let length = line.chars().count();
        match blocks.last_mut() {
            Some(block) if continues(block, previous_line_length, line) => {
                block.push(' ');
                block.push_str(line);
            }
            _ if line.is_empty() || RULER.is_match(line) => {}
            _ => blocks.push(line.to_owned()),
        }
        previous_line_length = if RULER.is_match(line) { 0 } else { length };
    }
    blocks
}

/// Whether a line continues the block: it starts with a lower-case letter, or the line before it was long enough to
/// have been wrapped.
fn continues(block: &str, previous_line_length: usize, line: &str) -> bool {
    const WRAPPED_FROM: usize = 70;
    let Some(first) = line.chars().next() else {
        return false;
    };
    if previous_line_length == 0 || MARKER.is_match(line) || RULER.is_match(line) {
        return false;
    }
    let sentence_ended = block.ends_with(['.', '!', '?', ':', ';']);
    let goes_on = first.is_lowercase() && !MARKER.is_match(block);
    !sentence_ended && (goes_on || previous_line_length >= WRAPPED_FROM)
}

/// Removes list and quote markers, but not from a single line that starts with "- € 25" or "> 65 jaar".
fn without_markers_but_signs(block: &str) -> String {
    if SIGNED.is_match(block.trim()) { block.trim().to_owned() } else { without_markers(block) }
}

/// Removes a list item's dash, also before an amount ("- € 77,85").
pub(super) fn without_dash(block: &str) -> &str {
    if SIGNED.is_match(block) { block.trim_start_matches(['-', '–', '+', ' ']) } else { block }
}

/// Removes HTML tags and decodes entities.
fn without_markup(text: &str) -> Cow<'_, str> {
    let text = if text.contains('<') { TAG.replace_all(text, " ") } else { Cow::Borrowed(text) };
    if !text.contains('&') {
        return text;
    }
    let entity = |found: &regex::Captures<'_>| entity(&found[1]).map_or_else(|| found[0].to_owned(), String::from);
    Cow::Owned(ENTITY.replace_all(&text, entity).into_owned())
}

/// Entities that remain in texts copied from web pages.
fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "nbsp" | "shy" => ' ',
        "euro" => '€',
        "lt" => '<',
        "gt" => '>',
        "le" => '≤',
        "ge" => '≥',
        "quot" | "ldquo" | "rdquo" => '"',
        "apos" | "rsquo" | "lsquo" => '\'',
        "ndash" | "mdash" => '–',
        "hellip" => '…',
        "bull" | "middot" => '•',
        "plusmn" => '±',
        "times" => '×',
        "deg" => '°',
        "sect" => '§',
        "frac12" => '½',
        "sup2" => '²',
        "eacute" => 'é',
        "euml" => 'ë',
        "egrave" => 'è',
        "iuml" => 'ï',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "auml" => 'ä',
        "agrave" => 'à',
        _ => return None,
    })
}

fn without_markers(block: &str) -> String {
    let mut rest = block.trim();
    while let Some(bullet) = BULLET.find(rest) {
        rest = rest[bullet.end()..].trim_start();
    }
    let rest = NUMBERED.replace(rest, "$1, ");
    LETTERED.replace(&rest, "$1, ").trim().to_owned()
}

/// Ends a sentence audibly, unless it already ends or a colon announces what follows.
fn end_sentence(output: &mut String) {
    let kept = output.trim_end_matches([' ', ';', ',']).len();
    output.truncate(kept);
    let spoken = output.trim_end_matches(['"', '\'', ')', '*', '_', '`']);
    if !spoken.ends_with(['.', '!', '?', ':']) {
        output.push('.');
    }
}

/// Normalises the many kinds of spaces, quotes, dashes and digits; a space for what nobody says.
fn plain_character(character: char) -> char {
    match character {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        '’' | '‘' | '‛' | 'ʼ' | '′' | '´' | '`' => '\'',
        '“' | '”' | '„' | '«' | '»' | '‹' | '›' | '″' | '"' => '"',
        '‐' | '‑' | '‒' | '−' => '-',
        '—' | '―' => '–',
        '•' | '·' | '◦' | '▪' | '‣' | '●' | '■' | '○' | '∙' | '\u{f0b7}' => '•',
        '（' => '(',
        '）' => ')',
        _ if character.is_whitespace() => ' ',
        _ if is_spoken(character) => ascii_digit(character).unwrap_or(character),
        _ => ' ',
    }
}

fn is_spoken(character: char) -> bool {
    const SIGNS: &str = ".,;:!?…'-–()[]{}/\\|&%‰€$£+=±×÷@#§°~<>≤≥_*^½¼¾⅓⅔²³→";
    let combining_accent = ('\u{300}'..='\u{36f}').contains(&character);
    character.is_alphanumeric() || combining_accent || SIGNS.contains(character)
}

/// Converts digits of other scripts and styles to the digits that the rules know.
fn ascii_digit(character: char) -> Option<char> {
    const ZEROS: [u32; 16] = [
        0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0E50, 0x0ED0,
        0x2080, 0xFF10,
    ];
    const MATHEMATICAL: std::ops::RangeInclusive<u32> = 0x1D7CE..=0x1D7FF;
    let code = character as u32;
    let digit = match character {
        '¹' => Some(1),
        '①'..='⑨' => Some(code - '①' as u32 + 1),
        '⁰' => Some(0),
        '⁴'..='⁹' => Some(code - '⁰' as u32),
        _ if MATHEMATICAL.contains(&code) => Some((code - MATHEMATICAL.start()) % 10),
        _ => ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code)).map(|zero| code - zero),
    };
    digit.and_then(|digit| char::from_digit(digit, 10))
}

static BULLET: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:(?:[-–]+|\*+|\++|[•→]+)\s+|•|#{1,6}\s+|>\s*)"));
/// A sign that may belong to the value.
static SIGNED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:\+[-–] ?|[-–+] |>+ ?)[€$£]? ?[-–]?[0-9]"));
static TAG: LazyLock<Regex> = LazyLock::new(|| pattern(r"</?[a-zA-Z][a-zA-Z0-9]*(?: [^<>]*)?/?>|<!--[^<>]*-->"));
static ENTITY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"&(#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,5}|[a-zA-Z]{2,8}[0-9]{0,2});"));
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^([0-9]{1,3})[.)]\s+"));
static LETTERED: LazyLock<Regex> = LazyLock::new(|| pattern(r"^([a-zA-Z])\)\s+"));
static MARKER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:(?:[-–]+|\*+|\++|[•→]+)\s|•|#{1,6}\s|>|\||[0-9]{1,3}[.)]\s|[a-zA-Z]\)\s)"));
static RULER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[-–=_*|: ]{2,}$"));

fn pattern(expression: &str) -> Regex {
    Regex::new(expression).expect("a pattern in this file is valid")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_lines_become_sentences() {
        let rows = [
            ("Neem mee:\n- uw paspoort;\n- een pasfoto", "Neem mee: uw paspoort. een pasfoto"),
            ("1. Ga naar de balie\n2. Neem een nummer", "1, Ga naar de balie. 2, Neem een nummer"),
            ("## Kosten\nHet is gratis.", "Kosten. Het is gratis."),
            ("Dit is een zin die\nverder gaat.", "Dit is een zin die verder gaat."),
            ("Eerste regel\nTweede regel", "Eerste regel. Tweede regel"),
            ("Eerste alinea\n\ntweede alinea", "Eerste alinea. tweede alinea"),
            ("a) paspoort\nb) kaart", "a, paspoort. b, kaart"),
            ("Tabel\n|---|---|\nrij", "Tabel. rij"),
        ];
        for (text, cleaned) in rows {
            assert_eq!(clean(text), cleaned);
        }
    }

    #[test]
    fn characters_get_one_form() {
        assert_eq!(clean("foto’s\u{a0}٣ ３ 𝟑 😀"), "foto's 3 3 3");
    }
}
