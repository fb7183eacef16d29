//! What is stored of questions, and for how long; what is masked; and what is stored without its text.

use super::redact::{is_bsn, is_iban};
use super::*;
use proptest::prelude::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn a_question_is_kept_without_personal_data_for_its_days_and_no_longer() {
    let folder = tempfile::tempdir().unwrap();
    let log = ReviewLog::open(folder.path(), 28, day("2026-11-24")).unwrap();
    let near = ["paspoort-aanvragen".to_owned()];
    log.keep("Mijn BSN is 111222333, en nu?", Language::Nl, &near, Unanswered::NotFound, day("2026-11-24")).unwrap();
    log.keep("Is Mieke van Wijk er?", Language::Nl, &near, Unanswered::NotFound, day("2026-11-24")).unwrap();
    let file = folder.path().join("review-2026-11-24.jsonl");
    let kept = fs::read_to_string(&file).unwrap();
    assert_eq!(
        kept,
        "{\"day\":\"2026-11-24\",\"language\":\"nl\",\"outcome\":\"not_found\",\"near\":[\"paspoort-aanvragen\"],\"question\":\"Mijn BSN is [bsn], en nu?\"}\n\
         {\"day\":\"2026-11-24\",\"language\":\"nl\",\"outcome\":\"not_found\",\"near\":[\"paspoort-aanvragen\"]}\n"
    );
    fs::write(folder.path().join("other.txt"), "").unwrap();
    ReviewLog::open(folder.path(), 28, day("2026-12-21")).unwrap();
    assert!(file.exists());
    ReviewLog::open(folder.path(), 28, day("2026-12-22")).unwrap();
    assert!(!file.exists() && folder.path().join("other.txt").exists());
}

#[test]
fn a_new_day_removes_the_oldest_without_a_restart_and_the_file_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let log = ReviewLog::open(folder.path(), 1, day("2026-11-24")).unwrap();
    log.keep("Een vraag?", Language::Nl, &[], Unanswered::NotFound, day("2026-11-24")).unwrap();
    log.keep("Nog een vraag?", Language::Nl, &[], Unanswered::NeitherMeant, day("2026-11-25")).unwrap();
    assert!(!folder.path().join("review-2026-11-24.jsonl").exists());
    let mode = fs::metadata(folder.path().join("review-2026-11-25.jsonl")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn what_points_to_a_person_is_taken_out() {
    for (said, kept) in [
        ("Mijn BSN is 111222333.", "Mijn BSN is [bsn]."),
        ("Mijn burgerservicenummer is 123 456 782, klopt dat?", "Mijn burgerservicenummer is [bsn], klopt dat?"),
        ("Bel mij op 06-12345678.", "Bel mij op [telefoon]."),
        ("Mijn nummer is +31 20 123 4567", "Mijn nummer is [telefoon]"),
        ("Mail naar jan.jansen@voorbeeld.nl graag", "Mail naar [e-mail] graag"),
        ("jan apenstaartje voorbeeld punt nl is mijn adres", "[e-mail] is mijn adres"),
        ("Rekening NL91 ABNA 0417 1643 00 alstublieft", "Rekening [iban] alstublieft"),
        ("Ik woon op 1234 AB 12.", "Ik woon op [adres]."),
        ("Ik woon in de Kerkstraat 15a in Utrecht", "Ik woon in de [adres] in Utrecht"),
        ("Mijn naam is Fatima el Idrissi en ik wil een paspoort", "Mijn naam is [naam] en ik wil een paspoort"),
        ("ik heet jan en mijn pas is kwijt", "ik heet [naam] en mijn pas is kwijt"),
        ("Ik ben Piet van der Berg.", "Ik ben [naam]."),
        ("Kan mijn zoon Daan zelf een pas halen?", "Kan mijn zoon [naam] zelf een pas halen?"),
        ("Ik ben geboren op 12 maart 1956.", "Ik ben geboren op [datum]."),
        ("Het is nul zes een twee drie vier vijf zes zeven acht", "Het is [nummer]"),
        ("My name is John Smith, I lost my passport", "My name is [naam], I lost my passport"),
        ("Zaaknummer 2026.123456", "Zaaknummer [nummer]"),
    ] {
        assert_eq!(redact(said), kept);
    }
}

#[test]
fn a_question_without_personal_data_stays_as_it_is() {
    for said in [
        "Hoe vraag ik huurtoeslag aan?",
        "Ik ben 17 jaar en word volgende maand 18, wat moet ik regelen?",
        "Wat kost een paspoort, 83 euro of 87,27 euro?",
        "Mag ik bellen naar 0800 8020 of naar 14 020?",
        "Is 088 123 45 67 het nummer van de gemeente?",
        "Is het stembureau op 16 maart open tot 21.00 uur?",
        "Ik ben Nederlander en woon in België.",
        "Moet ik twee of drie weken wachten?",
        "Kan ik op 31 december nog langskomen?",
        "Hoe laat gaat u open, om 9 uur?",
        "Wat kost een rijbewijs B in 2026?",
        "Welke weg is afgesloten?",
        "Hoeveel huurtoeslag krijg ik met een inkomen van 25.000 euro?",
        "Wanneer krijg ik mijn AOW, op mijn 67e?",
        "Is er 1 loket of zijn er 2?",
        "Kan ik met de app van DigiD inloggen?",
        "Wat is het kenteken van een auto?",
        "Waar staat mijn documentnummer op het paspoort?",
    ] {
        assert_eq!(redact(said), said);
    }
}

/// Each kind of personal data, in sentences as people say them: at least 99 of 100 are removed.
#[test]
fn hardly_anything_about_a_person_stays() {
    let forms: [(&str, &[&str]); 9] = [
        (
            "geboren op",
            &[
                "12 maart 1956",
                "12-03-1956",
                "3/5/80",
                "twaalf maart negentienhonderd zesenvijftig",
                "drie mei tachtig",
                "eenendertig december negentienvijfenzeventig",
                "1 mei 2001",
                "eerste april negentienhonderdnegentig",
            ],
        ),
        ("het kenteken is", &["8-TJT-12", "GV-123-K", "99-XXX-9", "t j t twaalf k", "TJT12K", "TJ 12 XX"]),
        ("het documentnummer is", &["NPK1AB234", "SPECI2014", "npk1ab234", "4512", "12 34 56", "vier vijf een twee"]),
        (
            "wij wonen in de",
            &[
                "Kerkstraat 15",
                "Kerkstraat vijftien",
                "Dorpsstraat nummer twaalf",
                "Oudegracht 12 bis",
                "Stationsweg 3a",
                "kerkstraat tweeëntwintig",
            ],
        ),
        (
            "mail naar",
            &[
                "jan punt jansen apenstaartje gmail punt com",
                "j.jansen@ziggo.nl",
                "piet apenstaartje kpn punt nl",
                "info streepje jan apenstaartje hotmail punt com",
            ],
        ),
        (
            "want ik ben",
            &[
                "depressief",
                "zwanger",
                "moslim",
                "homo",
                "verslaafd",
                "katholiek",
                "transgender",
                "blind",
                "autistisch",
            ],
        ),
        (
            "bel mij op",
            &["06 12345678", "0612345678", "+31 6 1234 5678", "nul zes een twee drie vier vijf zes zeven acht"],
        ),
        ("mijn BSN is", &["123456782", "123 456 782", "een twee drie vier vijf zes zeven acht twee"]),
        ("mijn naam is", &["Jan de Vries", "Fatima el Idrissi", "piet"]),
    ];
    let frames = [
        "Hallo, {}, kan ik een uitkering krijgen?",
        "{}. Wat moet ik doen voor een paspoort?",
        "Ik wil een afspraak maken, {}",
        "Mijn vraag gaat over toeslagen en {}, wat nu?",
        "Goedemiddag {} en ik heb een vraag over verhuizen",
        "Kunt u mij helpen? {}.",
        "Het gaat om het volgende: {}",
    ];
    let (mut all, mut stayed) = (0, Vec::new());
    for (before, values) in forms {
        for value in values {
            for frame in frames {
                let said = frame.replace("{}", &format!("{before} {value}"));
                let kept = redact(&said);
                all += 1;
                if kept.contains(value) || !kept.contains('[') {
                    stayed.push(kept.clone());
                }
                let question = ["uitkering", "paspoort", "afspraak", "toeslagen", "verhuizen", "helpen", "volgende"];
                assert!(question.iter().any(|word| kept.contains(word)), "no longer readable: {kept}");
            }
        }
    }
    assert!(all >= 300, "{all}");
    assert!(stayed.len() * 100 <= all, "{} of {all}: {stayed:#?}", stayed.len());
}

#[test]
fn check_digits_tell_numbers_apart() {
    assert!(is_bsn("111222333") && is_bsn("12345672") && !is_bsn("123456789") && !is_bsn("000000000"));
    assert!(is_iban("NL91ABNA0417164300") && !is_iban("NL92ABNA0417164300"));
}

#[test]
fn what_a_question_is_about_stays_where_it_is_only_looked_up() {
    assert_eq!(mask_identity("Mijn BSN is 111222333, ik word mishandeld"), "Mijn BSN is [bsn], ik word mishandeld");
    let said = "Hoe vraag ik een gehandicaptenparkeerkaart aan?";
    assert_eq!(mask_identity(said), said);
}

proptest! {
    #[test]
    fn any_text_is_taken_and_no_long_number_stays(text in "\\PC{0,80}", number in "[0-9]{9}") {
        let kept = redact(&format!("{text} {number} {text}"));
        prop_assert!(!kept.contains(&number));
    }
}

/// What must not be stored (separated by |, or - for nothing), and the question.
fn asked(file: &'static str) -> impl Iterator<Item = (Vec<&'static str>, &'static str)> {
    file.lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(personal, said)| (personal.split('|').filter(|value| *value != "-").collect(), said))
}

fn without_marks(kept: &str) -> String {
    kept.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest)).collect()
}

/// Both halves were written before the rules that they test. When the second half was first tried, after the rules had
/// been improved on the first, one of its 99 questions kept something: a document number with letters in several
/// parts, since fixed.
#[test]
fn what_cannot_be_masked_surely_is_kept_without_its_words() {
    for (name, file) in
        [("development", include_str!("tests/development.tsv")), ("held back", include_str!("tests/held-back.tsv"))]
    {
        let (mut personal, mut stayed, mut readable) = (0, Vec::new(), 0);
        let (mut without, mut lost) = (0, Vec::new());
        for (values, said) in asked(file) {
            let kept = kept_words(said);
            if values.is_empty() {
                without += 1;
                if kept.as_deref() != Some(said) {
                    lost.push(format!("{said} -> {kept:?}"));
                }
                continue;
            }
            personal += 1;
            readable += usize::from(kept.is_some());
            // A mark may be the word itself.
            let words = kept.as_ref().map(|kept| without_marks(kept));
            if words.is_some_and(|words| values.iter().any(|value| words.contains(value))) {
                stayed.push(format!("{said} -> {kept:?}"));
            }
        }
        println!(
            "{name}: of {personal} with personal data {} kept some, {readable} kept their words; of {without} without {} \
             did not stay as they are",
            stayed.len(),
            lost.len()
        );
        assert!(personal + without >= 150);
        assert!(stayed.len() * 100 <= personal, "{stayed:#?}");
        assert!(lost.len() * 20 <= without, "{lost:#?}");
    }
}
