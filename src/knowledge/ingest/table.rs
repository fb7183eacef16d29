//! An HTML table as sentences: one per row, with every value after its column's heading, so that no amount is heard
//! without what it is for.

use super::html::{ended, lines_of};
use scraper::{ElementRef, Node};

/// A cell that claims to span more columns or rows than this is considered an error.
const WIDEST: usize = 50;

struct Cell {
    text: String,
    is_heading: bool,
    /// Whether it spans columns and this is not its first.
    goes_on: bool,
}

type Row = Vec<Option<Cell>>;

/// The sentences of a table: its caption, then its rows. `depth` counts nested tables.
pub(super) fn sentences(table: ElementRef, depth: usize) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut rows = Vec::new();
    for part in own_parts(table) {
        match part.value().name() {
            "caption" => sentences.extend(lines_of(part, depth)),
            _ => rows.push(part),
        }
    }
    let rows = grid(&rows, depth);
    let heading_rows = rows.iter().take_while(|row| is_heading_row(row)).count();
    let (heading_rows, body) = rows.split_at(heading_rows.min(rows.len().saturating_sub(1)));
    let headings = headings(heading_rows);
    sentences.extend(unused(&headings, body));
    sentences
        .extend(body.iter().map(|row| if headings.is_empty() { plain(row) } else { under_headings(&headings, row) }));
    sentences.into_iter().filter(|sentence| sentence.contains(char::is_alphanumeric)).map(ended).collect()
}

/// The heading of each column, over one or more rows.
fn headings(rows: &[Row]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let heading = |column: usize| {
        let mut parts: Vec<&str> =
            rows.iter().filter_map(|row| Some(row.get(column)?.as_ref()?.text.as_str())).collect();
        parts.dedup();
        parts.join(" ").trim().trim_end_matches(':').to_owned()
    };
    (0..columns).map(heading).collect()
}

/// Headings without cells under them are read by themselves, so that they are not lost.
fn unused(headings: &[String], body: &[Row]) -> Option<String> {
    let is_used =
        |column: usize| body.iter().any(|row| matches!(row.get(column), Some(Some(cell)) if !cell.text.is_empty()));
    let unused: Vec<&str> = headings
        .iter()
        .enumerate()
        .filter(|(column, heading)| !heading.is_empty() && !is_used(*column))
        .map(|(_, heading)| heading.as_str())
        .collect();
    (!unused.is_empty()).then(|| unused.join(", "))
}

/// Captions and rows that belong to this table and not to a nested one.
fn own_parts(table: ElementRef) -> Vec<ElementRef> {
    let belongs = |element: &ElementRef| {
        let nearest = element.ancestors().find(|node| is_named(node.value(), "table"));
        nearest.is_some_and(|nearest| nearest == *table)
    };
    table
        .descendants()
        .filter(|node| is_named(node.value(), "caption") || is_named(node.value(), "tr"))
        .filter_map(ElementRef::wrap)
        .filter(belongs)
        .collect()
}

fn is_named(node: &Node, name: &str) -> bool {
    node.as_element().is_some_and(|element| element.name() == name)
}

/// The rows, with every cell repeated in each column and row that it spans.
fn grid(rows: &[ElementRef], depth: usize) -> Vec<Row> {
    let mut grid: Vec<Row> = rows.iter().map(|_| Row::new()).collect();
    for (y, row) in rows.iter().enumerate() {
        let mut x = 0;
        for cell in row.child_elements().filter(|child| matches!(child.value().name(), "td" | "th")) {
            while matches!(grid[y].get(x), Some(Some(_))) {
                x += 1;
            }
            let text = lines_of(cell, depth).join(" ");
            let (width, height) = (span(cell, "colspan"), span(cell, "rowspan"));
            for row in grid[y..].iter_mut().take(height) {
                row.resize_with(row.len().max(x + width), || None);
                for (across, place) in row[x..x + width].iter_mut().enumerate() {
                    place.get_or_insert_with(|| Cell {
                        text: without_end(&text).to_owned(),
                        is_heading: cell.value().name() == "th",
                        goes_on: across > 0,
                    });
                }
            }
            x += width;
        }
    }
    grid
}

fn span(cell: ElementRef, attribute: &str) -> usize {
    let span = cell.attr(attribute).and_then(|span| span.trim().parse().ok()).unwrap_or(1);
    if span > WIDEST { 1 } else { span.max(1) }
}

/// A full stop at the end belongs to the row, not to the cell.
fn without_end(text: &str) -> &str {
    text.strip_suffix('.').filter(|rest| !rest.ends_with('.')).unwrap_or(text)
}

fn is_heading_row(row: &Row) -> bool {
    let mut cells = row.iter().flatten().peekable();
    cells.peek().is_some() && cells.all(|cell| cell.is_heading || cell.text.is_empty())
}

/// "Document: paspoort, Vanaf 18 jaar: € 80". A cell that spans several columns follows all their headings.
fn under_headings(headings: &[String], row: &Row) -> String {
    let mut values = Vec::new();
    for (column, text) in said(row) {
        let width = 1 + row[column + 1..].iter().take_while(|cell| matches!(cell, Some(cell) if cell.goes_on)).count();
        let over = headings.iter().skip(column).take(width).filter(|heading| !heading.is_empty());
        let mut over: Vec<&str> = over.map(String::as_str).collect();
        over.dedup();
        values.push(if over.is_empty() { text.to_owned() } else { format!("{}: {text}", over.join(", ")) });
    }
    values.join(", ")
}

/// A row without column headings: the other cells are about its first one.
fn plain(row: &Row) -> String {
    let cells: Vec<&str> = said(row).map(|(_, text)| text).collect();
    match cells.split_first() {
        Some((first, rest)) if !rest.is_empty() => {
            format!("{}: {}", first.trim_end_matches(':'), rest.join(", "))
        }
        _ => cells.concat(),
    }
}

/// Each cell with text, once, with its column.
fn said(row: &Row) -> impl Iterator<Item = (usize, &str)> {
    row.iter().enumerate().filter_map(|(column, cell)| {
        let cell = cell.as_ref()?;
        (!cell.goes_on && !cell.text.is_empty()).then_some((column, cell.text.as_str()))
    })
}
