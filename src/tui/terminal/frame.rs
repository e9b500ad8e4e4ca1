//! A backend that writes each frame at once, and nothing when nothing changed.

use std::io::{self, Write};

use crossterm::{QueueableCommand, cursor};
use ratatui::{
    backend::{Backend, ClearType, CrosstermBackend, WindowSize},
    buffer::Cell,
    layout::{Position, Size},
};

/// Tells the terminal to hold its picture until [`SHOW`] (mode 2026); those that do not know it ignore it.
const HOLD: &[u8] = b"\x1b[?2026h";
const SHOW: &[u8] = b"\x1b[?2026l";

/// Collects what a frame changes and writes it in one piece.
///
/// The cursor stays hidden: fields show their own. Nothing is ever asked of the terminal.
#[derive(Debug)]
pub struct Frames<W> {
    out: W,
    size: Size,
    frame: Vec<u8>,
}

impl<W: Write> Frames<W> {
    /// Frames for a terminal of that size whose cursor is hidden.
    pub fn new(out: W, size: Size) -> Self {
        Self { out, size, frame: HOLD.to_vec() }
    }

    /// The terminal has another size now.
    pub fn resized(&mut self, size: Size) {
        self.size = size;
    }

    fn crossterm(&mut self) -> CrosstermBackend<&mut Vec<u8>> {
        CrosstermBackend::new(&mut self.frame)
    }
}

impl<W: Write> Backend for Frames<W> {
    type Error = io::Error;

    fn draw<'a, I: Iterator<Item = (u16, u16, &'a Cell)>>(&mut self, content: I) -> io::Result<()> {
        let mut changes = content.peekable();
        if changes.peek().is_none() {
            return Ok(());
        }
        self.crossterm().draw(changes)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.frame.len() > HOLD.len() {
            self.frame.extend_from_slice(SHOW);
            let written = self.out.write_all(&self.frame).and_then(|()| self.out.flush());
            self.frame.truncate(HOLD.len());
            return written;
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let Position { x, y } = position.into();
        self.frame.queue(cursor::MoveTo(x, y)).map(|_| ())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.crossterm().clear_region(region)
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::ZERO })
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, rc::Rc};

    use ratatui::Terminal;

    use super::*;

    #[derive(Clone, Default)]
    struct Writes(Rc<RefCell<Vec<Vec<u8>>>>);

    impl Write for Writes {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().push(bytes.to_vec());
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn drawn(pictures: &[&'static str]) -> Vec<String> {
        let writes = Writes::default();
        let mut terminal = Terminal::new(Frames::new(writes.clone(), Size::new(20, 2))).unwrap();
        for picture in pictures {
            terminal.draw(|frame| frame.render_widget(*picture, frame.area())).unwrap();
        }
        writes.0.borrow().iter().map(|bytes| String::from_utf8(bytes.clone()).unwrap()).collect()
    }

    #[test]
    fn a_frame_is_one_write_that_the_terminal_shows_at_once() {
        let frames = drawn(&["李娜 late", "李娜 early"]);
        assert_eq!(frames.len(), 2);
        for frame in &frames {
            assert!(frame.starts_with("\x1b[?2026h") && frame.ends_with("\x1b[?2026l"), "{frame:?}");
        }
    }

    #[test]
    fn nothing_is_written_when_nothing_changed() {
        assert_eq!(drawn(&["calm", "calm", "calm"]).len(), 1);
        assert_eq!(drawn(&["", ""]), [""; 0]);
    }

    #[test]
    fn a_second_on_the_clock_costs_at_most_64_bytes() {
        let frames = drawn(&["09:17:09", "09:17:10"]);
        assert!(frames[1].len() <= 64, "{:?}", frames[1]);
    }
}
