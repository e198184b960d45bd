//! Rows by number, whose numbers are used again: memory grows with what is there at once, not with what has been.

/// A table of rows. A number that was never taken reads as the default.
#[derive(Debug, Default)]
pub(super) struct Table<T> {
    rows: Vec<T>,
    free: Vec<u32>,
}

impl<T: Copy + Default> Table<T> {
    /// Takes a number for a new row.
    #[inline]
    pub(super) fn take(&mut self, row: T) -> u32 {
        if let Some(number) = self.free.pop() {
            self.set(number, row);
            return number;
        }
        self.rows.push(row);
        u32::try_from(self.rows.len() - 1).unwrap_or(u32::MAX)
    }

    /// Gives a number back.
    #[inline]
    pub(super) fn give(&mut self, number: u32) {
        self.free.push(number);
    }

    /// The row of a number.
    #[inline]
    pub(super) fn get(&self, number: u32) -> T {
        self.rows.get(number as usize).copied().unwrap_or_default()
    }

    /// The row of a number, to change it.
    #[inline]
    pub(super) fn row(&mut self, number: u32) -> Option<&mut T> {
        self.rows.get_mut(number as usize)
    }

    /// Writes the row of a number.
    #[inline]
    pub(super) fn set(&mut self, number: u32, row: T) {
        if let Some(place) = self.rows.get_mut(number as usize) {
            *place = row;
        }
    }
}
