//! What a probe says. Settings go by poolcheck's names: numbers, seconds, switches, or `unlimited`.

use std::time::Duration;

use serde_json::{json, Value};

/// A crate that is run, and poolcheck's name for it.
pub struct Crate {
    pub library: &'static str,
    pub name: &'static str,
}

impl Crate {
    /// What it does when nothing is said.
    pub fn default(&self, settings: Value) {
        self.say(Value::Null, settings);
    }

    /// What it does with a connection string.
    pub fn of_url(&self, url: &str, settings: Value) {
        self.of_file("app.env", &format!("DATABASE_URL={url}\n"), settings);
    }

    /// What it does with what a file says.
    pub fn of_file(&self, file: &str, text: &str, settings: Value) {
        self.say(json!({"file": file, "text": text}), settings);
    }

    fn say(&self, given: Value, settings: Value) {
        let Self { library, name, .. } = self;
        let version = version(name);
        println!(
            "{}",
            json!({"library": library, "package": name, "version": version, "given": given, "settings": settings})
        );
    }
}

/// The version that was built.
fn version(name: &str) -> &'static str {
    let head = format!("name = \"{name}\"\nversion = \"");
    let after = include_str!("../Cargo.lock").split_once(&head).expect("a locked crate").1;
    after.split('"').next().expect("a version")
}

/// A time in seconds, or no limit.
pub fn seconds(time: Option<Duration>) -> Value {
    time.map_or(json!("unlimited"), |time| json!(time.as_secs_f64()))
}
