//! How HTML is read, and that none of its words are lost.

use super::*;
use proptest::prelude::*;
use spoken_text::sentences;

/// The lines as the text of a section.
fn text(html: &str) -> String {
    lines(html).join("\n")
}

#[test]
fn every_element_in_use_becomes_sentences() {
    for (html, expected) in [
        ("<p>Eén. Twee.</p>\n\n<p>Drie</p>", "Eén. Twee.\nDrie."),
        ("<p>Neem mee:</p><ul>\n <li>uw pas;</li>\n <li>een foto</li></ul>", "Neem mee:\nuw pas.\neen foto."),
        ("<ol><li>Bel de gemeente</li><li>Maak een afspraak.</li></ol>", "Bel de gemeente.\nMaak een afspraak."),
        (
            "<p>Kijk op <a href=\"https://x.nl/y\">de pagina over toeslagen</a>.</p>",
            "Kijk op de pagina over toeslagen.",
        ),
        ("<p>Zie <a href=\"#\">https://www.duo.nl</a></p>", "Zie https://www.duo.nl."),
        (
            "<p>Hoofdstad: Oranjestad<br />\nOppervlakte: 180 km²<br></p>",
            "Hoofdstad: Oranjestad.\nOppervlakte: 180 km².",
        ),
        ("<p>Dit gaat<br>gewoon verder.</p>", "Dit gaat gewoon verder."),
        ("<h2>Kosten</h2><p>Gratis</p><h3><strong>Hoe?</strong></h3>", "Kosten.\nGratis.\nHoe?"),
        (
            "<p>Een <strong>heel</strong> <span lang=\"en\">belangrijk</span> woor<em>d</em></p>",
            "Een heel belangrijk woord.",
        ),
        (
            "<p>Vader &amp; moeder &quot;samen&quot; 590&#x2F;km&sup2; foto&#39;s &euro;&nbsp;5</p>",
            "Vader & moeder \"samen\" 590/km² foto's € 5.",
        ),
        ("<p>(Dit mag bijv. ook.)</p><p>2e<sup> </sup>paspoort</p>", "(Dit mag bijv. ook.)\n2e paspoort."),
        ("<li>\n <p><strong>Let op</strong></p>\n Klik nooit </li>", "Let op.\nKlik nooit."),
        ("Gewone tekst < 5 en {naam}", "Gewone tekst < 5 en (naam)."),
        (
            "<p>Voor<!-- x --> na</p><p hidden>weg</p><p style=\"display: none\">weg</p><i aria-hidden=\"true\">*</i>",
            "Voor na.",
        ),
        ("<p>Het kost <del>€ 5</del> <ins>€ 6</ins> <s>oud</s></p>", "Het kost € 6."),
        ("<p>10 m<sup>2</sup>, een voetnoot<sup>1</sup> en de 2<sup>e</sup></p>", "10 m2, een voetnoot en de 2e."),
        ("<script>x()</script><style>p{}</style><p>&shy;</p>", ""),
        ("", ""),
    ] {
        assert_eq!(text(html), expected, "{html}");
    }
}

#[test]
fn an_amount_in_a_table_is_never_heard_without_what_it_is_for() {
    let prices = "<table><caption>Tarieven</caption><thead><tr><th>Document</th><th><p>Tot 18 jaar</p></th>\
        <th>Vanaf 18 jaar</th></tr></thead><tbody><tr><th scope=\"row\">Paspoort</th><td><p>2026: € 67,05</p></td>\
        <td>2026: € 88,65</td></tr></tbody></table><p>Dit zijn maxima.</p>";
    assert_eq!(
        text(prices),
        "Tarieven.\nDocument: Paspoort, Tot 18 jaar: 2026: € 67,05, Vanaf 18 jaar: 2026: € 88,65.\nDit zijn maxima."
    );
    for (html, expected) in [
        ("<tr><td>Ma</td><td>9 uur</td></tr><tr><td>Di</td><td>10 uur.</td></tr>", "Ma: 9 uur.\nDi: 10 uur."),
        ("<tr><th>Dag</th><td>maandag</td></tr>", "Dag: maandag."),
        ("<tr><th>Leeftijd</th><th>Prijs</th></tr>", "Leeftijd: Prijs."),
        (
            "<tr><th>Wie</th><th>Prijs</th></tr><tr><td rowspan=2>Kind</td><td>5</td></tr><tr><td>6</td></tr>",
            "Wie: Kind, Prijs: 5.\nWie: Kind, Prijs: 6.",
        ),
        (
            "<tr><th></th><th>2025</th><th>2026</th></tr><tr><td>Kind</td><td colspan=2>gratis</td></tr>",
            "Kind, 2025, 2026: gratis.",
        ),
        (
            "<tr><th rowspan=2>Wie</th><th colspan=2>Prijs</th></tr><tr><th>nu</th><th>straks</th></tr>\
             <tr><td>Kind</td><td>5</td><td>6</td></tr>",
            "Wie: Kind, Prijs nu: 5, Prijs straks: 6.",
        ),
        ("<tr><td colspan=9999999>breed</td></tr>", "breed."),
        ("<tr><td>Uit <table><tr><td>binnen</td></tr></table></td></tr>", "Uit. binnen."),
    ] {
        assert_eq!(text(&format!("<table>{html}</table>")), expected, "{html}");
    }
}

#[test]
fn a_heading_at_the_start_is_found() {
    assert_eq!(leading_heading(" <h3>Waar <b>moet</b> ik zijn:</h3><p>Daar</p>").as_deref(), Some("Waar moet ik zijn"));
    assert_eq!(leading_heading("<p>Daar</p><h3>Waar</h3>"), None);
    assert_eq!(leading_heading("<h3> </h3>"), None);
}

#[test]
fn a_document_of_thousands_of_nested_tags_is_no_danger() {
    assert_eq!(text(&format!("{}diep", "<div>".repeat(5_000))), "diep.");
    assert_eq!(text(&format!("{}diep", "<table><tr><td>".repeat(300))), "diep.");
}

fn heard(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Any well-nested piece of HTML without tables.
fn markup() -> impl Strategy<Value = String> {
    let word = "[A-Za-zé0-9.,;:?&() ]{0,12}".prop_map(|word| word.replace('&', "&amp;"));
    word.prop_recursive(4, 40, 5, |inner| {
        let tag =
            prop::sample::select(vec!["p", "ul", "ol", "li", "a", "span", "strong", "h2", "h3", "div", "em", "sup"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(|parts| parts.concat()),
            (tag, inner.clone()).prop_map(|(tag, inner)| format!("<{tag}>{inner}</{tag}>\n")),
            inner.prop_map(|inner| format!("{inner}<br />")),
        ]
    })
}

proptest! {
    #[test]
    fn every_word_comes_out_in_order(html in markup()) {
        let seen = Html::parse_fragment(&html).root_element().text().collect::<String>();
        prop_assert_eq!(heard(&text(&html)), heard(&seen));
        prop_assert_eq!(heard(&sentences(&text(&html)).concat()), heard(&seen), "also as sentences");
    }

    #[test]
    fn every_cell_comes_out(
        rows in prop::collection::vec(prop::collection::vec((any::<bool>(), 1..4usize, 1..3usize), 1..5), 1..6)
    ) {
        let mut words = Vec::new();
        let mut html = String::from("<table>");
        for row in &rows {
            html.push_str("<tr>");
            for (heading, width, height) in row {
                let (tag, word) = (if *heading { "th" } else { "td" }, format!("w{}x", words.len()));
                html.push_str(&format!("<{tag} colspan={width} rowspan={height}>{word}</{tag}>"));
                words.push(word);
            }
            html.push_str("</tr>");
        }
        let spoken = text(&format!("{html}</table>"));
        for word in words {
            prop_assert!(spoken.contains(&word), "{word} of {html} in {spoken}");
        }
    }

    #[test]
    fn broken_html_loses_nothing(
        pieces in prop::collection::vec(prop_oneof![
            "[a-z0-9é<&>/ ]{0,6}",
            prop::sample::select(vec![
                "<p>", "</p>", "<table>", "<tr>", "<td>", "</table>", "<li>", "<b>", "</b>", "<a href=x>", "</a", "<br>",
                "<!--", "-->", "<th>", "<caption>", "<thead>", "<h2>", "</td>", "<select>", "<textarea>", "</textarea>",
            ]).prop_map(str::to_owned),
        ], 0..24)
    ) {
        let html = pieces.concat();
        let spoken = heard(&text(&html));
        for node in Html::parse_fragment(&html).tree.nodes() {
            let Some(said) = node.value().as_text() else { continue };
            // "<s >" strikes out what follows, so that is not lost.
            let mut around = node.ancestors().filter_map(|outer| outer.value().as_element());
            if !around.any(|element| is_silent(element.name())) {
                prop_assert!(spoken.contains(&heard(said)), "{} of {html} in {spoken}", &**said);
            }
        }
    }
}
