//! Viewer tokens: `base64url(claims) "." base64url(HMAC-SHA256 of the first part)`; minted in Python, single-use, short-lived.
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;

use crate::net::Network;

pub const TOKEN_BYTES_MAX: usize = 2048;
/// A token that lives longer than this was not minted by us; it also bounds the memory of used tokens.
const LIFETIME_MAX_US: u64 = 10 * 60 * 1_000_000;
const USED_MAX: usize = 100_000;

#[derive(Debug, Clone, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    pub stream: String,
    pub viewer: String,
    pub user: String,
    pub purpose: String,
    pub network: String,
    pub expires_us: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    BadToken,
    Expired,
    Used,
    WrongAddress,
    UnknownStream,
    Origin,
    TooMany,
}

impl Refusal {
    pub fn name(self) -> &'static str {
        match self {
            Self::BadToken => "bad_token",
            Self::Expired => "expired",
            Self::Used => "used",
            Self::WrongAddress => "wrong_address",
            Self::UnknownStream => "unknown_stream",
            Self::Origin => "origin",
            Self::TooMany => "too_many",
        }
    }
}

/// Checks tokens and remembers the used ones until they would have expired.
pub struct TokenCheck {
    key: Vec<u8>,
    used: Mutex<HashMap<[u8; 16], u64>>,
}

impl TokenCheck {
    pub fn new(key: Vec<u8>) -> Self {
        Self { key, used: Mutex::default() }
    }

    /// Verifies everything and marks the token as used.
    pub fn redeem(&self, token: &str, remote: IpAddr, now_us: u64) -> Result<Claims, Refusal> {
        let (claims, signature) = self.verified(token).ok_or(Refusal::BadToken)?;
        if claims.expires_us <= now_us {
            return Err(Refusal::Expired);
        }
        if claims.expires_us > now_us + LIFETIME_MAX_US {
            return Err(Refusal::BadToken);
        }
        let admitted =
            claims.network.is_empty() || Network::parse(&claims.network).is_some_and(|network| network.holds(remote));
        if !admitted {
            return Err(Refusal::WrongAddress);
        }
        let mut used = self.used.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if used.len() >= USED_MAX {
            used.retain(|_, expires_us| *expires_us > now_us);
        }
        if used.len() >= USED_MAX {
            return Err(Refusal::TooMany);
        }
        match used.insert(signature, claims.expires_us) {
            Some(_) => Err(Refusal::Used),
            None => Ok(claims),
        }
    }

    fn verified(&self, token: &str) -> Option<(Claims, [u8; 16])> {
        if token.len() > TOKEN_BYTES_MAX {
            return None;
        }
        let (body, signature) = token.split_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).ok()?;
        mac.update(body.as_bytes());
        mac.verify_slice(&signature).ok()?;
        let claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).ok()?).ok()?;
        Some((claims, *signature.first_chunk()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &[u8] = b"0123456789abcdef0123456789abcdef";

    fn mint(claims: &str, key: &[u8]) -> String {
        let body = URL_SAFE_NO_PAD.encode(claims);
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        mac.update(body.as_bytes());
        format!("{body}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }

    fn claims(network: &str, expires_us: u64) -> String {
        format!(
            r#"{{"stream":"s","viewer":"v","user":"u","purpose":"patrol","network":"{network}","expires_us":{expires_us}}}"#
        )
    }

    #[test]
    fn admits_only_a_fresh_unused_token_from_its_network() {
        let remote: IpAddr = "10.1.2.3".parse().unwrap();
        let table = [
            (mint(&claims("", 2000), KEY), None),
            (mint(&claims("10.1.0.0/16", 2001), KEY), None),
            (mint(&claims("10.1.2.3", 2002), KEY), None),
            (mint(&claims("10.2.0.0/16", 2003), KEY), Some(Refusal::WrongAddress)),
            (mint(&claims("nonsense", 2004), KEY), Some(Refusal::WrongAddress)),
            (mint(&claims("", 1000), KEY), Some(Refusal::Expired)),
            (mint(&claims("", u64::MAX), KEY), Some(Refusal::BadToken)),
            (mint(&claims("", 2000), b"another key"), Some(Refusal::BadToken)),
            (mint("{}", KEY), Some(Refusal::BadToken)),
            ("x".repeat(5000), Some(Refusal::BadToken)),
            ("a.b".to_owned(), Some(Refusal::BadToken)),
            (String::new(), Some(Refusal::BadToken)),
        ];
        let check = TokenCheck::new(KEY.to_vec());
        for (token, refusal) in table {
            assert_eq!(check.redeem(&token, remote, 1000).err(), refusal, "{token}");
            if refusal.is_none() {
                assert_eq!(check.redeem(&token, remote, 1000).err(), Some(Refusal::Used));
            }
        }
    }
}
