//! Tables of what is written and what is said, and properties that hold for any text.

mod dutch;
mod english;
mod odd;
mod properties;

use super::{Lexicon, sentences, speakable};
use crate::Language;

/// Checks every row, and that its spoken form is left unchanged.
fn check(rows: &[(&str, &str)], language: Language) {
    let lexicon = Lexicon::built_in();
    for (written, spoken) in rows {
        assert_eq!(&speakable(written, language, &lexicon), spoken, "written: {written}");
        assert_eq!(&speakable(spoken, language, &lexicon), spoken, "a second time: {written}");
    }
}

/// How Dutch letters and web pages write things; each row: written, tab, spoken.
#[test]
fn what_letters_and_pages_write_is_read_as_people_say_it() {
    let table = include_str!("tests/read_aloud_nl.tsv");
    let rows: Vec<(&str, &str)> = table.lines().filter_map(|line| line.split_once('\t')).collect();
    assert!(rows.len() > 500, "{}", rows.len());
    check(&rows, Language::Nl);
}

#[test]
fn a_list_is_heard_item_by_item() {
    let text = "Neem mee:\n- uw paspoort (geldig);\n- € 77,85;\n\nDat is alles.";
    let spoken = speakable(text, Language::Nl, &Lexicon::built_in());
    assert_eq!(
        sentences(&spoken),
        ["Neem mee: uw paspoort, geldig.", "zevenenzeventig euro vijfentachtig.", "Dat is alles.",]
    );
    let said: Vec<String> =
        sentences(text).iter().map(|sentence| speakable(sentence, Language::Nl, &Lexicon::built_in())).collect();
    assert_eq!(said[2], "zevenenzeventig euro vijfentachtig.", "the dash of a list is no minus");
}

#[test]
fn an_operator_decides_how_a_word_or_number_is_said() {
    let lexicon = Lexicon::built_in()
        .extended_with("[nl]\n\"Scheveningen\" = \"schéveningen\"\n\"1400\" = \"veertien nul nul\"")
        .expect("a good lexicon");
    assert_eq!(speakable("Bel 1400 in Scheveningen.", Language::Nl, &lexicon), "Bel veertien nul nul in schéveningen.");
}
