//! The account of a search for files: where it looked, and what it passed over, and why.

use std::collections::BTreeMap;

use crate::source::files::landmarks::Landmarks;

/// Why a file or folder that was met was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Its name is not that of a configuration.
    Name,
    /// No word in it speaks of pools, or of the processes that hold them.
    Words,
    /// It is larger than a configuration that nobody named.
    Large,
    /// It is binary, or no UTF-8.
    NotText,
    /// It cannot be opened.
    Unreadable,
    /// It was opened and could not be understood.
    NotUnderstood,
    /// It is a folder, and cannot be opened: nobody knows how many files are in it.
    Folder,
}

impl Reason {
    /// The reason as the JSON report names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Words => "words",
            Self::Large => "large",
            Self::NotText => "not-text",
            Self::Unreadable => "unreadable",
            Self::NotUnderstood => "not-understood",
            Self::Folder => "unreadable-folder",
        }
    }

    /// All reasons, in the order in which they are told.
    pub const ALL: [Self; 7] =
        [Self::Name, Self::Words, Self::Large, Self::NotText, Self::Unreadable, Self::NotUnderstood, Self::Folder];

    /// What is said of the files, after their number.
    pub const fn what(self) -> &'static str {
        match self {
            Self::Name => "with other names than configurations have",
            Self::Words => "without a word of pools or of processes",
            Self::Large => "larger than 1 MiB",
            Self::NotText => "not text",
            Self::Unreadable => "unreadable",
            Self::NotUnderstood => "could not be understood",
            Self::Folder => "folders that cannot be opened",
        }
    }
}

/// A file or folder that was passed over and is worth naming.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The file or folder.
    pub path: String,
    /// The kind of reason.
    pub reason: Reason,
    /// The reason in words, with the line where there is one.
    pub message: String,
}

/// What a search for files met. Empty where every file was given by its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walked {
    /// The folders and globs that were searched, as they were given.
    pub roots: Vec<String>,
    /// Folders that were walked.
    pub folders: usize,
    /// Files that were met, except what git ignores, hidden files, and what lies in folders that are never walked.
    pub files: usize,
    /// What was passed over, by reason.
    pub passed_over: BTreeMap<Reason, usize>,
    /// Those of them that are worth naming: those of one reason in the order of the files.
    pub notes: Vec<Note>,
    /// What says where programs begin.
    pub landmarks: Landmarks,
}

impl Walked {
    /// Whether anything was searched.
    pub fn is_empty(&self) -> bool {
        self.roots.is_empty()
    }

    /// Adds the account of another search, or what was noted later.
    pub fn join(&mut self, other: Self) {
        self.roots.extend(other.roots);
        self.folders += other.folders;
        self.files += other.files;
        for (reason, count) in other.passed_over {
            *self.passed_over.entry(reason).or_default() += count;
        }
        self.notes.extend(other.notes);
        self.landmarks.join(other.landmarks);
    }

    /// How many of the files that were met are read.
    pub fn read(&self) -> usize {
        let passed_over = self.passed_over.iter().filter(|(reason, _)| **reason != Reason::Folder);
        self.files.saturating_sub(passed_over.map(|(_, count)| count).sum())
    }

    /// How many files were passed over for a reason.
    pub fn count(&self, reason: Reason) -> usize {
        self.passed_over.get(&reason).copied().unwrap_or(0)
    }

    /// Counts what is passed over.
    pub fn pass(&mut self, reason: Reason) {
        *self.passed_over.entry(reason).or_default() += 1;
    }

    /// Names what is passed over, and counts it.
    pub fn note(&mut self, path: String, reason: Reason, message: String) {
        self.pass(reason);
        self.notes.push(Note { path, reason, message });
    }
}
