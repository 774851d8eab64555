//! What a program has left behind when it ended.

#[cfg(target_os = "linux")]
pub(super) use self::linux::Processes;
#[cfg(not(target_os = "linux"))]
pub(super) use self::other::Processes;

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::HashSet;

    use procfs::{
        net::TcpState,
        process::{Process, Stat, all_processes},
    };
    use rustix::process::{Pid, Signal, getpid, kill_process};

    /// The processes below this one, which collects the orphans among them.
    pub(in super::super) struct Processes;

    impl Processes {
        pub(in super::super) fn of(_first: Pid) -> Self {
            Self
        }

        pub(in super::super) fn any_left(&self) -> bool {
            !descendants().is_empty()
        }

        /// One entry for each process, and for each port when `alone` in this network.
        pub(in super::super) fn left(&self, alone: bool) -> Vec<String> {
            let processes = descendants().into_iter().map(|(process, stat)| {
                let words = process.cmdline().unwrap_or_default();
                let name = if words.is_empty() { stat.comm } else { words.join(" ") };
                format!("process {} `{}`", stat.pid, shortened(&name))
            });
            let ports = if alone { ports() } else { Vec::new() };
            processes.chain(ports.into_iter().map(|port| format!("port {port}"))).collect()
        }

        pub(in super::super) fn kill(&self) {
            // Whoever is killed may have started another just before.
            for _ in 0..100 {
                let left = descendants();
                if left.is_empty() {
                    return;
                }
                for pid in left.iter().filter_map(|(_, stat)| Pid::from_raw(stat.pid)) {
                    // It may have ended by itself in the meantime.
                    let _ = kill_process(pid, Signal::KILL);
                }
                std::thread::sleep(std::time::Duration::from_millis(1));
            }
        }
    }

    /// All below this process that still run.
    fn descendants() -> Vec<(Process, Stat)> {
        let mut others: Vec<(Process, Stat)> = all_processes()
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|process| process.stat().ok().map(|stat| (process, stat)))
            .collect();
        let mut family = HashSet::from([getpid().as_raw_nonzero().get()]);
        let mut found = Vec::new();
        loop {
            let (children, rest): (Vec<_>, Vec<_>) =
                others.into_iter().partition(|(_, stat)| family.contains(&stat.ppid));
            if children.is_empty() {
                return found;
            }
            family.extend(children.iter().map(|(_, stat)| stat.pid));
            // A process that has ended and was not collected is not one that was left.
            found.extend(children.into_iter().filter(|(_, stat)| !matches!(stat.state, 'Z' | 'X')));
            others = rest;
        }
    }

    /// Every port that somebody listens on.
    fn ports() -> Vec<String> {
        let tcp = [procfs::net::tcp(), procfs::net::tcp6()].into_iter().flatten().flatten();
        let tcp = tcp.filter(|entry| entry.state == TcpState::Listen);
        let udp = [procfs::net::udp(), procfs::net::udp6()].into_iter().flatten().flatten();
        tcp.map(|entry| format!("{} (TCP)", entry.local_address))
            .chain(udp.map(|entry| format!("{} (UDP)", entry.local_address)))
            .collect()
    }

    fn shortened(text: &str) -> String {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match line.char_indices().nth(120) {
            Some((at, _)) => format!("{}…", &line[..at]),
            None => line,
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod other {
    use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};

    /// The process group of a program: all that can be told without `/proc`.
    pub(in super::super) struct Processes(Pid);

    impl Processes {
        pub(in super::super) fn of(first: Pid) -> Self {
            Self(first)
        }

        pub(in super::super) fn any_left(&self) -> bool {
            test_kill_process_group(self.0).is_ok()
        }

        pub(in super::super) fn left(&self, _alone: bool) -> Vec<String> {
            if self.any_left() { vec!["a process of its group".into()] } else { Vec::new() }
        }

        pub(in super::super) fn kill(&self) {
            // They may have ended by themselves in the meantime.
            let _ = kill_process_group(self.0, Signal::KILL);
        }
    }
}
