//! A pool of which the settings stand in one section of a file and the connection string in another: `SQLAlchemy(engine_options=…)`
//! beside `app.config["SQLALCHEMY_DATABASE_URI"]`.

use crate::client::pool::Engine;
use crate::client::pool::draft::Draft;

/// What was found of pools of one framework, by the number of its draft.
#[derive(Debug, Default)]
pub(super) struct Halves {
    /// Only the connection string.
    links: Vec<(usize, &'static str)>,
    /// Only settings, of a framework whose connection string has a key of its own.
    settings: Vec<(usize, &'static str)>,
}

impl Halves {
    /// Notes what a draft was made of.
    pub(super) fn note(&mut self, draft: usize, title: Option<&'static str>, has_link: bool, has_settings: bool) {
        let Some(title) = title else { return };
        match (has_link, has_settings) {
            (true, false) => self.links.push((draft, title)),
            (false, true) => self.settings.push((draft, title)),
            _ => {}
        }
    }

    /// Makes one of two halves, where a framework has one of each in the same environment.
    pub(super) fn join(&self, drafts: &mut Vec<Draft>) {
        let mut used = Vec::new();
        for (at, title) in &self.settings {
            let same = |halves: &[(usize, &str)]| halves.iter().filter(|(_, other)| other == title).count();
            let Some((link_at, _)) = self.links.iter().find(|(_, other)| other == title) else { continue };
            if same(&self.links) != 1 || same(&self.settings) != 1 {
                continue;
            }
            let Some(link) = drafts.get(*link_at).cloned() else { continue };
            let Some(draft) = drafts.get_mut(*at) else { continue };
            if draft.profile == link.profile && draft.pool.engine == Engine::Unknown {
                draft.lay_over(link);
                used.push(*link_at);
            }
        }
        used.sort_unstable();
        for at in used.into_iter().rev() {
            drafts.remove(at);
        }
    }
}
