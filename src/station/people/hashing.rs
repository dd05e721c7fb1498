//! One-way digests of PINs: argon2id, in the form that every system's tools check, and first PINs from the system's randomness.

use crate::domain::refusal::Refusal;
use crate::station::contract::Pin;
use crate::store::{Phc, fill_random};
use argon2::password_hash::PasswordHasher;
use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, Params};

/// Memory of one digest, KiB: OWASP's least, 19 MiB. It takes 44 ms on a booth's machine.
const MEMORY_KIB: u32 = 19 * 1_024;

/// Passes over that memory.
const PASSES: u32 = 2;

/// Lanes: one, since one digest is made at a time.
const LANES: u32 = 1;

/// The salt, bytes: what the PHC form recommends.
const SALT_BYTES: usize = 16;

/// Digits of a first PIN: one in a hundred million, with ten tries.
const FIRST_DIGITS: usize = 8;

/// Numbers of so many digits.
const FIRST_NUMBERS: u32 = 100_000_000;

/// Makes a digest with a salt of its own.
pub fn digest(pin: &Pin) -> Result<Phc, Refusal> {
    let mut salt = [0; SALT_BYTES];
    fill_random(&mut salt).map_err(|error| Refusal::Store(error.to_string()))?;
    let hash = costs().hash_password_with_salt(pin.as_typed().as_bytes(), &salt);
    hash.map(|hash| Phc(hash.to_string())).map_err(|error| Refusal::Store(error.to_string()))
}

/// Whether the PIN is the one of the digest. A digest that is none is nobody's.
pub fn is_of(pin: &Pin, phc: &Phc) -> bool {
    let Ok(hash) = PasswordHash::new(&phc.0) else { return false };
    // The costs are the digest's own, so that those made before the costs rose still hold; compared in constant time.
    costs().verify_password(pin.as_typed().as_bytes(), &hash).is_ok()
}

/// Whether the digest was made with other costs than today's.
pub fn is_outdated(phc: &Phc) -> bool {
    let made_with = PasswordHash::new(&phc.0).ok().and_then(|hash| Params::try_from(&hash).ok());
    made_with.is_none_or(|params| {
        (params.m_cost(), params.t_cost(), params.p_cost()) != (MEMORY_KIB, PASSES, LANES)
    })
}

/// A first PIN.
pub fn first_pin() -> Result<Pin, Refusal> {
    // Numbers beyond the last whole hundred million would make some PINs likelier than others.
    let fair = u32::MAX - u32::MAX % FIRST_NUMBERS;
    loop {
        let mut bytes = [0; 4];
        fill_random(&mut bytes).map_err(|error| Refusal::Store(error.to_string()))?;
        let number = u32::from_le_bytes(bytes);
        if number < fair {
            return Ok(Pin::new(&format!("{:0FIRST_DIGITS$}", number % FIRST_NUMBERS)));
        }
    }
}

fn costs() -> Argon2<'static> {
    // These are within the bounds of the algorithm, which a test holds; the defaults are the same.
    Params::new(MEMORY_KIB, PASSES, LANES, None).map_or_else(|_| Argon2::default(), Argon2::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asvs_11_4_2_a_pin_is_kept_as_argon2id_with_a_salt_of_its_own() {
        let pin = Pin::new("тыныш өзен");
        let (first, second) = (digest(&pin).unwrap(), digest(&pin).unwrap());
        assert!(first.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", first.0);
        assert_ne!(first, second);
        assert!(is_of(&pin, &first) && is_of(&pin, &second) && !is_outdated(&first));
        assert!(!is_of(&Pin::new("тыныш өзе"), &first));
        assert!(!is_of(&Pin::new(""), &first) && !is_of(&pin, &Phc(String::new())));
    }

    #[test]
    fn a_digest_of_other_costs_still_holds_and_is_to_be_made_anew() {
        let pin = Pin::new("739146");
        let cheap = Argon2::from(Params::new(1_024, 1, 1, None).unwrap());
        let phc = Phc(cheap.hash_password_with_salt(b"739146", &[7; 16]).unwrap().to_string());
        assert!(is_of(&pin, &phc) && is_outdated(&phc) && is_outdated(&Phc("no digest".to_owned())));
    }

    #[test]
    fn a_pin_longer_than_may_be_set_is_not_taken_for_its_beginning() {
        let longest = "x".repeat(Pin::MAX_CHARS);
        let phc = digest(&Pin::new(&longest)).unwrap();
        assert!(is_of(&Pin::new(&longest), &phc));
        assert!(!is_of(&Pin::new(&format!("{longest}y")), &phc), "asvs_6_2_8");
    }

    #[test]
    fn first_pins_have_eight_digits_and_differ() {
        let pins: std::collections::BTreeSet<String> =
            (0..100).map(|_| first_pin().unwrap().as_typed().to_owned()).collect();
        assert!(pins.len() > 95);
        assert!(pins.iter().all(|pin| pin.len() == 8 && pin.bytes().all(|byte| byte.is_ascii_digit())));
    }
}
