//! Terminals of people: consoles at the local seats, and supervisors' ssh clients.

use super::machine::Machine;
use crate::support::booth::Booth;
use intrascope::words::Language;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use termlens::{Graphics, Terminal};

/// The language of every screen here: that of a terminal which names none.
pub const LANGUAGE: Language = Language::Ru;

/// How a supervisor's ssh reaches a booth.
pub struct Ssh<'a> {
    pub machine: &'a Machine,
    /// sshd, or something slow before it.
    pub at: SocketAddr,
    pub account: &'a str,
    /// None: the bare key.
    pub certificate: Option<&'a Path>,
}

impl Ssh<'_> {
    /// Options that ssh, sftp and scp share.
    pub fn options(&self) -> Vec<String> {
        let keys = &self.machine.keys;
        let host = fs::read_to_string(keys.path("host.pub")).unwrap();
        let known = keys.path(&format!("known-{}", self.at.port()));
        fs::write(&known, format!("[{}]:{} {host}", self.at.ip(), self.at.port())).unwrap();
        let mut options = vec!["-F".to_owned(), "none".to_owned()];
        let mut option = |text: String| options.extend(["-o".to_owned(), text]);
        option(format!("Port={}", self.at.port()));
        option(format!("IdentityFile={}", keys.path("booth").display()));
        option(format!("UserKnownHostsFile={}", known.display()));
        if let Some(certificate) = self.certificate {
            option(format!("CertificateFile={}", certificate.display()));
        }
        // As the guide's own settings have it.
        for fixed in [
            "IdentitiesOnly=yes",
            "StrictHostKeyChecking=yes",
            "BatchMode=yes",
            "Compression=yes",
            "SendEnv=COLORTERM",
        ] {
            option(fixed.to_owned());
        }
        options
    }

    pub fn whom(&self) -> String {
        format!("{}@{}", self.account, self.at.ip())
    }

    /// A client without a terminal; what it said and its code.
    pub fn run(&self, program: &str, before: &[&str], after: &[&str]) -> Output {
        let mut command = self.command(program);
        command.args(before).arg(self.whom()).args(after);
        command.output().unwrap()
    }

    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.args(self.options()).stdin(Stdio::null());
        command
    }

    /// A client on a terminal.
    pub fn open(&self, graphics: Graphics, command: &[&str]) -> Booth {
        let terminal = Terminal::builder()
            .size(80, 24)
            .graphics(graphics)
            .cell_size(8, 16)
            .env_clear()
            .env("TERM", "xterm-256color")
            .args(self.options())
            .arg("-t")
            .arg(self.whom())
            .args(command)
            .spawn("/usr/bin/ssh")
            .unwrap();
        Booth::on(terminal, LANGUAGE)
    }
}

/// A console in the booth, as its unit starts it.
pub fn local(machine: &Machine, seat: &str) -> Booth {
    let way = machine.way_in();
    let ids = ["--reuid", "--regid"].map(|option| format!("{option}=intrascope-{seat}"));
    let terminal = Terminal::builder()
        .size(80, 24)
        .env("TERM", "xterm-256color")
        .args(&way[1..])
        .args(["setpriv", &ids[0], &ids[1], "--clear-groups", "--no-new-privs"])
        .args(["/usr/bin/intrascope", "console", "--seat", seat])
        .args(["--lang", LANGUAGE.code(), "--graphics", "half"])
        .spawn(way[0])
        .unwrap();
    Booth::on(terminal, LANGUAGE)
}
