//! What the system says about the memory of this process.

use std::fs;

use serde::{Deserialize, Serialize};

/// Resident memory, in bytes; 0 where the system does not say.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Memory {
    /// All of it, pages of mapped files included.
    pub(super) resident: u64,
    /// What no file stands behind: the process's own.
    pub(super) own: u64,
    /// The most that was ever resident.
    pub(super) peak: u64,
}

impl Memory {
    /// As it is now.
    pub(super) fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let bytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
            kilobytes.unwrap_or_default() * 1024
        };
        Self { resident: bytes("VmRSS:"), own: bytes("RssAnon:"), peak: bytes("VmHWM:") }
    }

    /// What has come on top of an earlier state.
    pub(super) fn since(self, before: Self) -> Self {
        Self {
            resident: self.resident.saturating_sub(before.resident),
            own: self.own.saturating_sub(before.own),
            peak: self.peak,
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::Memory;

    #[test]
    fn what_is_allocated_and_touched_is_seen() {
        let before = Memory::now();
        let block = vec![1_u8; 64 << 20];
        let grown = Memory::now().since(before);
        assert!(grown.own >= 60 << 20, "{grown:?}");
        assert_eq!(block.iter().map(|byte| u64::from(*byte)).sum::<u64>(), 64 << 20);
    }
}
