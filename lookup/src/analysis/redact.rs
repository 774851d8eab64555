//! Finds secrets and personal data, so that no answer repeats them.

use std::{collections::BTreeSet, ops::Range};

use crate::Redaction;

/// Prefixes by which issuers mark their keys (each documented by its issuer: OpenAI, Anthropic and Stripe,
/// GitHub, Slack, AWS, Google, GitLab, Hugging Face, npm).
const KEY_PREFIXES: [&str; 16] = [
    "sk-",
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "github_pat_",
    "xox",
    "AKIA",
    "ASIA",
    "AIza",
    "glpat-",
    "hf_",
    "npm_",
];
/// Shorter words behind a prefix are words.
const MIN_KEY_BYTES: usize = 16;
/// Names of settings that hold secrets; compared at the end of the name.
const SECRET_NAMES: [&str; 11] = [
    "password",
    "passwd",
    "pwd",
    "secret",
    "token",
    "api_key",
    "api-key",
    "apikey",
    "access_key",
    "private_key",
    "authorization",
];

/// Remembers what was found, and whether it is inside a private key.
#[derive(Debug, Default)]
pub(super) struct Redactor {
    found: BTreeSet<Redaction>,
    in_key: bool,
}

impl Redactor {
    /// The kinds found so far, sorted.
    pub(super) fn found(self) -> Vec<Redaction> {
        self.found.into_iter().collect()
    }

    /// Whether the next line belongs to a private key.
    pub(super) fn inside_key(&self) -> bool {
        self.in_key
    }

    /// The bytes of a line that must not be repeated, in order.
    pub(super) fn secrets(&mut self, raw: &str) -> Vec<Range<usize>> {
        if self.in_key || raw.contains("PRIVATE KEY-----") {
            self.in_key = !raw.contains("-----END") && (self.in_key || raw.contains("-----BEGIN"));
            self.found.insert(Redaction::Secret);
            return std::iter::once(0..raw.trim_end().len()).collect();
        }
        let mut ranges = Vec::new();
        let mut secret_follows = Follows::Nothing;
        for atom in atoms(raw) {
            let text = &raw[atom.clone()];
            let before = ranges.len();
            if secret_follows.covers(text) {
                self.add(&mut ranges, Redaction::Secret, atom.clone());
            } else {
                self.atom(text, atom.start, &mut ranges);
            }
            secret_follows = if ranges.len() == before { Follows::after(text) } else { Follows::Nothing };
        }
        ranges
    }

    fn add(&mut self, ranges: &mut Vec<Range<usize>>, kind: Redaction, range: Range<usize>) {
        self.found.insert(kind);
        ranges.push(range);
    }

    fn atom(&mut self, text: &str, start: usize, ranges: &mut Vec<Range<usize>>) {
        // scheme://user:password@host
        if let Some(scheme) = text.find("://") {
            let rest = &text[scheme + 3..];
            let authority = rest.split('/').next().unwrap_or_default();
            if let Some(end) = authority.rfind('@') {
                self.add(ranges, Redaction::Secret, start + scheme + 3..start + scheme + 3 + end);
                return;
            }
        } else if is_email(text) {
            self.add(ranges, Redaction::Email, start..start + text.len());
            return;
        }
        if let Some((name, value)) = text.split_once('=')
            && is_secret_name(name)
            && value.len() >= 4
        {
            self.add(ranges, Redaction::Secret, start + name.len() + 1..start + text.len());
            return;
        }
        let mut at = start;
        for part in text.split(['/', '=', '@']) {
            if is_key(part) {
                self.add(ranges, Redaction::Secret, at..at + part.len());
            } else if is_ip_address(part) {
                self.add(ranges, Redaction::IpAddress, at..at + part.len());
            }
            at += part.len() + 1;
        }
    }
}

/// What the word before announces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Follows {
    Nothing,
    /// Anything after `password:`.
    Password,
    /// After `token:` or `Bearer`: only what looks like a key, for prose says *token expired* too.
    Key,
}

impl Follows {
    fn after(text: &str) -> Self {
        let name = text.trim_end_matches([':', '=']);
        if name.len() < text.len() && is_secret_name(name) {
            let password =
                ["password", "passwd", "pwd"].iter().any(|end| name.to_ascii_lowercase().ends_with(end));
            return if password { Self::Password } else { Self::Key };
        }
        let announces = ["bearer", "basic"].iter().any(|word| text.eq_ignore_ascii_case(word));
        if announces { Self::Key } else { Self::Nothing }
    }

    fn covers(self, text: &str) -> bool {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        match self {
            Self::Nothing => false,
            Self::Password => true,
            Self::Key => text.len() >= 8 && digits > 0 && digits < text.len(),
        }
    }
}

/// Runs of the characters that keys, addresses and settings are made of.
fn atoms(raw: &str) -> Vec<Range<usize>> {
    let inside = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./+=@:%!$#*&?~".contains(&byte);
    let mut found = Vec::new();
    let mut start = None;
    for (at, byte) in raw.bytes().enumerate() {
        if inside(byte) {
            start.get_or_insert(at);
        } else if let Some(start) = start.take() {
            found.push(start..at);
        }
    }
    found.extend(start.map(|start| start..raw.len()));
    // `"api_key": "…"`: the colon stands alone between two quotes.
    let mut joined: Vec<Range<usize>> = Vec::new();
    for atom in found {
        match joined.last_mut() {
            Some(last) if matches!(&raw[atom.clone()], ":" | "=") && atom.start - last.end <= 1 => {
                if is_secret_name(&raw[last.clone()]) {
                    // Announce by the name with its colon; the quote between them does no harm.
                    last.end = atom.end;
                } else {
                    joined.push(atom);
                }
            }
            _ => joined.push(atom),
        }
    }
    joined
}

fn is_secret_name(name: &str) -> bool {
    let name = name.trim_end_matches(['"', '\'', ':', '=']).to_ascii_lowercase();
    SECRET_NAMES.iter().any(|end| name.ends_with(end))
}

fn is_key(part: &str) -> bool {
    if part.len() < MIN_KEY_BYTES {
        return false;
    }
    if KEY_PREFIXES.iter().any(|prefix| part.starts_with(prefix)) {
        return true;
    }
    // JSON Web Token (RFC 7519): the first part is base64url of a JSON object.
    if part.starts_with("eyJ") && part.contains('.') {
        return true;
    }
    // Telegram: <digits>:<35 characters> (https://core.telegram.org/bots/api#authorizing-your-bot).
    let bot = part.strip_prefix("bot").unwrap_or(part);
    bot.split_once(':').is_some_and(|(id, key)| {
        (6..=12).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_digit())
            && key.len() >= 30
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    })
}

fn is_email(text: &str) -> bool {
    let text = text.trim_end_matches(['.', ':', '?', '!']);
    let Some((local, domain)) = text.split_once('@') else { return false };
    let Some((_, top)) = domain.rsplit_once('.') else { return false };
    !local.is_empty()
        && top.len() >= 2
        && top.bytes().all(|byte| byte.is_ascii_alphabetic())
        && !domain.contains('@')
}

fn is_ip_address(part: &str) -> bool {
    let part = part.trim_end_matches(['.', ':']);
    if part.starts_with("127.") || part == "0.0.0.0" || part.starts_with("0.0.0.0:") {
        return false;
    }
    let version_4 = part.split(':').next().unwrap_or_default();
    version_4.parse::<std::net::Ipv4Addr>().is_ok()
        || (part.len() > 6 && part.matches(':').count() >= 3 && part.parse::<std::net::Ipv6Addr>().is_ok())
}
