//! A share as a small bar.

/// Parts of a cell, from an eighth to seven.
const PARTS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/// A bar of `cells` cells, full at `whole`; what is above is as full, and says so by its number.
pub(super) fn bar(part: u64, whole: u64, cells: usize) -> String {
    let eighths = u128::from(part.min(whole)) * 8 * cells as u128 / u128::from(whole.max(1));
    let eighths = usize::try_from(eighths).unwrap_or(0);
    // Something is never nothing.
    let eighths = if part > 0 { eighths.max(1) } else { 0 };
    format!("{}{}", "█".repeat(eighths / 8), PARTS.get(eighths % 8).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_share() {
        assert_eq!(bar(50, 100, 4), "██");
        assert_eq!(bar(100, 100, 4), "████");
        assert_eq!(bar(900, 100, 4), "████");
        assert_eq!(bar(1, 1000, 4), "▏");
        assert_eq!(bar(0, 0, 4), "");
        assert_eq!(bar(u64::MAX, u64::MAX, 1), "█");
    }
}
