//! Converts HTML to speakable sentences: one line per paragraph, list item, heading and table row, each ending in
//! punctuation.
//!
//! For: the text of documents from elsewhere. Not for: abbreviations, amounts and the like, which the voice's own
//! normalisation handles. Nothing that a reader would see is lost.

use super::table;
use scraper::node::Element;
use scraper::{ElementRef, Html, Node};

/// Represents `<br>` until it is known whether a sentence ends there.
const BREAK: char = '\u{2028}';
/// Maximum nesting of tables; deeper ones are read as plain text.
const DEEPEST_TABLE: usize = 4;

/// The lines of a piece of HTML (or of plain text, which is HTML without tags).
#[must_use]
pub fn lines(html: &str) -> Vec<String> {
    lines_of(Html::parse_fragment(html).root_element(), 0)
}

/// A piece of HTML as a title: a single line without a full stop.
#[must_use]
pub fn title(html: &str) -> String {
    lines(html).join(" ").trim_end_matches(['.', ':']).to_owned()
}

/// The text of the first heading, if the HTML starts with one.
pub(super) fn leading_heading(html: &str) -> Option<String> {
    let document = Html::parse_fragment(html);
    let first = document.root_element().descendants().find(|node| match node.value() {
        Node::Text(text) => !text.trim().is_empty(),
        Node::Element(element) => is_heading(element.name()),
        _ => false,
    })?;
    let heading = lines_of(ElementRef::wrap(first)?, 0).join(" ");
    let heading = heading.trim_end_matches(['.', ':']).to_owned();
    (!heading.is_empty()).then_some(heading)
}

/// The lines of one element. Iterative, because documents may be nested arbitrarily deeply.
pub(super) fn lines_of(root: ElementRef, tables: usize) -> Vec<String> {
    let mut lines = Lines::default();
    let mut node = *root;
    loop {
        let goes_inside = match node.value() {
            Node::Element(element) if is_silent(element.name()) || is_hidden(element) => false,
            Node::Element(element)
                if element.name() == "sup"
                    && ElementRef::wrap(node).is_some_and(|sup| is_footnote(sup, &lines.current)) =>
            {
                false
            }
            Node::Element(element) if element.name() == "table" && tables < DEEPEST_TABLE && node != *root => {
                lines.end();
                let table = ElementRef::wrap(node);
                lines.finished.extend(table.into_iter().flat_map(|table| table::sentences(table, tables + 1)));
                false
            }
            value => {
                lines.open(value);
                true
            }
        };
        if let Some(child) = node.first_child().filter(|_| goes_inside) {
            node = child;
            continue;
        }
        loop {
            lines.close(node.value());
            if node == *root {
                lines.end();
                return lines.finished;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else {
                return lines.finished;
            };
            node = parent;
        }
    }
}

#[derive(Default)]
struct Lines {
    finished: Vec<String>,
    current: String,
}

impl Lines {
    fn open(&mut self, node: &Node) {
        match node {
            Node::Text(text) => self.write(text),
            Node::Element(element) if element.name() == "br" => self.current.push(BREAK),
            _ => self.close(node),
        }
    }

    fn close(&mut self, node: &Node) {
        if node.as_element().is_some_and(|element| is_block(element.name())) {
            self.end();
        }
    }

    fn write(&mut self, text: &str) {
        let visible = text.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{feff}'));
        // Braces mark placeholders, which these texts do not have; a real U+2028 is a space.
        self.current.extend(visible.map(|character| match character {
            '{' => '(',
            '}' => ')',
            BREAK => ' ',
            other => other,
        }));
    }

    /// Ends the block that was being read.
    fn end(&mut self) {
        let mut line = String::new();
        for piece in std::mem::take(&mut self.current).split(BREAK) {
            let piece = piece.split_whitespace().collect::<Vec<_>>().join(" ");
            if piece.is_empty() {
                continue;
            }
            if piece.starts_with(char::is_lowercase) && !line.is_empty() {
                line.push(' ');
            } else {
                self.push(std::mem::take(&mut line));
            }
            line.push_str(&piece);
        }
        self.push(line);
    }

    fn push(&mut self, line: String) {
        if line.contains(char::is_alphanumeric) {
            self.finished.push(ended(line));
        }
    }
}

/// The line with punctuation at its end, so that it is never joined to the next one.
pub(super) fn ended(mut line: String) -> String {
    let kept = line.trim_end_matches([' ', ';', ',']).len();
    line.truncate(kept);
    let inside = line.trim_end_matches(['"', '”', '’', '\'', ')', ']', '»']);
    if !inside.ends_with(['.', '!', '?', ':', '…']) {
        line.push('.');
    }
    line
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// Elements that no reader sees.
fn is_silent(name: &str) -> bool {
    matches!(name, "script" | "style" | "noscript" | "template" | "head" | "iframe" | "svg" | "del" | "s" | "strike")
}

fn is_hidden(element: &Element) -> bool {
    let style: String = element.attr("style").unwrap_or_default().split_whitespace().collect();
    let style = style.to_lowercase();
    element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true")
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}

/// A superscript figure or star after a word marks a footnote; after a unit it is a power.
fn is_footnote(raised: ElementRef, before: &str) -> bool {
    let text: String = raised.text().collect();
    let text = text.trim_matches(['(', ')', '[', ']', ' ']);
    let word = before.rsplit(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
    let is_mark = !text.is_empty() && text.chars().all(|sign| sign.is_ascii_digit() || sign == '*');
    let is_unit =
        matches!(word.trim_start_matches(|letter: char| letter.is_ascii_digit()), "m" | "km" | "cm" | "dm" | "mm" | "");
    is_mark && !is_unit
}

fn is_block(name: &str) -> bool {
    is_heading(name)
        || matches!(
            name,
            "address"
                | "article"
                | "aside"
                | "blockquote"
                | "body"
                | "button"
                | "caption"
                | "center"
                | "dd"
                | "details"
                | "dialog"
                | "div"
                | "dl"
                | "dt"
                | "fieldset"
                | "figcaption"
                | "figure"
                | "footer"
                | "form"
                | "header"
                | "hr"
                | "legend"
                | "li"
                | "main"
                | "nav"
                | "ol"
                | "option"
                | "p"
                | "pre"
                | "section"
                | "select"
                | "summary"
                | "table"
                | "tbody"
                | "td"
                | "textarea"
                | "tfoot"
                | "th"
                | "thead"
                | "tr"
                | "ul"
        )
}

#[cfg(test)]
mod tests;
