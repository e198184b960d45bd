//! What a stack did, in words.

use super::events::{Asks, EVENTS, Event, Look};
use super::{Case, Cases, SERVERS, Stack};

/// What a stack did at all events, as a paragraph: first where no request failed, then each other event, then what was not run.
pub fn paragraph(stack: &Stack) -> String {
    let unhurt =
        |event: &Event, cases: &Cases| matches!(event.asks, Asks::Ten | Asks::Three) && told(event, cases) == UNHURT;
    let (safe, other): (Vec<_>, Vec<_>) = stack.events().partition(|(event, cases)| unhurt(event, cases));
    let missing: Vec<_> = EVENTS.iter().filter(|event| !stack.cases.contains_key(event.id)).collect();
    let titles = |events: &[&Event]| events.iter().map(|event| event.title).collect::<Vec<_>>().join(", ");
    let mut sentences = Vec::new();
    if !safe.is_empty() {
        let safe: Vec<_> = safe.iter().map(|(event, _)| *event).collect();
        sentences.push(format!("No request fails: {}.", titles(&safe)));
    }
    sentences.extend(other.iter().map(|(event, cases)| sentence(event, cases)));
    if missing.len() > EVENTS.len() / 2 {
        sentences.push("Nothing else was run.".to_owned());
    } else if !missing.is_empty() {
        sentences.push(format!("Not run: {}.", titles(&missing)));
    }
    sentences.join(" ")
}

/// One event, with the errors where they are told: `KILL: 10 fail.`
fn sentence(event: &Event, cases: &Cases) -> String {
    let mut errors: Vec<_> = cases.each().into_iter().flatten().filter_map(|case| case.error.as_deref()).collect();
    errors.dedup();
    let errors: Vec<_> = errors.iter().map(|error| format!("`{error}`")).collect();
    let errors = if errors.is_empty() { String::new() } else { format!(" with {}", errors.join(" and ")) };
    let mut title = event.title.chars();
    let first = title.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}: {}{errors}.", title.as_str(), told(event, cases))
}

/// What no request notices.
const UNHURT: &str = "0 fail";

/// What happened on both servers, in a few words: `10 fail`, `0 fail (MySQL 9.7), 10 fail (MariaDB 11.8)`. Where only the
/// times differ, they are told as a range.
pub fn told(event: &Event, cases: &Cases) -> String {
    let each = cases.each();
    if let [Some(mysql), Some(mariadb)] = each {
        let range = (mysql.seconds.min(mariadb.seconds), mysql.seconds.max(mariadb.seconds));
        let words = [mysql, mariadb].map(|case| of_case(event, case, range));
        if words[0] == words[1] {
            return words[0].clone();
        }
    }
    let run = SERVERS.iter().zip(each).filter_map(|((_, title), case)| Some((title, case?)));
    let only = if each.iter().flatten().count() == 1 { " only" } else { "" };
    let parts =
        run.map(|(title, case)| format!("{} ({title}{only})", of_case(event, case, (case.seconds, case.seconds))));
    parts.collect::<Vec<_>>().join(", ")
}

/// What happened on one server; the seconds are told as this range.
fn of_case(event: &Event, case: &Case, seconds: (u32, u32)) -> String {
    if case.fact("unencrypted") > 0 && case.hurts() {
        return "refused, for it does not encrypt by itself".to_owned();
    }
    match event.asks {
        // That nothing failed proves nothing then.
        Asks::Ten if case.fact("none_closed") > 0 => format!("{}, for none was closed", several(case, seconds)),
        Asks::Ten | Asks::Three => several(case, seconds),
        Asks::One => one(case, seconds),
        Asks::Looks(look) => looks(look, case),
    }
}

/// How many failed and hung, how late the others were, and what came of it afterwards.
fn several(case: &Case, (_, seconds): (u32, u32)) -> String {
    let mut text = match (case.failed, case.hanging) {
        (failed, 0) => number(failed, "fails", "fail"),
        (0, hanging) => number(hanging, "hangs", "hang"),
        (failed, hanging) => format!("{}, {}", number(hanging, "hangs", "hang"), number(failed, "fails", "fail")),
    };
    match (case.failed, case.hanging) {
        _ if seconds == 0 => {}
        (0, 0) => text += &format!(", up to {seconds}s late"),
        (_, 0) => text += &format!(" after up to {seconds}s"),
        _ => {}
    }
    match case.later.last() {
        None => {}
        Some(0) => {
            let later = case.later.iter().filter(|failed| **failed > 0).map(ToString::to_string);
            text += &format!(", then {}", later.collect::<Vec<_>>().join(", "));
        }
        Some(_) => text += ", and each time again",
    }
    text
}

fn number(of: u32, one: &str, more: &str) -> String {
    format!("{of} {}", if of == 1 { one } else { more })
}

fn one(case: &Case, seconds: (u32, u32)) -> String {
    if case.hanging > 0 {
        return "hangs".to_owned();
    }
    let what = if case.failed > 0 { "fails" } else { "is served" };
    match seconds {
        (_, 0) => format!("{what} at once"),
        (0, most) => format!("{what} within {most}s"),
        (least, most) if least == most => format!("{what} after {most}s"),
        (least, most) => format!("{what} after {least} to {most}s"),
    }
}

fn looks(look: Look, case: &Case) -> String {
    let fact = |name: &str| case.fact(name);
    match look {
        Look::Age => age(case),
        Look::Idle => match [fact("idle_after_15"), fact("idle_after_45"), fact("idle_after_75")] {
            [first, second, third] if first == second && second == third => format!("{first} stay open"),
            [first, second, third] => format!("{first}, {second}, {third} are open after 15, 45, 75s"),
        },
        Look::Writes if fact("given_up") == 0 => "the pool keeps its connections".to_owned(),
        Look::Writes => format!("the pool drops {}", number(fact("given_up"), "connection", "connections")),
        Look::Close if case.hurts() => several(case, (0, 0)),
        Look::Close if fact("none_closed") > 0 => "the connections stay open".to_owned(),
        Look::Close if fact("aborted") > 0 => "it hangs up without COM_QUIT".to_owned(),
        Look::Close => "it says COM_QUIT".to_owned(),
    }
}

/// When connections that are older than a limit were ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aged {
    /// While they idled: all of them, or all but the one that a floor keeps.
    pub idle: bool,
    /// When they were taken. What is closed while it idles is not there to be taken.
    pub taken: bool,
    /// When they were given back.
    pub returned: bool,
}

impl Aged {
    /// What three connections say of it.
    pub fn of(case: &Case) -> Self {
        let left = case.fact("idle_left");
        Self { idle: left <= 1, taken: case.fact("taken_old") < left, returned: case.fact("closed_on_return") > 0 }
    }
}

fn age(case: &Case) -> String {
    let Aged { idle, taken, returned } = Aged::of(case);
    let parts = [(idle, "while it idles"), (taken, "when it is taken"), (returned, "when it is given back")];
    let when: Vec<_> = parts.iter().filter(|(ended, _)| *ended).map(|(_, when)| *when).collect();
    if when.is_empty() {
        return "nothing ends the connection".to_owned();
    }
    format!("the connection is ended {}", when.join(" and "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(id: &str, cases: &str) -> String {
        let event = EVENTS.iter().find(|event| event.id == id).expect("an event");
        told(event, &serde_json::from_str(cases).expect("cases"))
    }

    #[test]
    fn what_callers_see_is_told_with_how_long_it_took_and_what_came_after() {
        assert_eq!(say("E1", "{}"), UNHURT);
        assert_eq!(say("E2", r#"{"failed": 1}"#), "1 fails");
        assert_eq!(say("E4", r#"{"hanging": 10}"#), "10 hang");
        assert_eq!(say("E4", r#"{"seconds": 12}"#), "0 fail, up to 12s late");
        assert_eq!(say("E2", r#"{"failed": 8, "later": [2, 0, 0, 0]}"#), "8 fail, then 2");
        assert_eq!(say("E2", r#"{"failed": 8, "later": [8, 8, 8, 8]}"#), "8 fail, and each time again");
        assert_eq!(say("E5", r#"{"failed": 1, "seconds": 30}"#), "fails after 30s");
        assert_eq!(say("E7c", r#"{"seconds": 9}"#), "is served after 9s");
        assert_eq!(say("E6", r#"{"hanging": 1}"#), "hangs");
    }

    #[test]
    fn servers_that_differ_or_were_not_run_are_told_apart() {
        assert_eq!(say("E1", r#"[{"failed": 10}, {}]"#), "10 fail (MySQL 9.7), 0 fail (MariaDB 11.8)");
        assert_eq!(say("E1", r#"[{"failed": 10}, null]"#), "10 fail (MySQL 9.7 only)");
    }

    #[test]
    fn times_alone_that_differ_are_a_range() {
        assert_eq!(
            say("E5", r#"[{"failed": 1, "seconds": 32}, {"failed": 1, "seconds": 37}]"#),
            "fails after 32 to 37s"
        );
        assert_eq!(say("E7c", r#"[{"failed": 1}, {"failed": 1, "seconds": 8}]"#), "fails within 8s");
        assert_eq!(say("E4", r#"[{"seconds": 11}, {"seconds": 12}]"#), "0 fail, up to 12s late");
    }

    #[test]
    fn what_proves_nothing_says_so() {
        assert_eq!(say("E1", r#"{"none_closed": 1}"#), "0 fail, for none was closed");
        assert_eq!(say("T1", r#"{"failed": 1, "unencrypted": 1}"#), "refused, for it does not encrypt by itself");
    }

    #[test]
    fn what_a_pool_does_with_its_connections_is_told() {
        let aged = |left: u32, old: u32, back: u32| {
            say("E8", &format!(r#"{{"idle_left": {left}, "taken_old": {old}, "closed_on_return": {back}}}"#))
        };
        assert_eq!(aged(0, 0, 3), "the connection is ended while it idles and when it is given back");
        assert_eq!(aged(3, 0, 0), "the connection is ended when it is taken");
        assert_eq!(aged(3, 3, 0), "nothing ends the connection");
        let idle = r#"{"idle_after_15": 10, "idle_after_45": 2, "idle_after_75": 2}"#;
        assert_eq!(say("E9", idle), "10, 2, 2 are open after 15, 45, 75s");
        assert_eq!(say("R", r#"{"failed": 10, "given_up": 10}"#), "the pool drops 10 connections");
        assert_eq!(say("Q", r#"{"aborted": 10}"#), "it hangs up without COM_QUIT");
    }

    #[test]
    fn a_paragraph_begins_with_what_no_request_notices_and_ends_with_what_was_not_run() {
        let stack: Stack = serde_json::from_str(
            r#"{"stack": "go/x", "title": "x", "library": "go", "versions": "x 1", "date": "2026-12-01",
                "cases": {"E1": {}, "E3": {}, "E6": {"failed": 1, "error": "Timeout"}}}"#,
        )
        .expect("a stack");
        let expected = "No request fails: server closes idle, restart. All taken: fails at once with `Timeout`. \
                        Nothing else was run.";
        assert_eq!(paragraph(&stack), expected);
    }
}
