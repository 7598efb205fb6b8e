//! Path data, point by point.

use std::fmt::{self, Write as _};

use maud::Render;

use crate::render::numbers::Px;

/// A point on the sheet, in pixels from its upper left corner.
pub(super) type Point = (f64, f64);

/// The path drawn so far.
#[derive(Clone, Debug)]
pub(super) struct Pen(String);

impl Pen {
    /// Begins a path.
    pub(super) fn at(start: Point) -> Self {
        Self(String::new()).command('M', &[start])
    }

    /// A straight line.
    pub(super) fn line(self, to: Point) -> Self {
        self.command('L', &[to])
    }

    /// A cubic curve with two control points.
    pub(super) fn curve(self, out: Point, into: Point, to: Point) -> Self {
        self.command('C', &[out, into, to])
    }

    /// Straight lines through points and back to the first.
    pub(super) fn polygon(points: &[Point]) -> Self {
        let Some((&first, rest)) = points.split_first() else {
            return Self(String::new());
        };
        let open = rest.iter().fold(Self::at(first), |pen, &to| pen.line(to));
        open.close()
    }

    /// A line from the last point to the first.
    pub(super) fn close(mut self) -> Self {
        self.0.push('Z');
        self
    }

    fn command(mut self, command: char, points: &[Point]) -> Self {
        self.0.push(command);
        for (place, &(x, y)) in points.iter().enumerate() {
            let between = if place > 0 { " " } else { "" };
            // Writing into a string cannot fail.
            let _ = write!(self.0, "{between}{} {}", Px(x), Px(y));
        }
        self
    }
}

impl fmt::Display for Pen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Render for Pen {
    fn render_to(&self, buffer: &mut String) {
        buffer.push_str(&self.0);
    }
}
