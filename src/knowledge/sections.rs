//! The body of an article's Markdown file as sections of plain sentences.
//!
//! Lists become sentences of their own, including nested ones; a table is read row by row, like one from HTML;
//! struck-through text and footnote marks are not read.

use super::article::Section;
use super::ingest::html;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// The sections of a body, or the line in it (from 1) and what is wrong there.
pub(super) fn sections(body: &str) -> Result<Vec<Section>, (usize, String)> {
    let line_of = |at: usize| 1 + body[..at].matches('\n').count();
    let mut sections: Vec<Section> = Vec::new();
    let (mut in_heading, mut silent) = (false, 0_usize);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let mut events = Parser::new_ext(body, options).into_offset_iter();
    while let Some((event, range)) = events.next() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                if level != HeadingLevel::H2 {
                    return Err((line_of(range.start), "use ## for section headings".into()));
                }
                in_heading = true;
                sections.push(Section::default());
            }
            Event::End(TagEnd::Heading(_)) => {
                in_heading = false;
                refuse_double(&sections).map_err(|problem| (line_of(range.start), problem))?;
            }
            Event::Start(Tag::Strikethrough | Tag::FootnoteDefinition(_)) => silent += 1,
            Event::End(TagEnd::Strikethrough | TagEnd::FootnoteDefinition) => silent = silent.saturating_sub(1),
            Event::Start(Tag::Table(_)) => {
                let cells = events.by_ref().map(|(event, _)| event);
                let lines = table_lines(cells.take_while(|event| !matches!(event, Event::End(TagEnd::Table))));
                let section = last_section(&mut sections, line_of(range.start))?;
                section.text.push_str(&format!("\n{}\n", lines.join("\n")));
            }
            Event::Text(text) | Event::Code(text) if silent == 0 => {
                let section = last_section(&mut sections, line_of(range.start))?;
                let place = if in_heading { &mut section.heading } else { &mut section.text };
                place.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak => append(&mut sections, ' '),
            // A list inside an item starts a new line.
            Event::Start(Tag::List(_)) | Event::End(TagEnd::Paragraph | TagEnd::Item) => append(&mut sections, '\n'),
            Event::Html(_) | Event::InlineHtml(_) => {
                return Err((line_of(range.start), "HTML cannot be spoken: write plain text".into()));
            }
            _ => {}
        }
    }
    for section in &mut sections {
        let lines: Vec<&str> = section.text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        section.text = lines.join("\n");
        if section.text.is_empty() {
            return Err((1, format!("section `{}` is empty: fill or remove it", section.heading)));
        }
    }
    Ok(sections)
}

fn last_section(sections: &mut [Section], line: usize) -> Result<&mut Section, (usize, String)> {
    sections.last_mut().ok_or((line, "text stands before the first ## heading".to_owned()))
}

/// Refuses duplicate headings: people name a section by its heading.
fn refuse_double(sections: &[Section]) -> Result<(), String> {
    let Some((last, before)) = sections.split_last() else { return Ok(()) };
    let double = before.iter().any(|section| section.heading.eq_ignore_ascii_case(&last.heading));
    if double {
        Err(format!("there are two sections `{}`: join them, or give one another name", last.heading))
    } else {
        Ok(())
    }
}

/// A table is read like the same table in HTML.
fn table_lines<'a>(events: impl Iterator<Item = Event<'a>>) -> Vec<String> {
    let (mut markup, mut in_head) = ("<table>".to_owned(), false);
    for event in events {
        let cell = if in_head { "th" } else { "td" };
        match event {
            Event::Start(Tag::TableHead) => {
                in_head = true;
                markup.push_str("<tr>");
            }
            Event::End(TagEnd::TableHead) => {
                in_head = false;
                markup.push_str("</tr>");
            }
            Event::Start(Tag::TableRow) => markup.push_str("<tr>"),
            Event::End(TagEnd::TableRow) => markup.push_str("</tr>"),
            Event::Start(Tag::TableCell) => markup.push_str(&format!("<{cell}>")),
            Event::End(TagEnd::TableCell) => markup.push_str(&format!("</{cell}>")),
            Event::Text(text) | Event::Code(text) => {
                markup
                    .push_str(&text.replace('&', "&amp;").replace('<', "&lt;").replace('{', OPEN).replace('}', CLOSE));
            }
            _ => {}
        }
    }
    // Braces mark placeholders; `html` removes them because imported HTML has none.
    html::lines(&(markup + "</table>")).into_iter().map(|line| line.replace(OPEN, "{").replace(CLOSE, "}")).collect()
}

/// Represent braces on the way through HTML: private-use characters, which no text contains.
const OPEN: &str = "\u{e000}";
const CLOSE: &str = "\u{e001}";

fn append(sections: &mut [Section], separator: char) {
    if let Some(section) = sections.last_mut() {
        section.text.push(separator);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_tables_and_marks_become_sentences() {
        for (body, text) in [
            ("- een\n- twee\n  - drie\n1. vier", "een\ntwee\ndrie\nvier"),
            ("| a | b |\n|---|---|\n| 18+ | {prijs} |", "a: 18+, b: {prijs}."),
            ("Vooraf:\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\nNa.", "Vooraf:\na: 1, b: 2.\na: 3, b: 4.\nNa."),
            ("Het kost ~~€ 5~~ € 6.[^1]\n\n[^1]: Volgens de wet.", "Het kost  € 6."),
        ] {
            assert_eq!(sections(&format!("## Kosten\n{body}")).unwrap()[0].text, text, "{body}");
        }
        assert_eq!(sections("## A\neen\n\n## a\ntwee").unwrap_err().0, 4);
    }
}
