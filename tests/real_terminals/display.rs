//! A display without a screen, and what is on it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// Wide enough for a picture of 1,600 pixels with a terminal's border.
const SCREEN: &str = "1920x1200x24";

/// An X server that draws into memory; it ends when it is dropped.
pub struct Display {
    server: Child,
    name: String,
}

impl Display {
    /// `None`, with a word on what is missing, where this machine has no such server.
    pub fn start() -> Option<Self> {
        if let Some(missing) = ["Xvfb", "xwd"].into_iter().find(|tool| !is_here(tool)) {
            eprintln!("skipped: {missing} is not installed (apt-get install xvfb x11-apps)");
            return None;
        }
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", SCREEN, "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap()).read_line(&mut number).unwrap();
        Some(Self { server, name: format!(":{}", number.trim()) })
    }

    /// What `DISPLAY` is set to for a program that draws here.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is on it now.
    pub fn shot(&self) -> Shot {
        let dump = Command::new("xwd")
            .args(["-root", "-silent", "-display", &self.name])
            .stderr(Stdio::null())
            .output()
            .unwrap();
        Shot::read(&dump.stdout)
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.server.kill().ok();
        self.server.wait().ok();
    }
}

/// Whether a program is installed.
pub fn is_here(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

/// A picture of the whole display: red, green, blue by pixel, rows from the top.
pub struct Shot {
    pub width: usize,
    pub height: usize,
    pixels: Vec<[u8; 3]>,
}

impl Shot {
    /// Reads an X window dump of 24 or 32 bits a pixel, blue first (X Window System, `XWDFile.h`).
    fn read(dump: &[u8]) -> Self {
        let field = |place: usize| {
            let bytes: [u8; 4] = dump[place * 4..][..4].try_into().unwrap();
            u32::from_be_bytes(bytes) as usize
        };
        let (head, width, height, row, colours) = (field(0), field(4), field(5), field(12), field(19));
        let bytes = field(11) / 8;
        assert_eq!((field(1), field(2)), (7, 2), "another kind of dump");
        // Each colour of the map takes twelve bytes.
        let body = &dump[head + colours * 12..];
        let pixels = (0..height)
            .flat_map(|y| body[y * row..][..width * bytes].chunks_exact(bytes).map(|p| [p[2], p[1], p[0]]))
            .collect();
        Self { width, height, pixels }
    }

    pub fn at(&self, x: usize, y: usize) -> [u8; 3] {
        self.pixels[y * self.width + x]
    }

    /// The upper left corner and the size of the area whose pixels are all `colour` at its edges: the smallest that holds all of them.
    pub fn bounds_of(&self, colour: [u8; 3]) -> Option<(usize, usize, usize, usize)> {
        let (mut left, mut top, mut right, mut bottom) = (self.width, self.height, 0, 0);
        for (place, _) in self.pixels.iter().enumerate().filter(|(_, pixel)| **pixel == colour) {
            let (x, y) = (place % self.width, place / self.width);
            (left, top) = (left.min(x), top.min(y));
            (right, bottom) = (right.max(x + 1), bottom.max(y + 1));
        }
        (left < right).then(|| (left, top, right - left, bottom - top))
    }
}
