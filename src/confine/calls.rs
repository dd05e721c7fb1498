//! seccomp: which system calls are answered, for all threads of the process.
//!
//! A refused call fails with "operation not permitted" and does not kill: another C library may try a call that this list does
//! not know and have a way round it, and a booth that decodes no image at all is no gain.

use seccompiler::{BpfMap, TargetArch, apply_filter_all_threads, compile_from_json};
use serde_json::{Value, json};

/// "Operation not permitted".
const EPERM: u32 = 1;

/// "Function not implemented": a C library then takes the older call.
const ENOSYS: u32 = 38;

/// Memory that may be executed.
const PROT_EXEC: u64 = 4;

/// A clone that is a thread of this process.
const CLONE_THREAD: u64 = 0x0001_0000;

/// Sockets that stay on this machine.
const AF_UNIX: u64 = 1;

/// Commands that put keys into a terminal, paste into it, take over the machine's console or change its line discipline.
const TERMINAL_COMMANDS: [u64; 4] = [0x5412, 0x541c, 0x541d, 0x5423];

/// What decoding needs: reading and writing what is open, memory, waiting, and an end in order or not.
const DECODER: [&str; 26] = [
    "read",
    "write",
    "readv",
    "writev",
    "pread64",
    "pwrite64",
    "lseek",
    "close",
    "munmap",
    "mremap",
    "brk",
    "madvise",
    "futex",
    "sched_yield",
    "getrandom",
    "clock_gettime",
    "sigaltstack",
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "getpid",
    "gettid",
    "tgkill",
    "restart_syscall",
    "exit",
    "exit_group",
];

/// Calls that make memory; all but executable memory is answered.
const MEMORY: [&str; 2] = ["mmap", "mprotect"];

/// What no console does: other programs, other processes' memory, mounts, modules, clocks, sockets that others could reach, and
/// the calls that would go round this very list.
const NEVER: [&str; 62] = [
    "execve",
    "execveat",
    "fork",
    "vfork",
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "kcmp",
    "pidfd_getfd",
    "perf_event_open",
    "bpf",
    "userfaultfd",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "keyctl",
    "add_key",
    "request_key",
    "mount",
    "umount2",
    "pivot_root",
    "chroot",
    "setns",
    "unshare",
    "move_mount",
    "open_tree",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "open_by_handle_at",
    "name_to_handle_at",
    "init_module",
    "finit_module",
    "delete_module",
    "kexec_load",
    "kexec_file_load",
    "reboot",
    "swapon",
    "swapoff",
    "acct",
    "settimeofday",
    "clock_settime",
    "adjtimex",
    "clock_adjtime",
    "sethostname",
    "setdomainname",
    "iopl",
    "ioperm",
    "quotactl",
    "syslog",
    "vhangup",
    "personality",
    "mknod",
    "mknodat",
    "bind",
    "listen",
    "accept",
    "accept4",
    "setuid",
    "setgid",
    "setgroups",
];

/// Answers only what decoding needs.
pub(super) fn of_decoder() -> Result<(), String> {
    apply(&["decoder"], &decoder())
}

/// Refuses what no console does.
pub(super) fn of_console() -> Result<(), String> {
    apply(&["never", "newer"], &console())
}

fn decoder() -> Value {
    let plain = DECODER.iter().map(|call| json!({ "syscall": call }));
    let memory = MEMORY.iter().map(|call| rule(call, (2, json!({ "masked_eq": PROT_EXEC }), 0)));
    let rules: Vec<Value> = plain.chain(memory).collect();
    json!({
        "decoder": { "mismatch_action": { "errno": EPERM }, "match_action": "allow", "filter": rules },
    })
}

fn console() -> Value {
    let plain = NEVER.iter().map(|call| json!({ "syscall": call }));
    let terminal = TERMINAL_COMMANDS.iter().map(|&command| rule("ioctl", (1, json!("eq"), command)));
    let others = [
        rule("socket", (0, json!("ne"), AF_UNIX)),
        rule("clone", (0, json!({ "masked_eq": CLONE_THREAD }), 0)),
    ];
    let rules: Vec<Value> = plain.chain(terminal).chain(others).collect();
    // The arguments of clone3 lie in memory, where no filter sees them.
    json!({
        "never": { "mismatch_action": "allow", "match_action": { "errno": EPERM }, "filter": rules },
        "newer": {
            "mismatch_action": "allow", "match_action": { "errno": ENOSYS }, "filter": [{ "syscall": "clone3" }],
        },
    })
}

/// A call is matched when its argument of this index compares so with the value.
fn rule(call: &str, (index, compared, value): (u8, Value, u64)) -> Value {
    json!({
        "syscall": call,
        "args": [{ "index": index, "type": "dword", "op": compared, "val": value }],
    })
}

fn compiled(filters: &Value) -> Result<BpfMap, String> {
    let machine = TargetArch::try_from(std::env::consts::ARCH).map_err(|error| error.to_string())?;
    compile_from_json(filters.to_string().as_bytes(), machine).map_err(|error| error.to_string())
}

fn apply(names: &[&str], filters: &Value) -> Result<(), String> {
    let programs = compiled(filters)?;
    names.iter().try_for_each(|&name| {
        let program = programs.get(name).ok_or_else(|| format!("no filter {name}"))?;
        apply_filter_all_threads(program).map_err(|error| error.to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_has_a_number_on_this_machine() {
        assert_eq!(compiled(&decoder()).unwrap().len(), 1);
        assert_eq!(compiled(&console()).unwrap().len(), 2);
    }
}
