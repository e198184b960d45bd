//! Source lines with the offending value underlined, in the style that compilers made known: the finding's own line, the
//! lines of the numbers it was compared with, the rest as notes.

use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Padding, Renderer, Snippet};
use colored::Colorize;
use colored::control::SHOULD_COLORIZE;

use super::excerpt::{self, Excerpt};
use super::fleet::Fleet;
use super::{Report, hidden, prose, verdict};
use crate::audit::finding::{Fact, Finding, Severity};
use crate::text::place::Place;

/// The lines beside the finding's own that are shown; what is left is in notes.
const MOST_LINES: usize = 4;

/// The least columns that a text is wrapped to.
const NARROWEST: usize = 34;

/// What the renderer puts beside a line, in columns: its number and the bar before it, and a blank before the label.
const GUTTER: usize = 9;

/// What the renderer puts before a note, in columns: `   = note: `.
const MARGIN: usize = 14;

/// The report as text, wrapped to `width` columns.
pub fn render(report: &Report<'_>, width: usize) -> String {
    let colour = SHOULD_COLORIZE.should_colorize();
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(width);
    let mut text = String::new();
    for finding in &report.audit.findings {
        text.push_str(&renderer.render(&[frame(report, finding, width)]));
        text.push_str("\n\n");
    }
    for line in hidden::lines(report) {
        text.push_str(&textwrap::fill(&line, width));
        text.push('\n');
    }
    let last = textwrap::fill(&prose::one_line(&verdict::line(report)), width);
    text.push_str(&last.bold().to_string());
    text.push('\n');
    text
}

/// Each server's frames under its name, and the verdict on all of them last.
pub fn fleet(fleet: &Fleet<'_>, width: usize) -> String {
    let mut text = String::new();
    for part in &fleet.audits {
        let title = textwrap::fill(&format!("=== {} ===", part.title()), width);
        text.push_str(&format!("{}\n{}\n", title.bold(), render(&part.report, width)));
    }
    text.push_str(&textwrap::fill(&fleet.verdict(), width).bold().to_string());
    text.push('\n');
    text
}

fn frame<'a>(report: &Report<'a>, finding: &'a Finding, width: usize) -> Group<'a> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let behind =
        |margin: usize, text: &str| textwrap::fill(&prose::one_line(text), width.saturating_sub(margin).max(NARROWEST));
    let wrap = |text: &str| behind(MARGIN, text);
    // `error[the-rule]: `
    let head = finding.severity.name().len() + finding.rule.len() + 4;
    let title = level.primary_title(behind(head, &prose::message(finding))).id(finding.rule);
    let (lines, rest) = lines(report, finding, width);
    let mut elements: Vec<Element<'a>> = lines.into_iter().map(Element::from).collect();
    if !elements.is_empty() {
        elements.push(Padding.into());
    }
    elements.extend(rest.into_iter().map(|fact| Level::NOTE.message(wrap(&prose::fact(fact))).into()));
    if !finding.consequence.is_empty() {
        elements.push(Level::NOTE.with_name("then").message(wrap(&finding.consequence)).into());
    }
    let fixes = finding.remedies.iter().map(prose::fix);
    elements.extend(fixes.map(|fix| Level::HELP.with_name("fix").message(wrap(&fix)).into()));
    title.elements(elements)
}

/// The lines that are shown, the finding's own first, and the facts that have none, or no room beside it.
fn lines<'a>(
    report: &Report<'a>,
    finding: &'a Finding,
    width: usize,
) -> (Vec<Snippet<'a, Annotation<'a>>>, Vec<&'a Fact>) {
    let mut shown: Vec<(&Place, String)> = finding.location.iter().map(|place| (place, String::new())).collect();
    let mut rest = Vec::new();
    for fact in &finding.facts {
        let place = fact.origin.place.as_ref();
        let own = shown.iter().position(|(other, _)| Some(*other) == place);
        let before = own.and_then(|index| shown.get(index)).map_or("", |(_, label)| label);
        let label = place.and_then(|place| labelled(report, place, before, fact, width));
        match (place, label, own) {
            (Some(place), Some(label), Some(index)) => {
                shown.splice(index..=index, [(place, label)]);
            }
            (Some(place), Some(label), None) if shown.len() <= MOST_LINES => shown.push((place, label)),
            _ => rest.push(fact),
        }
    }
    let primary = finding.location.as_ref();
    (snippets(report, shown, primary), rest)
}

/// The label of a line with one more fact, where it fits beside the underline.
fn labelled(report: &Report<'_>, place: &Place, before: &str, fact: &Fact, width: usize) -> Option<String> {
    let glue = if before.is_empty() { "" } else { ", " };
    let fact = prose::one_line(&format!("{}: {} = {}", fact.side.name(), fact.name, fact.value));
    let label = format!("{before}{glue}{fact}");
    let excerpt = excerpt::of(report, place)?;
    let to = textwrap::core::display_width(excerpt.text.get(..excerpt.value.end)?);
    (to + GUTTER + textwrap::core::display_width(&label) <= width).then_some(label)
}

/// A snippet for each line; what stands on one line is marked in one.
fn snippets<'a>(
    report: &Report<'a>,
    shown: Vec<(&Place, String)>,
    primary: Option<&Place>,
) -> Vec<Snippet<'a, Annotation<'a>>> {
    let mut lines: Vec<(&str, Excerpt, Vec<Annotation<'a>>)> = Vec::new();
    for (place, label) in shown {
        let Some(excerpt) = excerpt::of(report, place) else { continue };
        let kind = if Some(place) == primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(excerpt.value.clone()).label((!label.is_empty()).then_some(label));
        let same = |(file, other, _): &&mut (&str, Excerpt, _)| {
            **file == *place.file && other.line == excerpt.line && other.text == excerpt.text
        };
        match lines.iter_mut().find(same) {
            Some((_, _, annotations)) => annotations.push(annotation),
            None => lines.push((&place.file, excerpt, vec![annotation])),
        }
    }
    let snippet = |(file, excerpt, annotations): (&str, Excerpt, Vec<_>)| {
        let path = prose::one_line(file);
        Snippet::source(excerpt.text).line_start(excerpt.line).path(path).annotations(annotations)
    };
    lines.into_iter().map(snippet).collect()
}
