//! English: written and spoken forms.

use super::check;
use crate::Language;

#[test]
fn amounts() {
    let rows = [
        ("It costs €77.85.", "It costs seventy-seven euros eighty-five."),
        ("€77,85", "seventy-seven euros eighty-five"),
        (
            "€1,250 or €1.250 or €2.5 million",
            "one thousand two hundred and fifty euros or one thousand two hundred and fifty euros or two point five million euros",
        ),
        ("77.85 euros, 1 euro", "seventy-seven euros eighty-five, one euro"),
        ("€10 - €20", "ten euros to twenty euros"),
        ("€77.05 and €0.50", "seventy-seven euros and five cents and fifty cents"),
        ("-€50", "minus fifty euros"),
        (
            "€1,234,567.89",
            "one million two hundred and thirty-four thousand five hundred and sixty-seven euros eighty-nine",
        ),
        ("$5 or £3.20", "five dollars or three pounds twenty"),
        ("€1.50", "one euro fifty"),
        ("€12.50/hour", "twelve euros fifty per hour"),
        ("€3 bn", "three billion euros"),
    ];
    check(&rows, Language::En);
}

#[test]
fn dates_and_years() {
    let rows = [
        ("1 January 2026", "the first of January twenty twenty-six"),
        ("on the 1st of January 2026", "on the first of January twenty twenty-six"),
        ("January 1, 2026", "the first of January twenty twenty-six"),
        ("The 21 March 2026 deadline", "The twenty-first of March twenty twenty-six deadline"),
        ("on 3 Oct. 2026", "on the third of October twenty twenty-six"),
        ("01-02-2026", "the first of February twenty twenty-six"),
        ("2026-02-01", "the first of February twenty twenty-six"),
        ("1-5 January", "the first to the fifth of January"),
        ("from 1 to 5 January 2027", "from the first to the fifth of January twenty twenty-seven"),
        ("in May 2025", "in May twenty twenty-five"),
        ("In 1985, 2005, 2026", "In nineteen eighty-five, two thousand and five, twenty twenty-six"),
        ("the 1980s and the 90s", "the nineteen eighties and the nineties"),
        ("You may ask 5 times; you may 5", "You may ask five times. you may five"),
        ("3 Oct. at noon", "the third of October at noon"),
        ("since 1500", "since fifteen hundred"),
        ("2000 people and 1250 people", "two thousand people and one thousand two hundred and fifty people"),
        ("2024/2025", "twenty twenty-four, twenty twenty-five"),
    ];
    check(&rows, Language::En);
}

#[test]
fn times() {
    let rows = [
        ("at 9:00", "at nine o'clock"),
        ("9:30 a.m. and 13:30", "nine thirty A-M and thirteen thirty"),
        ("from 9am to 5pm", "from nine A-M to five P-M"),
        ("Come at 5 p.m. Bring a pass.", "Come at five P-M. Bring a pass."),
        ("17:00 hours", "seventeen hundred hours"),
        ("08:05", "eight oh five"),
        ("9:00-17:30", "nine o'clock to seventeen thirty"),
        ("10:30am-12:15pm", "ten thirty A-M to twelve fifteen P-M"),
        ("9am–5pm", "nine A-M to five P-M"),
    ];
    check(&rows, Language::En);
}

#[test]
fn phone_numbers() {
    let rows = [
        ("call 14 020", "call one four, zero two zero"),
        ("call 0800-1351", "call zero eight zero zero, one three five one"),
        ("call 1400", "call one four zero zero"),
        ("Call 112 at once.", "Call one one two at once."),
        ("article 112", "article one hundred and twelve"),
        ("020 624 1111", "zero two zero, six two four, one one one one"),
        ("+31 20 624 1111", "plus three one, two zero, six two four, one one one one"),
        ("+31 (0)20 624 11 11", "plus three one, zero two zero, six two four, one one, one one"),
        ("The phone number is 0900 8844.", "The phone number is zero nine zero zero, eight eight four four."),
        ("06 1234 5678", "zero six, one two three four, five six seven eight"),
        ("call +44 20 7946 0958", "call plus four four, two zero, seven nine four six, zero nine five eight"),
        ("call before 2026", "call before twenty twenty-six"),
    ];
    check(&rows, Language::En);
}

#[test]
fn codes_and_addresses() {
    let rows = [
        ("1012 AB", "one zero one two, A-B"),
        ("BSN 123456782", "B-S-N one two three, four five six, seven eight two"),
        ("citizen service number 123.456.789", "citizen service number one two three, four five six, seven eight nine"),
        ("NL91 ABNA 0417 1643 00", "N-L nine one, A-B-N-A, zero four one seven, one six four three, zero zero"),
        ("www.government.nl/topics/moving-house.", "government dot nl slash topics slash moving hyphen house."),
        ("See https://www.digid.nl/en.", "See diggy-dee dot nl slash en."),
        ("info@uwv.nl", "info at U-W-V dot nl"),
    ];
    check(&rows, Language::En);
}

#[test]
fn abbreviations_and_names() {
    let rows = [
        ("e.g. this, i.e. that, etc.", "for example this, that is that, et cetera."),
        ("the AOW, UWV, WOZ, SVB", "the A-O-W, U-W-V, W-O-Z, S-V-B"),
        ("your ID card and DigiD", "your I-D card and diggy-dee"),
        ("BRP, BSN, RDW and VOG", "B-R-P, B-S-N, R-D-W and V-O-G"),
        ("Mr. Smith and Dr. Jones", "mister Smith and doctor Jones"),
        ("Bread & butter", "Bread and butter"),
        ("Charles III and World War II", "Charles the Third and World War two"),
        ("article IV", "article four"),
        ("I said No.", "I said No."),
        ("Henry VIII and I went", "Henry the Eighth and I went"),
        ("WWII and the EU", "World War two and the E-U"),
        ("No. 5", "number five"),
    ];
    check(&rows, Language::En);
}

#[test]
fn figures() {
    let rows = [
        ("2.5 % and 21%", "two point five percent and twenty-one percent"),
        ("3.14159", "three point one four one five nine"),
        ("1,250,000 people", "one million two hundred and fifty thousand people"),
        ("the 1st, 22nd and 3rd", "the first, twenty-second and third"),
        ("5 kg and 1 km", "five kilograms and one kilometre"),
        ("½, 2½, 3/4 and 2/3", "a half, two and a half, three quarters and two thirds"),
        ("-5 °C", "minus five degrees Celsius"),
        ("007", "zero zero seven"),
        ("1000000000000000", "one quadrillion"),
        ("A4, B1 and 5G", "A four, B one and five G"),
        ("Covid-19", "Covid nineteen"),
        ("5-7 days", "five to seven days"),
        ("twice 2x", "twice two times"),
        ("18+", "eighteen plus"),
        ("version 2.5.1", "version two dot five dot one"),
        ("0.5", "zero point five"),
        ("10-year-old", "ten-year-old"),
        ("open 24/7", "open twenty-four hours a day, seven days a week"),
        ("within 6 weeks", "within six weeks"),
        ("30-40%", "thirty to forty percent"),
    ];
    check(&rows, Language::En);
}

#[test]
fn signs_and_layout() {
    let rows = [
        ("he/she and/or", "he or she and or"),
        ("the parent(s) (if any)", "the parents, if any"),
        ("**Note**: \"now\"!!!", "Note: now!"),
        ("Wait... what?!", "Wait. what?"),
        ("a house – or a room – to rent", "a house, or a room, to rent"),
        ("1. Go to the desk", "one, Go to the desk"),
        ("good morning", "good morning"),
        ("parents' and children's", "parents and children's"),
        ("This is a plain sentence, with a comma.", "This is a plain sentence, with a comma."),
    ];
    check(&rows, Language::En);
}
