//! Source lines with the offending value underlined, in the style that compilers made known: the finding's own line, the
//! lines of the numbers it was compared with, the rest as notes.

use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Padding, Renderer, Snippet};
use colored::Colorize;
use colored::control::SHOULD_COLORIZE;

use super::{Report, excerpt, hidden, prose, verdict};
use crate::audit::finding::{Fact, Finding, Severity};
use crate::text::place::Place;

/// The lines beside the finding's own that are shown; what is left is in notes.
const MOST_LINES: usize = 4;

/// The least columns that a text is wrapped to.
const NARROWEST: usize = 34;

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
    let (lines, rest) = lines(report, finding);
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

/// The lines that are shown, the finding's own first, and the facts that have none.
fn lines<'a>(report: &Report<'a>, finding: &'a Finding) -> (Vec<Snippet<'a, Annotation<'a>>>, Vec<&'a Fact>) {
    let mut shown: Vec<(&Place, String)> = finding.location.iter().map(|place| (place, String::new())).collect();
    let mut rest = Vec::new();
    for fact in &finding.facts {
        let place = fact.origin.place.as_ref().filter(|place| excerpt::of(report, place).is_some());
        let own = shown.iter().position(|(other, _)| Some(*other) == place);
        match (place, own) {
            (Some(_), Some(index)) => {
                if let Some((_, label)) = shown.get_mut(index) {
                    add(label, fact);
                }
            }
            (Some(place), None) if shown.len() <= MOST_LINES => {
                let mut label = String::new();
                add(&mut label, fact);
                shown.push((place, label));
            }
            _ => rest.push(fact),
        }
    }
    let snippets = shown.into_iter().filter_map(|(place, label)| {
        let kind =
            if Some(place) == finding.location.as_ref() { AnnotationKind::Primary } else { AnnotationKind::Context };
        snippet(report, place, kind, label)
    });
    (snippets.collect(), rest)
}

fn add(label: &mut String, fact: &Fact) {
    if !label.is_empty() {
        label.push_str(", ");
    }
    label.push_str(&prose::one_line(&format!("{}: {} = {}", fact.side.name(), fact.name, fact.value)));
}

fn snippet<'a>(
    report: &Report<'a>,
    place: &Place,
    kind: AnnotationKind,
    label: String,
) -> Option<Snippet<'a, Annotation<'a>>> {
    let excerpt = excerpt::of(report, place)?;
    let label = (!label.is_empty()).then_some(label);
    let annotation = kind.span(excerpt.value).label(label);
    let path = prose::one_line(&place.file);
    Some(Snippet::source(excerpt.text).line_start(excerpt.line).path(path).annotation(annotation))
}
