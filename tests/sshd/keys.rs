//! The region's authority, a supervisor's key and the host's, as docs/SUPERVISORS.md makes them.

use super::machine::{Machine, succeed};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The terms of a usual certificate.
pub const SHIFT: &str = "-5m:+12h";

/// Keys of one region and one booth, in a folder.
pub struct Keys {
    pub folder: PathBuf,
}

impl Keys {
    /// An authority, a foreign one, the host's key, one supervisor's key.
    pub fn new(folder: &Path) -> Self {
        for name in ["authority", "stranger", "host", "booth"] {
            keygen(folder, &["-t", "ed25519", "-N", "", "-C", name, "-f", name]);
        }
        keygen(folder, &["-k", "-f", "revoked"]);
        Self { folder: folder.to_owned() }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A certificate for the supervisor's key, beside nothing else: each has a file of its own.
    pub fn certify(&self, account: &str, serial: usize) -> PathBuf {
        self.sign("authority", Some(account), SHIFT, serial)
    }

    pub fn sign(&self, authority: &str, principal: Option<&str>, term: &str, serial: usize) -> PathBuf {
        fs::copy(self.path("booth.pub"), self.path("signed.pub")).unwrap();
        let (name, serial_text) = (format!("certificate {serial}"), serial.to_string());
        let mut arguments = vec!["-s", authority, "-I", &name, "-z", &serial_text, "-V", term];
        arguments.extend(["-O", "clear", "-O", "permit-pty"]);
        arguments.extend(principal.iter().flat_map(|principal| ["-n", principal]));
        arguments.push("signed.pub");
        keygen(&self.folder, &arguments);
        let certificate = self.path(&format!("{serial}-cert.pub"));
        fs::rename(self.path("signed-cert.pub"), &certificate).unwrap();
        certificate
    }

    /// The list of what was taken back, made anew with this in it, and put into its place.
    pub fn revoke(&self, machine: &Machine, what: Revoked<'_>) {
        keygen(&self.folder, &["-k", "-f", "revoked"]);
        match what {
            Revoked::Nothing => {}
            Revoked::File(file) => {
                keygen(&self.folder, &["-k", "-u", "-f", "revoked", file.to_str().unwrap()]);
            }
            Revoked::Name(serial) => {
                fs::write(self.path("names"), format!("id: certificate {serial}\n")).unwrap();
                keygen(&self.folder, &["-k", "-u", "-s", "authority.pub", "-f", "revoked", "names"]);
            }
        }
        machine.install(&self.path("revoked"), "/etc/ssh/intrascope-revoked");
    }
}

/// What the authority took back.
#[derive(Clone, Copy)]
pub enum Revoked<'a> {
    Nothing,
    /// A certificate, or a key.
    File(&'a Path),
    /// By the certificate's name.
    Name(usize),
}

fn keygen(folder: &Path, arguments: &[&str]) {
    succeed(Command::new("ssh-keygen").arg("-q").args(arguments).current_dir(folder));
}
