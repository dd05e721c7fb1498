//! A pty as the terminal: both ways of reading it, time, size and end.

use super::*;
use crate::terminal::input::{Code, Key, Modifiers};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use std::fs::File;
use std::io::Write;

/// A source and the terminal's own end of it.
fn source(opening: Opening) -> (Source, File) {
    let far = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&far).unwrap();
    unlockpt(&far).unwrap();
    let name = ptsname(&far, Vec::new()).unwrap();
    let waits = if opening == Opening::Own { OFlags::NONBLOCK } else { OFlags::empty() };
    let near =
        rustix::fs::open(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY | waits, Mode::empty()).unwrap();
    let mut modes = tcgetattr(&near).unwrap();
    modes.make_raw();
    tcsetattr(&near, OptionalActions::Now, &modes).unwrap();
    (Source::of(Line::of(near, opening).unwrap()).unwrap(), File::from(far))
}

fn key(code: Code) -> Input {
    Input::Key(Key { code, modifiers: Modifiers::default() })
}

#[tokio::test]
async fn keys_are_read_as_they_come_and_an_esc_needs_no_further_byte() {
    for opening in [Opening::Own, Opening::Shared] {
        let (mut source, mut far) = source(opening);
        // Typed before anybody read.
        far.write_all("жé".as_bytes()).unwrap();
        assert_eq!(source.next().await.unwrap(), key(Code::Char('ж')));
        assert_eq!(source.next().await.unwrap(), key(Code::Char('é')));
        far.write_all(b"\x1b").unwrap();
        assert_eq!(source.next().await.unwrap(), key(Code::Esc));
        far.write_all(b"\x1b[A\x1b[0n").unwrap();
        assert_eq!(source.next().await.unwrap(), key(Code::Up));
        assert_eq!(source.next().await.unwrap(), Input::Reply(Reply::Ready));
    }
}

#[tokio::test]
async fn a_dropped_wait_loses_nothing() {
    let (mut source, mut far) = source(Opening::Own);
    far.write_all(b"\x1b[1").unwrap();
    let none = tokio::time::timeout(Duration::from_millis(1), source.next()).await;
    assert!(none.is_err());
    far.write_all(b";5Aq").unwrap();
    let up = Input::Key(Key { code: Code::Up, modifiers: Modifiers::CTRL });
    assert_eq!(source.next().await.unwrap(), up);
    assert_eq!(source.next().await.unwrap(), key(Code::Char('q')));
}

#[tokio::test]
async fn a_terminal_that_is_gone_is_an_error() {
    for opening in [Opening::Own, Opening::Shared] {
        let (mut source, mut far) = source(opening);
        far.write_all(b"x").unwrap();
        assert_eq!(source.next().await.unwrap(), key(Code::Char('x')));
        drop(far);
        assert!(source.next().await.is_err());
        assert!(source.next().await.is_err());
    }
}

#[tokio::test]
async fn what_is_owed_at_the_end_is_swallowed() {
    let (mut source, mut far) = source(Opening::Own);
    source.expect(Owed::Answers);
    far.write_all(b"a\x1b[6;16;8t\x1b[?62;4c").unwrap();
    let line = rustix::io::dup(&source.line.end).unwrap();
    source.finish().await;
    assert_eq!(rustix::io::read(&line, &mut [0; 8]), Err(Errno::AGAIN));
}

#[tokio::test]
async fn a_new_size_is_read_from_the_terminal() {
    let (mut source, far) = source(Opening::Own);
    let size = rustix::termios::Winsize { ws_row: 50, ws_col: 160, ws_xpixel: 0, ws_ypixel: 0 };
    rustix::termios::tcsetwinsize(&far, size).unwrap();
    rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::WINCH).unwrap();
    assert_eq!(source.next().await.unwrap(), Input::Resize { columns: 160, rows: 50 });
}
