//! The file: one `SQLite` table, always rewritten as a whole, so that its bytes show what was counted but not when or
//! in which order, and a power cut leaves either the old or the new file.

use super::{Cell, FEW, WHOLE_DAY, What};
use jiff::ToSpan;
use jiff::civil::Date;
use rusqlite::{Connection, OpenFlags, params};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};

const TABLE: &str = "CREATE TABLE counts (
    day TEXT NOT NULL, hour INTEGER NOT NULL, channel TEXT NOT NULL, language TEXT NOT NULL,
    what TEXT NOT NULL, which TEXT NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (day, hour, channel, language, what, which)
) WITHOUT ROWID, STRICT";

/// Where counts are stored, and for how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountsFile {
    path: PathBuf,
    days: u16,
}

/// The file cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum CountsError {
    /// A disk or permission error.
    #[error("counts.file: {path}: {source}. Check the folder, its rights and the free space")]
    Disk {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is not a file of counts, or is damaged.
    #[error("counts.file: {path} is no file of counts ({source}). Move it away; a new one is then begun")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What `SQLite` said.
        source: rusqlite::Error,
    },
}

impl CountsFile {
    /// The file in the settings. `days`: number of days to keep, including today.
    #[must_use]
    pub fn new(path: &Path, days: u16) -> Self {
        CountsFile { path: path.to_owned(), days }
    }

    /// Adds counts, merges small numbers of earlier days, and removes days that are too old.
    pub fn add(&self, new: &BTreeMap<Cell, u64>, today: Date) -> Result<(), CountsError> {
        let _alone = self.lock()?;
        let mut cells = self.read()?;
        for (cell, count) in new {
            *cells.entry(cell.clone()).or_default() += count;
        }
        if let Ok(oldest) = today.checked_sub(i64::from(self.days).days()) {
            cells.retain(|cell, _| cell.day > oldest);
        }
        self.replace(&folded(cells, today))
    }

    /// Everything that is stored; empty if there is no file yet.
    pub fn read(&self) -> Result<BTreeMap<Cell, u64>, CountsError> {
        if !self.path.exists() {
            return Ok(BTreeMap::new());
        }
        self.rows().map_err(|source| CountsError::Damaged { path: self.path.clone(), source })
    }

    fn rows(&self) -> rusqlite::Result<BTreeMap<Cell, u64>> {
        let database = Connection::open_with_flags(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let mut query = database.prepare("SELECT day, hour, channel, language, what, which, n FROM counts")?;
        let rows = query.query_map([], |row| {
            let (day, what): (String, String) = (row.get(0)?, row.get(4)?);
            let cell = day.parse().ok().zip(What::named(&what)).map(|(day, what)| {
                Ok::<_, rusqlite::Error>(Cell {
                    day,
                    hour: row.get(1)?,
                    channel: row.get(2)?,
                    language: row.get(3)?,
                    what,
                    which: row.get(5)?,
                })
            });
            let count: i64 = row.get(6)?;
            Ok((cell.transpose()?, count.unsigned_abs()))
        })?;
        // Counts of a later version that this one does not know are left out.
        rows.filter_map(|row| row.map(|(cell, count)| cell.map(|cell| (cell, count))).transpose()).collect()
    }

    fn replace(&self, cells: &BTreeMap<Cell, u64>) -> Result<(), CountsError> {
        let disk = |source| CountsError::Disk { path: self.path.clone(), source };
        let folder = self.folder();
        let next = tempfile::Builder::new().prefix(".counts-").tempfile_in(folder).map_err(disk)?;
        write_all(next.path(), cells)
            .map_err(|error| disk(std::io::Error::other(format!("it cannot be written: {error}"))))?;
        next.as_file().sync_all().map_err(disk)?;
        next.persist(&self.path).map_err(|error| disk(error.error))?;
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(disk)
    }

    /// The kiosk and the telephone line on one machine may share a file.
    fn lock(&self) -> Result<File, CountsError> {
        let disk = |source| CountsError::Disk { path: self.path.clone(), source };
        fs::create_dir_all(self.folder()).map_err(disk)?;
        let path = self.path.with_extension("lock");
        let lock = OpenOptions::new().create(true).append(true).open(path).map_err(disk)?;
        lock.lock().map_err(disk)?;
        Ok(lock)
    }

    fn folder(&self) -> &Path {
        self.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }
}

fn write_all(path: &Path, cells: &BTreeMap<Cell, u64>) -> rusqlite::Result<()> {
    let mut database = Connection::open(path)?;
    // The whole file replaces the old one, so no journal is needed.
    database.pragma_update(None, "journal_mode", "OFF")?;
    database.pragma_update(None, "page_size", 4096)?;
    let transaction = database.transaction()?;
    transaction.execute(TABLE, [])?;
    {
        let mut insert = transaction.prepare("INSERT INTO counts VALUES (?, ?, ?, ?, ?, ?, ?)")?;
        for (cell, count) in cells {
            let Cell { day, hour, channel, language, what, which } = cell;
            insert.execute(params![day.to_string(), hour, channel, language, what.name(), which, *count as i64])?;
        }
    }
    transaction.commit()
}

/// For past days, small numbers are stored for the whole day only, not by the hour.
fn folded(cells: BTreeMap<Cell, u64>, today: Date) -> BTreeMap<Cell, u64> {
    let mut kept = BTreeMap::new();
    for (mut cell, count) in cells {
        if cell.day < today && count < FEW {
            cell.hour = WHOLE_DAY;
        }
        *kept.entry(cell).or_default() += count;
    }
    kept
}
