//! What the kernel counted on a port of its own UARTs: framing and parity errors, overruns and breaks since the machine's start.
//!
//! It tells them in `/proc/tty/driver/serial`, to root or whoever may read it, for `ttyS` ports only. Other drivers, those of USB
//! converters above all, have nothing of the kind, and the ioctl that would tell is out of reach without unsafe code.

use serde::Serialize;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Where the kernel tells it.
const TOLD: &str = "/proc/tty/driver/serial";

/// The longest list: 256 ports of 120 bytes, twice.
const MAX_BYTES: u64 = 64 * 1024;

/// The list's first words: another form of it is not read.
const FORM: &str = "serinfo:1.0";

/// Counters of one port since the machine's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct KernelCounters {
    /// Bytes without their stop bit: another speed, or noise.
    pub framing: u32,
    /// Bytes of the wrong parity.
    pub parity: u32,
    /// Bytes that came before the one before them was taken.
    pub overruns: u32,
    /// Breaks: the line at rest on the wrong level.
    pub breaks: u32,
}

impl KernelCounters {
    /// Those of a port, by the path that its name leads to; none where the kernel does not tell them, or not here.
    pub fn of(port: &Path) -> Option<Self> {
        let number = number(port)?;
        let mut text = String::new();
        File::open(TOLD).ok()?.take(MAX_BYTES).read_to_string(&mut text).ok()?;
        parse(&text, number)
    }

    /// How much each grew since `before`.
    #[must_use]
    pub fn since(self, before: Self) -> Self {
        Self {
            framing: self.framing.wrapping_sub(before.framing),
            parity: self.parity.wrapping_sub(before.parity),
            overruns: self.overruns.wrapping_sub(before.overruns),
            breaks: self.breaks.wrapping_sub(before.breaks),
        }
    }
}

/// The number of a `ttyS` port.
fn number(port: &Path) -> Option<u8> {
    let number = port.file_name()?.to_str()?.strip_prefix("ttyS")?;
    let is_plain =
        number.bytes().all(|byte| byte.is_ascii_digit()) && (number == "0" || !number.starts_with('0'));
    is_plain.then(|| number.parse().ok())?
}

/// The line of a port: `1: uart:16550A port:000002F8 irq:3 tx:1200 rx:8450 fe:2 pe:1 RTS|DTR`. A counter of nothing is left out there;
/// one that cannot be read makes all of them unknown.
fn parse(text: &str, number: u8) -> Option<KernelCounters> {
    let mut lines = text.lines();
    lines.next().filter(|first| first.starts_with(FORM))?;
    let own = lines.find_map(|line| line.strip_prefix(&format!("{number}:")))?;
    let mut counters = KernelCounters::default();
    let mut is_uart = false;
    for word in own.split_ascii_whitespace() {
        let Some((name, value)) = word.split_once(':') else { continue };
        let counter = match name {
            "uart" => {
                is_uart = value != "unknown";
                continue;
            }
            "fe" => &mut counters.framing,
            "pe" => &mut counters.parity,
            "oe" => &mut counters.overruns,
            "brk" => &mut counters.breaks,
            _ => continue,
        };
        // The kernel prints it signed: a counter that ran over comes as a negative number.
        *counter = value.parse::<i32>().ok()?.cast_unsigned();
    }
    is_uart.then_some(counters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "\
serinfo:1.0 driver revision:
0: uart:16550A port:000003F8 irq:4 tx:0 rx:0 CTS|DSR|CD
1: uart:16550A port:000002F8 irq:3 tx:1200 rx:8450 fe:2 pe:1 brk:3 oe:7 RTS|DTR
2: uart:unknown port:000003E8 irq:4
11: uart:16550A mmio:0xFEDC9000 irq:7 tx:4 rx:9 fe:-1
12: uart:16550A mmio:0xFEDCA000 irq:7 tx:4 rx:9 fe:2x
";

    #[test]
    fn the_line_of_the_port_is_read_and_no_other() {
        let told = KernelCounters { framing: 2, parity: 1, overruns: 7, breaks: 3 };
        assert_eq!(parse(TEXT, 1), Some(told));
        assert_eq!(parse(TEXT, 0), Some(KernelCounters::default()));
        assert_eq!(parse(TEXT, 11).map(|told| told.framing), Some(u32::MAX));
        for (number, why) in [(2, "no UART is there"), (3, "it is not in the list"), (12, "no number")] {
            assert_eq!(parse(TEXT, number), None, "{why}");
        }
        assert_eq!(parse(&TEXT.replace("1.0", "2.0"), 1), None, "another form");
        assert_eq!(
            told.since(KernelCounters { framing: 1, ..told }),
            KernelCounters { framing: 1, ..Default::default() }
        );
    }

    #[test]
    fn only_ports_of_the_kernels_own_uarts_have_a_number() {
        assert_eq!(number(Path::new("/dev/ttyS1")), Some(1));
        for port in [
            "/dev/ttyUSB1",
            "/dev/ttyS",
            "/dev/ttyS01",
            "/dev/ttyS1x",
            "/dev/ttyS+1",
            "/dev/ttyS256",
            "/dev/pts/3",
        ] {
            assert_eq!(number(Path::new(port)), None, "{port}");
        }
    }

    #[test]
    fn what_this_kernel_tells_of_its_first_port_is_found() {
        let told = std::fs::read_to_string(TOLD).unwrap_or_default();
        let is_listed =
            told.lines().any(|line| line.starts_with("0: uart:") && !line.starts_with("0: uart:unknown"));
        assert_eq!(KernelCounters::of(Path::new("/dev/ttyS0")).is_some(), is_listed, "{told}");
        assert_eq!(KernelCounters::of(Path::new("/dev/pts/0")), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_told_nothing(text: String, number: u8) {
            let form = format!("{FORM}\n{number}:{text}");
            let _: Option<KernelCounters> = parse(&text, number);
            if let Some(told) = parse(&form, number) {
                prop_assert!(form.contains("uart:"), "{told:?}");
            }
        }
    }
}
