//! Image files made here, real ones where they are at hand, and broken ones.

mod broken;
mod made;
mod real;

use std::io::Cursor;

use super::*;

/// Keeps every row, and checks that they come as promised.
#[derive(Default)]
struct Kept {
    head: Option<ImageHead>,
    planes: Vec<Vec<u16>>,
}

impl RowSink for Kept {
    fn begin(&mut self, head: &ImageHead) -> Result<(), FormatError> {
        assert!(self.head.is_none(), "begun twice");
        self.head = Some(head.clone());
        Ok(())
    }

    fn row(&mut self, plane: u8, row: &[u16]) -> Result<(), FormatError> {
        let head = self.head.as_ref().expect("a row before the head");
        assert!(plane < head.planes && row.len() == head.width as usize, "plane {plane}, {}", row.len());
        let plane = usize::from(plane);
        assert!(plane + 1 >= self.planes.len(), "planes come one after the other");
        self.planes.resize(plane + 1, Vec::new());
        self.planes[plane].extend_from_slice(row);
        Ok(())
    }
}

/// All pixels of an image file, plane by plane.
fn read(bytes: &[u8], limits: &Limits) -> Result<(ImageHead, Vec<Vec<u16>>), FormatError> {
    let mut kept = Kept::default();
    let head = read_rows(Cursor::new(bytes), limits, &mut kept)?;
    assert_eq!(Some(&head), kept.head.as_ref(), "the head at the beginning and at the end");
    for plane in &kept.planes {
        assert_eq!(plane.len(), head.width as usize * head.height as usize, "all rows of a plane");
    }
    assert_eq!(kept.planes.len(), usize::from(head.planes));
    Ok((head, kept.planes))
}

fn read_sound(bytes: &[u8]) -> (ImageHead, Vec<Vec<u16>>) {
    let (head, planes) = read(bytes, &Limits::default()).unwrap();
    assert_eq!(probe(Cursor::new(bytes)).unwrap(), head, "the probe says what the reading finds");
    (head, planes)
}
