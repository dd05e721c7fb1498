//! What a supervisor's key opens: the console, by a certificate that holds; and nothing else, whatever is asked for.

use super::keys::{Keys, Revoked, SHIFT};
use super::log::Log;
use super::machine::Machine;
use super::people::SUPERVISORS;
use super::terminals::Ssh;
use intrascope::words::{Language, Words};
use std::collections::BTreeSet;
use std::io::Read;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Output, Stdio};
use termlens::{Graphics, Key};

const WHO: &str = SUPERVISORS[0].0;

/// What the console says where it has no terminal: it came up, and nothing else did.
fn without_terminal() -> String {
    Words::new(Language::default()).say("console-no-terminal")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn is_console(output: &Output) {
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(1), &b""[..]), "{}", said(output));
    // Before it, the client may speak of the terminal that it has none of.
    let last = said(output).trim_end().lines().last().unwrap_or_default().to_owned();
    assert_eq!(last, format!("intrascope: {}", without_terminal()));
}

fn is_denied(output: &Output) {
    assert_eq!(output.status.code(), Some(255), "{}", said(output));
    assert!(said(output).contains("Permission denied (publickey)."), "{}", said(output));
}

#[test]
fn iec_cr_1_1_a_supervisors_key_opens_the_console_and_nothing_else() {
    let Some(machine) = Machine::new() else { return };
    machine.enrol(WHO);
    let station = machine.station("station");
    let (sshd, at) = machine.sshd();
    let certificate = machine.keys.certify(WHO, 1);
    let ssh = Ssh { machine: &machine, at, account: WHO, certificate: Some(&certificate) };

    commands(&ssh);
    files(&ssh);
    subsystems(&ssh);
    forwarding(&ssh, &sshd.log);
    terminal(&ssh);
    identities(&machine, at, &sshd.log);
    is_console(&ssh.run("ssh", &[], &["id"]));
    drop(station);
}

/// Another command is the console, with a terminal and without one.
fn commands(ssh: &Ssh<'_>) {
    for command in
        [&["id"][..], &["/bin/sh"], &["/bin/sh", "-c", "id"], &["/usr/bin/intrascope", "verify"], &[]]
    {
        is_console(&ssh.run("ssh", &[], command));
    }
}

/// Nothing is copied either way: neither program hears its own language.
fn files(ssh: &Ssh<'_>) {
    let target = format!("{}:/srv/intrascope/drop/planted", ssh.whom());
    let source = format!("{}:/etc/intrascope/station.toml", ssh.whom());
    let taken = ssh.machine.folder.path().join("taken");
    let taken = taken.to_str().unwrap();
    let lists = ssh.command("sftp").args(["-b", "/dev/null"]).arg(ssh.whom()).output().unwrap();
    assert_eq!(lists.status.code(), Some(255), "{}", said(&lists));
    for old in [&[][..], &["-O"]] {
        for (from, to) in [("/etc/hostname", target.as_str()), (source.as_str(), taken)] {
            let copied = ssh.command("scp").args(old).args([from, to]).output().unwrap();
            assert!(!copied.status.success(), "{}", said(&copied));
            let words = [without_terminal(), "Connection closed".to_owned(), "lost connection".to_owned()];
            assert!(words.iter().any(|words| said(&copied).contains(words)), "{}", said(&copied));
        }
    }
    assert!(!Path::new(taken).exists());
    ssh.machine.run(&["sh", "-c", "test ! -e /srv/intrascope/drop/planted"]);
}

/// sshd knows one subsystem, and starts the console in its place.
fn subsystems(ssh: &Ssh<'_>) {
    // sshd passes on nothing of what a subsystem's program complains of.
    let files = ssh.run("ssh", &["-s"], &["sftp"]);
    assert_eq!((files.status.code(), said(&files).as_str()), (Some(1), ""));
    let other = ssh.run("ssh", &["-s"], &["netconf"]);
    assert_eq!(other.status.code(), Some(255));
    assert!(said(&other).contains("subsystem request failed"), "{}", said(&other));
}

fn forwarding(ssh: &Ssh<'_>, log: &Log) {
    let inner = ssh.at.to_string();
    let through = ssh.run("ssh", &["-W", &inner], &[]);
    assert_eq!(through.status.code(), Some(255));
    assert!(said(&through).contains("administratively prohibited"), "{}", said(&through));
    for (option, value) in [("-R", format!("0:{inner}")), ("-w", "0:0".to_owned())] {
        let refused = ssh.run("ssh", &["-N", "-o", "ExitOnForwardFailure=yes", option, &value], &[]);
        assert_eq!(refused.status.code(), Some(255), "{option}");
        assert!(said(&refused).to_lowercase().contains("forwarding failed"), "{}", said(&refused));
    }
    for target in [inner, "/run/intrascope/oms.sock".to_owned()] {
        forward_here(ssh, &target, log);
    }
}

/// The client opens a port of its own machine; whoever connects there gets nothing.
fn forward_here(ssh: &Ssh<'_>, target: &str, log: &Log) {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut command = ssh.command("ssh");
    // The client says so when it listens.
    command.args(["-N", "-o", "PermitLocalCommand=yes", "-o", "LocalCommand=echo up"]);
    command.args(["-L", &format!("{free}:{target}")]).arg(ssh.whom());
    let from = log.len();
    let mut client = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    Log::of(client.stdout.take().unwrap()).wait_for(0, "up");
    let mut got = Vec::new();
    // Refused is closed at once, or reset.
    TcpStream::connect(free).unwrap().read_to_end(&mut got).ok();
    assert!(got.is_empty(), "{got:?}");
    log.wait_for(
        from,
        if target.starts_with('/') {
            "refused streamlocal port forward"
        } else {
            "refused local port forward"
        },
    );
    client.kill().unwrap();
    assert_eq!(client.wait().unwrap().signal(), Some(9));
}

/// On a terminal a foreign command is the console at the seat of supervisors, and no other program runs for the account.
fn terminal(ssh: &Ssh<'_>) {
    for command in [&[][..], &["id"], &["/bin/sh", "-i"]] {
        let mut booth = ssh.open(Graphics::None, command);
        booth.wait_for("sign-in-service-hint");
        booth.wait_for_text(WHO);
        assert!(!booth.screen().contains("uid="));
        let programs = ssh.machine.programs_of(WHO);
        assert_eq!(programs, BTreeSet::from(["intrascope".to_owned(), "sshd".to_owned()]));
        // Keys that leave other programs are keys of the console.
        booth.press(Key::Ctrl('c'));
        booth.press(Key::Ctrl('z'));
        booth.press(Key::Ctrl('\\'));
        booth.quit();
    }
}

/// Who is let in: a certificate of the region's authority, of this account, within its term, not taken back.
fn identities(machine: &Machine, at: SocketAddr, log: &Log) {
    let keys = &machine.keys;
    let try_with = |certificate: Option<&Path>, reason: &str| {
        let from = log.len();
        is_denied(&Ssh { machine, at, account: WHO, certificate }.run("ssh", &[], &["id"]));
        log.wait_for(from, reason);
    };
    try_with(None, "Failed publickey");
    let other = keys.sign("authority", Some("sarsenov.d"), SHIFT, 2);
    try_with(Some(&other), "Certificate invalid: name is not a listed principal");
    let nobody = keys.sign("authority", None, SHIFT, 3);
    try_with(Some(&nobody), "Certificate lacks principal list");
    let expired = keys.sign("authority", Some(WHO), "-2h:-1h", 4);
    try_with(Some(&expired), "Certificate invalid: expired");
    let early = keys.sign("authority", Some(WHO), "+1h:+2h", 5);
    try_with(Some(&early), "Certificate invalid: not yet valid");
    let foreign = keys.sign("stranger", Some(WHO), SHIFT, 6);
    try_with(Some(&foreign), "Failed publickey");
    revocations(machine, keys, &try_with);
    // Other accounts of the machine are no way in either, not even the console's own.
    let good = keys.certify(WHO, 9);
    for account in ["root", "intrascope", "intrascope-oms"] {
        is_denied(&Ssh { machine, at, account, certificate: Some(&good) }.run("ssh", &[], &["id"]));
    }
}

fn revocations(machine: &Machine, keys: &Keys, try_with: &dyn Fn(Option<&Path>, &str)) {
    let good = keys.certify(WHO, 7);
    let key = keys.path("booth.pub");
    for what in [Revoked::File(&good), Revoked::File(&key), Revoked::Name(7)] {
        keys.revoke(machine, what);
        try_with(Some(&good), "revoked by file /etc/ssh/intrascope-revoked");
    }
    // A list that cannot be read lets nobody in.
    machine.run(&["rm", "/etc/ssh/intrascope-revoked"]);
    try_with(Some(&good), "/etc/ssh/intrascope-revoked");
    keys.revoke(machine, Revoked::Nothing);
}
