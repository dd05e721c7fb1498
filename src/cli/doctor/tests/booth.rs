//! A booth's machine in a folder, with every point in order as far as a folder can have it.

use super::FILE;
use crate::cli::doctor::finding::{Finding, State, Why};
use crate::cli::doctor::machine::{Answer, Machine, Programs};
use crate::cli::doctor::point::Point;
use crate::cli::doctor::{access, examine};
use crate::words::{Language, Words};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Answers that were written down.
#[derive(Default)]
pub(super) struct Scripted(BTreeMap<String, (i32, String)>);

impl Programs for Scripted {
    fn ask(&self, command: &[&str]) -> Result<Answer, Why> {
        match self.0.get(&command.join(" ")) {
            Some((code, text)) => Ok(Answer { code: Some(*code), text: text.clone() }),
            None => Err(Why::NoTool(command[0].to_owned())),
        }
    }
}

/// A machine below a folder.
pub(super) struct Booth {
    pub(super) root: TempDir,
    pub(super) answers: BTreeMap<String, (i32, String)>,
    sockets: Vec<UnixListener>,
}

impl Booth {
    /// Everything as it should be, as far as a folder can be: the adapter is `/dev/null`, and there is one device.
    pub(super) fn in_order() -> Self {
        let mut booth =
            Self { root: tempfile::tempdir().unwrap(), answers: BTreeMap::new(), sockets: Vec::new() };
        booth.kernel();
        booth.people();
        booth.folders();
        booth.system();
        booth.programs();
        booth
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path.trim_start_matches('/'))
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn link(&self, path: &str, target: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(target, path).unwrap();
    }

    pub(super) fn mode(&self, path: &str, mode: u32) {
        fs::set_permissions(self.path(path), fs::Permissions::from_mode(mode)).unwrap();
    }

    fn kernel(&self) {
        self.write("/sys/kernel/security/lsm", "lockdown,capability,landlock,yama");
        self.write("/proc/sys/dev/tty/legacy_tiocsti", "0\n");
        self.write("/proc/sys/kernel/sysrq", "0\n");
        self.write("/proc/sys/kernel/core_pattern", "|/bin/false\n");
        self.write("/proc/sys/fs/suid_dumpable", "0\n");
        self.write("/proc/swaps", "Filename Type Size Used Priority\n/dev/dm-1 partition 1 0 -2\n");
        self.write("/sys/block/dm-1/dm/uuid", "CRYPT-PLAIN-swap");
    }

    /// Files in a test's folder are the tester's: the station and each group get the tester's own numbers where a file has to be theirs.
    fn people(&self) {
        let own = fs::metadata(self.root.path()).unwrap();
        let (uid, gid) = (own.uid(), own.gid());
        let other = |n: u32| 50_000 + n;
        self.write(
            "/etc/passwd",
            &format!(
                "intrascope:x:{}:{}::/var/lib/intrascope:/usr/sbin/nologin\n\
                 owner:x:{uid}:{gid}::/:/bin/sh\n\
                 intrascope-oms:x:{}:{}::/:/usr/sbin/nologin\n\
                 intrascope-oac:x:{}:{}::/:/usr/sbin/nologin\n\
                 zhumabaeva.s:x:{}:{}::/:/usr/bin/intrascope\n",
                other(1),
                other(1),
                other(2),
                other(2),
                other(3),
                other(3),
                other(4),
                other(4)
            ),
        );
        self.write(
            "/etc/group",
            &format!(
                "intrascope:x:{}:\nintrascope-oms:x:{}:intrascope\nintrascope-oac:x:{}:intrascope\n\
                 intrascope-sup:x:{}:intrascope,zhumabaeva.s\nintrascope-serial:x:{}:intrascope\nown:x:{gid}:\n",
                other(1), other(2), other(3), other(5), other(6)
            ),
        );
        self.write(
            "/etc/shadow",
            "intrascope:!*:1::::::\nintrascope-oms:!*:1::::::\nintrascope-oac:*:1::::::\nzhumabaeva.s:*:1::::::\n",
        );
    }

    fn folders(&mut self) {
        let shipped = include_str!("../../../../docs/deploy/config/station.toml");
        let settings = shipped
            .replace(
                "# mirror = \"/srv/intrascope/mirror\"",
                &format!("mirror = {:?}", "/srv/intrascope/mirror"),
            )
            .replace("# [printer]", "[printer]")
            .replace("# queue =", "queue =");
        self.write(FILE, &settings);
        self.write("/var/lib/intrascope/keys/booth", "key");
        self.write("/var/lib/intrascope/people/zhumabaeva.s", "hash");
        self.mode("/var/lib/intrascope", 0o700);
        self.mode("/var/lib/intrascope/keys/booth", 0o600);
        self.mode("/var/lib/intrascope/people/zhumabaeva.s", 0o400);
        self.write("/srv/intrascope/mirror/MIRROR", "intrascope mirror 1\n");
        fs::create_dir_all(self.path("/run/intrascope")).unwrap();
        for seat in ["oms", "oac", "sup"] {
            let path = format!("/run/intrascope/{seat}.sock");
            self.sockets.push(UnixListener::bind(self.path(&path)).unwrap());
            self.mode(&path, 0o660);
        }
        for device in ["portal", "source", "monitor", "detector"] {
            self.link(&format!("/dev/intrascope/{device}"), "/dev/null");
        }
    }

    fn system(&self) {
        self.write(
            "/etc/ssh/sshd_config.d/60-intrascope.conf",
            include_str!("../../../../docs/deploy/sshd/60-intrascope.conf"),
        );
        for file in ["/etc/ssh/intrascope-ca.pub", "/etc/ssh/intrascope-revoked"] {
            self.write(file, "");
            self.mode(file, 0o644);
        }
        let units = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/deploy/systemd");
        for (seat, tty) in [("oms", "tty1"), ("oac", "tty2")] {
            let drop_in = format!("intrascope-console@{seat}.service.d/terminal.conf");
            let text = fs::read_to_string(units.join(&drop_in)).unwrap();
            self.write(&format!("/usr/lib/systemd/system/{drop_in}"), &text);
            for kind in ["getty", "autovt"] {
                self.link(&format!("/etc/systemd/system/{kind}@{tty}.service"), "/dev/null");
            }
        }
        self.link("/etc/systemd/system/ctrl-alt-del.target", "/dev/null");
        self.write(
            "/usr/lib/systemd/logind.conf.d/60-intrascope.conf",
            include_str!("../../../../docs/deploy/logind/60-intrascope.conf"),
        );
        self.write(
            "/usr/lib/systemd/system.conf.d/60-intrascope.conf",
            include_str!("../../../../docs/deploy/system.conf/60-intrascope.conf"),
        );
        self.write(
            "/etc/usbguard/usbguard-daemon.conf",
            "# ImplicitPolicyTarget=allow\nImplicitPolicyTarget=block\n",
        );
    }

    fn programs(&mut self) {
        let consoles = ["oms", "oac"].map(|seat| format!("intrascope-console@{seat}.service"));
        for unit in
            consoles.iter().map(String::as_str).chain(["intrascope-station.service", "usbguard.service"])
        {
            self.answer(&format!("systemctl is-active {unit}"), 0, "active\n");
            let table = format!("✓ PrivateTmp=\n\n→ Overall exposure level for {unit}: 0.7 SAFE :-}}\n");
            self.answer(&format!("systemd-analyze security --no-pager {unit}"), 0, &table);
        }
        self.answer(
            "systemctl show --property=LoadState,PrivateUsers intrascope-station.service",
            0,
            "PrivateUsers=no\nLoadState=loaded\n",
        );
        self.answer("timedatectl show --property=NTPSynchronized", 0, "NTPSynchronized=yes\n");
        self.answer("lpstat -a booth", 0, "booth accepting requests since Mon 23 Nov 2026\n");
        let effective: String =
            access::WANTED.iter().flat_map(|(key, value)| [*key, " ", *value, "\n"]).collect();
        self.answer("/usr/sbin/sshd -T -C user=zhumabaeva.s,host=stranger,addr=203.0.113.1", 0, &effective);
    }

    pub(super) fn answer(&mut self, command: &str, code: i32, text: &str) {
        self.answers.insert(command.to_owned(), (code, text.to_owned()));
    }

    pub(super) fn examine(&self) -> BTreeMap<Point, Finding> {
        let machine = Machine::new(self.root.path().to_owned(), Box::new(Scripted(self.answers.clone())));
        let findings = examine(&machine, Path::new(FILE), Words::new(Language::En));
        assert_eq!(findings.len(), 29);
        findings.into_iter().map(|finding| (finding.point, finding)).collect()
    }

    pub(super) fn state(&self, point: Point) -> State {
        self.examine()[&point].state
    }
}

impl Booth {
    pub(super) fn replace(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(path)).unwrap();
        assert!(text.contains(from), "{path}: {from}");
        fs::write(self.path(path), text.replacen(from, to, 1)).unwrap();
    }

    /// The tester's own numbers for an account or a group.
    pub(super) fn give(&self, path: &str, name: &str, number: u32) {
        let text = fs::read_to_string(self.path(path)).unwrap();
        let line = text.lines().find(|line| line.starts_with(&format!("{name}:"))).unwrap();
        let old = line.split(':').nth(2).unwrap();
        let new = line.replacen(&format!(":{old}:"), &format!(":{number}:"), 1);
        let rest: String =
            text.lines().filter(|other| *other != line).flat_map(|line| [line, "\n"]).collect();
        fs::write(self.path(path), format!("{new}\n{rest}")).unwrap();
    }
}
