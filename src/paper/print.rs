//! Hands a finished sheet to the printing system through its own command, `lp`.

use crate::domain::text::CleanText;
use crate::paper::PaperError;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

/// How the booth prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printer {
    /// The command and its first arguments, usually `lp` alone.
    pub command: Vec<String>,
    /// Queue of the printing system.
    pub queue: String,
}

/// `lp` only puts a file into the spool: what takes longer hangs.
const WAIT_MAX: Duration = Duration::from_secs(20);
/// How often the command is looked at while it runs.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// How long the end of an answer is awaited after the command ended: a child of its own may hold the pipe open.
const ANSWER_WAIT_MAX: Duration = Duration::from_secs(1);
/// `request id is booth-417 (1 file(s))` and every message of `lp` are shorter.
const ANSWER_BYTES_MAX: u64 = 1_024;
/// Characters of an answer that a screen line can show.
const ANSWER_CHARS_MAX: usize = 200;

/// Sends a PDF to the queue and returns what the printing system answered.
///
/// Blocks for up to 20 seconds: call it where blocking is allowed.
///
/// # Errors
/// [`PaperError::PrintRefused`] with the command's own words, [`PaperError::PrintTime`] after which it is killed.
pub fn send(printer: &Printer, pdf: &Path, title: &str) -> Result<CleanText, PaperError> {
    send_within(printer, pdf, title, WAIT_MAX)
}

fn send_within(
    printer: &Printer,
    pdf: &Path,
    title: &str,
    wait_max: Duration,
) -> Result<CleanText, PaperError> {
    let (program, first_arguments) = printer.command.split_first().ok_or(PaperError::NoPrintCommand)?;
    // An absolute path never begins with a dash, so the command cannot take it for an option.
    let pdf = std::path::absolute(pdf)?;
    let mut child = Command::new(program)
        .args(first_arguments)
        .args(["-d", &printer.queue, "-t", title, "-o", "media=A4"])
        .arg(pdf)
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let said = child.stdout.take().map(read_aside);
    let complained = child.stderr.take().map(read_aside);
    let is_success = wait(&mut child, wait_max)?;
    let answer = if is_success { said } else { complained };
    let answer = answer.and_then(|answer| answer.recv_timeout(ANSWER_WAIT_MAX).ok()).unwrap_or_default();
    let answer = CleanText::bounded(&String::from_utf8_lossy(&answer), ANSWER_CHARS_MAX);
    if is_success { Ok(answer) } else { Err(PaperError::PrintRefused(answer)) }
}

/// Waits for the end and returns whether it was a good one; kills what does not end in time.
fn wait(child: &mut Child, wait_max: Duration) -> Result<bool, PaperError> {
    let looks = wait_max.as_millis() / LOOK_EVERY.as_millis();
    for _ in 0..looks {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        std::thread::sleep(LOOK_EVERY);
    }
    child.kill()?;
    child.wait()?;
    Err(PaperError::PrintTime(wait_max.as_secs()))
}

/// Reads a pipe in a thread of its own, so that neither a full pipe nor an open one can hold the station.
fn read_aside(mut pipe: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = sync_channel(1);
    std::thread::spawn(move || {
        let mut answer = Vec::new();
        let read = pipe.by_ref().take(ANSWER_BYTES_MAX).read_to_end(&mut answer);
        if read.is_ok() && sender.send(answer).is_ok() {
            // The rest is read and dropped: a closed pipe would kill a talkative command before it has spooled the file.
            drop(std::io::copy(&mut pipe, &mut std::io::sink()));
        }
    });
    receiver
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// A command that behaves as `script` says; run by `sh`, so that no freshly written file is executed.
    fn printer(directory: &Path, script: &str) -> Printer {
        let path = directory.join("lp");
        fs::write(&path, script).unwrap();
        Printer { command: vec!["sh".into(), path.to_string_lossy().into_owned()], queue: "booth".into() }
    }

    #[test]
    fn the_file_and_its_title_reach_the_queue() {
        let directory = tempfile::tempdir().unwrap();
        let pdf = directory.path().join("sheet.pdf");
        fs::write(&pdf, b"%PDF-1.7 sheet").unwrap();
        let script = "printf '%s|' \"$LC_ALL\" \"$@\" > \"$(dirname \"$0\")/arguments\"\n\
                      for last; do :; done\ncp \"$last\" \"$(dirname \"$0\")/spooled\"\n\
                      printf 'request id is booth-417 (1 file(s))\\033[2J\\n'\n";
        let answer = send(&printer(directory.path(), script), &pdf, "000417; rm -rf /").unwrap();
        assert_eq!(answer.as_str(), "request id is booth-417 (1 file(s))\u{fffd}[2J");
        let arguments = fs::read_to_string(directory.path().join("arguments")).unwrap();
        let expected = format!("C|-d|booth|-t|000417; rm -rf /|-o|media=A4|{}|", pdf.display());
        assert_eq!(arguments, expected);
        assert_eq!(fs::read(directory.path().join("spooled")).unwrap(), b"%PDF-1.7 sheet");
    }

    #[test]
    fn a_refusal_is_passed_on_in_the_commands_words() {
        let directory = tempfile::tempdir().unwrap();
        let script = "echo 'lp: The printer or class does not exist.' >&2\nexit 1\n";
        let refused = send(&printer(directory.path(), script), Path::new("x.pdf"), "t").unwrap_err();
        assert!(
            matches!(refused, PaperError::PrintRefused(said) if said.as_str().contains("does not exist"))
        );
    }

    #[test]
    fn a_command_that_hangs_is_killed() {
        let directory = tempfile::tempdir().unwrap();
        let printer = printer(directory.path(), "exec sleep 60\n");
        let late = send_within(&printer, Path::new("x.pdf"), "t", Duration::from_millis(200)).unwrap_err();
        assert!(matches!(late, PaperError::PrintTime(_)), "{late}");
    }

    #[test]
    fn an_endless_answer_is_bounded() {
        let directory = tempfile::tempdir().unwrap();
        let script = "head -c 300000 /dev/zero | tr '\\0' a\n";
        let answer = send(&printer(directory.path(), script), Path::new("x.pdf"), "t").unwrap();
        assert_eq!(answer.as_str().chars().count(), ANSWER_CHARS_MAX);
    }

    #[test]
    fn a_missing_command_is_an_error() {
        let printer = Printer { command: vec!["/nonexistent/lp".into()], queue: "booth".into() };
        assert!(matches!(send(&printer, Path::new("x.pdf"), "t"), Err(PaperError::PrintCommand(_))));
        let printer = Printer { command: Vec::new(), ..printer };
        assert!(matches!(send(&printer, Path::new("x.pdf"), "t"), Err(PaperError::NoPrintCommand)));
    }
}
