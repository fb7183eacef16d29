//! Signs in other positions than in `read_aloud_nl.tsv`: no sign is lost, in either language.

use super::{check, sentences};
use crate::Language;
use crate::{Lexicon, doubtful_words};

#[test]
fn signs_in_dutch() {
    check(
        &[
            ("Bent u >= 18?", "Bent u minstens achttien?"),
            ("Inkomen > 30.000 euro", "Inkomen meer dan dertigduizend euro"),
            ("-€ 3,50", "min drie euro vijftig"),
            ("Wij - 3 mensen - komen.", "Wij, drie mensen, komen."),
            ("2 km - 3 km", "twee kilometer tot drie kilometer"),
            ("€ 0,10/min", "tien cent per minuut"),
            ("5 ÷ 2", "vijf gedeeld door twee"),
            ("18- en 20-jarigen", "achttien- en twintig-jarigen"),
            ("kamer 3/4", "kamer drie schuine streep vier"),
            ("Molenweg 8-1", "Molenweg acht streepje één"),
            ("van 9.30 tot en met 12.30", "van negen uur dertig tot en met twaalf uur dertig"),
            ("1 jan. - 31 dec. 2026", "één januari tot eenendertig december tweeduizend zesentwintig"),
            ("voor 2-3 personen", "voor twee tot drie personen"),
            ("4 &lt; 5", "vier minder dan vijf"),
            ("ma en pa", "ma en pa"),
            ("de DE-regeling", "de DE-regeling"),
        ],
        Language::Nl,
    );
}

#[test]
fn signs_in_english() {
    check(
        &[
            ("Income > € 30,000", "Income more than thirty thousand euros"),
            ("at most ≤ 10", "at most at most ten"),
            ("You get -25 euros", "You get minus twenty-five euros"),
            ("+/- 10 days", "plus or minus ten days"),
            ("page 3/4", "page three of four"),
            ("2 weeks - 3 months", "two weeks to three months"),
        ],
        Language::En,
    );
}

/// Times, streets, numerals and signs, as letters write them, that used to be misread.
#[test]
fn what_a_stranger_wrote_is_read_well() {
    check(
        &[
            (
                "di 10.00-11.30u & do 14.00-15.30u",
                "dinsdag tien uur tot elf uur dertig en donderdag veertien uur tot vijftien uur dertig",
            ),
            ("T (0294) 491 511", "telefoon: nul twee negen vier, vier negen één, vijf één één"),
            ("Groep 1/2 en 3/4", "Groep één schuine streep twee en drie schuine streep vier"),
            ("binnen 6 wkn.", "binnen zes weken."),
            ("wo 4/3 om 19.30 uur", "woensdag vier maart om negentien uur dertig"),
            ("02:00 -> 03:00", "twee uur, drie uur"),
            ("a/b/c", "a of b of c"),
            ("1/3e deel", "één derde deel"),
            ("50/50", "vijftig vijftig"),
            ("I, II en III", "één, twee en drie"),
            ("W.A.-verzekering", "wee-aa-verzekering"),
            ("Katwijk a/d Rijn", "Katwijk aan de Rijn"),
            ("Prinses Beatrixln. 2", "Prinses Beatrixlaan twee"),
            ("1e Oosterparkstr. 12-hs", "eerste Oosterparkstraat twaalf huis"),
            ("+- 10 dagen", "plusminus tien dagen"),
            ("dr. Jansen", "doctor Jansen"),
            ("5-10-15 km", "vijf, tien, vijftien kilometer"),
            ("-/- € 25,00", "min vijfentwintig euro"),
            (
                "periode 01-2026 t/m 06-2026",
                "periode januari tweeduizend zesentwintig tot en met juni tweeduizend zesentwintig",
            ),
            ("Loket 3/4", "Loket drie schuine streep vier"),
            ("1234 5678 9012", "één twee drie vier, vijf zes zeven acht, negen nul één twee"),
            ("wk 12 t/m 15", "week twaalf tot en met vijftien"),
            ("ma 2 t/m vr 6 mrt", "maandag twee tot en met vrijdag zes maart"),
            ("c/o Jansen, 3e verd.", "per adres Jansen, derde verdieping."),
        ],
        Language::Nl,
    );
    assert_eq!(sentences("De wet van 20 dec. 2025 geldt.").len(), 1);
    assert_eq!(sentences("Kom naar de Beatrixln. 2 in Ede.").len(), 1);
    assert_eq!(sentences("Het is eind dec. Daarna niet.").len(), 2);
}

#[test]
fn words_that_no_rule_can_say_are_told_but_not_the_ending_of_an_address() {
    let doubtful = |text: &str| doubtful_words(text, crate::Language::Nl, &Lexicon::built_in());
    assert_eq!(doubtful("Kijk op svb.nl of bel de DigiHulplijn over bpm."), ["DigiHulplijn", "bpm"]);
}
