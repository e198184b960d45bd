//! How often connections are made anew: seen in the server's counters, and predicted from a pool's stated workload.

use super::context::{Context, Counter};
use super::rule::Skip;
use super::thresholds::{CHURN_PER_SECOND, CHURN_SHARE, CHURN_SHARE_PER_SECOND};
use crate::client::pool::Pool;
use crate::client::pool::workload::Distribution;
use crate::predict::churn::{Load, Opens, Service, opens};

/// New connections that are too many, as the server counted them.
#[derive(Debug)]
pub struct HighChurn {
    /// `Connections`.
    pub connections: Counter,
    /// `Questions`, where their share decided.
    pub questions: Option<Counter>,
}

/// Whether the server has seen too many new connections: per second, or as a share of the questions.
///
/// # Errors
/// No counters, or too short a time behind them.
pub fn high(cx: &Context<'_>) -> Result<Option<HighChurn>, Skip> {
    let connections = cx.rate("Connections")?;
    if connections.reaches_per_second(cx.threshold(&CHURN_PER_SECOND)) {
        return Ok(Some(HighChurn { connections, questions: None }));
    }
    if !connections.reaches_per_second(cx.threshold(&CHURN_SHARE_PER_SECOND)) {
        return Ok(None);
    }
    let questions = cx.rate("Questions")?;
    let many = connections.exceeds_share(&questions, cx.threshold(&CHURN_SHARE))?;
    Ok(many.then_some(HighChurn { connections, questions: Some(questions) }))
}

/// The load of one instance of a pool, as its workload states it; none where that is not enough to predict churn.
pub fn load(pool: &Pool) -> Option<(Load, Service)> {
    let workload = pool.workload.as_ref()?;
    let stated = workload.hold_time.as_ref()?.value;
    let hold = stated.mean.as_secs_f64();
    let service = match stated.distribution {
        Distribution::Fixed => Service::Fixed,
        Distribution::Exponential => Service::Exponential,
    };
    let shared = workload.shared_by(&pool.instances) as f64;
    if let Some(rate) = &workload.rate {
        return Some((Load::Open { rate: rate.value / shared, hold }, service));
    }
    let workers = workload.workers.as_ref()?.value as f64 / shared;
    let think = workload.think_time.as_ref().map_or(0.0, |think| think.value.as_secs_f64());
    Some((Load::Closed { workers, hold, think }, service))
}

/// The connections that one instance opens per second because it keeps `max_idle`.
pub fn predicted(pool: &Pool, max_idle: u64) -> Option<Opens> {
    let (load, service) = load(pool)?;
    Some(opens(load, service, max_idle))
}

/// A prediction in words: a range, because nobody knows how the requests are bunched.
pub fn phrase(opens: Opens) -> String {
    let bunched = format!("up to {}/s where they come in bunches", show_rate(opens.in_step));
    match opens.likely {
        Some(likely) if likely < 0.05 => format!("hardly any where requests come at random, {bunched}"),
        Some(likely) => format!("about {}/s where requests come at random, {bunched}", show_rate(likely)),
        None => format!("fewer than {}/s where requests come at random, {bunched}", show_rate(opens.at_most)),
    }
}

/// Writes a rate or another measured number: `2.5`, `150`, with digits only where they say something.
pub fn show_rate(rate: f64) -> String {
    let digits = if rate >= 20.0 { 0 } else { 1 + usize::from(rate < 0.95) };
    let text = format!("{rate:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_show_the_digits_that_matter() {
        for (rate, text) in
            [(0.0, "0"), (0.36, "0.36"), (1.94, "1.9"), (9.6, "9.6"), (20.0, "20"), (654.7, "655"), (200.0, "200")]
        {
            assert_eq!(show_rate(rate), text);
        }
    }

    #[test]
    fn a_prediction_is_a_range() {
        let load = Load::Open { rate: 450.0, hold: 0.044 };
        assert_eq!(
            phrase(opens(load, Service::Exponential, 2)),
            "about 147/s where requests come at random, up to 450/s where they come in bunches"
        );
    }
}
