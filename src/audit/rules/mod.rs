//! The rules: one file each, its page beside it.

mod aborted_clients_high;
mod aborted_connects_high;
mod connect_timeout_exceeds_server;
mod connect_timeout_missing;
mod connection_churn_high;
mod connections_refused;
mod duration_unit_suspect;
mod ephemeral_ports_exhausted;
mod fleet_exceeds_max_connections;
mod fleet_near_max_connections;
mod hop_cuts_queries;
mod host_block_risk;
mod idle_floor_exceeds_limit;
mod idle_never_retired;
mod ignore_expired;
mod ignore_unused;
mod instances_assumed;
mod interactive_timeout_differs;
mod interpolation_in_transactions;
mod keepalive_too_slow;
mod lifetime_churn;
mod lifetime_near_wait_timeout;
mod lifetime_reaches_wait_timeout;
mod liveness_check_missing;
mod max_connections_clamped;
mod max_connections_oversized;
mod max_idle_below_peak;
mod max_idle_defaulted;
mod max_idle_exceeds_max_open;
mod max_open_unlimited;
mod max_used_connections_high;
mod memory_overcommitted;
mod no_pool_found;
mod no_way_in_when_full;
mod packet_limit_mismatch;
mod path_closes_first;
mod pool_deadlock;
mod pool_exceeds_max_connections;
mod pool_smaller_than_threads;
mod read_timeout_cuts_queries;
mod read_timeout_exceeds_server;
mod read_timeout_missing;
mod rollout_exceeds_max_connections;
mod server_restarted;
mod setting_refused;
mod setting_replaced;
mod thread_cache_small;
mod undeclared_connections;
mod unknown_setting;
mod user_limit_exceeded;
mod wait_timeout_extreme;
mod write_timeout_exceeds_server;

use super::rule::Rule;

/// All rules, in the order of the catalogue: capacity, staleness, timeouts, churn, driver, config.
pub static RULES: &[&Rule] = &[
    &pool_exceeds_max_connections::RULE,
    &fleet_exceeds_max_connections::RULE,
    &fleet_near_max_connections::RULE,
    &rollout_exceeds_max_connections::RULE,
    &max_open_unlimited::RULE,
    &instances_assumed::RULE,
    &pool_smaller_than_threads::RULE,
    &user_limit_exceeded::RULE,
    &undeclared_connections::RULE,
    &idle_floor_exceeds_limit::RULE,
    &max_used_connections_high::RULE,
    &connections_refused::RULE,
    &server_restarted::RULE,
    &max_connections_clamped::RULE,
    &max_connections_oversized::RULE,
    &memory_overcommitted::RULE,
    &no_way_in_when_full::RULE,
    // staleness
    &lifetime_reaches_wait_timeout::RULE,
    &idle_never_retired::RULE,
    &lifetime_near_wait_timeout::RULE,
    &path_closes_first::RULE,
    &keepalive_too_slow::RULE,
    &wait_timeout_extreme::RULE,
    &interactive_timeout_differs::RULE,
    &liveness_check_missing::RULE,
    // timeouts
    &connect_timeout_exceeds_server::RULE,
    &connect_timeout_missing::RULE,
    &read_timeout_missing::RULE,
    &read_timeout_exceeds_server::RULE,
    &write_timeout_exceeds_server::RULE,
    &read_timeout_cuts_queries::RULE,
    &hop_cuts_queries::RULE,
    // churn
    &max_idle_below_peak::RULE,
    &max_idle_defaulted::RULE,
    &max_idle_exceeds_max_open::RULE,
    &lifetime_churn::RULE,
    &ephemeral_ports_exhausted::RULE,
    &thread_cache_small::RULE,
    &connection_churn_high::RULE,
    &aborted_clients_high::RULE,
    &aborted_connects_high::RULE,
    &host_block_risk::RULE,
    // driver
    &interpolation_in_transactions::RULE,
    &packet_limit_mismatch::RULE,
    &pool_deadlock::RULE,
    // config
    &unknown_setting::RULE,
    &duration_unit_suspect::RULE,
    &setting_refused::RULE,
    &setting_replaced::RULE,
    &no_pool_found::RULE,
    &ignore_unused::RULE,
    &ignore_expired::RULE,
];

/// The rule with this name.
pub fn named(name: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.name == name)
}
