//! What is written and what is said, in tables, and properties that hold for any text.

mod dutch;
mod english;
mod properties;

use super::{Lexicon, sentences, speakable};
use crate::language::Language;

/// Every row is said as the table has it, and what is said goes in again unchanged.
fn check(rows: &[(&str, &str)], language: Language) {
    let lexicon = Lexicon::built_in();
    for (written, spoken) in rows {
        assert_eq!(&speakable(written, language, &lexicon), spoken, "written: {written}");
        assert_eq!(&speakable(spoken, language, &lexicon), spoken, "a second time: {written}");
    }
}

#[test]
fn a_list_is_heard_item_by_item() {
    let text = "Neem mee:\n- uw paspoort (geldig);\n- € 77,85;\n\nDat is alles.";
    let spoken = speakable(text, Language::Nl, &Lexicon::built_in());
    assert_eq!(
        sentences(&spoken),
        ["Neem mee: uw paspoort, geldig.", "zevenenzeventig euro vijfentachtig.", "Dat is alles.",]
    );
}

#[test]
fn an_operator_decides_how_a_word_or_number_is_said() {
    let lexicon = Lexicon::built_in()
        .extended_with("[nl]\n\"Scheveningen\" = \"schéveningen\"\n\"1400\" = \"veertien nul nul\"")
        .expect("a good lexicon");
    assert_eq!(speakable("Bel 1400 in Scheveningen.", Language::Nl, &lexicon), "Bel veertien nul nul in schéveningen.");
}
