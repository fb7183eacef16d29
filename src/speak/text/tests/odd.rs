//! Signs in other places than in the table of `read_aloud_nl.tsv`: no sign is lost, in either language.

use super::check;
use crate::language::Language;

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
