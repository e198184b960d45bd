//! The pools that matter with what they may open, as a table that is a card for each on a narrow page.

use super::escaped;
use crate::report::brief::Brief;
use crate::report::brief::pools::SHOWN;
use crate::text::quantity::show_percent;

/// The columns' titles, which a card has beside each value.
const TITLES: [&str; 6] = ["pool", "library", "file", "connections", "share", "keeps idle"];

/// The section; nothing where no pool is judged.
pub(super) fn section(brief: &Brief<'_>) -> String {
    let pools = &brief.pools;
    if pools.rows.is_empty() {
        return String::new();
    }
    let share = |number: Option<u64>| {
        number.zip(pools.limit).map(|(part, limit)| show_percent(part as f64, limit as f64)).unwrap_or_default()
    };
    let mut rows: Vec<[String; 6]> = Vec::new();
    for row in pools.most(SHOWN) {
        rows.push([
            row.pool.label.clone(),
            row.pool.library.title.to_owned(),
            row.pool.place.as_ref().map(|place| brief.paths.place(place)).unwrap_or_default(),
            row.connections.clone(),
            share(row.number),
            row.idle.clone(),
        ]);
    }
    let blank = String::new;
    if pools.more > 0 {
        rows.push([format!("+ {} more", pools.more), blank(), blank(), blank(), blank(), blank()]);
    }
    rows.extend(pools.sums_beyond().map(|(name, sum)| {
        [name.to_owned(), blank(), blank(), sum.connections.to_string(), share(Some(sum.connections)), blank()]
    }));
    let head: String = TITLES.iter().map(|title| format!("<th scope=\"col\">{title}</th>")).collect();
    let body: String = rows.iter().map(row).collect();
    format!(
        "<section>\n<h2>Pools</h2>\n<table class=\"pools\">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n</section>\n"
    )
}

fn row(cells: &[String; 6]) -> String {
    let cell = |(at, (title, text)): (usize, (&&str, &String))| match (at, text.as_str()) {
        (0, name) => format!("<th scope=\"row\">{}</th>", escaped(name)),
        (_, "") => "<td></td>".to_owned(),
        (_, text) => format!("<td data-title=\"{title}\">{}</td>", escaped(text)),
    };
    format!("<tr>{}</tr>\n", TITLES.iter().zip(cells).enumerate().map(cell).collect::<String>())
}
