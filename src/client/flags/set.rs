//! `--set POOL.setting=value`: one pool's field.

use crate::client::flags::FlagError;
use crate::client::own::key::OwnKey;
use crate::client::own::pool;
use crate::client::own::reader::Reader;
use crate::client::pool::draft::Draft;
use crate::client::pool::remark::Remark;
use crate::source::forms::yaml;
use crate::text::names::nearest;
use crate::text::place::SourceFile;

/// One pool's field, set by a flag.
#[derive(Debug, Clone)]
pub(super) struct PoolField {
    /// The pool's name; `*` for all.
    pub(super) pool: String,
    pub(super) field: OwnKey,
    /// The value in the own form's words.
    pub(super) value: String,
    pub(super) flag: String,
}

impl PoolField {
    /// Puts the value into a pool.
    pub(super) fn apply(&self, draft: &mut Draft) -> Result<(), FlagError> {
        let file = SourceFile::new("the flag", self.value.as_str());
        let documents = yaml::read(&file).map_err(|error| FlagError::of_config(&self.flag, error))?;
        let node = documents.first().ok_or_else(|| FlagError::new(&self.flag, "it has no value"))?;
        let remarks = draft.remarks.len();
        pool::apply(Reader::of_flag(&file, &self.flag), self.field, node, draft)
            .map_err(|error| FlagError::of_config(&self.flag, error))?;
        match draft.remarks.get(remarks) {
            Some(Remark::UnknownKey { key, nearest, .. }) => {
                let error = FlagError::new(&self.flag, format!("there is no key `{key}`"));
                Err(nearest.map_or(error.clone(), |name| error.help(format!("did you mean `{name}`?"))))
            }
            _ => Ok(()),
        }
    }

    /// The error of a name that no pool has.
    pub(super) fn no_such_pool(&self, drafts: &[Draft]) -> FlagError {
        let names: Vec<&str> = drafts.iter().map(|draft| draft.pool.name.as_str()).collect();
        let error = FlagError::new(&self.flag, format!("there is no pool `{}`", self.pool));
        match (nearest(&self.pool, names.iter().copied()), names.is_empty()) {
            (Some(name), _) => error.help(format!("did you mean `{name}`?")),
            (None, true) => error.help("the configuration holds no pool"),
            (None, false) => error.help(format!("the pools are {}", names.join(", "))),
        }
    }
}
