//! What is shipped for the operating system, read by the operating system's own programs, and the package that brings it.
//!
//! A program that is not installed is named, and its part is skipped.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The exposure that each unit must stay under, as `systemd-analyze security` counts it.
const UNITS: [(&str, &str, f64); 3] = [
    ("intrascope-station.service", "intrascope-station.service", 1.0),
    ("intrascope-console@.service", "intrascope-console@oms.service", 2.5),
    ("intrascope-console@.service", "intrascope-console@oac.service", 2.5),
];

/// Everything that the package brings, with its mode; documents that are only read are counted apart.
const PACKED: [(&str, &str); 17] = [
    ("-rwxr-xr-x", "./usr/bin/intrascope"),
    ("-rw-r--r--", "./etc/intrascope/station.toml"),
    ("-rw-r--r--", "./etc/ssh/sshd_config.d/60-intrascope.conf"),
    ("-rw-r--r--", "./usr/lib/systemd/system/intrascope-station.service"),
    ("-rw-r--r--", "./usr/lib/systemd/system/intrascope-console@.service"),
    ("-rw-r--r--", "./usr/lib/systemd/system/intrascope-console@oms.service.d/terminal.conf"),
    ("-rw-r--r--", "./usr/lib/systemd/system/intrascope-console@oac.service.d/terminal.conf"),
    ("-rw-r--r--", "./usr/lib/systemd/system.conf.d/60-intrascope.conf"),
    ("-rw-r--r--", "./usr/lib/systemd/logind.conf.d/60-intrascope.conf"),
    ("-rw-r--r--", "./usr/lib/sysusers.d/intrascope.conf"),
    ("-rw-r--r--", "./usr/lib/tmpfiles.d/intrascope.conf"),
    ("-rw-r--r--", "./usr/lib/sysctl.d/60-intrascope.conf"),
    ("-rw-r--r--", "./usr/lib/modules-load.d/intrascope.conf"),
    ("-rw-r--r--", "./usr/lib/udev/rules.d/70-intrascope.rules"),
    ("-rw-r--r--", "./usr/share/doc/intrascope/examples/usbguard-rules.conf"),
    ("-rw-r--r--", "./usr/share/doc/intrascope/KIOSK.md"),
    ("-rw-r--r--", "./usr/share/doc/intrascope/SUPERVISORS.md"),
];

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn deploy() -> PathBuf {
    project().join("docs/deploy")
}

fn shipped(path: &str) -> String {
    fs::read_to_string(deploy().join(path)).unwrap()
}

/// Runs a program; `None`, with a message, where it is not installed.
fn run(program: &str, arguments: &[&str]) -> Option<Output> {
    match Command::new(program).args(arguments).env("LC_ALL", "C").env("SYSTEMD_COLORS", "0").output() {
        Ok(output) => Some(output),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("skipped: {program} is not installed");
            None
        }
        Err(error) => panic!("{program}: {error}"),
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// The shipped units in a folder, each seat's console under its own name.
fn units() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (file, name, _) in UNITS {
        fs::copy(deploy().join("systemd").join(file), folder.path().join(name)).unwrap();
        let drop_in = format!("{name}.d/terminal.conf");
        if let Ok(text) = fs::read_to_string(deploy().join("systemd").join(&drop_in)) {
            fs::create_dir(folder.path().join(format!("{name}.d"))).unwrap();
            fs::write(folder.path().join(drop_in), text).unwrap();
        }
    }
    folder
}

/// The figure of a unit, by systemd's own count; `None` where systemd is not installed.
fn exposure(unit: &Path) -> Option<f64> {
    let output =
        run("systemd-analyze", &["security", "--offline=true", "--no-pager", unit.to_str().unwrap()])?;
    let text = said(&output);
    let line =
        text.lines().find(|line| line.contains("Overall exposure level")).unwrap_or_else(|| panic!("{text}"));
    Some(line.rsplit(": ").next().unwrap().split_whitespace().next().unwrap().parse().unwrap())
}

#[test]
fn each_unit_is_shut_in_as_far_as_it_has_to_be() {
    let folder = units();
    for (_, name, under) in UNITS {
        let Some(figure) = exposure(&folder.path().join(name)) else { return };
        eprintln!("{name}: {figure}");
        assert!(figure < under, "{name}: {figure}, under {under}");
    }
    // The figure is one that can be missed: the same unit without its sandbox.
    let bare: String = shipped("systemd/intrascope-station.service")
        .lines()
        .filter(|line| !line.starts_with("Protect") && !line.starts_with("SystemCall"))
        .flat_map(|line| [line, "\n"])
        .collect();
    let path = folder.path().join("bare.service");
    fs::write(&path, bare).unwrap();
    assert!(exposure(&path).unwrap() > 1.0);
}

#[test]
fn systemd_understands_every_line_of_the_units() {
    let folder = units();
    for (_, name, _) in UNITS {
        let path = folder.path().join(name);
        // The program itself need not be installed for its unit to be read.
        let text = fs::read_to_string(&path)
            .unwrap()
            .replace("ExecStart=/usr/bin/intrascope", "ExecStart=/bin/true");
        fs::write(&path, text).unwrap();
        let Some(output) = run("systemd-analyze", &["verify", "--man=no", path.to_str().unwrap()]) else {
            return;
        };
        let own: Vec<String> =
            said(&output).lines().filter(|line| line.contains("intrascope")).map(str::to_owned).collect();
        assert!(own.is_empty(), "{own:?}");
    }
}

#[test]
fn the_units_leave_the_kernels_word_alone_and_run_nothing_else() {
    for (file, name, _) in UNITS {
        let text = shipped(&format!("systemd/{file}"));
        let keys: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(!keys.iter().any(|line| line.starts_with("PrivateUsers")), "{name}");
        for wanted in [
            "NoExecPaths=/",
            "LimitCORE=0",
            "NoNewPrivileges=yes",
            "CapabilityBoundingSet=",
            "PrivateNetwork=yes",
        ] {
            assert!(keys.contains(&wanted), "{name}: {wanted}");
        }
    }
    let console = shipped("systemd/intrascope-console@.service");
    for wanted in [
        "StandardInput=tty-fail",
        "TTYReset=yes",
        "TTYVHangup=yes",
        "TTYVTDisallocate=yes",
        "PAMName=login",
        "Restart=always",
    ] {
        assert!(console.lines().any(|line| line == wanted), "{wanted}");
    }
    for (seat, terminal) in [("oms", "tty1"), ("oac", "tty2")] {
        let text = shipped(&format!("systemd/intrascope-console@{seat}.service.d/terminal.conf"));
        assert!(text.contains(&format!("TTYPath=/dev/{terminal}\n")));
        assert!(text.contains(&format!("Conflicts=getty@{terminal}.service autovt@{terminal}.service\n")));
    }
}

/// sshd's settings with the shipped file before others, as Debian has it, for the account that runs the tests.
struct Sshd {
    folder: tempfile::TempDir,
    account: String,
}

impl Sshd {
    /// `None`, with a message, where sshd cannot be asked.
    fn new() -> Option<Self> {
        run("/usr/sbin/sshd", &["-?"])?;
        // Debian's service makes this folder; without it sshd does not even read its settings.
        let separate = Path::new("/run/sshd");
        if !separate.exists() && fs::DirBuilder::new().mode(0o755).create(separate).is_err() {
            eprintln!("skipped: there is no /run/sshd, and this account cannot make it");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("key");
        let made = run("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", key.to_str().unwrap()])?;
        assert!(made.status.success(), "{}", said(&made));
        let account = said(&run("id", &["-un"])?).trim().to_owned();
        let sshd = Self { folder, account };
        let own = shipped("sshd/60-intrascope.conf");
        assert!(own.contains("Match Group intrascope-sup\n"));
        sshd.write(
            "60-intrascope.conf",
            &own.replace("Match Group intrascope-sup", &format!("Match User {}", sshd.account)),
        );
        let loose = "PasswordAuthentication yes\nPermitRootLogin yes\nMaxAuthTries 9\nAuthorizedKeysFile .ssh/authorized_keys\n";
        let path = sshd.folder.path().display().to_string();
        sshd.write(
            "sshd_config",
            &format!("Include {path}/60-*.conf\nHostKey {path}/key\nUsePAM yes\n{loose}"),
        );
        Some(sshd)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    /// What it goes by for an account.
    fn effective(&self, account: &str) -> BTreeSet<String> {
        let file = self.folder.path().join("sshd_config");
        let question = format!("user={account},host=stranger,addr=203.0.113.1");
        let output = run("/usr/sbin/sshd", &["-T", "-C", &question, "-f", file.to_str().unwrap()]).unwrap();
        assert!(output.status.success(), "{}", said(&output));
        said(&output).lines().map(str::to_owned).collect()
    }
}

#[test]
fn sshd_reads_its_file_and_gives_a_supervisor_the_console_alone() {
    let Some(sshd) = Sshd::new() else { return };
    let file = sshd.folder.path().join("sshd_config");
    let checked = run("/usr/sbin/sshd", &["-t", "-f", file.to_str().unwrap()]).unwrap();
    assert!(checked.status.success() && said(&checked).is_empty(), "{}", said(&checked));
    let of_supervisor = sshd.effective(&sshd.account);
    for wanted in [
        "forcecommand /usr/bin/intrascope console --seat sup",
        "authenticationmethods publickey",
        "authorizedkeysfile none",
        "authorizedprincipalsfile none",
        "trustedusercakeys /etc/ssh/intrascope-ca.pub",
        "revokedkeys /etc/ssh/intrascope-revoked",
        "pubkeyauthoptions verify-required",
        "disableforwarding yes",
        "permittunnel no",
        "permittty yes",
        "permituserrc no",
        "permituserenvironment no",
        "passwordauthentication no",
        "kbdinteractiveauthentication no",
        "permitrootlogin no",
        "maxsessions 1",
        "maxauthtries 3",
        "exposeauthinfo yes",
        "acceptenv COLORTERM",
        "compression yes",
        "clientaliveinterval 15",
    ] {
        assert!(of_supervisor.contains(wanted), "{wanted}\n{of_supervisor:#?}");
    }
    // Inside a match, sshd takes "none" for a file's name and refuses every certificate; its own `-T` does not tell.
    let own = shipped("sshd/60-intrascope.conf");
    let (before, matched) = own.split_once("\nMatch ").unwrap();
    assert!(
        before.contains("\nAuthorizedPrincipalsFile none\n") && !matched.contains("AuthorizedPrincipalsFile")
    );
    // What is inside the match stays there: an engineer's account keeps its keys and its shell.
    let of_engineer = sshd.effective("nobody");
    for wanted in [
        "forcecommand none",
        "authorizedkeysfile .ssh/authorized_keys",
        "passwordauthentication no",
        "permitrootlogin no",
    ] {
        assert!(of_engineer.contains(wanted), "{wanted}\n{of_engineer:#?}");
    }
}

#[test]
fn accounts_are_made_without_a_shell_and_without_a_password() {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("etc")).unwrap();
    let option = format!("--root={}", root.path().display());
    let file = deploy().join("sysusers/intrascope.conf");
    let Some(made) = run("systemd-sysusers", &[&option, file.to_str().unwrap()]) else { return };
    if !made.status.success() {
        eprintln!("skipped: systemd-sysusers cannot work below a folder here: {}", said(&made));
        return;
    }
    let read = |name: &str| fs::read_to_string(root.path().join("etc").join(name)).unwrap();
    let accounts = read("passwd");
    assert_eq!(accounts.lines().count(), 3, "{accounts}");
    assert!(accounts.lines().all(|line| line.ends_with(":/usr/sbin/nologin")), "{accounts}");
    let groups = read("group");
    for group in ["intrascope", "intrascope-oms", "intrascope-oac", "intrascope-sup", "intrascope-serial"] {
        assert!(groups.lines().any(|line| line.starts_with(&format!("{group}:"))), "{group}: {groups}");
    }
    // Only root may read what was written there, also when it is the tests'.
    if let Ok(shadow) = fs::read_to_string(root.path().join("etc/shadow")) {
        assert!(shadow.lines().all(|line| line.contains(":!*:")), "{shadow}");
    }
    // Whoever the units run as, and whatever group they name, is made.
    for (file, _, _) in UNITS {
        let text = shipped(&format!("systemd/{file}"));
        let named = ["User=", "Group=", "SupplementaryGroups="];
        let names = text.lines().filter_map(|line| named.iter().find_map(|key| line.strip_prefix(key)));
        for name in names.flat_map(str::split_whitespace).map(|name| name.replace("%i", "oac")) {
            assert!(groups.contains(&format!("{name}:")), "{file}: {name}");
        }
    }
}

#[test]
fn a_rule_for_serial_adapters_is_one_line_that_names_their_group() {
    let rules = shipped("udev/70-intrascope.rules");
    let lines: Vec<&str> = rules.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    let [rule] = lines[..] else { panic!("one rule: {lines:?}") };
    for part in rule.split(", ") {
        let (key, value) = part.split_once('=').unwrap();
        assert!(!key.is_empty() && value.ends_with('"') && value.matches('"').count() == 2, "{part}");
    }
    assert!(rule.contains("GROUP=\"intrascope-serial\"") && rule.contains("MODE=\"0660\""));
    assert!(shipped("config/station.toml").contains("port = \"/dev/intrascope/portal\""));
    assert!(rule.contains("SYMLINK+=\"intrascope/adapter-$env{ID_SERIAL_SHORT}\""));
    let modules = shipped("modules-load/intrascope.conf");
    assert!(modules.contains("\nusbserial\n") && modules.contains("\ncdc_acm\n"));
}

fn intrascope(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_intrascope")).args(arguments).output().unwrap()
}

#[test]
fn the_shipped_settings_are_read_by_the_program_and_a_fault_is_named_with_its_line() {
    let file = deploy().join("config/station.toml");
    for language in ["kk", "ru", "en"] {
        let read =
            intrascope(&["station", "--config", file.to_str().unwrap(), "--check", "--lang", language]);
        assert!(read.status.success() && said(&read).contains("ИДК-2"), "{}", said(&read));
    }
    let folder = tempfile::tempdir().unwrap();
    let spoiled = folder.path().join("station.toml");
    fs::write(&spoiled, shipped("config/station.toml").replace("[idle]", "[idel]")).unwrap();
    let line = shipped("config/station.toml").lines().position(|line| line == "[idle]").unwrap() + 1;
    let read = intrascope(&["station", "--config", spoiled.to_str().unwrap(), "--check", "--lang", "en"]);
    assert!(!read.status.success(), "{}", said(&read));
    assert!(said(&read).contains(&format!("line {line}")) && said(&read).contains("idel"), "{}", said(&read));
}

#[test]
fn the_doctor_examines_this_machine_and_its_code_is_that_of_the_worst() {
    let examined = intrascope(&["doctor", "--json", "--lang", "en"]);
    let json: serde_json::Value = serde_json::from_slice(&examined.stdout).unwrap();
    let count = |key: &str| json[key].as_u64().unwrap();
    let points = json["points"].as_array().unwrap();
    assert_eq!(points.len() as u64, count("ok") + count("fails") + count("unknown"));
    let code = if count("fails") > 0 {
        1
    } else if count("unknown") > 0 {
        2
    } else {
        0
    };
    assert_eq!(examined.status.code(), Some(code), "{}", said(&examined));
    assert!(points.iter().all(|point| (point["state"] == "ok") == point["do"].is_null()), "{json:#}");
}

#[test]
fn what_the_package_does_when_it_comes_and_goes_is_shell_and_keeps_the_cases() {
    for script in ["postinst", "prerm", "postrm"] {
        let path = deploy().join("debian").join(script);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o111, 0o111, "{script}");
        let checked = run("sh", &["-n", path.to_str().unwrap()]).unwrap();
        assert!(checked.status.success(), "{}", said(&checked));
        let text = fs::read_to_string(&path).unwrap();
        for word in ["rm ", "userdel", "enable --now", "debconf", "read "] {
            assert!(!text.contains(word), "{script}: {word}");
        }
    }
}

/// The package, built around the program that the tests have; `None`, with a message, where `cargo deb` is not installed.
fn package(folder: &Path) -> Option<PathBuf> {
    let release = folder.join("target/release");
    fs::create_dir_all(&release).unwrap();
    fs::copy(env!("CARGO_BIN_EXE_intrascope"), release.join("intrascope")).unwrap();
    let known = Command::new(env!("CARGO")).args(["deb", "--version"]).output().unwrap();
    if !known.status.success() {
        eprintln!("skipped: cargo-deb is not installed");
        return None;
    }
    let deb = folder.join("intrascope.deb");
    let built = Command::new(env!("CARGO"))
        .args(["deb", "--no-build", "--no-strip", "--fast", "--offline", "--locked", "--output"])
        .arg(&deb)
        .current_dir(project())
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", said(&built));
    Some(deb)
}

#[test]
fn the_package_brings_all_of_it_and_asks_for_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let Some(deb) = package(folder.path()) else { return };
    let deb = deb.to_str().unwrap();
    let Some(listed) = run("dpkg-deb", &["-c", deb]) else { return };
    let text = said(&listed);
    let files: BTreeSet<(&str, &str)> = text
        .lines()
        .filter(|line| !line.starts_with('d'))
        .map(|line| (line.split_whitespace().next().unwrap(), line.split_whitespace().nth(5).unwrap()))
        .collect();
    for wanted in PACKED {
        assert!(files.contains(&wanted), "{wanted:?}\n{text}");
    }
    let others: Vec<&(&str, &str)> = files
        .iter()
        .filter(|file| !PACKED.contains(file) && !file.1.starts_with("./usr/share/doc/intrascope/"))
        .collect();
    assert!(others.is_empty(), "{others:?}");
    assert!(text.lines().all(|line| line.contains(" 0/0 ") || line.contains(" root/root ")), "{text}");
    let about = said(&run("dpkg-deb", &["-f", deb, "Depends", "Recommends"]).unwrap());
    let depends = about.lines().find_map(|line| line.strip_prefix("Depends: ")).unwrap();
    for name in depends.split(", ").map(|part| part.split(' ').next().unwrap()) {
        assert!(["libc6", "libgcc-s1", "systemd"].contains(&name), "{depends}");
    }
    let control =
        said(&run("sh", &["-c", &format!("dpkg-deb --ctrl-tarfile {deb} | tar -xO ./conffiles")]).unwrap());
    let settings: Vec<&str> = control.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(settings, ["/etc/intrascope/station.toml", "/etc/ssh/sshd_config.d/60-intrascope.conf"]);
    let opened = folder.path().join("opened");
    assert!(run("dpkg-deb", &["-x", deb, opened.to_str().unwrap()]).unwrap().status.success());
    let version = Command::new(opened.join("usr/bin/intrascope")).arg("--version").output().unwrap();
    assert!(said(&version).contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn every_shipped_file_has_its_place_and_every_place_is_said() {
    let manifest = fs::read_to_string(project().join("Cargo.toml")).unwrap();
    let readme = shipped("README.md");
    let mut folders = vec![deploy()];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(project()).unwrap().to_string_lossy().into_owned();
            let top = name.trim_start_matches("docs/deploy/").split('/').next().unwrap();
            if top == "README.md" {
                continue;
            }
            assert!(readme.contains(&format!("`{top}/")), "{name}");
            if top != "debian" {
                assert!(manifest.contains(&format!("[\"{name}\", ")), "{name} is in no package");
                count += 1;
            }
        }
    }
    assert!(count >= 12, "{count}");
}

#[test]
fn the_guides_name_files_that_the_package_brings() {
    let packed: BTreeSet<String> =
        PACKED.iter().map(|(_, path)| path.trim_start_matches('.').to_owned()).collect();
    for guide in ["KIOSK.md", "SUPERVISORS.md"] {
        let text = fs::read_to_string(project().join("docs").join(guide)).unwrap();
        let mut named = 0;
        for path in text.split(|c: char| c.is_whitespace() || matches!(c, '`' | '(' | ')' | ',' | ';' | '"'))
        {
            let path = path.trim_end_matches(['.', ':']);
            if path.starts_with("/usr/lib/s")
                || path.starts_with("/usr/lib/udev/")
                || path == "/usr/bin/intrascope"
            {
                named += 1;
                let is_folder = path.ends_with('/') && packed.iter().any(|file| file.starts_with(path));
                assert!(is_folder || packed.contains(path), "{guide}: {path}");
            }
        }
        assert!(named > 0, "{guide}");
    }
}
