//! How many processes hold a pool, out of the files that deploy an application: Kubernetes manifests, Compose files,
//! Procfiles, and the files of application servers.
//!
//! Each kind of file is read by one module, which says only what is particular to it. [`Deployed::link`] says which service
//! runs which pool. Nothing here knows what a pool's settings mean.

mod clouds;
mod command;
mod command_words;
mod compose;
pub mod deployed_variables;
mod dockerfile;
mod helm;
mod holders;
mod image;
mod knative;
mod kubernetes;
mod kustomize;
mod language;
mod likeness;
mod link;
pub mod map;
mod pm2;
mod pod;
pub mod process_type;
mod processes;
mod procfile;
mod scaler;
pub mod service;
mod settings_file;
mod strategy;
mod supervisor;
mod systemd;

use std::sync::Arc;

use kubernetes::Manifests;
use process_type::ProcessType;
use service::Service;

use crate::source::Document;
use crate::source::variables::Variables;
use crate::text::place::SourceFile;

/// Everything that the deployment files of a run say.
#[derive(Debug, Clone, Default)]
pub struct Deployed {
    manifests: Manifests,
    composed: Vec<Service>,
    services: Vec<Service>,
    files: Vec<ProcessFile>,
}

/// A file that says how an application's processes are started, or how one program runs them.
#[derive(Debug, Clone)]
pub struct ProcessFile {
    /// The file's name as the user gave it.
    pub path: Arc<str>,
    /// What the file is for.
    pub role: Role,
    /// The kinds of process that it names.
    pub types: Vec<ProcessType>,
}

/// What a file of processes is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// It starts them: a Procfile, PM2's ecosystem, supervisor's programs.
    Starts,
    /// It is one program's own: puma.rb, gunicorn.conf.py, uwsgi.ini, www.conf.
    Settings,
    /// It says what an image starts: a Dockerfile.
    Image,
}

/// Words of which a file holds one that gives its processes an environment: a manifest, a Compose file, a platform's own file.
const DEPLOYING: [&str; 8] = [
    "apiVersion",
    "services:",
    "env_variables",
    "applications:",
    "ontainerDefinitions",
    "functions:",
    "AWS::",
    "group \"",
];

/// Whether a file may deploy something that gives its processes an environment.
pub fn may_be(file: &SourceFile) -> bool {
    DEPLOYING.iter().any(|word| file.text().contains(word))
}

/// A file's name without its folders.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

impl Deployed {
    /// Reads a Procfile or a Dockerfile, which are no trees of keys and values; true where the file is one.
    pub fn read_plain(&mut self, file: &SourceFile) -> bool {
        let name = file_name(file.name());
        if dockerfile::is(name) {
            self.add(file, Role::Image, dockerfile::read(file).into_iter().collect());
            return true;
        }
        procfile::is(name) && self.add(file, Role::Starts, procfile::read(file))
    }

    /// Reads the documents of a file: manifests, Compose services, what starts processes, and the programs' own files. True
    /// where it is nothing else than a file of processes, so that no pool is looked for in it.
    pub fn read(&mut self, file: &SourceFile, documents: &[Document], variables: &Variables) -> bool {
        let mut is_all = false;
        for Document { form, written: root, .. } in documents {
            self.manifests.take(file, root);
            self.composed.extend(compose::read(file, root, variables));
            self.composed.extend(clouds::read(file, form, root));
            let settings = settings_file::read(file, form, root);
            is_all |= settings_file::is_all(&settings, root);
            self.add(file, Role::Settings, settings);
            is_all |= self.add(file, Role::Starts, supervisor::read(file, form, root));
            is_all |= self.add(file, Role::Starts, systemd::read(file, form, root).into_iter().collect());
            is_all |= self.add(file, Role::Starts, pm2::read(file, root)) && pm2::is_script(file.name());
        }
        is_all
    }

    fn add(&mut self, file: &SourceFile, role: Role, types: Vec<ProcessType>) -> bool {
        let any = !types.is_empty();
        if any {
            self.files.push(ProcessFile { path: Arc::clone(file.name()), role, types });
        }
        any
    }

    /// Joins what stands in different files: autoscalers and ConfigMaps with their workloads. To be called when all files are
    /// read, and before [`Self::services`] and [`Self::link`].
    pub fn complete(&mut self) {
        self.services = self.manifests.complete();
        self.services.extend(clouds::join(self.composed.clone()));
    }

    /// Adds what another file said.
    pub fn join(&mut self, other: Self) {
        self.manifests.join(other.manifests);
        self.composed.extend(other.composed);
        self.files.extend(other.files);
    }

    /// Whether nothing was read.
    pub fn is_empty(&self) -> bool {
        self.manifests.is_empty() && self.composed.is_empty() && self.files.is_empty()
    }

    /// The services, in the order of the files.
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// The files of processes, in order.
    pub fn files(&self) -> &[ProcessFile] {
        &self.files
    }
}
