//! What the booth signed, and what went after the case's term.

use super::Story;
use crate::domain::case::Case;
use crate::domain::signed::Signed;
use crate::ui::phrases;
use crate::words::Value;

impl Story {
    /// That the booth signed it, and with which key. Whether the signature holds is for whoever has the key on paper to say.
    pub(super) fn signed(&mut self, id: &str, signed: Option<&Signed>) {
        if let Some(signed) = signed {
            let key = Value::from(key_name(&signed.key));
            let said = self.words.say_with("record-signed-by-booth", &[("key", key)]);
            self.row(id, said);
        }
    }

    /// When, by whom and why; the digests of what went stay.
    pub(super) fn purge(&mut self, case: &Case) {
        let Some(purge) = &case.purge else { return };
        self.heading("record-purge");
        if let Some(stamp) = &case.stamps.purged {
            self.row("record-stamp-purged", self.stamped(stamp));
        }
        let second = &purge.second;
        self.row(
            "record-purge-second",
            format!("{} {}", phrases::role(self.words, second.role), second.name),
        );
        self.row("record-purge-reason", purge.reason.to_string());
        for image in &purge.images {
            self.row("record-purge-image", image.as_str().to_owned());
        }
        if let Some(sheet) = &purge.sheet {
            self.row("record-purge-sheet", sheet.clone());
        }
    }
}

/// Name and id of a verifier key `name+id+key`: by the id it is found on the enrolled paper.
fn key_name(key: &str) -> String {
    key.splitn(3, '+').take(2).collect::<Vec<_>>().join("+")
}
