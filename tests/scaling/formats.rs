//! The formats of reports, of one server and of a fleet.

use poolcheck::report::Report;
use poolcheck::report::fleet::{Fleet, Part};
use poolcheck::report::format::Format;
use poolcheck::report::table::{Detail, Options};

use crate::rules::audited;
use crate::work::Ratios;

const OPTIONS: Options = Options { width: 100, detail: Detail::Verbose, ends_in_view: false, ascii: false };

#[test]
fn every_format_is_written_in_linear_time() {
    let mut ratios = Ratios::default();
    for format in Format::ALL {
        ratios.of(
            format.name(),
            60,
            |count| audited(count, ""),
            |(client, server, audit, _)| {
                let report = Report { client, config_given: true, server, audit, fail_on: None, show_suppressed: true };
                format.render(&report, OPTIONS)
            },
        );
    }
    ratios.hold();
}

#[test]
fn the_screen_is_laid_out_in_linear_time() {
    let mut ratios = Ratios::default();
    let options = Options { detail: Detail::Normal, ..OPTIONS };
    ratios.of(
        "the screen",
        60,
        |count| audited(count, ""),
        |(client, server, audit, _)| {
            let report = Report { client, config_given: true, server, audit, fail_on: None, show_suppressed: false };
            Format::Table.render(&report, options)
        },
    );
    ratios.hold();
}

#[test]
fn every_format_of_suppressed_findings_is_written_in_linear_time() {
    let mut ratios = Ratios::default();
    let note = "# poolcheck: ignore[unknown-setting, max-idle-defaulted] a small job";
    for format in Format::ALL {
        ratios.of(
            &format!("{} of ignored", format.name()),
            60,
            |count| audited(count, note),
            |(client, server, audit, _)| {
                let report = Report { client, config_given: true, server, audit, fail_on: None, show_suppressed: true };
                format.render(&report, OPTIONS)
            },
        );
    }
    ratios.hold();
}

#[test]
fn every_format_of_a_fleet_is_written_in_linear_time() {
    let mut ratios = Ratios::default();
    let names: Vec<_> = (0..2000).map(|at| format!("server{at}")).collect();
    let one = audited(2, "");
    for format in Format::ALL {
        let input = |count: usize| {
            let (client, server, audit, _) = &one;
            let report = Report { client, config_given: true, server, audit, fail_on: None, show_suppressed: true };
            let audits = names.iter().cycle().take(count).map(|name| Part { name, report }).collect();
            Fleet { file: "fleet.yaml", audits }
        };
        ratios.of(&format!("{} of a fleet", format.name()), 30, input, |fleet| format.render_fleet(fleet, OPTIONS));
    }
    ratios.hold();
}
