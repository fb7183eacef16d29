//! What a question has in common with each part of an article: with its text, with the wordings that ask for it, and
//! with the wordings that ask for a part of its kind in any article.
//!
//! What makes a wording ask for a price, whatever the subject, is its vector minus the mean of its article's wordings;
//! the mean of this difference over all wordings of a kind is the direction of the kind.

use super::dense::{DenseIndex, TextKind};
use super::late::QuestionTokens;
use super::quantised::quantise_question;
use crate::knowledge::Article;
use crate::knowledge::embed::DIMENSIONS;
use crate::knowledge::part::kind_of_heading;
use std::collections::HashMap;

/// Minimum number of wordings from which a kind gets a direction.
const FEWEST: usize = 3;

/// Evidence for one part: cosines, none of which grows with the length of a question.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SectionEvidence {
    /// Of its text.
    pub told: f32,
    /// Of its text, token by token.
    pub cover: f32,
    /// Of the nearest wording that asks for it; `None` if none is known.
    pub wording: Option<f32>,
    /// The same, token by token.
    pub cover_wording: f32,
    /// Along the direction of its kind; 0 if its kind has none.
    pub kind: f32,
}

/// The direction of each kind of part.
#[derive(Debug, Clone, Default)]
pub struct SectionKinds(HashMap<String, Vec<f32>>);

impl SectionKinds {
    /// Computes the directions from the wordings that ask for parts, in all articles. `article` loads one.
    pub fn of<E>(dense: &DenseIndex, article: impl Fn(u32) -> Result<Article, E>) -> Result<Self, E> {
        let mut sums: HashMap<String, (Vec<f32>, usize)> = HashMap::new();
        for number in 0..dense.articles() as u32 {
            let texts = dense.texts_of_article(number);
            if !texts.clone().any(|text| dense.kinds[text].0 == TextKind::SectionWording) {
                continue;
            }
            let middle = dense.middle_of_wordings(number);
            let article = article(number)?;
            for text in texts {
                let (TextKind::SectionWording, place) = dense.kinds[text] else { continue };
                let Some(section) = article.sections.get(place as usize) else { continue };
                let (sum, count) =
                    sums.entry(kind_of_heading(&section.heading)).or_insert_with(|| (vec![0.0; DIMENSIONS], 0));
                dense.vectors.add_to(text, sum);
                sum.iter_mut().zip(&middle).for_each(|(sum, mean)| *sum -= mean);
                *count += 1;
            }
        }
        let kinds = sums.into_iter().filter(|(_, (_, count))| *count >= FEWEST);
        Ok(SectionKinds(kinds.map(|(kind, (sum, _))| (kind, unit(sum))).collect()))
    }
}

impl DenseIndex {
    /// What a question has in common with an article's short answer and each of its sections, in this order.
    #[must_use]
    pub fn sections(
        &self,
        number: u32,
        article: &Article,
        question: &[f32],
        tokens: Option<&QuestionTokens>,
        kinds: &SectionKinds,
    ) -> Vec<SectionEvidence> {
        let mut seen = vec![SectionEvidence::default(); article.sections.len() + 1];
        let quantised = quantise_question(question);
        for text in self.texts_of_article(number) {
            let (kind, place) = self.kinds[text];
            let part = match kind {
                TextKind::Whole | TextKind::Near => continue,
                TextKind::Gist | TextKind::Title | TextKind::Wording => 0,
                TextKind::Section | TextKind::SectionWording => place as usize + 1,
            };
            let Some(seen) = seen.get_mut(part) else { continue };
            let product = self.vectors.product(&quantised, text);
            let cover = self.tokens.as_ref().zip(tokens).map_or(0.0, |(index, tokens)| index.cover_by(tokens, text));
            if matches!(kind, TextKind::Gist | TextKind::Section) {
                (seen.told, seen.cover) = (product, cover);
            } else {
                seen.wording = Some(seen.wording.map_or(product, |before| before.max(product)));
                seen.cover_wording = seen.cover_wording.max(cover);
            }
        }
        let middle = self.middle_of_wordings(number);
        let apart = unit(question.iter().zip(&middle).map(|(value, mean)| value - mean).collect());
        for (seen, section) in seen[1..].iter_mut().zip(&article.sections) {
            let direction = kinds.0.get(&kind_of_heading(&section.heading));
            seen.kind = direction.map_or(0.0, |direction| direction.iter().zip(&apart).map(|(a, b)| a * b).sum());
        }
        seen
    }

    /// How well the nearest unanswered question that is similar to an article covers a question; `None` if no such
    /// question is known.
    #[must_use]
    pub(super) fn cover_near(&self, number: u32, tokens: &QuestionTokens) -> Option<f32> {
        let index = self.tokens.as_ref()?;
        let near = self.texts_of_article(number).filter(|text| self.kinds[*text].0 == TextKind::Near);
        near.map(|text| index.cover_by(tokens, text)).max_by(f32::total_cmp)
    }

    fn texts_of_article(&self, number: u32) -> std::ops::Range<usize> {
        self.starts[number as usize]..self.starts[number as usize + 1]
    }

    /// The mean vector of what people ask about an article.
    fn middle_of_wordings(&self, number: u32) -> Vec<f32> {
        let is_asked = |text: &usize| {
            matches!(self.kinds[*text].0, TextKind::Title | TextKind::Wording | TextKind::SectionWording)
        };
        let asked: Vec<usize> = self.texts_of_article(number).filter(is_asked).collect();
        let mut mean = vec![0.0; DIMENSIONS];
        for text in &asked {
            self.vectors.add_to(*text, &mut mean);
        }
        for value in &mut mean {
            *value /= asked.len().max(1) as f32;
        }
        mean
    }
}

fn unit(mut vector: Vec<f32>) -> Vec<f32> {
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt().max(1e-9);
    for value in &mut vector {
        *value /= length;
    }
    vector
}
