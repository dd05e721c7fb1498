//! The program as a login shell: whatever an SSH client asked for, it gets the console.
//!
//! sshd starts a login shell in two ways: with a dash before its name and nothing else, or with `-c` and the command that is forced. A
//! command of the client's own never counts here, also where the line that forces another one was lost from sshd's settings.

use std::ffi::{OsStr, OsString};

/// What sshd is told to force: the program, and a seat.
const FORCED: [&str; 3] = ["/usr/bin/intrascope", "console", "--seat"];

/// The longest name of a seat.
const MAX_SEAT: usize = 16;

/// The arguments as the command line reads them: those of a login shell become `console`, all others stay.
pub(super) fn arguments(given: Vec<OsString>) -> Vec<OsString> {
    let starts = |place: usize, start: &str| {
        given.get(place).is_some_and(|argument| argument.as_encoded_bytes().starts_with(start.as_bytes()))
    };
    let is_command = given.get(1).is_some_and(|argument| argument == "-c");
    if !is_command && !starts(0, "-") {
        return given;
    }
    let name = OsString::from("intrascope");
    let seat = given.get(2).filter(|_| is_command).and_then(|command| forced_seat(command));
    let seat = seat.into_iter().flat_map(|seat| [OsString::from("--seat"), OsString::from(seat)]);
    [name, OsString::from("console")].into_iter().chain(seat).collect()
}

/// The seat of a forced command, when it is one letter for letter. A seat that somebody makes up opens nothing: its socket decides.
fn forced_seat(command: &OsStr) -> Option<&str> {
    let words: Vec<&str> = command.to_str()?.split(' ').collect();
    let (seat, forced) = words.split_last()?;
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_seat =
        (1..=MAX_SEAT).contains(&seat.len()) && !seat.starts_with('-') && seat.chars().all(is_plain);
    (forced == FORCED && is_seat).then_some(*seat)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::ffi::OsStringExt;

    fn read(given: &[&str]) -> Vec<String> {
        let read = arguments(given.iter().map(OsString::from).collect());
        read.into_iter().map(|argument| argument.into_string().unwrap()).collect()
    }

    #[test]
    fn a_command_line_stays_what_it_is() {
        for given in
            [&["intrascope"][..], &["intrascope", "verify"], &["/usr/bin/intrascope", "search", "-c"], &[]]
        {
            assert_eq!(read(given), given);
        }
    }

    #[test]
    fn the_forced_command_is_the_console_of_its_seat() {
        let forced = "/usr/bin/intrascope console --seat sup";
        assert_eq!(read(&["intrascope", "-c", forced]), ["intrascope", "console", "--seat", "sup"]);
    }

    #[test]
    fn whatever_else_is_asked_for_is_the_console() {
        for command in [
            "id",
            "/bin/sh",
            "",
            "/usr/bin/intrascope verify",
            "/usr/bin/intrascope console --seat sup; id",
            "/usr/bin/intrascope console --seat  sup",
            "/usr/bin/intrascope console --seat --help",
            "/usr/bin/intrascope console --seat ../sup",
            "/usr/bin/intrascope console --seat abcdefghijklmnopq",
            "/tmp/intrascope console --seat sup",
            "internal-sftp",
        ] {
            assert_eq!(read(&["intrascope", "-c", command]), ["intrascope", "console"], "{command}");
            assert_eq!(read(&["-intrascope", "-c", command]), ["intrascope", "console"], "{command}");
        }
        assert_eq!(read(&["intrascope", "-c"]), ["intrascope", "console"]);
        assert_eq!(read(&["-intrascope"]), ["intrascope", "console"]);
        assert_eq!(read(&["-intrascope", "verify", "--help"]), ["intrascope", "console"]);
        let bytes = OsString::from_vec(vec![0xff, b'x']);
        assert_eq!(arguments(vec!["intrascope".into(), "-c".into(), bytes]).len(), 2);
    }
}
