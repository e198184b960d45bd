//! Several reports of one run: `--format FORMAT[=FILE]`, where each goes, and GitHub's step summary.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::args::{AuditArgs, ColorWish};
use super::output::{self, Sink};
use super::terminal;
use crate::report::format::Format;
use crate::report::table::{Detail, Options};
use crate::text::names;

/// One report that is wanted: how it is written, and the file it goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// How it is written.
    pub(super) format: Format,
    /// Its file; standard output where none is named.
    pub(super) file: Option<PathBuf>,
}

impl Wanted {
    /// Reads `sarif` or `sarif=FILE`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (name, file) = match text.split_once('=') {
            Some((_, "")) => return Err(format!("no file is named after `{text}`")),
            Some((name, file)) => (name, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let known = Format::ALL.map(Format::name);
        let format = Format::named(name).ok_or_else(|| match names::nearest(name, known) {
            Some(near) => format!("there is no format `{name}`; did you mean `{near}`?"),
            None => format!("there is no format `{name}`; the formats are {}", known.join(", ")),
        })?;
        Ok(Self { format, file })
    }
}

/// The reports that are wanted, with their files made before the work.
pub(super) struct Outputs(Vec<(Format, Sink, bool)>);

impl Outputs {
    /// Opens what the flags name. Two reports in one place would be neither.
    pub(super) fn open(args: &AuditArgs) -> anyhow::Result<Self> {
        let mut wanted = args.format.clone();
        if let Some(file) = &args.output {
            match wanted.as_mut_slice() {
                [single] if single.file.is_none() => single.file = Some(file.clone()),
                _ => bail!("--output is for a single format; with several, name each file: --format sarif=out.sarif"),
            }
        }
        for (index, one) in wanted.iter().enumerate() {
            if let Some(other) = wanted.iter().take(index).find(|other| other.file == one.file) {
                bail!("{}", clash(other, one));
            }
        }
        let open = |wanted: Wanted| {
            let to_file = wanted.file.is_some();
            Ok((wanted.format, Sink::open(wanted.file.as_deref())?, to_file))
        };
        wanted.into_iter().map(open).collect::<anyhow::Result<_>>().map(Self)
    }

    /// Leaves standard output to something else.
    pub(super) fn leave_stdout(&mut self) {
        self.0.retain(|(_, _, to_file)| *to_file);
    }

    /// Leaves out what would be read on a terminal: there is nothing to report.
    pub(super) fn leave_people(&mut self) {
        self.0.retain(|(format, _, to_file)| *to_file || !format.is_for_terminals());
    }

    /// Writes them all, files first: a reader of standard output that goes away takes no file with it.
    pub(super) fn write(
        &mut self,
        args: &AuditArgs,
        colour: ColorWish,
        render: impl Fn(Format, Options) -> String,
    ) -> anyhow::Result<()> {
        self.0.sort_by_key(|(_, _, to_file)| !to_file);
        if self.0.iter().any(|(format, _, _)| *format == Format::Github) {
            summarise(&render(Format::Markdown, options(args, true)));
        }
        for (format, sink, to_file) in &mut self.0 {
            terminal::colour(colour, *to_file);
            sink.write(&render(*format, options(args, *to_file)))?;
        }
        Ok(())
    }
}

fn clash(one: &Wanted, other: &Wanted) -> String {
    let (one_name, name) = (one.format.name(), other.format.name());
    match &other.file {
        Some(file) => format!("{one_name} and {name} cannot both be written to {}", file.display()),
        None => {
            format!("{one_name} and {name} cannot both go to standard output; name a file: --format {name}=FILE")
        }
    }
}

fn options(args: &AuditArgs, to_file: bool) -> Options {
    let detail = match (args.quiet, args.verbose) {
        (true, _) => Detail::Quiet,
        (_, true) => Detail::Verbose,
        _ => Detail::Normal,
    };
    Options {
        width: terminal::width(to_file),
        detail,
        ends_in_view: terminal::scrolls(to_file),
        ascii: terminal::is_ascii(to_file),
    }
}

/// Adds the report to the summary of a step on GitHub, where one runs. A summary that cannot be written is no reason to fail.
fn summarise(markdown: &str) {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else { return };
    if let Err(error) = append(Path::new(&path), markdown) {
        output::complain(&format!("the step summary is missing: {error:#}"));
    }
}

fn append(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path);
    let written = file.as_mut().map_err(|error| std::io::Error::new(error.kind(), error.to_string()));
    written.and_then(|file| file.write_all(text.as_bytes())).with_context(|| path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_is_a_name_with_or_without_a_file() {
        let sarif = Wanted { format: Format::Sarif, file: Some(PathBuf::from("a=b.sarif")) };
        assert_eq!(Wanted::parse("sarif=a=b.sarif"), Ok(sarif));
        assert_eq!(Wanted::parse("table"), Ok(Wanted { format: Format::Table, file: None }));
        assert!(Wanted::parse("sariff").is_err_and(|error| error.contains("did you mean `sarif`")));
        assert!(Wanted::parse("xlsx").is_err_and(|error| error.contains("prometheus")));
        assert!(Wanted::parse("sarif=").is_err());
    }
}
