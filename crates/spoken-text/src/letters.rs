//! Letters said aloud: their names ("bee-es-en") and clear spelling with a phonetic alphabet.
//!
//! For: abbreviations that people spell, and the command "spel". Not for: deciding which words are spelled
//! (`rules::names` and the lexicon do).

use crate::Language;

/// Spells the text clearly: letters with the language's phonetic alphabet, digits one by one, a comma as the pause
/// between them.
#[must_use]
pub fn spell(text: &str, language: Language) -> String {
    let words: Vec<String> = text.chars().filter_map(|character| spelled_character(character, language)).collect();
    words.join(", ")
}

/// The names of the letters, joined so that they are said as one word: "aa-oo-wee" in Dutch, "A-O-W" in English (where
/// voices know the names of single capitals). Anything but letters is skipped.
pub(super) fn letter_names(letters: &str, language: Language) -> String {
    let names: Vec<String> = letters
        .chars()
        .filter(char::is_ascii_alphabetic)
        .map(|letter| match language {
            Language::Nl => DUTCH_NAMES[letter_index(letter)].to_owned(),
            Language::En => letter.to_ascii_uppercase().to_string(),
        })
        .collect();
    names.join("-")
}

/// Whether the word has no vowel, so that nobody can pronounce it.
pub(super) fn has_no_vowel(word: &str) -> bool {
    !word.chars().any(|letter| matches!(letter.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y'))
}

/// Whether the word starts or ends with consonants that no Dutch or English word starts or ends with, or starts with
/// three vowels ("CJIB", "USB", "IOAZ").
pub(super) fn is_unsayable(word: &str) -> bool {
    const BEGINNINGS: &str = concat!(
        " bl br ch chl chr cl cr dr dw fl fr gh gl gn gr kh kl kn kr kw ph pf pl pr ps qu rh sc sch schr scr sf sh sj sk sl",
        " sm sn sp spl spr sq st str sv sw th thr tj tr ts tw vl vr wh wr zw "
    );
    const ENDS: &str = concat!(
        " bs bt ch cht chts chtst ck cks cs ct cts dd ds dst dt ff ft fts gd gds gg gs gst gt hs ht kk ks kst kt kts ld lds",
        " lf lfs lfst lg lgt lk lks lkt ll lm lms lp lps lpt ls lst lt lts lv mb md mf mm mp mps mpt ms mst mt nc nd nds",
        " ng ngs ngst ngt nk nks nkt nn ns nst nt nts nz pp ps pst pt pts rb rd rds rf rfs rft rg rgs rgt rk rks rkt rl",
        " rls rm rms rmst rmt rn rnst rns rnt rp rps rpt rr rs rst rt rts rv sh sk sks sm sp sps ss st sts th ths tj ts tt",
        " tz wd ws wst wt wts xt "
    );
    let word = word.to_ascii_lowercase();
    let vowel = |letter: char| "aeiouy".contains(letter);
    let known = |list: &str, letters: &str| letters.len() < 2 || list.contains(&format!(" {letters} "));
    let Some(first) = word.find(vowel) else { return true };
    let last = word.rfind(vowel).unwrap_or(first);
    let many_vowels = word.chars().take(3).filter(|letter| vowel(*letter)).count() == 3;
    !known(BEGINNINGS, &word[..first]) || !known(ENDS, &word[last + 1..]) || many_vowels
}

/// The base letter and the name of its accent, for the letters that Dutch and its neighbours use.
fn without_accent(letter: char, language: Language) -> Option<(char, &'static str)> {
    const ACCENTS: [(&str, &str, &str, &str); 6] = [
        ("áéíóúý", "aeiouy", "met accent aigu", "with an acute accent"),
        ("àèìòù", "aeiou", "met accent grave", "with a grave accent"),
        ("äëïöüÿ", "aeiouy", "met trema", "with a diaeresis"),
        ("âêîôû", "aeiou", "met dakje", "with a circumflex"),
        ("ãñõ", "ano", "met tilde", "with a tilde"),
        ("ç", "c", "met cedille", "with a cedilla"),
    ];
    ACCENTS.iter().find_map(|(accented, plain, dutch, english)| {
        let position = accented.chars().position(|candidate| candidate == letter)?;
        let name = match language {
            Language::Nl => dutch,
            Language::En => english,
        };
        Some((plain.chars().nth(position)?, *name))
    })
}

fn spelled_character(character: char, language: Language) -> Option<String> {
    let lower = character.to_lowercase().next().unwrap_or(character);
    if lower.is_ascii_alphabetic() {
        return Some(phonetic_word(lower, language).to_owned());
    }
    if let Some((plain, accent)) = without_accent(lower, language) {
        return Some(format!("{} {accent}", phonetic_word(plain, language)));
    }
    if let Some(digit) = character.to_digit(10) {
        return Some(super::number_words(i64::from(digit), language));
    }
    let (_, dutch, english) = SYMBOLS.iter().find(|(symbol, _, _)| *symbol == character)?;
    Some(match language {
        Language::Nl => (*dutch).to_owned(),
        Language::En => (*english).to_owned(),
    })
}

fn phonetic_word(letter: char, language: Language) -> &'static str {
    match language {
        Language::Nl => DUTCH_ALPHABET[letter_index(letter)],
        Language::En => NATO_ALPHABET[letter_index(letter)],
    }
}

fn letter_index(letter: char) -> usize {
    (letter.to_ascii_lowercase() as usize).saturating_sub('a' as usize).min(25)
}

/// In a form that eSpeak NG pronounces: "èr", because it swallows the vowel of "er".
const DUTCH_NAMES: [&str; 26] = [
    "aa", "bee", "cee", "dee", "ee", "ef", "gee", "haa", "ie", "jee", "kaa", "el", "em", "en", "oo", "pee", "kuu",
    "èr", "es", "tee", "uu", "vee", "wee", "iks", "ypsilon", "zet",
];
const DUTCH_ALPHABET: [&str; 26] = [
    "Anton",
    "Bernhard",
    "Cornelis",
    "Dirk",
    "Eduard",
    "Ferdinand",
    "Gerard",
    "Hendrik",
    "Izaak",
    "Johan",
    "Karel",
    "Lodewijk",
    "Maria",
    "Nico",
    "Otto",
    "Pieter",
    "Quotiënt",
    "Rudolf",
    "Simon",
    "Teunis",
    "Utrecht",
    "Victor",
    "Willem",
    "Xantippe",
    "Ypsilon",
    "Zacharias",
];
const NATO_ALPHABET: [&str; 26] = [
    "Alfa", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliett", "Kilo", "Lima",
    "Mike", "November", "Oscar", "Papa", "Quebec", "Romeo", "Sierra", "Tango", "Uniform", "Victor", "Whiskey", "X-ray",
    "Yankee", "Zulu",
];
const SYMBOLS: [(char, &str, &str); 11] = [
    ('.', "punt", "dot"),
    ('-', "streepje", "hyphen"),
    ('_', "liggend streepje", "underscore"),
    ('/', "schuine streep", "slash"),
    ('@', "apenstaartje", "at sign"),
    ('\'', "apostrof", "apostrophe"),
    ('’', "apostrof", "apostrophe"),
    ('+', "plus", "plus"),
    ('&', "en-teken", "ampersand"),
    ('#', "hekje", "hash"),
    ('€', "euroteken", "euro sign"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_codes_are_spelled_clearly() {
        let rows = [
            (Language::Nl, "Jan", "Johan, Anton, Nico"),
            (Language::Nl, "1012 AB", "één, nul, één, twee, Anton, Bernhard"),
            (Language::Nl, "café", "Cornelis, Anton, Ferdinand, Eduard met accent aigu"),
            (Language::Nl, "a-b@c.nl", "Anton, streepje, Bernhard, apenstaartje, Cornelis, punt, Nico, Lodewijk"),
            (Language::En, "Jan 7", "Juliett, Alfa, November, seven"),
            (Language::En, "zoë", "Zulu, Oscar, Echo with a diaeresis"),
            (Language::En, "", ""),
        ];
        for (language, text, spelled) in rows {
            assert_eq!(spell(text, language), spelled);
        }
    }

    #[test]
    fn letters_have_names() {
        assert_eq!(letter_names("BSN", Language::Nl), "bee-es-en");
        assert_eq!(letter_names("uwv", Language::Nl), "uu-wee-vee");
        assert_eq!(letter_names("Wmo", Language::En), "W-M-O");
    }

    proptest::proptest! {
        #[test]
        fn spelling_never_writes_a_digit(text in "\\PC*") {
            for language in Language::ALL {
                proptest::prop_assert!(!spell(&text, language).contains(|c: char| c.is_ascii_digit()));
            }
        }
    }
}
