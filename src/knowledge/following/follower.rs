//! Following what is published: fetch what changed, verify it, make it current.

use super::place::Newer;
use super::{FollowError, KIND, Place};
use crate::knowledge::signing::{Listing, PublicKey, SIGNED, open, verify_folder};
use crate::knowledge::store::{adopt, current_generation, previous_generation, serve_again};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What is known of the place, beside the generations of an index folder.
const STATE: &str = "followed.json";
/// A generation that is still being fetched.
const INCOMING: &str = "incoming";

/// How an index folder stands to what it follows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Followed {
    /// The number of the publication that serves.
    pub number: u64,
    /// When it was made.
    pub made: Option<Timestamp>,
    /// When the place was last heard of.
    pub heard: Option<Timestamp>,
    /// This one was taken back on this machine, and is not taken again.
    #[serde(default)]
    taken_back: u64,
    /// By which the web server knows its listing again.
    #[serde(default)]
    mark: Option<String>,
}

impl Followed {
    /// Reads how an index folder stands; none where it never followed anything.
    #[must_use]
    pub fn read(index: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(index.join(STATE)).ok()?).ok()
    }

    fn write(&self, index: &Path) -> Result<(), FollowError> {
        let (path, new) = (index.join(STATE), index.join(format!("{STATE}.new")));
        let text = serde_json::to_string_pretty(self).expect("it is plain data");
        std::fs::write(&new, text)
            .and_then(|()| std::fs::rename(&new, &path))
            .map_err(|error| FollowError::io(&path, error))
    }
}

/// Keeps an index folder at what is published.
pub struct Follower {
    place: Place,
    trusted: Vec<PublicKey>,
    index: PathBuf,
}

impl Follower {
    /// Follows a place, if what is there is signed by a trusted key.
    #[must_use]
    pub fn new(place: Place, trusted: Vec<PublicKey>, index: &Path) -> Self {
        Follower { place, trusted, index: index.to_owned() }
    }

    /// Looks once, and takes what is new. Returns whether another generation serves now, and how many files were
    /// fetched for it.
    pub fn look(&self) -> Result<Option<usize>, FollowError> {
        std::fs::create_dir_all(&self.index).map_err(|error| FollowError::io(&self.index, error))?;
        let mut state = Followed::read(&self.index).unwrap_or_default();
        let mark = state.mark.clone().filter(|_| current_generation(&self.index).is_some());
        let newer = self.place.latest(mark.as_deref())?;
        state.heard = Some(Timestamp::now());
        let Some(Newer { document, mark }) = newer else {
            state.write(&self.index)?;
            return Ok(None);
        };
        let listing = self.listing(&document)?;
        let here = current_generation(&self.index).is_some();
        if listing.number < state.number.max(state.taken_back) {
            let (found, here) = (listing.number, state.number.max(state.taken_back));
            return Err(FollowError::Older { place: self.place.name().to_owned(), found, here });
        }
        if here && (listing.number == state.number || listing.number == state.taken_back) {
            state.mark = mark;
            state.write(&self.index)?;
            return Ok(None);
        }
        let fetched = self.take(&document, &listing)?;
        Followed { number: listing.number, made: Some(listing.made), mark, ..state }.write(&self.index)?;
        Ok(Some(fetched))
    }

    fn listing(&self, document: &[u8]) -> Result<Listing, FollowError> {
        let signing = |source| FollowError::Signing { place: self.place.name().to_owned(), source };
        let content = open(document, &self.trusted).map_err(signing)?;
        let listing = Listing::from_json(content).map_err(signing)?;
        if listing.kind != KIND {
            return Err(FollowError::Kind { place: self.place.name().to_owned(), kind: listing.kind });
        }
        Ok(listing)
    }

    /// Puts a generation together from what is here and what is fetched, and makes it current when it is whole. What was
    /// fetched before a break is not fetched again.
    fn take(&self, document: &[u8], listing: &Listing) -> Result<usize, FollowError> {
        let incoming = self.index.join(INCOMING);
        clear_others(&incoming, listing)?;
        // A file may have another name than before: those of the lexical index are named anew with every build.
        let mut before = Listing::new(KIND, 0, Timestamp::UNIX_EPOCH);
        let generation = current_generation(&self.index).filter(|generation| before.list(generation).is_ok());
        let mut fetched = 0;
        for (name, file) in &listing.files {
            let path = incoming.join(name);
            if file.is_at(&path) {
                continue;
            }
            let folder = path.parent().unwrap_or(&incoming);
            std::fs::create_dir_all(folder).map_err(|error| FollowError::io(folder, error))?;
            let same = before.files.iter().find(|(_, found)| *found == file).map(|(name, _)| name);
            let same = generation.as_ref().zip(same).map(|(generation, name)| generation.join(name));
            if same.is_some_and(|same| std::fs::copy(same, &path).is_ok() && file.is_at(&path)) {
                continue;
            }
            self.place.fetch(file, &path)?;
            if !file.is_at(&path) {
                let _ = std::fs::remove_file(&path);
                return Err(self.place.problem(&file.sha256, "it is not the file that was signed"));
            }
            fetched += 1;
        }
        let signed = incoming.join(SIGNED);
        std::fs::write(&signed, document).map_err(|error| FollowError::io(&signed, error))?;
        let signing = |source| FollowError::Signing { place: self.place.name().to_owned(), source };
        verify_folder(&incoming, &self.trusted).map_err(signing)?;
        adopt(&self.index, &incoming)?;
        Ok(fetched)
    }
}

/// Leaves of an earlier attempt only what belongs to this one.
fn clear_others(incoming: &Path, listing: &Listing) -> Result<(), FollowError> {
    let io = |error| FollowError::io(incoming, error);
    std::fs::create_dir_all(incoming).map_err(io)?;
    let mut found = Listing::new(KIND, 0, Timestamp::UNIX_EPOCH);
    let readable = found.list(incoming).is_ok();
    if readable && found.files.keys().all(|name| listing.files.contains_key(name)) {
        return Ok(());
    }
    std::fs::remove_dir_all(incoming).and_then(|()| std::fs::create_dir_all(incoming)).map_err(io)
}

/// Lets the generation before serve again, and does not take back the one that served until a newer one is published.
pub fn go_back(index: &Path) -> Result<(), FollowError> {
    let before = previous_generation(index).ok_or_else(|| FollowError::NothingBefore(index.to_owned()))?;
    let signed = std::fs::read(before.join(SIGNED)).ok();
    serve_again(index, &before)?;
    if let Some(state) = Followed::read(index) {
        // Of whoever signed it: it served before, so it was verified when it came.
        let listing = signed.as_deref().and_then(unverified);
        let (number, made) = listing.map_or((0, None), |listing| (listing.number, Some(listing.made)));
        let taken_back = state.taken_back.max(state.number);
        Followed { number, made, taken_back, ..state }.write(index)?;
    }
    Ok(())
}

fn unverified(document: &[u8]) -> Option<Listing> {
    let start = document.windows(2).position(|pair| pair == b"\n\n")? + 2;
    Listing::from_json(&document[start..]).ok()
}
