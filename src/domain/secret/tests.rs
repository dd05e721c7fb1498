//! What those who guess try first is refused; everything else is let through, whatever it is made of.

use super::*;
use proptest::prelude::*;

fn fault(text: &str) -> Option<SecretFault> {
    let officer = OfficerId::parse("akhmetov.a").unwrap();
    let booth = ["Майқапшағай", "ИДК-2", "39855302"];
    check(text, Whose { officer: &officer, name: "Ахметов Арман", booth: &booth }).err()
}

#[test]
fn asvs_6_2_4_what_is_guessed_first_is_refused_with_its_reason() {
    use SecretFault as F;
    let table: [(&str, F); 38] = [
        ("", F::Short),
        ("73914", F::Short),
        ("777777", F::Repeated),
        ("121212", F::Repeated),
        ("739739", F::Repeated),
        ("7397397", F::Repeated),
        ("1234567", F::Run),
        ("654321", F::Run),
        ("567890", F::Run),
        ("098765", F::Run),
        ("fedcba", F::Run),
        ("абвгдежз", F::Run),
        ("231126", F::Date),
        ("261123", F::Date),
        ("23112026", F::Date),
        ("20261123", F::Date),
        ("12311985", F::Date),
        ("23.11.26", F::Date),
        ("23/11/2026", F::Date),
        ("19852010", F::Date),
        ("akhmetov", F::Name),
        ("Akhmetov.A", F::Name),
        ("akhmetov7", F::Name),
        ("АХМЕТОВ", F::Name),
        ("арман1987", F::Name),
        ("Майқапшағай", F::Name),
        ("майқапшағай-2", F::Name),
        ("39855302", F::Name),
        ("password", F::Common),
        ("PassW0rd", F::Common),
        ("qwerty123", F::Common),
        ("1q2w3e4r", F::Common),
        ("147258", F::Common),
        ("135790", F::Common),
        ("пароль2026", F::Common),
        ("казахстан1", F::Common),
        ("құпиясөз", F::Common),
        ("ghbdtn", F::Common),
    ];
    for (text, expected) in table {
        assert_eq!(fault(text), Some(expected), "{text}");
    }
    assert_eq!(fault(&"x7".repeat(40)), Some(F::Long));
}

#[test]
fn nist_800_63b_5_2_11_six_characters_at_least_and_sixty_four_at_most() {
    let letters: Vec<char> = ('а'..='я').chain('a'..='z').chain('0'..='6').collect();
    // Neither a run nor a repetition: every 37th of 65 comes once.
    let of_length = |length: usize| {
        fault(&(0..length).map(|place| letters[place * 37 % letters.len()]).collect::<String>())
    };
    assert_eq!((of_length(MIN_CHARS - 1), of_length(MIN_CHARS)), (Some(SecretFault::Short), None));
    assert_eq!((of_length(MAX_CHARS), of_length(MAX_CHARS + 1)), (None, Some(SecretFault::Long)));
    assert_eq!((MIN_CHARS, MAX_CHARS), (6, 64));
}

#[test]
fn asvs_6_2_5_there_is_no_rule_of_composition() {
    for text in [
        "739146",
        "тыныш өзен",
        "    73 91  ",
        "correct horse battery staple",
        "ÄÖÜßéøå",
        "猫がキーボードを歩いた",
        "q\u{301}w9!k-",
    ] {
        assert_eq!(fault(text), None, "{text}");
    }
    let longest: String = ('а'..='я').chain('a'..='z').chain('0'..='5').collect();
    assert_eq!(longest.chars().count(), MAX_CHARS);
    assert_eq!(fault(&longest), None, "asvs_6_2_9: at least 64 characters");
    assert_eq!(fault(&format!("{longest}!")), Some(SecretFault::Long), "never cut");
}

#[test]
fn the_list_is_as_long_as_the_rule_wants_and_in_the_form_that_it_is_asked_in() {
    let lines: Vec<&str> = BLOCKLIST.lines().collect();
    assert!(lines.len() >= 1_000, "{}", lines.len());
    for line in lines {
        assert_eq!(line, line.to_lowercase().trim(), "{line}");
        assert!(line.chars().count() >= MIN_CHARS, "{line} is too short to be asked for");
    }
}

/// So many of the million PINs of six digits are refused: enough are left.
#[test]
fn most_pins_of_six_digits_are_left() {
    let refused = (0..1_000_000u32).step_by(7).filter(|pin| fault(&format!("{pin:06}")).is_some()).count();
    let of = 1_000_000 / 7;
    assert!(refused * 100 / of < 15, "{refused} of {of}");
}

proptest! {
    #[test]
    fn any_text_is_judged(text in any::<String>()) {
        let length = text.chars().count();
        if fault(&text).is_none() {
            prop_assert!((MIN_CHARS..=MAX_CHARS).contains(&length));
        }
    }
}
