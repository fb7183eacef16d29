//! From text to search terms: stems of words, and phonetic n-grams that survive mishearing.

use crate::language::Language;
use spoken_text::lower_words;
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language as Stem, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer,
};

/// Letters per phonetic n-gram.
const GRAM: usize = 4;

/// Words that say nothing about the subject of a question. Dutch and English share one list, because people mix them;
/// tantivy's own Dutch list lacks the question words.
const STOP_WORDS: &str = " a aan al alles als altijd am an and any are as at be been ben bent bij but by can could \
    daar dan dat de den der deze die dit do does doe doen door dus een eens eigenlijk en er for from ga gaan \
    graag had hallo have he heb hebben hebt heeft hem het hi hier hij hoe hoeveel how i if ik in is it je jij jou jouw \
    kan kun kunt like ma maar mag me meer met might mij mijn mn moet moeten mogen must my na naar niet nog \
    nou nu of om on ons onze ook op or our over please shall she should so some te tegen than that the their \
    them then there they this to toch toe tot u uit uw van vanaf veel voor vraag waar waarom wanneer want was \
    wat we wel welk welke wel wie wil willen wilt worden wordt was what when where which who why will with word would you your ze \
    zeg zich zij zijn zo zou zouden ";

/// The stems of the content words, in order; empty if a text has only stop words.
#[must_use]
pub fn stems(text: &str, language: Language) -> Vec<String> {
    let plain = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(60))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter);
    let mut analyzer = match stemmer(language) {
        Some(stem) => plain.filter(Stemmer::new(stem)).build(),
        None => plain.build(),
    };
    let mut content = content_words(text);
    if language.grammar().is_none() {
        let common = &language.facts().common_words;
        content.retain(|word| !common.contains(word));
    }
    let content = content.join(" ");
    let mut stream = analyzer.token_stream(&content);
    let mut stems = Vec::new();
    while let Some(token) = stream.next() {
        stems.push(token.text.clone());
    }
    stems
}

/// None where tantivy has none (Polish, Ukrainian): the phonetic grams make up for some of it.
fn stemmer(language: Language) -> Option<Stem> {
    match language {
        Language::Nl => Some(Stem::Dutch),
        Language::En => Some(Stem::English),
        Language::De => Some(Stem::German),
        Language::Fr => Some(Stem::French),
        Language::Es => Some(Stem::Spanish),
        Language::Tr => Some(Stem::Turkish),
        Language::Ar => Some(Stem::Arabic),
        Language::Pl | Language::Uk => None,
    }
}

/// Phonetic 4-grams of the content words: spellings that sound alike coincide, so that a misheard or misspelt word
/// still shares most of them.
#[must_use]
pub fn sounds(text: &str) -> Vec<String> {
    content_words(text)
        .iter()
        .flat_map(|word| {
            let padded: Vec<char> = format!("_{}_", fold_sound(word)).chars().collect();
            if padded.len() <= GRAM {
                vec![padded.into_iter().collect()]
            } else {
                padded.windows(GRAM).map(|gram| gram.iter().collect::<String>()).collect()
            }
        })
        .collect()
}

/// Lower-case words that are not stop words.
fn content_words(text: &str) -> Vec<String> {
    lower_words(text).filter(|word| !STOP_WORDS.contains(&format!(" {word} "))).collect()
}

/// Maps letters that sound the same in Dutch to one spelling: ij/ei/y, au/ou, ch/g, c/k/q, s/z, f/v, final d/t,
/// doubled letters, silent h.
fn fold_sound(word: &str) -> String {
    let mut folded: String = word.chars().map(without_accent).collect();
    for (from, to) in [
        ("sch", "sx"),
        ("ch", "x"),
        ("g", "x"),
        ("ck", "k"),
        ("qu", "kw"),
        ("ph", "f"),
        ("th", "t"),
        ("ij", "y"),
        ("ei", "y"),
        ("au", "ou"),
        ("ow", "ou"),
        ("ae", "aa"),
        ("ie", "i"),
        ("oe", "u"),
        ("uu", "u"),
        ("q", "k"),
        ("c", "k"),
        ("z", "s"),
        ("v", "f"),
        ("w", "f"),
        ("dt", "t"),
    ] {
        folded = folded.replace(from, to);
    }
    let mut result = String::with_capacity(folded.len());
    for letter in folded.chars() {
        if !result.ends_with(letter) {
            result.push(letter);
        }
    }
    if result.ends_with('d') {
        result.pop();
        result.push('t');
    }
    if result.ends_with('b') {
        result.pop();
        result.push('p');
    }
    result
}

fn without_accent(letter: char) -> char {
    match letter {
        'á' | 'à' | 'ä' | 'â' | 'ã' => 'a',
        'é' | 'è' | 'ë' | 'ê' => 'e',
        'í' | 'ì' | 'ï' | 'î' => 'i',
        'ó' | 'ò' | 'ö' | 'ô' | 'õ' => 'o',
        'ú' | 'ù' | 'ü' | 'û' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn question_words_fall_away_and_stems_meet() {
        assert_eq!(stems("Hoe vraag ik een paspoort aan?", Language::Nl), stems("paspoorten", Language::Nl));
        assert_eq!(stems("Waar kan ik dat doen?", Language::Nl), Vec::<String>::new());
        assert_eq!(stems("renewing licences", Language::En), stems("renew licence", Language::En));
    }

    #[test]
    fn what_sounds_alike_shares_its_grams() {
        for (written, heard) in [
            ("rijbewijs", "reibeweis"),
            ("huurtoeslag", "huurtoeslach"),
            ("paspoort", "pasport"),
            ("gezicht", "chesigd"),
        ] {
            assert_eq!(sounds(written), sounds(heard), "{written} {heard}");
        }
        let shared = |a: &str, b: &str| {
            let b = sounds(b);
            sounds(a).iter().filter(|gram| b.contains(gram)).count()
        };
        assert!(shared("rijbewijs", "rijbereis") >= 2);
        assert_eq!(shared("rijbewijs", "paspoort"), 0);
    }
}
