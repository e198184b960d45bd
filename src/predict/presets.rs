//! The algorithms of the pool libraries, as read in their sources.
//!
//! A model says how a library behaves, not what it is set to: its defaults are the audit's business. Where versions
//! differ the newest is the preset, and the text says what to change for an older one.

use super::model::{Looks, Model, NextWaiter, Opener, Reuse, Surplus, Sweep, WhileIdle};

/// Go's database/sql since 1.18: last in, first out; a waiter at random (the order of a map until 1.22, evenly since
/// 1.23); above MaxIdle closed on return; the cleaner runs when something is due, at most once a second. What was
/// closed is dialled anew in the background only for those who wait.
pub const GO: Model = Model {
    name: "database/sql",
    reuse: Reuse::Newest,
    next_waiter: NextWaiter::Random,
    opener: Opener::Caller,
    replaces: true,
    refills: false,
    surplus: Surplus::ClosedOnReturn,
    lifetime: Looks { on_take: true, on_return: true, idle: WhileIdle::Swept },
    jitter: 0.0,
    idle_time: Looks::SWEPT,
    idle_time_spares_min: false,
    sweep: Sweep::WhenDue(1.0),
};

/// Go's database/sql up to 1.17: the same, first in, first out.
pub const GO_BEFORE_1_18: Model = Model { reuse: Reuse::Oldest, ..GO };

/// HikariCP 6.1 and newer: one adder thread, waiters in order, a timer for each connection's lifetime (up to a quarter
/// earlier), the housekeeper every 30 s for the idle time, filled up to minimumIdle. With minimumIdle =
/// maximumPoolSize, its default, it is a pool of fixed size.
pub const HIKARI: Model = Model {
    name: "HikariCP",
    reuse: Reuse::FirstOpened,
    next_waiter: NextWaiter::First,
    opener: Opener::Adder,
    replaces: true,
    refills: true,
    surplus: Surplus::Kept,
    lifetime: Looks { on_take: true, on_return: true, idle: WhileIdle::AtOnce },
    jitter: 0.25,
    idle_time: Looks::SWEPT,
    idle_time_spares_min: true,
    sweep: Sweep::Every(30.0),
};

/// HikariCP before 6.1: lifetimes end at most 2.5 % earlier, so connections that were opened together go together.
pub const HIKARI_BEFORE_6_1: Model = Model { jitter: 0.025, ..HIKARI };

/// SQLAlchemy's QueuePool: `max_idle` is pool_size, `max_open` pool_size + max_overflow. First in, first out unless
/// pool_use_lifo; overflow is closed on return; the age (pool_recycle) is looked at only when a connection is taken.
pub const SQLALCHEMY: Model = Model {
    name: "QueuePool",
    reuse: Reuse::Oldest,
    next_waiter: NextWaiter::First,
    opener: Opener::Caller,
    replaces: false,
    refills: false,
    surplus: Surplus::ClosedOnReturn,
    lifetime: Looks::ON_TAKE,
    jitter: 0.0,
    idle_time: Looks::NOWHERE,
    idle_time_spares_min: false,
    sweep: Sweep::Never,
};

/// mysql2 for Node since 3.1: last in, first out; a sweep each second closes what is above maxIdle or idle for longer
/// than idleTimeout, and runs only where maxIdle < connectionLimit ([`Sweep::Never`] otherwise). No lifetime.
pub const MYSQL2: Model = Model {
    name: "mysql2",
    reuse: Reuse::Newest,
    next_waiter: NextWaiter::First,
    opener: Opener::Caller,
    replaces: true,
    refills: false,
    surplus: Surplus::Swept,
    lifetime: Looks::NOWHERE,
    jitter: 0.0,
    idle_time: Looks::SWEPT,
    idle_time_spares_min: false,
    sweep: Sweep::Every(1.0),
};

/// knex, and Sequelize with its own: last in, first out; a sweep each second (above the minimum) for the idle time; the
/// lifetime, where there is one, is looked at when a connection is taken.
pub const TARN: Model =
    Model { name: "tarn", surplus: Surplus::Kept, lifetime: Looks::ON_TAKE, idle_time_spares_min: true, ..MYSQL2 };

/// Rails' ConnectionPool: last in, first out, waiters in order, idle ones flushed by the reaper. Its period is 60 s up
/// to Rails 8.0, and at most 20 s since 8.1, which also knows max_age.
pub const RAILS: Model = Model {
    name: "Rails",
    reuse: Reuse::Newest,
    next_waiter: NextWaiter::First,
    opener: Opener::Caller,
    replaces: true,
    refills: false,
    surplus: Surplus::Kept,
    lifetime: Looks::SWEPT,
    jitter: 0.0,
    idle_time: Looks::SWEPT,
    idle_time_spares_min: true,
    sweep: Sweep::Every(20.0),
};

/// Rails up to 8.0.
pub const RAILS_BEFORE_8_1: Model =
    Model { lifetime: Looks::NOWHERE, idle_time_spares_min: false, sweep: Sweep::Every(60.0), ..RAILS };

/// Druid: last in, first out, one thread that creates, a sweep each 60 s that leaves minIdle until the hard idle time;
/// the lifetime (phyTimeoutMillis) is looked at in the sweep and on return; maxIdle is ignored.
pub const DRUID: Model = Model {
    name: "Druid",
    reuse: Reuse::Newest,
    next_waiter: NextWaiter::First,
    opener: Opener::Adder,
    replaces: true,
    refills: false,
    surplus: Surplus::Kept,
    lifetime: Looks { on_take: false, on_return: true, idle: WhileIdle::Swept },
    jitter: 0.0,
    idle_time: Looks::SWEPT,
    idle_time_spares_min: true,
    sweep: Sweep::Every(60.0),
};

/// Every preset.
pub const ALL: [Model; 10] =
    [GO, GO_BEFORE_1_18, HIKARI, HIKARI_BEFORE_6_1, SQLALCHEMY, MYSQL2, TARN, RAILS, RAILS_BEFORE_8_1, DRUID];
