//! The rules, and what stands over all of them: the budget, ignores, baselines, settings.

use std::sync::Arc;

use poolcheck::audit::baseline::Baseline;
use poolcheck::audit::policy::{Policy, file as settings};
use poolcheck::audit::rules::RULES;
use poolcheck::audit::{self, Audit, rule::Check, suppress};
use poolcheck::client::flags::Flags;
use poolcheck::client::{Client, read};
use poolcheck::server::ServerState;
use poolcheck::text::date::Date;
use poolcheck::text::origin::Origin;
use poolcheck::text::place::SourceFile;

use crate::pages::{self, Example, examples};
use crate::work::{Ratios, repeated};

/// What a rule's page says fires, with this many pools, remarks, sessions and ignores in place of each.
fn many(example: &Example, rule: &str, count: usize) -> (Client, ServerState, Policy) {
    let mut client = pages::client(example);
    let mut server = pages::server(example);
    let mut policy = Policy::default();
    policy.select(&[rule.to_owned()], &Origin::flag("test")).expect("a rule");
    policy.today = Date::new(2026, 11, 21);
    policy.ignores = suppress::in_comments(&client).expect("ignores");
    let each = count.div_ceil(client.pools.len().max(1));
    client.pools = times(&client.pools, each, |pool, at| pool.name = format!("{}-{at}", pool.name));
    client.remarks = times(&client.remarks, count.div_ceil(client.remarks.len().max(1)), |_, _| {});
    policy.ignores = times(&policy.ignores, count.div_ceil(policy.ignores.len().max(1)), |_, _| {});
    if let ServerState::Known(server) = &mut server
        && let Some(evidence) = &mut server.evidence
    {
        if let Some(sessions) = &mut evidence.sessions {
            sessions.held = times(&sessions.held, count, |held, at| held.user = format!("{}{at}", held.user));
        }
        if let Some(accounts) = &mut evidence.accounts {
            *accounts = times(accounts, count, |account, at| account.user = format!("{}{at}", account.user));
        }
        if let Some(programs) = &mut evidence.programs {
            *programs = times(programs, count, |program, at| program.user = format!("{}{at}", program.user));
        }
        if let Some(hosts) = &mut evidence.host_errors {
            *hosts = times(hosts, count, |host, at| host.host = format!("{}.{at}", host.host));
        }
    }
    (client, server, policy)
}

/// So many copies of the items, those after the first changed.
fn times<T: Clone>(items: &[T], count: usize, change: impl Fn(&mut T, usize)) -> Vec<T> {
    let mut all = Vec::new();
    for at in 0..count {
        for item in items {
            let mut copy = item.clone();
            if at > 0 {
                change(&mut copy, at);
            }
            all.push(copy);
        }
    }
    all
}

fn judged((client, server, policy): &(Client, ServerState, Policy)) -> Audit {
    audit::run(client, true, server, policy)
}

#[test]
fn every_rule_judges_in_linear_time() {
    let mut ratios = Ratios::default();
    for rule in RULES {
        let fires = examples(rule.docs, "Fires");
        let example = fires.first().unwrap_or_else(|| panic!("{}: no example fires", rule.name));
        if matches!(rule.check, Check::Ignores(_)) {
            // The rules that are ignored are judged as well, so that their ignores have something to hide.
            let input = |count| {
                let (client, server, of_rule) = many(example, rule.name, count);
                let mut policy = Policy::default();
                (policy.ignores, policy.today) = (of_rule.ignores, of_rule.today);
                (client, server, policy)
            };
            ratios.of(rule.name, 200, input, judged);
        } else {
            ratios.of(rule.name, 500, |count| many(example, rule.name, count), judged);
        }
    }
    ratios.hold();
}

/// Pools of poolcheck's own form, on lines of their own, with something to say of each.
fn pools(count: usize, note: &str) -> String {
    let pool = |at| {
        format!(
            "  p{at}: {note}\n    library: go\n    max_open: 40\n    max_lifetime: 9h\n    instances: 3\n    typo{at}: 1\n"
        )
    };
    format!("pools:\n{}", repeated(count, pool))
}

/// An audit of so many pools, each with findings.
pub(crate) fn audited(count: usize, note: &str) -> (Client, ServerState, Audit, Policy) {
    let file = Arc::new(SourceFile::new("app.yaml", pools(count, note)));
    let client = read::read(&[file], &Flags::default()).expect("readable");
    assert_eq!(client.pools.len(), count);
    let server = pages::server(&Example {
        server: Some("version = 8.0.36\nmax_connections = 151\nwait_timeout = 3600\n".to_owned()),
        ..Example::default()
    });
    let mut policy = Policy::default();
    policy.ignores = suppress::in_comments(&client).expect("ignores");
    let audit = audit::run(&client, true, &server, &policy);
    assert!(audit.findings.len() + audit.suppressed.len() > 2 * count, "{}", audit.findings.len());
    (client, server, audit, policy)
}

#[test]
fn all_rules_together_judge_in_linear_time() {
    let mut ratios = Ratios::default();
    ratios.of(
        "all rules",
        200,
        |count| audited(count, ""),
        |(client, server, _, policy)| audit::run(client, true, server, policy),
    );
    ratios.hold();
}

#[test]
fn ignores_hide_in_linear_time() {
    let mut ratios = Ratios::default();
    let note = "# poolcheck: ignore[unknown-setting, max-idle-defaulted] a small job";
    ratios.of(
        "ignores as comments, read",
        100,
        |count| audited(count, note),
        |(client, ..)| suppress::in_comments(client),
    );
    ratios.of(
        "ignores as comments",
        100,
        |count| audited(count, note),
        |(client, server, _, policy)| audit::run(client, true, server, policy),
    );
    let entry = |at| format!("  - {{rule: unknown-setting, pool: p{at}, reason: a small job}}\n");
    let read = |text: &str| {
        let mut policy = Policy::default();
        settings::read(&SourceFile::new(".poolcheck.yaml", text), &mut policy).map(|()| policy)
    };
    ratios.of("settings, read", 500, |count| format!("ignore:\n{}", repeated(count, entry)), |text| read(text));
    let input = |count| {
        let policy = read(&format!("ignore:\n{}", repeated(count, entry))).expect("settings");
        (audited(count, ""), policy)
    };
    ratios.of("ignores by pool", 100, input, |((client, server, ..), policy)| audit::run(client, true, server, policy));
    ratios.hold();
}

#[test]
fn baselines_are_made_and_compared_in_linear_time() {
    let mut ratios = Ratios::default();
    ratios.of(
        "a baseline, made and written",
        200,
        |count| audited(count, ""),
        |(client, _, audit, _)| Baseline::of(audit, client).write(),
    );
    let written = |count| {
        let (client, _, audit, _) = audited(count, "");
        (Baseline::of(&audit, &client), audit, client)
    };
    ratios.of("a baseline, read", 100, |count| written(count).0.write(), |text| Baseline::read(text));
    ratios.of("a baseline, the same", 200, written, |(baseline, audit, client)| {
        let mut audit = audit.clone();
        baseline.clone().apply(&mut audit, client);
        assert!(audit.findings.is_empty());
        audit
    });
    let other = |count| {
        let (client, _, audit, _) = audited(count, "");
        let baseline =
            Baseline::of(&audit, &client).write().replace("app.yaml", "other.yaml").replace("pool: p", "pool: q");
        (Baseline::read(&baseline).expect("a baseline"), audit, client)
    };
    ratios.of("a baseline of another file", 200, other, |(baseline, audit, client)| {
        let mut audit = audit.clone();
        baseline.clone().apply(&mut audit, client);
        audit
    });
    ratios.hold();
}
