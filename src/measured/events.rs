//! The events that the stacks were put through, in the order in which they are told.

/// What happened to a pool of ten connections, which had been opened and given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Its name in the results and in `tests/real`.
    pub id: &'static str,
    /// In a few words.
    pub title: &'static str,
    /// What happens, as a sentence.
    pub what: &'static str,
    /// What is asked, and so how the answer is put.
    pub asks: Asks,
    /// Whether the error that callers get is worth telling.
    pub tells_error: bool,
}

impl Event {
    /// The facts beside the callers' that are told of it, where they are not zero.
    pub fn facts(&self) -> &'static [&'static str] {
        match self.asks {
            // Where a living session keeps its limit, that none is closed is as it should be.
            Asks::Ten if self.id == "G" => &[],
            Asks::Ten => &["unencrypted", "none_closed"],
            Asks::Looks(Look::Age) => &["idle_left", "taken_old", "closed_on_return"],
            Asks::Looks(Look::Idle) => &["idle_after_15", "idle_after_45", "idle_after_75"],
            Asks::Looks(Look::Writes) => &["given_up"],
            Asks::Looks(Look::Close) => &["none_closed", "aborted"],
            Asks::One | Asks::Three => &[],
        }
    }
}

/// Who asks after the event, and what is to be seen then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Ten callers at once: how many fail or hang.
    Ten,
    /// One caller: whether it gets an answer, and when.
    One,
    /// Three callers: how many fail or hang.
    Three,
    /// Nobody: what the pool did with its connections.
    Looks(Look),
}

/// What a pool does with its connections, beside what callers see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// When its limit of age or idleness is looked at.
    Age,
    /// How many stay open while nothing happens.
    Idle,
    /// Whether it gives connections up on which a write was refused.
    Writes,
    /// Whether it takes its leave of the server when it is closed.
    Close,
}

const fn event(id: &'static str, title: &'static str, asks: Asks, what: &'static str) -> Event {
    Event { id, title, what, asks, tells_error: false }
}

/// An event of which the callers' error is told.
const fn with_error(event: Event) -> Event {
    Event { tells_error: true, ..event }
}

/// All events.
pub static EVENTS: &[Event] = &[
    with_error(event(
        "E1",
        "server closes idle",
        Asks::Ten,
        "The connections idle for longer than the server's `wait_timeout` (2 s; 8 or 30 s where the pool takes long to fill), and the server closes them.",
    )),
    event(
        "E1s",
        "server closes idle (callers in a row)",
        Asks::Ten,
        "The same, and ten callers ask one after another.",
    ),
    event(
        "E1f",
        "server closes idle (process frozen)",
        Asks::Ten,
        "The same, while the process is frozen and cannot look at its sockets.",
    ),
    event("T1", "server closes idle (TLS)", Asks::Ten, "The same on a server that demands TLS."),
    event(
        "G",
        "SET GLOBAL wait_timeout",
        Asks::Ten,
        "`SET GLOBAL wait_timeout = 2` under living connections, which then idle for 4.5 s.",
    ),
    event("E2", "KILL", Asks::Ten, "All connections are ended with `KILL` right before the callers ask."),
    event("E2d", "KILL (a second before)", Asks::Ten, "The same, one second before they ask."),
    event("E3", "restart", Asks::Ten, "The server is stopped cleanly and started again."),
    event("F", "failover", Asks::Ten, "The host dies, and its address becomes another host's."),
    event("E4f", "hop ends with FIN", Asks::Ten, "A hop on the way ends the connections with FIN, at once."),
    with_error(event(
        "E4r",
        "hop answers with RST",
        Asks::Ten,
        "A hop on the way forgets the connections and answers the next packet with RST, as load balancers and NAT gateways of clouds are documented to do.",
    )),
    event("E4", "hop is silent", Asks::Ten, "A hop on the way forgets the connections and says nothing."),
    event(
        "E5",
        "server never greets",
        Asks::One,
        "A pool's first caller; the server accepts its connection and never greets.",
    ),
    event("E5b", "no answer to the dial", Asks::One, "A pool's first caller; its SYNs are dropped."),
    with_error(event("E6", "all taken", Asks::One, "All ten connections are taken, and one more caller asks.")),
    with_error(event(
        "E7c",
        "server full (first caller)",
        Asks::One,
        "Others have taken the server's `max_connections`, and the pool has no connection yet.",
    )),
    event(
        "E7w",
        "server full (one is open)",
        Asks::Three,
        "Others have taken the server's `max_connections`; the pool has one connection, and three callers ask.",
    ),
    event(
        "P",
        "proxy full (one is open)",
        Asks::Three,
        "The same, and it is a proxy in front that refuses, with an error 1040 of its own.",
    ),
    event(
        "R",
        "server turns read-only",
        Asks::Looks(Look::Writes),
        "The server turns read-only, and ten callers write.",
    ),
    event(
        "E8",
        "age limit passes",
        Asks::Looks(Look::Age),
        "Three connections grow older than the pool's limit of age or idleness: while they idle, when they are taken, in use.",
    ),
    event("E9", "nothing happens", Asks::Looks(Look::Idle), "The pool of ten connections is left alone for 75 s."),
    event("Q", "pool is closed", Asks::Looks(Look::Close), "The pool is closed, as an application does at its end."),
];
