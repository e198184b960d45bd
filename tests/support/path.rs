//! A path between a client and a server that breaks where a test says.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails loudly")]

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// What the path does once it breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Nothing more comes.
    Stall,
    /// One byte every 50 ms.
    Drip,
    /// The connection ends.
    Close,
    /// What comes is no packet.
    Garbage,
}

/// Where the path breaks: so many bytes after this statement went to the server.
#[derive(Debug, Clone, Copy)]
pub struct Break {
    /// A part of the statement.
    pub statement: &'static str,
    /// The bytes of its answer that still come through.
    pub bytes: usize,
    /// What happens then.
    pub then: Then,
}

/// Opens a path to a port of this machine, and returns its own port.
pub fn to(server: u16, broken: Break) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("its own address").port();
    thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let upstream = TcpStream::connect(("127.0.0.1", server)).expect("the server takes connections");
            let asked = Arc::new(AtomicBool::new(false));
            let (from, to) = (client.try_clone().expect("a socket"), upstream.try_clone().expect("a socket"));
            let seen = Arc::clone(&asked);
            thread::spawn(move || forward(from, to, broken.statement, &seen));
            thread::spawn(move || answer(upstream, client, broken, &asked));
        }
    });
    port
}

fn forward(mut client: TcpStream, mut server: TcpStream, statement: &str, asked: &AtomicBool) {
    let mut buffer = [0; 4096];
    while let Ok(length @ 1..) = client.read(&mut buffer) {
        let packet = &buffer[..length];
        if packet.windows(statement.len()).any(|text| text == statement.as_bytes()) {
            asked.store(true, Ordering::SeqCst);
        }
        if server.write_all(packet).is_err() {
            return;
        }
    }
    let _ = server.shutdown(Shutdown::Both);
}

fn answer(mut server: TcpStream, mut client: TcpStream, broken: Break, asked: &AtomicBool) {
    let mut buffer = [0; 1024];
    let mut left = broken.bytes;
    while let Ok(length @ 1..) = server.read(&mut buffer) {
        // Asked once: the other direction may pass the statement on between two looks.
        let counts = asked.load(Ordering::SeqCst);
        let through = if counts { length.min(left) } else { length };
        if client.write_all(&buffer[..through]).is_err() {
            return;
        }
        if counts {
            left -= through;
        }
        if through < length {
            return end(&client, &buffer[through..length], broken.then);
        }
    }
    let _ = client.shutdown(Shutdown::Both);
}

fn end(mut client: &TcpStream, rest: &[u8], then: Then) {
    match then {
        Then::Stall => thread::sleep(Duration::from_secs(30)),
        Then::Drip => {
            for byte in rest {
                let _ = client.write_all(&[*byte]);
                thread::sleep(Duration::from_millis(50));
            }
            thread::sleep(Duration::from_secs(30));
        }
        Then::Close => {}
        Then::Garbage => {
            let _ = client.write_all(&[0xa5; 4096]);
        }
    }
    let _ = client.shutdown(Shutdown::Both);
}
