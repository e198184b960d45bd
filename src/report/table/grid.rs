//! A table that drops columns before it breaks words: names and paths stay whole, so that they can be copied.

use super::layout::columns_of;

/// Blanks between columns.
const GAP: usize = 2;

/// A column of a grid.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// What stands over it.
    pub(super) title: &'static str,
    /// Whether its cells are numbers, which end below each other.
    pub(super) right: bool,
    /// Which column is dropped first where there is no room: the lowest; none that is never dropped.
    pub(super) drop: Option<u8>,
}

/// The rows under their titles, a line each; none where even the columns that must stay have no room.
pub(super) fn grid(columns: &[Column], rows: &[Vec<String>], width: usize) -> Option<Vec<String>> {
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| columns_of(cell));
            cells.chain([columns_of(column.title)]).max().unwrap_or(0)
        })
        .collect();
    let mut kept: Vec<usize> = (0..columns.len()).filter(|at| rows.iter().any(|row| is_filled(row, *at))).collect();
    let size = |kept: &[usize]| kept.iter().filter_map(|at| widths.get(*at)).map(|width| width + GAP).sum::<usize>();
    while size(&kept).saturating_sub(GAP) > width {
        let drop = |at: &usize| columns.get(*at).and_then(|column| column.drop);
        let least = kept.iter().copied().filter(|at| drop(at).is_some()).min_by_key(drop)?;
        kept.retain(|at| *at != least);
    }
    let titles: Vec<String> = columns.iter().map(|column| column.title.to_owned()).collect();
    let line = |row: &Vec<String>| {
        let cells = kept.iter().filter_map(|at| {
            let (column, width) = (columns.get(*at)?, *widths.get(*at)?);
            let cell = row.get(*at).map_or("", String::as_str);
            let blanks = " ".repeat(width.saturating_sub(columns_of(cell)));
            Some(if column.right { format!("{blanks}{cell}") } else { format!("{cell}{blanks}") })
        });
        cells.collect::<Vec<_>>().join(&" ".repeat(GAP)).trim_end().to_owned()
    };
    Some(std::iter::once(&titles).chain(rows).map(line).collect())
}

fn is_filled(row: &[String], at: usize) -> bool {
    row.get(at).is_some_and(|cell| !cell.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [
        Column { title: "pool", right: false, drop: None },
        Column { title: "library", right: false, drop: Some(1) },
        Column { title: "size", right: true, drop: Some(2) },
    ];

    fn at(width: usize) -> Option<Vec<String>> {
        grid(&COLUMNS, &[vec!["checkout".into(), "Go database/sql".into(), "200".into()]], width)
    }

    #[test]
    fn columns_are_dropped_before_a_word_is_broken() {
        assert_eq!(
            at(40),
            Some(vec!["pool      library          size".into(), "checkout  Go database/sql   200".into()])
        );
        assert_eq!(at(20), Some(vec!["pool      size".into(), "checkout   200".into()]));
        assert_eq!(at(10), Some(vec!["pool".into(), "checkout".into()]));
        assert_eq!(at(5), None);
    }
}
