//! A panic gives the terminal back before its message is printed: this very test binary panics on a real pty.

use intrascope::terminal::guard::Guard;
use std::time::Duration;
use termlens::Terminal;

/// Set for the child only, so that nobody runs into its panic by `--ignored`.
const CHILD: &str = "INTRASCOPE_PANIC_CHILD";

#[test]
#[ignore = "the child of the test below"]
#[expect(clippy::disallowed_methods, reason = "the child learns from its environment that it is one")]
fn child() {
    if std::env::var(CHILD).is_ok() {
        let _guard = Guard::enter().unwrap();
        // From another thread, as a worker's would come, and in the middle of a sixel.
        std::thread::spawn(|| {
            use std::io::Write;
            let mut screen = std::io::stdout();
            screen.write_all(b"\x1b[?2026h\x1bPq#0;2;50;50;50#0~~~").unwrap();
            screen.flush().unwrap();
            panic!("the worker met what it did not expect");
        })
        .join()
        .unwrap_err();
    }
}

#[test]
fn a_panic_in_any_thread_gives_the_terminal_back_before_its_message() {
    let mut terminal = Terminal::builder()
        .size(80, 24)
        .env(CHILD, "1")
        .timeout(Duration::from_secs(20))
        .args(["--exact", "guard_panic::child", "--ignored", "--nocapture"])
        .spawn(std::env::current_exe().unwrap())
        .unwrap();
    terminal.wait_exit().unwrap();
    let screen = terminal.screen();
    assert!(!screen.alternate_screen());
    assert!(screen.cursor_visible());
    assert!(screen.contains("the worker met what it did not expect"), "{}", screen.text());
}
