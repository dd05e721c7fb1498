//! What each terminal sends, in whole and in pieces.

use super::*;
use crate::terminal::input::MAX_PASTE_CHARS;
use crate::terminal::input::reply::Outcome;
use proptest::prelude::*;

const PLAIN: Modifiers = Modifiers { ctrl: false, alt: false, shift: false };
const CTRL: Modifiers = Modifiers::CTRL;
const ALT: Modifiers = Modifiers::ALT;
const SHIFT: Modifiers = Modifiers::SHIFT;
const CTRL_SHIFT: Modifiers = Modifiers { ctrl: true, alt: false, shift: true };

fn drained(decoder: &mut Decoder) -> Vec<Input> {
    std::iter::from_fn(|| decoder.next()).collect()
}

fn read(bytes: &[u8]) -> Vec<Input> {
    let mut decoder = Decoder::default();
    decoder.feed(bytes);
    drained(&mut decoder)
}

/// Read, and nothing more came.
fn read_and_wait(bytes: &[u8]) -> Vec<Input> {
    let mut decoder = Decoder::default();
    decoder.feed(bytes);
    decoder.flush();
    assert_eq!(decoder.patience(), None);
    drained(&mut decoder)
}

fn key(code: Code, modifiers: Modifiers) -> Input {
    Input::Key(Key { code, modifiers })
}

fn char(c: char) -> Input {
    key(Code::Char(c), PLAIN)
}

/// Bytes and the key that they mean.
type Row = (&'static str, Code, Modifiers);

const TERMINALS: &[(&str, &[Row])] = &[
    (
        "any",
        &[
            ("a", Code::Char('a'), PLAIN),
            ("й", Code::Char('й'), PLAIN),
            ("Ә", Code::Char('Ә'), PLAIN),
            ("₸", Code::Char('₸'), PLAIN),
            ("🚛", Code::Char('🚛'), PLAIN),
            ("\r", Code::Enter, PLAIN),
            ("\n", Code::Enter, PLAIN),
            ("\t", Code::Tab, PLAIN),
            ("\x7f", Code::Backspace, PLAIN),
            ("\x08", Code::Backspace, PLAIN),
            ("\x03", Code::Char('c'), CTRL),
            ("\0", Code::Char(' '), CTRL),
            ("\x1f", Code::Char('7'), CTRL),
            ("\x1b1", Code::F(1), PLAIN),
            ("\x1b0", Code::F(10), PLAIN),
            ("\x1bә", Code::F(2), PLAIN),
            ("\x1bй", Code::Char('q'), ALT),
            ("\x1bx", Code::Char('x'), ALT),
        ],
    ),
    (
        "xterm",
        &[
            ("\x1b[A", Code::Up, PLAIN),
            ("\x1bOD", Code::Left, PLAIN),
            ("\x1b[1;5A", Code::Up, CTRL),
            ("\x1b[1;2D", Code::Left, SHIFT),
            ("\x1bOP", Code::F(1), PLAIN),
            ("\x1bOS", Code::F(4), PLAIN),
            ("\x1b[1;2P", Code::F(1), SHIFT),
            ("\x1b[1;5R", Code::F(3), CTRL),
            ("\x1b[15~", Code::F(5), PLAIN),
            ("\x1b[15;2~", Code::F(5), SHIFT),
            ("\x1b[24~", Code::F(12), PLAIN),
            ("\x1b[Z", Code::BackTab, PLAIN),
            ("\x1b[H", Code::Home, PLAIN),
            ("\x1bOF", Code::End, PLAIN),
            ("\x1b[2~", Code::Insert, PLAIN),
            ("\x1b[3;5~", Code::Delete, CTRL),
            ("\x1b[27;5;13~", Code::Enter, CTRL),
            ("\x1b[27;5;99~", Code::Char('c'), CTRL),
            ("\x1bOM", Code::Enter, PLAIN),
            ("\x1bOp", Code::Char('0'), PLAIN),
            ("\x1bOj", Code::Char('*'), PLAIN),
            ("\x1bO5P", Code::F(1), CTRL),
            ("\x1bO1;2Q", Code::F(2), SHIFT),
        ],
    ),
    (
        "linux",
        &[
            ("\x1b[[A", Code::F(1), PLAIN),
            ("\x1b[[E", Code::F(5), PLAIN),
            ("\x1b[17~", Code::F(6), PLAIN),
            ("\x1b[1~", Code::Home, PLAIN),
            ("\x1b[4~", Code::End, PLAIN),
            ("\x1b[25~", Code::F(13), PLAIN),
            ("\x1b[34~", Code::F(20), PLAIN),
        ],
    ),
    (
        "rxvt",
        &[
            ("\x1b[7~", Code::Home, PLAIN),
            ("\x1b[8~", Code::End, PLAIN),
            ("\x1b[11~", Code::F(1), PLAIN),
            ("\x1b[7$", Code::Home, SHIFT),
            ("\x1b[5^", Code::PageUp, CTRL),
            ("\x1b[6@", Code::PageDown, CTRL_SHIFT),
            ("\x1b[a", Code::Up, SHIFT),
            ("\x1b[c", Code::Right, SHIFT),
            ("\x1bOb", Code::Down, CTRL),
            ("\x1b[23$", Code::F(11), SHIFT),
        ],
    ),
    (
        "PuTTY",
        &[
            ("\x1b[11~", Code::F(1), PLAIN),
            ("\x1b[14~", Code::F(4), PLAIN),
            ("\x1b[21~", Code::F(10), PLAIN),
            ("\x1b[1~", Code::Home, PLAIN),
            ("\x1bOA", Code::Up, PLAIN),
            ("\x1b[25~", Code::F(13), PLAIN),
        ],
    ),
    (
        "tmux, screen",
        &[
            ("\x1bOA", Code::Up, PLAIN),
            ("\x1b[1~", Code::Home, PLAIN),
            ("\x1b[1;3C", Code::Right, ALT),
            ("\x1bOP", Code::F(1), PLAIN),
            ("\x1b[15~", Code::F(5), PLAIN),
        ],
    ),
    (
        "kitty",
        &[
            ("\x1b[27u", Code::Esc, PLAIN),
            ("\x1b[13u", Code::Enter, PLAIN),
            ("\x1b[97;5u", Code::Char('a'), CTRL),
            ("\x1b[97;2u", Code::Char('A'), PLAIN),
            ("\x1b[97:65;2u", Code::Char('A'), PLAIN),
            ("\x1b[1081;;1049u", Code::Char('Й'), PLAIN),
            ("\x1b[57400u", Code::Char('1'), PLAIN),
            ("\x1b[57414u", Code::Enter, PLAIN),
            ("\x1b[57417u", Code::Left, PLAIN),
            ("\x1b[57376u", Code::F(13), PLAIN),
            ("\x1b[1;1:2A", Code::Up, PLAIN),
            ("\x1b[9;2u", Code::BackTab, PLAIN),
        ],
    ),
    (
        "VTE, konsole, mlterm",
        &[
            ("\x1bOH", Code::Home, PLAIN),
            ("\x1b[1;5F", Code::End, CTRL),
            ("\x1b[1;2R", Code::F(3), SHIFT),
            ("\x1b[3~", Code::Delete, PLAIN),
            ("\x1b[1;6C", Code::Right, CTRL_SHIFT),
        ],
    ),
];

#[test]
fn keys_of_every_terminal_are_read() {
    for (terminal, keys) in TERMINALS {
        for &(bytes, code, modifiers) in *keys {
            assert_eq!(
                read(bytes.as_bytes()),
                [key(code, modifiers)],
                "{terminal}: {}",
                bytes.escape_debug()
            );
        }
    }
}

#[test]
fn what_is_no_key_of_a_booth_is_swallowed_whole() {
    for bytes in [
        "\x1b[I",
        "\x1b[O",
        "\x1b[M !!",
        "\x1b[<0;10;20M",
        "\x1b[<0;10;20m",
        "\x1b[35;10;20M",
        "\x1b[97;1:3u",
        "\x1b[57358u",
        "\x1b[57441;2u",
        "\x1b[1;1:3A",
        "\x1b[?1u",
        "\x1b[>41;379;0c",
        "\x1bP!|00000000\x1b\\",
        "\x1b]11;rgb:1e1e/1e1e/1e1e\x07",
        "\x1b]lтитул\x1b\\",
        "\x1bP1+r524742=38\x1b\\",
        "\x1b^x\x1b\\",
        "\x1bXx\x1b\\",
        "\x1b[?62;4\x18",
        "\x1b[3n",
        "\x1b[999~",
        "\x1bOz",
        "\u{85}",
    ] {
        let mut all = bytes.as_bytes().to_vec();
        all.push(b'z');
        assert_eq!(read(&all), [char('z')], "{}", bytes.escape_debug());
    }
}

#[test]
fn answers_are_no_keys() {
    let rows: &[(&[u8], Reply)] = &[
        (b"\x1b[0n", Reply::Ready),
        (b"\x1b[12;40R", Reply::Cursor { row: 12, column: 40 }),
        (b"\x1b[1;1R", Reply::Cursor { row: 1, column: 1 }),
        (b"\x1b[?63;1;2;4c", Reply::Attributes(vec![63, 1, 2, 4])),
        (b"\x1b[?62;c", Reply::Attributes(vec![62, 0])),
        (b"\x9b?6c", Reply::Attributes(vec![6])),
        (b"\x1b[?2026;2$y", Reply::Mode { mode: 2026, state: 2 }),
        (b"\x1b[?1;0;1024S", Reply::Limit { item: 1, status: 0, figures: vec![1024] }),
        (b"\x1b[?1;3;0S", Reply::Limit { item: 1, status: 3, figures: vec![0] }),
        (b"\x1b[?1;3S", Reply::Limit { item: 1, status: 3, figures: vec![] }),
        (b"\x1bP>|XTerm(379)\x1b\\", Reply::Name("XTerm(379)".to_owned())),
        (b"\x90>|VT\x9c", Reply::Name("VT".to_owned())),
        (b"\x1b[6;16;8t", Reply::Size { item: 6, height: 16, width: 8 }),
        (b"\x1b_Gi=31;OK\x1b\\", Reply::Kitty { image: 31, outcome: Outcome::Taken }),
        (b"\x1b_Gi=31,p=1;ENODATA:none\x1b\\", Reply::Kitty { image: 31, outcome: Outcome::Refused }),
    ];
    for (bytes, reply) in rows {
        assert_eq!(read(bytes), [Input::Reply(reply.clone())], "{}", bytes.escape_ascii());
    }
}

#[test]
fn time_tells_an_esc_from_a_sequence() {
    let alt = |c| key(Code::Char(c), Modifiers::ALT);
    assert_eq!(read_and_wait(b"\x1b"), [key(Code::Esc, PLAIN)]);
    assert_eq!(read_and_wait(b"\x1b\x1b"), [key(Code::Esc, PLAIN), key(Code::Esc, PLAIN)]);
    assert_eq!(read(b"\x1b\r"), [key(Code::Esc, PLAIN), key(Code::Enter, PLAIN)]);
    assert_eq!(read(b"\x1b\x1b[A"), [key(Code::Esc, PLAIN), key(Code::Up, PLAIN)]);
    for c in ['[', 'O', 'P', ']', '_', '^', 'X'] {
        assert_eq!(read_and_wait(format!("\x1b{c}").as_bytes()), [alt(c)], "{c}");
    }
    assert_eq!(read_and_wait(b"\x1b[["), [alt('['), char('[')]);
    // A cut sequence was never a person's.
    for cut in [&b"\x1b[1;"[..], b"\x1bP>|XT", b"\x1b]11;", b"\x9b", b"\xd0", b"\x1b[M!", b"\x1bO1"] {
        assert_eq!(read_and_wait(cut), [], "{}", cut.escape_ascii());
    }
    // Nor does an Esc that somebody presses while a string has no end wait for it.
    assert_eq!(read_and_wait(b"\x1bP>|XT\x1b"), [key(Code::Esc, PLAIN)]);
}

#[test]
fn patience_is_short_for_people_and_long_for_lines() {
    let waits = |bytes: &[u8], owed| {
        let mut decoder = Decoder::default();
        decoder.expect(owed);
        decoder.feed(bytes);
        decoder.patience()
    };
    assert_eq!(waits(b"a", Owed::Answers), None);
    assert_eq!(waits(b"\x1b", Owed::Nothing), Some(ESC_WAIT));
    assert_eq!(waits(b"\x1b", Owed::Answers), Some(OWED_ESC_WAIT));
    assert_eq!(waits(b"\x1bP", Owed::Nothing), Some(OPENING_WAIT));
    assert_eq!(waits(b"\x1bP", Owed::Answers), Some(SEQUENCE_WAIT));
    assert_eq!(waits(b"\x1bP>", Owed::Nothing), Some(SEQUENCE_WAIT));
    assert_eq!(waits(b"\x1b[200~a", Owed::Nothing), Some(PASTE_WAIT));
}

#[test]
fn a_string_without_end_keeps_no_key_for_ever() {
    let endless = [b"\x1bP>|".to_vec(), vec![b'x'; 2 * MAX_STRING]].concat();
    let mut decoder = Decoder::default();
    decoder.feed(&endless[..MAX_STRING]);
    assert_eq!(drained(&mut decoder), []);
    assert!(decoder.body.capacity() <= 2 * MAX_KEPT);
    // What no string has is a key even before its bound.
    for (bytes, code) in [(&b"\r"[..], Code::Enter), (b"\x1b[B", Code::Down), (b"\x7f", Code::Backspace)] {
        decoder.feed(b"\x1bP>|xx");
        decoder.feed(bytes);
        assert_eq!(drained(&mut decoder), [key(code, PLAIN)]);
    }
    decoder.feed(&endless);
    assert!(decoder.patience().is_none());
    // Too long to be kept is too long to be read.
    let name = [b"\x1bP>|".to_vec(), vec![b'x'; 2 * MAX_KEPT], b"\x1b\\a".to_vec()].concat();
    assert_eq!(read(&name), [char('a')]);
}

#[test]
fn pastes_are_text_and_end_by_their_mark_or_by_time() {
    assert_eq!(
        read("\x1b[200~AB\r\nұ\x1b[201~z".as_bytes()),
        [Input::Paste("AB\r\nұ".to_owned()), char('z')]
    );
    assert_eq!(read_and_wait(b"\x1b[200~AB"), [Input::Paste("AB".to_owned())]);
    let long = format!("\x1b[200~{}\x1b[201~", "ұ".repeat(MAX_PASTE_CHARS + 1));
    assert_eq!(read(long.as_bytes()), [Input::Paste("ұ".repeat(MAX_PASTE_CHARS))]);
}

/// What a terminal may say by itself, each whole.
const ANSWERS: [&str; 12] = [
    "\x1b[?63;1;2;4c",
    "\x1b[>41;379;0c",
    "\x1bP!|00000000\x1b\\",
    "\x1bP>|XTerm(379)\x1b\\",
    "\x1b[?2026;2$y",
    "\x1b[?1;3;0S",
    "\x1b[6;16;8t",
    "\x1b_Gi=31;OK\x1b\\",
    "\x1b]11;rgb:0000/0000/0000\x1b\\",
    "\x1b]11;rgb:0000/0000/0000\x07",
    "\x1b[0n",
    "\x1b[I",
];

/// What a person may press, each whole.
const KEYS: [&str; 10] = ["a", "й", "\r", "\x1b[A", "\x1bOP", "\x1b[15;2~", "\x7f", "\t", "7", "\x1b[[C"];

fn pieces(bytes: &[u8], cuts: &[usize]) -> Vec<Input> {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (bytes.len() + 1)).collect();
    cuts.extend([0, bytes.len()]);
    cuts.sort_unstable();
    let mut decoder = Decoder::default();
    let mut found = Vec::new();
    for piece in cuts.windows(2) {
        decoder.feed(&bytes[piece[0]..piece[1]]);
        found.extend(drained(&mut decoder));
    }
    found
}

proptest! {
    #[test]
    fn where_bytes_are_cut_makes_no_difference(
        bytes in proptest::collection::vec(prop_oneof![any::<u8>(), Just(ESC), 0x20..0x7f_u8], 0..200),
        cuts in proptest::collection::vec(0..1000_usize, 0..8),
    ) {
        prop_assert_eq!(pieces(&bytes, &cuts), read(&bytes));
    }

    #[test]
    fn after_any_bytes_and_a_pause_a_key_is_that_key(bytes: Vec<u8>) {
        let mut decoder = Decoder::default();
        decoder.feed(&bytes);
        decoder.flush();
        drained(&mut decoder);
        decoder.feed(b"q");
        prop_assert_eq!(drained(&mut decoder), [char('q')]);
    }

    #[test]
    fn answers_and_keys_in_any_order_keep_each_other(
        which in proptest::collection::vec((any::<bool>(), 0..120_usize), 0..40),
        cuts in proptest::collection::vec(0..1000_usize, 0..8),
    ) {
        let mut bytes = Vec::new();
        let mut expected = Vec::new();
        for (is_key, place) in which {
            let said = if is_key { KEYS[place % KEYS.len()] } else { ANSWERS[place % ANSWERS.len()] };
            bytes.extend(said.as_bytes());
            if is_key {
                expected.extend(read(said.as_bytes()));
            }
        }
        let mut found = pieces(&bytes, &cuts);
        found.retain(|input| !matches!(input, Input::Reply(_)));
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn near_sequences_are_no_panic_and_make_no_controls(
        body in "(\x1b\\[|\x1bP|\x1bO|\x1b_G|\\?|;|:|\\$|[0-9]{1,12}|[A-Za-z~^@]|>\\||\x1b\\\\|й){0,40}"
    ) {
        for input in read(body.as_bytes()) {
            if let Input::Key(Key { code: Code::Char(c), .. }) = input {
                prop_assert!(!c.is_control());
            }
        }
    }
}
