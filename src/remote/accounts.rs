//! Names of Unix accounts, as the machine's own list has them.

use crate::domain::text::CleanText;
use std::fs::File;
use std::io::Read;

/// The list of accounts.
const ACCOUNTS: &str = "/etc/passwd";

/// Bytes of the list that are read: ten thousand accounts of a hundred bytes.
const MAX_BYTES: u64 = 1_000_000;

/// The longest name of an account (useradd(8)).
const MAX_NAME: usize = 32;

/// The account's name; its number behind a `#`, which no name has, where the list does not name it.
pub fn name_of(uid: u32) -> CleanText {
    let mut list = String::new();
    let read = File::open(ACCOUNTS).and_then(|file| file.take(MAX_BYTES).read_to_string(&mut list));
    match read {
        Ok(_) => name_in(&list, uid),
        Err(_) => name_in("", uid),
    }
}

fn name_in(list: &str, uid: u32) -> CleanText {
    let number = uid.to_string();
    let named = list.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| !name.is_empty() && name.len() <= MAX_NAME)?;
        (fields.nth(1) == Some(number.as_str())).then_some(name)
    });
    named.map_or_else(|| format!("#{uid}").as_str().into(), Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_has_its_name_or_a_number_that_is_no_name() {
        let list =
            "root:x:0:0:root:/root:/bin/bash\nsarsenov.d:x:1001:1001::/:/usr/bin/intrascope\n:x:7:7:::\n";
        for (uid, name) in [(0, "root"), (1_001, "sarsenov.d"), (7, "#7"), (1, "#1")] {
            assert_eq!(name_in(list, uid).as_str(), name);
        }
        assert_eq!(name_of(0).as_str(), "root");
    }
}
