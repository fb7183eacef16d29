//! Dutch: written and spoken forms.

use super::check;
use crate::Language;

#[test]
fn amounts() {
    let rows = [
        ("Het kost € 77,85.", "Het kost zevenenzeventig euro vijfentachtig."),
        ("€ 1.250 of € 2,5 miljoen", "twaalfhonderdvijftig euro of twee komma vijf miljoen euro"),
        ("77,85 euro en 1 euro", "zevenenzeventig euro vijfentachtig en één euro"),
        ("€ 10 - € 20", "tien euro tot twintig euro"),
        ("€ 10-20 per maand", "tien euro tot twintig euro per maand"),
        ("€ 65.000,- lenen", "vijfenzestigduizend euro lenen"),
        ("€ 65 000 lenen", "vijfenzestigduizend euro lenen"),
        ("-€ 50 en € -12,05", "min vijftig euro en min twaalf euro en vijf cent"),
        ("€ 0,50 of € 0,05", "vijftig cent of vijf cent"),
        ("€ 1,01", "één euro en één cent"),
        ("€ 1.234.567,89", "één miljoen tweehonderdvierendertigduizend vijfhonderdzevenenzestig euro negenentachtig"),
        ("€ 0,345 per liter", "nul komma drie vier vijf euro per liter"),
        ("€ 12,50/uur", "twaalf euro vijftig per uur"),
        ("$ 126,50 of £ 5", "honderdzesentwintig dollar vijftig of vijf pond"),
        ("EUR 45 en 45 EUR", "vijfenveertig euro en vijfenveertig euro"),
        ("tussen € 1.000 en € 1.999,99", "tussen duizend euro en negentienhonderdnegenennegentig euro negenennegentig"),
        ("1.000 - 2.000 euro", "duizend tot tweeduizend euro"),
        ("Het kost 10 euro 50.", "Het kost tien euro vijftig."),
        ("€ 10,50 p.m.", "tien euro vijftig per maand."),
    ];
    check(&rows, Language::Nl);
}

#[test]
fn dates_and_years() {
    let rows = [
        ("1 januari 2026", "één januari tweeduizend zesentwintig"),
        ("op 01-02-2026.", "op één februari tweeduizend zesentwintig."),
        ("2026-02-01", "één februari tweeduizend zesentwintig"),
        ("31/12/2025", "eenendertig december tweeduizend vijfentwintig"),
        ("1e januari en 21 mrt. 2026", "eerste januari en eenentwintig maart tweeduizend zesentwintig"),
        ("Op 3 okt. begint het.", "Op drie oktober begint het."),
        ("van 1 t/m 5 mei", "van één tot en met vijf mei"),
        ("in 1985 en 1900", "in negentienhonderd vijfentachtig en negentienhonderd"),
        ("in 2005 en 2026", "in tweeduizend vijf en tweeduizend zesentwintig"),
        ("schooljaar 2024/2025", "schooljaar tweeduizend vierentwintig, tweeduizend vijfentwintig"),
        ("in de jaren '80", "in de jaren tachtig"),
        ("1814-1995", "achttienhonderd veertien tot negentienhonderd vijfennegentig"),
    ];
    check(&rows, Language::Nl);
}

#[test]
fn times() {
    let rows = [
        ("9.00 uur", "negen uur"),
        ("13:30 uur", "dertien uur dertig"),
        ("van 9 tot 17 uur", "van negen tot zeventien uur"),
        ("van 9.00 tot 17.00 uur", "van negen uur tot zeventien uur"),
        ("9.00-17.30 uur", "negen uur tot zeventien uur dertig"),
        (
            "van 8.30 tot 12.00 en van 13.00 tot 16.30 uur",
            "van acht uur dertig tot twaalf uur en van dertien uur tot zestien uur dertig",
        ),
        ("om 08:05", "om acht uur nul vijf"),
        ("om 9.15", "om negen uur vijftien"),
        ("10.30u", "tien uur dertig"),
        ("4 mei om 20.00u", "vier mei om twintig uur"),
        ("13u30", "dertien uur dertig"),
    ];
    check(&rows, Language::Nl);
}

#[test]
fn phone_numbers() {
    let rows = [
        ("Bel 14 020 of 14010.", "Bel veertien nul twintig of veertien nul tien."),
        ("14 0113", "veertien nul één één drie"),
        ("Bel 0800-1351 (gratis)", "Bel nul achthonderd, dertien eenenvijftig, gratis"),
        ("0900 8844", "nul negenhonderd, achtentachtig vierenveertig"),
        ("0800 - 8002", "nul achthonderd, tachtig nul twee"),
        ("bel 1400", "bel veertienhonderd"),
        ("telefoonnummer 1400", "telefoonnummer veertienhonderd"),
        ("het nummer 1234", "het nummer twaalf vierendertig"),
        ("bel 112", "bel één één twee"),
        ("Het alarmnummer is 112.", "Het alarmnummer is één één twee."),
        ("artikel 112", "artikel honderdtwaalf"),
        ("020 624 1111", "nul twintig, zes twee vier, één één één één"),
        ("(020) 624 11 11", "nul twintig, zes twee vier, één één, één één"),
        ("+31 20 624 11 11", "plus eenendertig, twintig, zes twee vier, één één, één één"),
        ("+31 (0)20 6241111", "plus eenendertig, nul twintig, zes twee vier, één één, één één"),
        ("0031 20 6241111", "nul nul, eenendertig, twintig, zes twee vier, één één, één één"),
        ("06-12345678", "nul zes, één twee, drie vier, vijf zes, zeven acht"),
        ("0206241111", "nul twintig, zes twee vier, één één, één één"),
        ("070 376 54 06", "nul zeventig, drie zeven zes, vijf vier, nul zes"),
        ("(0900) 8844", "nul negenhonderd, achtentachtig vierenveertig"),
        ("088 - 123 45 67", "nul achtentachtig, één twee drie, vier vijf, zes zeven"),
        ("+31-6-12345678", "plus eenendertig, zes, één twee, drie vier, vijf zes, zeven acht"),
        ("bel binnen 3 maanden, bel voor 2026", "bel binnen drie maanden, bel voor tweeduizend zesentwintig"),
    ];
    check(&rows, Language::Nl);
}

#[test]
fn codes_and_addresses() {
    let rows = [
        ("1012 AB Amsterdam", "tien twaalf, aa-bee Amsterdam"),
        ("1234AB", "twaalf vierendertig, aa-bee"),
        ("in 2025 EU-landen", "in tweeduizend vijfentwintig ee-uu-landen"),
        ("BSN 123456782", "bee-es-en één twee drie, vier vijf zes, zeven acht twee"),
        (
            "mijn burgerservicenummer is 111.222.333",
            "mijn burgerservicenummer is één één één, twee twee twee, drie drie drie",
        ),
        ("111222333", "één één één, twee twee twee, drie drie drie"),
        ("123456789", "één twee drie, vier vijf zes, zeven acht negen"),
        ("NL91 ABNA 0417 1643 00", "en-el negen één, aa-bee-en-aa, nul vier één zeven, één zes vier drie, nul nul"),
        ("NL91ABNA0417164300", "en-el negen één, aa-bee-en-aa, nul vier één zeven, één zes vier drie, nul nul"),
        ("NWLFR3706", "en-wee-el-ef-èr drie zeven nul zes"),
        ("www.rijksoverheid.nl/verhuizen.", "rijksoverheid punt nl schuine streep verhuizen."),
        (
            "Ga naar https://www.digid.nl/ of mijn.overheid.nl.",
            "Ga naar diegiedee punt nl of mijn punt overheid punt nl.",
        ),
        ("(zie officielebekendmakingen.nl). Daarna", "zie officielebekendmakingen punt nl. Daarna"),
        ("info@uwv.nl", "info apenstaartje uu-wee-vee punt nl"),
        ("j.de-vries_2@svb.nl", "j punt de streepje vries liggend streepje twee apenstaartje es-vee-bee punt nl"),
    ];
    check(&rows, Language::Nl);
}

#[test]
fn abbreviations_and_names() {
    let rows = [
        (
            "bijv. een pas, m.b.t. uw huis, d.w.z. nu",
            "bijvoorbeeld een pas, met betrekking tot uw huis, dat wil zeggen nu",
        ),
        ("de o.a. genoemde, i.v.m. ziekte", "de onder andere genoemde, in verband met ziekte"),
        ("Boeken, pennen e.d. Neem ze mee, enz.", "Boeken, pennen en dergelijke. Neem ze mee, enzovoort."),
        ("nr. 5 en nr.6", "nummer vijf en nummer zes"),
        ("BSN, BRP en DigiD", "bee-es-en, bee-èr-pee en diegiedee"),
        ("AOW, UWV, SVB, DUO, IND", "aa-oo-wee, uu-wee-vee, es-vee-bee, duo, ie-en-dee"),
        ("WOZ, VOG, RDW, Wmo, ID-kaart", "wee-oo-zet, vee-oo-gee, èr-dee-wee, wee-em-oo, ie-dee-kaart"),
        ("AMvB's en zzp'ers", "aa-em-vee-bee's en zet-zet-pee'ers"),
        ("LET OP", "LET OP"),
        ("Jan & Piet", "Jan en Piet"),
        ("Koning Willem II", "Koning Willem de Tweede"),
        ("Karel V regeerde.", "Karel de Vijfde regeerde."),
        ("artikel IV en hoofdstuk XII", "artikel vier en hoofdstuk twaalf"),
        ("Wereldoorlog II", "Wereldoorlog twee"),
        ("Jan V. de Boer", "Jan V. de Boer"),
    ];
    check(&rows, Language::Nl);
}

#[test]
fn figures() {
    let rows = [
        ("2,5 % en 21%", "twee komma vijf procent en eenentwintig procent"),
        (
            "3,14159 of 2,05 of 2,25",
            "drie komma één vier één vijf negen of twee komma nul vijf of twee komma vijfentwintig",
        ),
        ("1.250.000 mensen", "één miljoen tweehonderdvijftigduizend mensen"),
        ("de 21ste keer, 2de, 3e en 100e", "de eenentwintigste keer, tweede, derde en honderdste"),
        ("5 kg, 10 km, 20 m², 3 cm", "vijf kilogram, tien kilometer, twintig vierkante meter, drie centimeter"),
        ("84/km²", "vierentachtig per vierkante kilometer"),
        ("½ liter, 1½ jaar, 2 1/2 dag en 3/4", "een half liter, anderhalf jaar, tweeënhalf dag en driekwart"),
        ("2/3 deel", "twee derde deel"),
        ("24/7 open", "vierentwintig uur per dag, zeven dagen per week open"),
        ("-5 °C", "min vijf graden Celsius"),
        ("007", "nul nul zeven"),
        ("1000000000000000", "één biljard"),
        (
            "12345678901234567890",
            "één twee drie, vier vijf zes, zeven acht negen, nul één twee, drie vier vijf, zes zeven acht, negen nul",
        ),
        ("A4, B1, 5G, 4G/5G en 12b", "aa vier, bee één, vijf gee, vier gee of vijf gee en twaalf bee"),
        ("Covid-19", "Covid negentien"),
        ("lees 2x", "lees twee keer"),
        ("18+", "achttien plus"),
        ("versie 2.5.1", "versie twee punt vijf punt één"),
        ("5-7 dagen", "vijf tot zeven dagen"),
        ("5 min. wachten", "vijf minuten wachten"),
        ("30-jarige", "dertig-jarige"),
        ("schaal 1:100", "schaal één op honderd"),
        ("12-34-56", "twaalf, vierendertig, zesenvijftig"),
        ("30-40%", "dertig tot veertig procent"),
        ("1 van de 2", "één van de twee"),
        ("de m² en 10²", "de vierkante meter en tien kwadraat"),
        ("70% - 80%", "zeventig procent tot tachtig procent"),
        ("< 18 jaar", "minder dan achttien jaar"),
        ("CO₂", "cee-oo twee"),
        ("20260012345", "twee nul twee, zes nul nul, één twee drie, vier vijf"),
        ("Kenteken XX-123-Y", "Kenteken iks-iks, één twee drie, ypsilon"),
    ];
    check(&rows, Language::Nl);
}

#[test]
fn signs_and_layout() {
    let rows = [
        ("en/of hij/zij", "en of hij of zij"),
        ("Belastingdienst/Toeslagen", "Belastingdienst, Toeslagen"),
        ("de burger(s) (en anderen)", "de burgers, en anderen"),
        ("**Let op**: \"nu\"!!! 😀", "Let op: nu!"),
        ("Wacht... nee?!", "Wacht. nee?"),
        ("een huis – of een kamer – huren", "een huis, of een kamer, huren"),
        ("1. Ga naar de balie", "één, Ga naar de balie"),
        ("goedemorgen", "goedemorgen"),
        ("'s-Gravenhage en foto's", "'s-Gravenhage en foto's"),
        ("Dit is een gewone zin, met een komma.", "Dit is een gewone zin, met een komma."),
    ];
    check(&rows, Language::Nl);
}
