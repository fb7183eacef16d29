//! Dutch abbreviations that depend on context: "gem. Utrecht" and "gem. 3", "ma." and "ma", "p. 5". Not for
//! abbreviations that always mean the same, which are in the lexicon. Runs before the lexicon.

use super::names::roman_value;
use super::{Matched, pattern, rewrite};
use regex::Regex;
use std::sync::LazyLock;

const MONTHS: &str = concat!(
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december",
    "|jan|febr|feb|mrt|apr|jun|jul|aug|sept|sep|okt|nov|dec"
);

static DAY_LIST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b([Mm]a|[Dd]i|[Ww]o|[Dd]o|[Vv]r|[Zz]a|[Zz]o)\b\.?",
        r"((?: ?[-–/] ?|, ?| t/m | tot en met | tot | en | of )(?:ma|di|wo|do|vr|za|zo)\b\.?)+"
    ))
});
static DAY: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b([Mm]a|[Dd]i|[Ww]o|[Dd]o|[Vv]r|[Zz]a|[Zz]o)\b(\.?)"));
static DAY_JOINT: LazyLock<Regex> = LazyLock::new(|| pattern(r"^( ?[-–] ?| tot )(?:ma|di|wo|do|vr|za|zo)"));
static OPENING_FOLLOWS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^ ?:|^,? ?(?:van |vanaf |om |tussen )?[0-9]|^ ?(?:gesloten|open)\b|^ ?$|^[.;)]"));
static DATE_OR_TIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^,? (?:van |vanaf |om )?[0-9]{{1,2}}(?:e|ste|de)?(?: (?:{MONTHS})\b|[.:][0-9]{{2}}\b| ?[-–/] ?[0-9]| ?u(?:ur)?\b| (?:t/m|tot|en|of) (?:ma|di|wo|do|vr|za|zo)\b)"
    ))
});
static MONTH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(jan|febr|feb|mrt|apr|jun|jul|aug|sept|sep|okt|nov|dec)\b(\.| '?(?:19|20)?[0-9]{2}\b)")
});
static BEFORE_FIGURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b([Gg]em\.|[Oo]ng\.|[Nn]o\.|[Cc]at\.|pp?\.|[Gg]em|[Cc]a|[Ww]k|[Nn]rs?|[áâ]) ?([€<>±]? ?[0-9])")
});
static MUNICIPALITY: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b([Gg])em\. (\p{Lu})"));
static AFTER_FIGURE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"([0-9½¼¾]) ?(jr|wk|wkn|mnd|mn|dgn|dg|sec|min|ct|st|mln|mld)\b(\.?)"));
static JUNIOR: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\p{Lu}\p{L}+) (jr|sr)\b\.?"));
static STREET_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(Burg|Pres|Kon|Prins|St|Past|Gen|Ds|Dr|Ing|Jhr)\. ?(van |de |den |der |la )*(\p{Lu})")
});
/// "Beatrixln. 2", "Baerlestr. 9".
static STREET_END: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(\p{Lu}\p{L}{2,}?)(str|pln|ln)\. ([0-9])"));
/// "12-hs" is the ground floor of number 12, "9-3hg" its third floor.
static HOUSE_END: LazyLock<Regex> = LazyLock::new(|| pattern(r"([0-9]+)[- ]?(hs|hg)\b"));
static NUMERAL_LIST: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b[IVX]{1,5}(?:, [IVX]{1,5})*(?:,? (?:en|of|t/m|tot en met) )[IVX]{1,5}\b"));
static NUMERAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[IVX]{1,5}\b"));
/// "W.A.-verzekering"
static DOTTED_CAPITALS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b((?:\p{Lu}\.){2,})-"));
static LICENCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b((?i:rijbewijs|rijbewijzen|rijbewijscategorie|categorie|categorieën|cat\.))",
        r"((?:[ ,/]|en |of |t/m )*\b(?:AM|A1|A2|A|BE|B|C1E|C1|CE|C|D1E|D1|DE|D|T)\b\+?)+"
    ))
});
static LICENCE_LETTERS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(/?)\b(AM|BE|CE|DE)\b"));
static TELEPHONE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:(?:[Tt]el|T): ?|T )(\+|0[0-9]|\(0)"));
static RULED_HOUSE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b([0-9]{1,4}) (I{2,3}|IV)\b"));

/// Expands these abbreviations.
pub(super) fn in_full(text: String) -> String {
    let text = rewrite(text, &DAY_LIST, day_list);
    let text = rewrite(text, &DAY, single_day);
    let text = rewrite(text, &MONTH, month);
    let text = rewrite(text, &MUNICIPALITY, |found| {
        let first = if found.group(1) == "G" { "G" } else { "g" };
        Some(format!("{first}emeente {}", found.group(2)))
    });
    let text = rewrite(text, &LICENCE, licence);
    let text = rewrite(text, &BEFORE_FIGURE, before_figure);
    let text = rewrite(text, &AFTER_FIGURE, after_figure);
    let text = rewrite(text, &JUNIOR, |found| {
        let word = if found.group(2) == "jr" { "junior" } else { "senior" };
        Some(format!("{} {word}{}", found.group(1), lost_end(found.group(0), found.after)))
    });
    let text = rewrite(text, &STREET_NAME, street_name);
    let text = rewrite(text, &STREET_END, |found| {
        let end = match found.group(2) {
            "str" => "straat",
            "pln" => "plein",
            _ => "laan",
        };
        Some(format!("{}{end} {}", found.group(1), found.group(3)))
    });
    let text = rewrite(text, &HOUSE_END, |found| {
        let end = if found.group(2) == "hs" { "huis" } else { "hoog" };
        found.stands_alone().then(|| format!("{} {end}", found.group(1)))
    });
    let text = rewrite(text, &NUMERAL_LIST, numeral_list);
    let text = rewrite(text, &DOTTED_CAPITALS, |found| Some(format!("{}-", found.group(1).replace('.', ""))));
    let text = rewrite(text, &TELEPHONE, |found| Some(format!("telefoon: {}", found.group(1))));
    rewrite(text, &RULED_HOUSE, |found| {
        let floor =
            ["twee", "drie", "vier"][["II", "III", "IV"].iter().position(|numeral| *numeral == found.group(2))?];
        found.is_whole_number().then(|| format!("{}, {floor}", found.group(1)))
    })
}

fn day_name(short: &str) -> &'static str {
    match short.to_lowercase().as_str() {
        "ma" => "maandag",
        "di" => "dinsdag",
        "wo" => "woensdag",
        "do" => "donderdag",
        "vr" => "vrijdag",
        "za" => "zaterdag",
        _ => "zondag",
    }
}

fn as_first(name: &str, short: &str) -> String {
    if short.starts_with(char::is_uppercase) {
        let (first, rest) = name.split_at(1);
        return first.to_uppercase() + rest;
    }
    name.to_owned()
}

/// "ma-vr", "ma. t/m vr.", "ma, wo, vr" before a time or a colon. "ma en zo" by itself may be plain words.
fn day_list(found: &Matched<'_>) -> Option<String> {
    let list = found.group(0);
    let joined = list.contains(['-', '–', '/', '.']) || list.contains(" t/m ") || list.contains(" tot ");
    if !found.stands_alone() || found.before.ends_with('-') || !joined && !OPENING_FOLLOWS.is_match(found.after) {
        return None;
    }
    let mut words = String::new();
    let mut rest = list;
    while !rest.is_empty() {
        if let Some(day) = rest.get(..2).filter(|day| is_day(day)) {
            words.push_str(&as_first(day_name(day), day));
            rest = rest[2..].strip_prefix('.').unwrap_or(&rest[2..]);
        } else if let Some(joint) = DAY_JOINT.captures(rest).and_then(|captures| captures.get(1)) {
            words.push_str(" tot en met ");
            rest = &rest[joint.end()..];
        } else {
            let first = rest.chars().next()?;
            let end = rest.find(' ').filter(|end| *end > 0 && first.is_alphabetic()).unwrap_or(first.len_utf8());
            words.push_str(if first == '/' { " of " } else { &rest[..end] });
            rest = &rest[end..];
        }
    }
    Some(words + lost_end(list, found.after))
}

fn is_day(word: &str) -> bool {
    ["ma", "di", "wo", "do", "vr", "za", "zo"].contains(&word.to_lowercase().as_str())
}

/// "ma. 3 maart", "wo 5 nov", "za. 10-14 uur".
fn single_day(found: &Matched<'_>) -> Option<String> {
    let (short, dot) = (found.group(1), found.group(2));
    let dated = DATE_OR_TIME.is_match(found.after);
    let dotted =
        !dot.is_empty() && found.after.trim_start().starts_with(|next: char| next.is_ascii_digit() || next == ':');
    let alone =
        !dot.is_empty() && found.before.trim_end().ends_with(" op") && !found.after.starts_with(char::is_alphanumeric);
    let stands = found.stands_alone() && !found.before.ends_with(['-', '.', '\'', '@', '/']);
    (stands && (dated || dotted || alone)).then(|| {
        as_first(day_name(short), short) + if alone && !dated { lost_end(found.group(0), found.after) } else { "" }
    })
}

fn month(found: &Matched<'_>) -> Option<String> {
    let year = found.group(2).trim_start_matches('.');
    let day_before = found.before.trim_end().ends_with(|before: char| before.is_ascii_digit());
    let name = match found.group(1) {
        "jan" => "januari",
        "feb" | "febr" => "februari",
        "mrt" => "maart",
        "apr" => "april",
        "jun" => "juni",
        "jul" => "juli",
        "aug" => "augustus",
        "sep" | "sept" => "september",
        "okt" => "oktober",
        "nov" => "november",
        _ => "december",
    };
    let goes_on = found.after.starts_with(char::is_alphanumeric) || found.before.ends_with(['.', '-', '/', '@']);
    (!day_before && !goes_on).then(|| format!("{name}{year}{}", lost_end(found.group(0), found.after)))
}

/// "rijbewijs BE" letter by letter; other categories have a digit or a single letter.
fn licence(found: &Matched<'_>) -> Option<String> {
    let whole = found.group(0);
    let (name, list) = whole.split_at(found.group(1).len());
    if !list.starts_with([' ', ',']) {
        return None;
    }
    let spelled = LICENCE_LETTERS.replace_all(list, |letters: &regex::Captures<'_>| {
        let slash = if letters[1].is_empty() { "" } else { ", " };
        format!("{slash}{}", crate::letters::letter_names(&letters[2], crate::Language::Nl))
    });
    let name = if name.eq_ignore_ascii_case("cat.") { "categorie" } else { name };
    Some(format!("{name}{spelled}"))
}

fn before_figure(found: &Matched<'_>) -> Option<String> {
    let word = match found.group(1).trim_end_matches('.') {
        "gem" | "Gem" => "gemiddeld",
        "ong" | "Ong" => "ongeveer",
        "no" | "No" | "nr" | "Nr" => "nummer",
        "nrs" | "Nrs" => "nummers",
        "cat" | "Cat" => "categorie",
        "ca" | "Ca" => "circa",
        "wk" | "Wk" => "week",
        "p" => "pagina",
        "pp" => "pagina's",
        _ => "à",
    };
    let alone = !found.before.ends_with(|before: char| before.is_alphanumeric() || matches!(before, '.' | '/' | '-'));
    alone.then(|| format!("{word} {}", found.group(2)))
}

fn after_figure(found: &Matched<'_>) -> Option<String> {
    let one = found.group(1) == "1"
        && !found.before.ends_with(|before: char| before.is_alphanumeric() || ".,/-–".contains(before));
    let word = match (found.group(2), one) {
        ("jr", _) => "jaar",
        ("wk", true) => "week",
        ("wk", false) | ("wkn", _) => "weken",
        ("mnd" | "mn", true) => "maand",
        ("mnd" | "mn", false) => "maanden",
        ("dg" | "dgn", true) => "dag",
        ("dg" | "dgn", false) => "dagen",
        ("sec", true) => "seconde",
        ("sec", false) => "seconden",
        ("min", true) => "minuut",
        ("min", false) => "minuten",
        ("st", _) if found.group(3).is_empty() => return None,
        ("st", true) => "stuk",
        ("st", false) => "stuks",
        ("mln", _) => "miljoen",
        ("mld", _) => "miljard",
        _ => "cent",
    };
    if found.after.starts_with(char::is_alphanumeric) || found.after.starts_with('\'') {
        return None;
    }
    Some(format!("{} {word}{}", found.group(1), lost_end(found.group(0), found.after)))
}

/// "Burg. van der Lindenstraat", "St. Antonius", "Kon. Wilhelminalaan".
fn street_name(found: &Matched<'_>) -> Option<String> {
    let title = match found.group(1) {
        "Burg" => "Burgemeester",
        "Pres" => "President",
        "Kon" if found.group(3) == "W" || found.group(3) == "J" || found.group(3) == "E" => "Koningin",
        "Kon" => "Koning",
        "St" => "Sint",
        "Past" => "Pastoor",
        "Gen" => "Generaal",
        "Ds" => "Dominee",
        "Dr" => "Dokter",
        "Jhr" => "Jonkheer",
        _ => return None,
    };
    let rest = found.group(0)[found.group(1).len() + 1..].trim_start();
    Some(format!("{title} {rest}"))
}

/// "I, II en III": all numerals, at least one of them with more than one letter.
fn numeral_list(found: &Matched<'_>) -> Option<String> {
    let list = found.group(0);
    let values: Option<Vec<u64>> = NUMERAL.find_iter(list).map(|one| roman_value(one.as_str())).collect();
    let long = NUMERAL.find_iter(list).any(|one| one.len() > 1);
    let mut values = values.filter(|_| long && found.stands_alone())?.into_iter();
    let words = NUMERAL.replace_all(list, |_: &regex::Captures<'_>| values.next().unwrap_or_default().to_string());
    Some(words.into_owned())
}

/// The sentence end that the dot of an abbreviation also was.
fn lost_end(matched: &str, after: &str) -> &'static str {
    let ended = after.trim_start().chars().next().is_none_or(|next| next.is_uppercase() && after.starts_with(' '));
    if matched.ends_with('.') && ended { "." } else { "" }
}
