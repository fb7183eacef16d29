//! Wordings as a tree of tokens in which common prefixes are shared.

use std::collections::BTreeMap;

/// A node: the state after a prefix.
#[derive(Debug, Default, Clone)]
pub(in crate::listen) struct Node {
    /// The child for each next token.
    pub(in crate::listen) next: BTreeMap<i32, usize>,
    /// Numbers of the wordings that end here.
    pub(in crate::listen) ends: Vec<usize>,
}

/// The tree; its root is node 0.
#[derive(Debug, Clone)]
pub(in crate::listen) struct Trie {
    nodes: Vec<Node>,
}

impl Trie {
    /// Builds a tree of wordings, numbered in order.
    pub(in crate::listen) fn new<'a>(wordings: impl IntoIterator<Item = &'a [i32]>) -> Self {
        let mut trie = Trie { nodes: vec![Node::default()] };
        for (number, tokens) in wordings.into_iter().enumerate() {
            trie.insert(tokens, number);
        }
        trie
    }

    fn insert(&mut self, tokens: &[i32], number: usize) {
        let mut place = 0;
        for token in tokens {
            let fresh = self.nodes.len();
            place = *self.nodes[place].next.entry(*token).or_insert(fresh);
            if place == fresh {
                self.nodes.push(Node::default());
            }
        }
        if place > 0 {
            self.nodes[place].ends.push(number);
        }
    }

    pub(in crate::listen) fn node(&self, place: usize) -> &Node {
        &self.nodes[place]
    }

    /// The child of a node for a token.
    pub(in crate::listen) fn step(&self, place: usize, token: i32) -> Option<usize> {
        self.nodes[place].next.get(&token).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_shared_and_ends_are_kept() {
        let trie = Trie::new([&[1, 2, 3][..], &[1, 2], &[1, 4], &[1, 2], &[]]);
        let place = trie.step(trie.step(0, 1).unwrap(), 2).unwrap();
        assert_eq!(trie.node(place).ends, [1, 3]);
        assert_eq!(trie.node(0).next.len(), 1);
        assert_eq!(trie.step(place, 9), None);
        assert!(trie.node(0).ends.is_empty());
    }
}
