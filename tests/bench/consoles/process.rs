//! What a process has used, as the kernel counts it.

use std::fs;

/// Ticks of the kernel's accounting a second (`getconf CLK_TCK`), the same on every Linux of the field.
const TICKS: u64 = 100;

#[derive(Debug, Clone, Copy, Default)]
pub struct Usage {
    pub cpu_ms: u64,
    pub rss_kib: u64,
    /// Bytes that it wrote anywhere with write(2): of a console nearly all goes to its terminal.
    pub written: u64,
}

impl Usage {
    /// Nothing for a process that is gone.
    pub fn of(pid: u32) -> Self {
        let read = |file: &str| fs::read_to_string(format!("/proc/{pid}/{file}")).unwrap_or_default();
        let stat = read("stat");
        // The name in brackets may hold spaces; utime and stime are the 14th and 15th.
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        let fields: Vec<&str> = after_name.split_whitespace().collect();
        let ticks = |place: usize| fields.get(place).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
        let named = |text: &str, name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
            line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0)
        };
        Self {
            cpu_ms: (ticks(11) + ticks(12)) * 1_000 / TICKS,
            rss_kib: named(&read("status"), "VmRSS:"),
            written: named(&read("io"), "wchar:"),
        }
    }

    /// What was used since; the memory as it is now.
    pub fn since(self, before: Self) -> Self {
        Self {
            cpu_ms: self.cpu_ms.saturating_sub(before.cpu_ms),
            rss_kib: self.rss_kib,
            written: self.written.saturating_sub(before.written),
        }
    }
}
