//! The driver's settings of a pool: a connection string that the code writes, or go-sql-driver's `mysql.Config`.

use std::collections::BTreeMap;

use crate::client::go::code::constants::Scope;
use crate::client::go::code::opens::{DRIVER, Link};
use crate::client::go::code::setting;
use crate::client::go::code::text::Text;
use crate::client::go::code::tree::{Action, Expr, Kind};
use crate::client::go::dsn::PARAMS;
use crate::client::go::value::{self, Bare};
use crate::client::libraries::go::DRIVER_SETTINGS;
use crate::client::pool::destination::Destination;
use crate::client::pool::draft::Draft;
use crate::client::pool::settings::{Hindrance, Key, Setting, Spelling, Value, Wording};
use crate::dsn::{self, ConnectionString};
use crate::text::origin::{Origin, OriginKind, Stated};
use crate::text::place::Span;
use crate::text::quantity;

/// The fields that are settings: <https://pkg.go.dev/github.com/go-sql-driver/mysql#Config>.
const FIELDS: [(&str, Key); 5] = [
    ("Timeout", Key::ConnectTimeout),
    ("ReadTimeout", Key::ReadTimeout),
    ("WriteTimeout", Key::WriteTimeout),
    ("CheckConnLiveness", Key::Validation),
    ("MaxAllowedPacket", Key::MaxAllowedPacket),
];

/// Puts what is known of the driver's settings into a pool; what is not known stays hidden.
pub(super) fn apply(draft: &mut Draft, link: Link<'_>) {
    match link {
        Link::Unseen => draft.unseen.extend(DRIVER_SETTINGS),
        Link::Config(scope, config) => apply_config(draft, scope, config),
        Link::Dsn(scope, dsn) => match formatted(scope, dsn) {
            Some((scope, config)) => apply_config(draft, scope, config),
            None => apply_text(draft, &Text::of(scope, dsn)),
        },
    }
}

/// The config of `cfg.FormatDSN()`.
fn formatted<'p>(scope: Scope<'p>, dsn: &'p Expr) -> Option<(Scope<'p>, &'p Expr)> {
    let (scope, dsn) = scope.behind(dsn).unwrap_or((scope, dsn));
    match dsn.method() {
        Some((config, "FormatDSN", [])) => Some((scope, config)),
        _ => None,
    }
}

/// A connection string of which the end is known at least.
fn apply_text(draft: &mut Draft, text: &Text<'_>) {
    let Some((parsed, complete)) = taken_apart(text) else {
        draft.unseen.extend(DRIVER_SETTINGS);
        return;
    };
    for (name, key, bare) in PARAMS {
        match parsed.param(name) {
            Some(param) => parameter(draft, text, (name, key, bare), &param.value, param.span),
            None if !complete && DRIVER_SETTINGS.contains(&key) => draft.unseen.push(key),
            None => {}
        }
    }
    if let Some(param) = parsed.param("interpolateParams")
        && let Ok(on) = quantity::switch(&param.value)
        && let Some(written) = text.written(param.span)
    {
        let origin = Origin::file(written.source.file.place(written.span));
        draft.pool.driver.interpolates = Some(Stated::new(on, origin));
    }
    if let Some(written) = text.written(Span { start: 0, end: 1 }) {
        let origin = Origin::file(written.source.file.place(written.span));
        draft.pool.destination = Destination::of(&parsed, origin);
    }
    let user = parsed.user.filter(|user| !user.contains(['%', '$', '{']));
    let place = user.as_ref().and_then(|user| text.written(Span { start: 0, end: user.len() }));
    if let (Some(user), Some(written)) = (user, place) {
        draft.pool.usage.user = Some(Stated::new(user, Origin::file(written.source.file.place(written.span))));
    }
}

/// The connection string, and whether all of its parameters are known.
fn taken_apart(text: &Text<'_>) -> Option<(ConnectionString, bool)> {
    if text.is_unknown() {
        return None;
    }
    let whole = text.text.as_str();
    if let Ok(parsed) = dsn::go::parse(whole) {
        let query = whole.rfind('/').and_then(|slash| Some(slash + whole.get(slash..)?.find('?')?));
        return Some((parsed, query.is_none_or(|query| text.is_known_from(query))));
    }
    // What comes before the parameters is somewhere else: `os.Getenv("DSN") + "?timeout=5s"`.
    let (query, complete) = match whole.find('?') {
        Some(query) => (query, text.is_known_from(query)),
        None => (whole.find('&')?, false),
    };
    let rest = whole.get(query + 1..)?;
    let mut parsed = dsn::go::parse(&format!("/?{rest}")).ok()?;
    for param in &mut parsed.params {
        // `/?` took the place of what ends with the first byte of the query.
        let moved = |at: usize| at + query - 1;
        param.span = Span { start: moved(param.span.start), end: moved(param.span.end) };
    }
    Some((parsed, complete))
}

fn parameter(draft: &mut Draft, text: &Text<'_>, (name, key, bare): (&str, Key, Bare), written: &str, span: Span) {
    let Some(place) = text.written(span) else { return };
    let mut origin = Origin::file(place.source.file.place(place.span));
    let read = value::parse(key, written.trim_matches('\''), bare);
    let value = match read {
        Ok(Value::Unlimited) if key == Key::MaxAllowedPacket => {
            // 0 asks the server, whose limit is not known here.
            draft.unseen.push(key);
            return;
        }
        Ok(value) => value,
        Err(error) => {
            origin.kind = OriginKind::Unresolved;
            let known = !written.contains('%');
            origin =
                origin.with_note(if known { error.to_string() } else { format!("{} is not resolved", key.name()) });
            Value::Unresolved
        }
    };
    let seconds = bare != Bare::Refused && written.bytes().all(|byte| byte.is_ascii_digit());
    let spelling = match (value, place.shared, place.verbatim) {
        (Value::Unresolved, ..) => Err(Hindrance::Placeholder),
        (_, true, _) => Err(Hindrance::Shared),
        (_, false, false) => Err(Hindrance::Form),
        _ if seconds => Ok(Spelling::plain(Wording::Bare(std::time::Duration::from_secs(1)))),
        _ => Ok(Spelling::plain(Wording::GoDuration)),
    };
    draft.pool.settings.set(key, Setting { spelling, ..Setting::written(value, written, origin).under(name) });
}

/// A `mysql.Config`: what it starts as, and the fields that are set.
struct Config<'p> {
    start: Start<'p>,
    fields: BTreeMap<&'p str, (Scope<'p>, &'p Expr)>,
    /// The entries of `Params`.
    params: BTreeMap<&'p str, (Scope<'p>, &'p Expr)>,
}

enum Start<'p> {
    /// `mysql.NewConfig()`
    Defaults,
    /// `mysql.Config{}`
    Zero(Scope<'p>, &'p Expr),
    /// `mysql.ParseDSN(dsn)`
    Parsed(Scope<'p>, &'p Expr),
}

/// What is not set in a `mysql.Config{}` that `NewConfig` did not make is Go's zero: no check on checkout, and a packet
/// limit that asks the server. `NewConfig` says so, and `FormatDSN` writes both out:
/// <https://github.com/go-sql-driver/mysql/blob/v1.9.3/dsn.go>.
fn apply_config<'p>(draft: &mut Draft, scope: Scope<'p>, expr: &'p Expr) {
    let Some(config) = config(scope, expr) else {
        draft.unseen.extend(DRIVER_SETTINGS);
        return;
    };
    match config.start {
        Start::Defaults => {}
        Start::Parsed(scope, dsn) => apply_text(draft, &Text::of(scope, dsn)),
        Start::Zero(scope, literal) => {
            let origin = Origin::file(scope.source.file.place(literal.span))
                .with_note("false where mysql.Config{} is written without mysql.NewConfig()");
            let off = Setting::written(Value::Switch(false), "", origin);
            draft.pool.settings.set(Key::Validation, Setting { configured: None, written: None, ..off });
            if !config.fields.contains_key("MaxAllowedPacket") {
                draft.unseen.push(Key::MaxAllowedPacket);
            }
        }
    }
    for (name, key) in FIELDS {
        if let Some((scope, value)) = config.fields.get(name) {
            setting::put(draft, key, *scope, value, false);
            if let Some(setting) = draft.pool.settings.get_mut(key) {
                setting.key = Some(name.into());
            }
        }
    }
    for (name, (scope, value)) in &config.params {
        let Some((_, key, bare)) = PARAMS.iter().find(|(param, ..)| param == name) else { continue };
        let text = Text::of(*scope, value);
        parameter(draft, &text, (name, *key, *bare), &text.text, Span { start: 0, end: text.text.len() });
    }
    if let Some((scope, value)) = config.fields.get("InterpolateParams")
        && let Kind::Name(name) = &value.kind
        && let Ok(on) = name.parse()
    {
        let origin = Origin::file(scope.source.file.place(value.span));
        draft.pool.driver.interpolates = Some(Stated::new(on, origin));
    }
    if let Some((scope, value)) = config.fields.get("User") {
        let text = Text::of(*scope, value);
        if let Some(written) = text.written(Span { start: 0, end: text.text.len() }).filter(|_| text.is_known_from(0)) {
            let origin = Origin::file(written.source.file.place(written.span));
            draft.pool.usage.user = Some(Stated::new(text.text, origin));
        }
    }
}

fn config<'p>(scope: Scope<'p>, expr: &'p Expr) -> Option<Config<'p>> {
    let variable = expr.pointee();
    let (within, made) = match &variable.kind {
        Kind::Local(local, _) => (scope, scope.function?.locals.get(local).or_else(|| first_of(scope, *local))?),
        Kind::Name(name) => {
            let (source, value) = scope.package.variable(name)?;
            (Scope { source, function: None, ..scope }, value)
        }
        _ => (scope, variable),
    };
    let made = made.pointee();
    let mut config = Config { start: Start::Defaults, fields: BTreeMap::new(), params: BTreeMap::new() };
    match &made.kind {
        Kind::Composite(Some(of), items) if within.source.imported(of) == Some((DRIVER, "Config")) => {
            config.start = Start::Zero(within, made);
            for (key, value) in items {
                if let Some(Kind::Name(field)) = key.as_ref().map(|key| &key.kind) {
                    config.set(within, field, value);
                }
            }
        }
        _ => match within.source.imported_call(made)? {
            (DRIVER, "NewConfig", []) => {}
            (DRIVER, "ParseDSN", [dsn]) => config.start = Start::Parsed(within, dsn),
            _ => return None,
        },
    }
    match &variable.kind {
        Kind::Local(..) => scope.function.into_iter().flat_map(|function| &function.steps).for_each(|step| {
            config.assigned(scope, variable, &step.action);
        }),
        Kind::Name(_) => scope.package.steps().for_each(|(source, function, step)| {
            config.assigned(Scope { source, function: Some(function), ..scope }, variable, &step.action);
        }),
        _ => {}
    }
    Some(config)
}

/// The call of `cfg, err := mysql.ParseDSN(dsn)`.
fn first_of(scope: Scope<'_>, local: usize) -> Option<&Expr> {
    scope.function?.steps.iter().find_map(|step| match &step.action {
        Action::Assign { targets, values } => match (targets.first().map(|target| &target.kind), values.as_slice()) {
            (Some(Kind::Local(target, _)), [call]) if *target == local => Some(call),
            _ => None,
        },
        _ => None,
    })
}

impl<'p> Config<'p> {
    fn set(&mut self, scope: Scope<'p>, field: &'p str, value: &'p Expr) {
        if field == "Params"
            && let Kind::Composite(_, items) = &value.kind
        {
            let entries = items.iter().filter_map(|(key, value)| Some((key.as_ref()?.text()?, (scope, value))));
            self.params.extend(entries);
            return;
        }
        self.fields.insert(field, (scope, value));
    }

    /// `cfg.ReadTimeout = …`, `cfg.Params["wait_timeout"] = …`
    fn assigned(&mut self, scope: Scope<'p>, variable: &Expr, action: &'p Action) {
        let Action::Assign { targets, values } = action else { return };
        for (target, value) in targets.iter().zip(values).filter(|_| targets.len() == values.len()) {
            match &target.kind {
                Kind::Select(base, field) if is_same(base, variable) => self.set(scope, field, value),
                Kind::Index(map, key) => {
                    if let (Kind::Select(base, field), Some(key)) = (&map.kind, key.text())
                        && field == "Params"
                        && is_same(base, variable)
                    {
                        self.params.insert(key, (scope, value));
                    }
                }
                _ => {}
            }
        }
    }
}

fn is_same(one: &Expr, other: &Expr) -> bool {
    match (&one.kind, &other.kind) {
        (Kind::Local(one, _), Kind::Local(other, _)) => one == other,
        (Kind::Name(one), Kind::Name(other)) => one == other,
        _ => false,
    }
}
